"""The `maillon` command."""
