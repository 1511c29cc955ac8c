"""Who may do what, and how the instances of a contract work."""
