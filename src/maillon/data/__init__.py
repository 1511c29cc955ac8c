"""Shipped reference data with provenance, contract frameworks and the demo. Data only, no logic."""
