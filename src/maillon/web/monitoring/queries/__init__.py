"""What the pages of the follow-up read."""
