"""Pages of the door « Territoires »."""
