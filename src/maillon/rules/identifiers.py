"""SIREN and SIRET: the identifiers of French legal persons and their establishments."""

LA_POSTE = "356000000"


def _luhn(digits: str) -> bool:
    total = 0
    for rank, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if rank % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def valid_siren(code: str) -> bool:
    """Tell whether `code` is nine ASCII digits with a correct Luhn key (INSEE, répertoire Sirene)."""
    return len(code) == 9 and code.isascii() and code.isdigit() and _luhn(code)


def valid_siret(code: str) -> bool:
    """Tell whether `code` is fourteen digits with a correct key.

    La Poste's establishments follow their own key: the sum of their digits is a multiple of five (INSEE).
    """
    if len(code) != 14 or not code.isascii() or not code.isdigit():
        return False
    if code.startswith(LA_POSTE):
        return _luhn(code) or sum(map(int, code)) % 5 == 0
    return valid_siren(code[:9]) and _luhn(code)
