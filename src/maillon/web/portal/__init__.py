"""The doors of the site: home, search over everything, the engagement diagram."""
