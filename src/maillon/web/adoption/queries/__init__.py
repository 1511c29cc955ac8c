"""What the pages of a contract's life read."""
