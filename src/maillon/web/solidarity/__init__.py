"""Territorial solidarity: the indicator that everybody can weigh, recorded weightings, published versions."""
