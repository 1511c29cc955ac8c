"""Django's own commands, for developers: `maillon site django …`."""

import os
import sys


def main(argv: list[str]) -> None:
    """Run the Django command `argv`, e.g. ["migrate"]."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillon.web.site.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["maillon site django", *argv])


if __name__ == "__main__":
    main(sys.argv[1:])
