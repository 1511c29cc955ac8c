"""The journal: business events in a chain of fingerprints that anyone can verify without the site."""
