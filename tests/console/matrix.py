"""Write the roles and screens of docs/console.md: `python -m tests.console.matrix`."""

from console.navigation import PURPOSES, SCREENS
from tests.paths import ROOT

PAGE = ROOT / "docs" / "console.md"
BEGIN, END = "<!-- roles and screens begin -->", "<!-- roles and screens end -->"


def matrix() -> str:
    """Write which role sees which screen, as Markdown."""
    heads = ["screen", "address", *(role.replace("_", " ") for role in PURPOSES)]
    rows = [
        [one.title, f"`{one.href}`", *("yes" if role in one.roles else "" for role in PURPOSES)]
        for one in SCREENS
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in [heads, ["---"] * len(heads), *rows])


def page_with(text: str) -> str:
    """Put the present matrix into the page."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{matrix()}\n\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(page_with(PAGE.read_text()))
