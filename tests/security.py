"""Write the matrix of docs/security.md from the tables: `python -m tests.security`."""

from interop.roles import COLUMNS, SCOPES, Scope
from services.access.table import TABLE, Access
from tests.paths import ROOT

PAGE = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- the matrix begins -->", "<!-- the matrix ends -->"
_SHORT = {Scope.ANY: "any", Scope.OWN: "own", Scope.NONE: ""}


def matrix() -> str:
    """Write the tables of access and of roles as Markdown."""
    heads = ["RPC", *COLUMNS, "own means", "purpose", "log"]
    lines = [_line(heads), _line(["---"] * len(heads))]
    lines += [_row(method, access) for method, access in TABLE.items()]
    return "\n".join(lines)


def page_with(text: str) -> str:
    """Put the present matrix into the page."""
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n\n{matrix()}\n\n{END}{after}"


def _row(method: str, access: Access) -> str:
    cells = [_reach(access, role) for role in COLUMNS.values()]
    log = access.sees.value if access.sees else ""
    name = method.removeprefix("/tenprint.v1.").replace("/", ".")
    return _line([name, *cells, access.own, access.purpose.value, log])


def _reach(access: Access, role: str) -> str:
    found = {SCOPES[operation][role] for operation in access.operations}
    return _SHORT[next(one for one in _SHORT if one in found)]


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    PAGE.write_text(page_with(PAGE.read_text()))
