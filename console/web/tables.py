"""Dense tables that sort, filter and page by the address of the page.

The service pages and filters; the console sorts the rows of the page that is shown, and says so.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from google.protobuf.timestamp_pb2 import Timestamp

PAGE_SIZES = (25, 50, 100, 200)
DEFAULT_SIZE = 50
_NOTHING = (0.0, "")
_MOST_DIGITS = 9
_TOKEN = "page"  # nosec B105 # the name of a parameter
_SIZE, _SORT = "size", "sort"


@dataclass(frozen=True)
class Cell:
    """A cell. What it shows is never markup."""

    text: str = ""
    note: str = ""
    """A second, smaller line."""
    href: str = ""
    time: Timestamp | None = None
    """Shown in both zones instead of the text."""
    tone: str = ""
    """`good`, `warn` or `bad` show the text as a mark, with a sign: colour alone says nothing."""
    order: Any = None
    """By what rows are sorted; the text if not given."""
    kind: str = ""
    """`number` is set to the right, `id` in a fixed width."""
    post: str = ""
    """The text is a button, which sends a form to this address."""
    fields: Mapping[str, object] = field(default_factory=dict)
    """Of the form that the button sends."""


@dataclass(frozen=True)
class Column:
    """A column: its heading, and a function from an item to the cell or its text."""

    heading: str
    cell: Callable[[Any], Cell | str]
    key: str = ""
    """The column's name in the address; empty: rows cannot be sorted by it."""
    opens: bool = False
    """Whether the cell, unless it is empty, is a link that opens the row: names and ids are."""


@dataclass(frozen=True)
class Filter:
    """A field above the table, which becomes a parameter of the address."""

    name: str
    label: str
    value: str = ""
    choices: Sequence[tuple[str, str]] = ()
    """Value and words; without choices people type."""
    nothing: str = "all"
    """What the list shows while nothing is chosen."""
    kind: str = "text"
    """What people type: `text`, `date` or `month`, as the browser's fields have it."""


@dataclass(frozen=True)
class Heading:
    """The heading of a column, with the address that sorts by it."""

    text: str
    href: str = ""
    sorted: str = ""
    """`ascending` or `descending`, as `aria-sort` has it."""


@dataclass(frozen=True)
class Row:
    """Cells, and the address that the row opens."""

    cells: Sequence[Cell]
    href: str = ""


@dataclass(frozen=True)
class Table:
    """A table as the template draws it."""

    caption: str
    headings: Sequence[Heading]
    rows: Sequence[Row]
    empty: str
    path: str
    filters: Sequence[Filter] = ()
    kept: Mapping[str, str] = field(default_factory=dict)
    """Parameters that the filters' form keeps."""
    first_href: str = ""
    next_href: str = ""
    size: int = DEFAULT_SIZE
    size_hrefs: Sequence[tuple[int, str]] = ()
    sorted_within_page: bool = False


def page_size(query: Mapping[str, str]) -> int:
    """Read how many rows a page has."""
    stated = query.get(_SIZE, "")
    return int(stated) if stated.isdecimal() and int(stated) in PAGE_SIZES else DEFAULT_SIZE


def page_token(query: Mapping[str, str]) -> str:
    """Read which page is asked for; empty: the first."""
    return query.get(_TOKEN, "")


def part_of(items: Sequence[Any], query: Mapping[str, str]) -> tuple[Sequence[Any], str]:
    """Cut one page out of a list that came whole. Returns it and the next page's token."""
    stated, size = page_token(query), page_size(query)
    first = int(stated) if stated.isdecimal() and len(stated) < _MOST_DIGITS else 0
    after = first + size
    return items[first:after], str(after) if after < len(items) else ""


def table(
    path: str,
    query: Mapping[str, str],
    columns: Sequence[Column],
    items: Iterable[Any],
    *,
    caption: str,
    empty: str,
    next_page_token: str = "",
    filters: Sequence[Filter] = (),
    href: Callable[[Any], str] = lambda _: "",
) -> Table:
    """Build a table. path, query: of the page that is shown; href: what a row opens."""
    rows = [_row(columns, item, href(item)) for item in items]
    sorting = _sorting(query, columns)
    if sorting is not None:
        rows = _sorted(rows, *sorting)
    names = {one.name for one in filters}
    is_part = bool(next_page_token or page_token(query))
    return Table(
        caption=caption,
        headings=[_heading(path, query, one, n, sorting) for n, one in enumerate(columns)],
        rows=rows,
        empty=empty,
        path=path,
        filters=filters,
        kept={key: value for key, value in query.items() if key not in {*names, _TOKEN}},
        first_href=address(path, query, **{_TOKEN: ""}) if page_token(query) else "",
        next_href=address(path, query, **{_TOKEN: next_page_token}) if next_page_token else "",
        size=page_size(query),
        size_hrefs=[
            (one, address(path, query, **{_SIZE: str(one), _TOKEN: ""})) for one in PAGE_SIZES
        ],
        sorted_within_page=sorting is not None and is_part,
    )


def address(path: str, query: Mapping[str, str], **changed: str) -> str:
    """Write the address of the same page with other parameters; an empty one is left out."""
    found = {key: value for key, value in {**query, **changed}.items() if value}
    return f"{path}?{urlencode(found)}" if found else path


def _row(columns: Sequence[Column], item: object, href: str) -> Row:
    cells = []
    for column in columns:
        made = column.cell(item)
        cell = made if isinstance(made, Cell) else Cell(made)
        has_words = bool(cell.text) or cell.time is not None
        cells.append(replace(cell, href=href) if column.opens and has_words else cell)
    return Row(cells, href)


def _sorting(query: Mapping[str, str], columns: Sequence[Column]) -> tuple[int, bool] | None:
    stated = query.get(_SORT, "")
    for index, column in enumerate(columns):
        if column.key and column.key == stated.removeprefix("-"):
            return index, stated.startswith("-")
    return None


def _sorted(rows: Iterable[Row], index: int, descending: bool) -> list[Row]:
    """Sort by a column; what is empty there comes last, whatever the direction."""
    filled, empty = list[Row](), list[Row]()
    for row in rows:
        (empty if _order(row.cells[index]) == _NOTHING else filled).append(row)
    filled.sort(key=lambda row: _order(row.cells[index]), reverse=descending)
    return [*filled, *empty]


def _order(cell: Cell) -> tuple[float, str]:
    """Sort times as times, numbers as numbers, and the rest as text."""
    if cell.time is not None:
        return cell.time.seconds + cell.time.nanos / 1e9, ""
    if isinstance(cell.order, int | float):
        # A number of zero is not nothing.
        return float(cell.order), "0"
    return 0.0, str(cell.order or cell.text).casefold()


def _heading(
    path: str,
    query: Mapping[str, str],
    column: Column,
    index: int,
    sorting: tuple[int, bool] | None,
) -> Heading:
    if not column.key:
        return Heading(column.heading)
    is_here = sorting is not None and sorting[0] == index
    descending = is_here and sorting is not None and sorting[1]
    turned = column.key if descending or not is_here else f"-{column.key}"
    state = ("descending" if descending else "ascending") if is_here else ""
    return Heading(column.heading, address(path, query, **{_SORT: turned}), state)
