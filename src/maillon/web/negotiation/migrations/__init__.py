"""Database history of negotiation."""
