"""The steps of an installation, each skipped when nothing it depends on has changed."""
