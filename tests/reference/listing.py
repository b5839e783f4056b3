"""The list of commands by which `tenprint --help` reads no module of a command."""

from importlib import import_module

import click

from tests.formatting import formatted
from tests.paths import ROOT

PLACE = ROOT / "tenprint" / "cli" / "listing.py"
FACES = (
    *("agency", "at_rest", "console", "examiner", "field_office", "lesc", "machine", "operator"),
    *("records", "transactions"),
)
"""The folders of `tenprint/cli` whose faces have commands."""
_SOURCE = '''"""Where each command is. Written from the commands by `make reference`."""

COMMANDS = {{
{rows}}}
"""By name: the folder in `tenprint/cli`, the name in its face, the sentence of its help."""
'''


def listing() -> str:
    """Write the source of `tenprint/cli/listing.py`."""
    found = {}
    for home in FACES:
        face = import_module(f"tenprint.cli.{home}")
        for attribute in face.__all__:
            command = getattr(face, attribute, None)
            if isinstance(command, click.Command):
                sentence = " ".join((command.help or "").strip().split("\n\n")[0].split())
                found[str(command.name)] = (home, attribute, sentence)
    rows = "".join(f"    {name!r}: {found[name]!r},\n" for name in sorted(found))
    return formatted(_SOURCE.format(rows=rows), PLACE)
