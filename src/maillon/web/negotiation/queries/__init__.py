"""What each side of a negotiation reads."""
