"""Identifiers of contract documents in addresses."""


class Reference:
    """The slugs of contract documents: letters, digits, and . _ - between them."""

    regex = r"[a-z0-9]+(?:[._-][a-z0-9]+)*"

    def to_python(self, value: str) -> str:
        """Keep the address as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Keep the identifier as it is."""
        return value
