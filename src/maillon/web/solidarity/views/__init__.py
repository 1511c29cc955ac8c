"""Pages of the indicator."""
