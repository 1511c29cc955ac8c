"""Who does what: the Django site, one app per domain."""
