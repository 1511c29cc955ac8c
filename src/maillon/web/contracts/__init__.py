"""The register: contracts as their documents tell them, and everything that can be asked across them."""
