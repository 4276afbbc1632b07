#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys


def main() -> None:
    """Run a command. What is wrong with the installation is said in one line, with what to do; ours with a traceback."""
    # What a terminal has no sign for is spelt out: no message ends a command.
    sys.stdout.reconfigure(errors="backslashreplace")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError

    try:
        execute_from_command_line(sys.argv)
        sys.stdout.flush()
    except (DatabaseError, OSError) as error:
        from archive.installation import remedy

        line = remedy(error)
        if not line:
            raise
        sys.exit(line)


if __name__ == "__main__":
    main()
