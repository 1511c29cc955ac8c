"""How a territory is written in an address."""


class TerritoryReference:
    """A code ("37261", "243700754", "2A"), or a code with its level ("REG-24", "COMD-01015").

    Words such as "sources" are no reference, so that pages of the same door keep their addresses.
    """

    regex = r"(?:(?:REG|DEP|COM|COMD|COMA|ARM|EPCI|EPT)-)?[0-9][0-9AaBb][0-9]{0,7}"

    def to_python(self, value: str) -> str:
        """Return the reference with capitals, as the COG writes it."""
        return value.upper()

    def to_url(self, value: str) -> str:
        """Write a reference in an address."""
        return value
