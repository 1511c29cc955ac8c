"""Forms of the indicator."""
