"""What a contract can be asked: the report's 25 propositions, the legal checks, the families and the position."""
