"""The process that does one long import, then ends: `python -m maillon.web.contracts.importer IDENTIFIER`."""

import sys
from uuid import UUID


def main(identifier: str) -> None:
    """Import the draft that has this identifier."""
    import django

    django.setup()
    from maillon.web.contracts.services.background import run

    run(UUID(identifier))


if __name__ == "__main__":
    main(sys.argv[1])
