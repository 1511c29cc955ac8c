"""What opens, weighs, closes and publishes: one verb, one transaction."""
