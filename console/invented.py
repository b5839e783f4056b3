"""Which encounters are of which invented person: the demonstration writes it beside its data.

With it, *Try it* says whether the person who was found is the person who was picked.
"""

import json
from collections.abc import Mapping
from pathlib import Path

FILE = "invented.json"
_FORM = 1

Known = Mapping[str, Mapping[str, int]]
"""By gallery, and by the id of an encounter there: the number of the person."""


def write(data: Path, known: Known) -> None:
    """Say who is enrolled in a data folder."""
    text = json.dumps({"form": _FORM, "people": known}, indent=1)
    (data / FILE).write_text(text + "\n")


def read(data: Path) -> Known:
    """Read who is enrolled; empty where no demonstration has run, or an older one."""
    try:
        content = json.loads((data / FILE).read_text())
    except (OSError, ValueError):
        return {}
    return content["people"] if content["form"] == _FORM else {}
