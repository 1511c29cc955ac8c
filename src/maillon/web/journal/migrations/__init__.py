"""Database history of the journal."""
