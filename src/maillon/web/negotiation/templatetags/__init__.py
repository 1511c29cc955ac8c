"""Filters of the negotiation pages."""
