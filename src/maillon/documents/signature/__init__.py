"""Freezing a version of a contract, sealing it, and telling the truth about what was signed."""
