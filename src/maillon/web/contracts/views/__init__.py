"""Pages of the register: each view parses, asks a query or a service, and renders."""
