"""Acts of the follow-up."""
