"""What the pages of the portal read."""
