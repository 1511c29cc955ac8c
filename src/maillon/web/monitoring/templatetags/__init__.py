"""Filters of the follow-up."""
