"""All reference pages."""

from tests.paths import ROOT
from tests.reference import commands, protos

FOLDER = ROOT / "docs" / "reference"


def pages() -> dict[str, str]:
    """Write the pages: their text by their name in docs/reference."""
    return {"commands.md": commands.page(), **protos.pages()}
