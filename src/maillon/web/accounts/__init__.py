"""People, institutions, dated memberships, and who may do what."""
