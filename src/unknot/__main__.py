"""The `unknot` command, and `python -m unknot`, which is Django's manage.py.

They differ in one name: `unknot check` reads a person's answers, `python -m unknot check` is Django's look at
the settings. What stops either is said in one sentence.
"""

import os
import sys

OURS = {
    "serve": "serve the pages and send what waits in the outbox",
    "demo": "load the demo clinic into an empty database",
    "clinic": "open a clinic, invite its staff",
    "check": "read answers as JSON and say how urgent they are, and why",
    "evaluate": "run a file of vignettes and print how well they were judged",
    "knowledge": "check the medicine's files, show a rule and its cases",
    "verify": "walk the record's hash chain",
    "retention": "say whose records are past their years",
    "work": "send what waits and follow what happened, without serving",
}
# These read no row and sign nothing: asking them something must not leave a folder with a key behind.
WITHOUT_A_HOME = ("check_answers", "evaluate", "knowledge")


def unknot() -> None:
    """The console command."""
    arguments = sys.argv[:]
    if arguments[1:] in ([], ["help"], ["--help"], ["-h"]):
        print("\n".join(["usage: unknot COMMAND ...", "", *_lines(), "", _REST]))  # noqa: T201  # this is help
        return
    if arguments[1] == "check":
        arguments[1] = "check_answers"
    _run(arguments)


def main() -> None:
    _run(sys.argv)


_REST = "unknot COMMAND --help says more. python -m unknot help lists Django's own commands."


def _lines() -> list[str]:
    return [f"  {name:<10} {words}" for name, words in OURS.items()]


def _run(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unknot.server.settings")
    has_key = os.environ.get("SECRET_KEY") or os.environ.get("SECRET_KEY_FILE")
    if arguments[1:2] and arguments[1] in WITHOUT_A_HOME and not has_key:
        os.environ["SECRET_KEY"] = os.urandom(32).hex()
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    from unknot.server.stop import Stop

    try:
        execute_from_command_line(arguments)
    except (ImproperlyConfigured, Stop) as error:
        sys.exit(f"unknot: {error}")
    except OperationalError as error:
        sys.exit(
            f"unknot: the database does not answer ({' '.join(str(error).split())}). Is it up, and migrated?"
        )
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
