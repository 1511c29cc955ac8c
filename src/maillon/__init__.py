"""Maillon: territorial contracts, from the shared diagnosis to the next generation."""

__version__ = "0.1.0"
