"""Pages of the portal: each view parses, asks a query, and renders."""
