"""`docs/programme.md` as tests read it: its tables, and the tests and modules that they name."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tests.paths import ROOT

TEXT = (ROOT / "docs" / "programme.md").read_text()
WAITS = "waits for the replay"

_NUMBERED = re.compile(r"test_((?:r\d+_)+)")
_LINK = re.compile(r"\]\(\.\./((?:interop|lesc_stub|synthesis)/[\w/]+\.py)\)")
_TESTS = re.compile(r"\]\(\.\./(tests/[\w/]+\.py)\): ((?:`test_\w+`,? ?)+)")
_MENTION = re.compile(r"\bR(\d+)(?:[–-]R(\d+))?")


@dataclass(frozen=True)
class RuleRow:
    """A rule as the table tells it."""

    number: int
    short: str
    quotation: str
    modules: tuple[str, ...]
    tests: frozenset[tuple[str, str]]
    """Files and names."""
    waits: bool
    """Whether all of it waits for the replay."""


def rule_rows() -> list[RuleRow]:
    """Read the table of rules."""
    return [_rule_row(cells) for cells in _cells() if re.fullmatch(r"R\d+", cells[0])]


def fault_rows() -> list[tuple[str, frozenset[tuple[str, str]]]]:
    """Read the table of bad input and faults."""
    section = TEXT.partition("## Bad input and faults")[2]
    return [(cells[0], named_tests(cells[1])) for cells in _cells(section) if "](" in cells[1]]


def named_tests(cell: str) -> frozenset[tuple[str, str]]:
    """Read which tests of which files a cell names."""
    return frozenset(
        (file, name)
        for file, names in _TESTS.findall(cell)
        for name in re.findall(r"test_\w+", names)
    )


@cache
def functions_of(file: str) -> frozenset[str]:
    """List the tests of a file; none where there is no such file."""
    path = ROOT / file
    tree = ast.parse(path.read_text() if path.exists() else "")
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return frozenset(one.name for one in functions if one.name.startswith("test_"))


def numbered_tests() -> Iterator[tuple[int, tuple[str, str]]]:
    """Go through the tests that are named after rules: number, file and name."""
    folders = (ROOT / "tests" / name for name in ("interop", "lesc_stub"))
    for path in sorted(path for folder in folders for path in folder.rglob("test_*.py")):
        file = path.relative_to(ROOT).as_posix()
        for name in sorted(functions_of(file)):
            if found := _NUMBERED.match(name):
                for number in re.findall(r"\d+", found[1]):
                    yield int(number), (file, name)


@cache
def mentioned_rules(module: str) -> frozenset[int]:
    """List the rules that a module names, `R20–R29` being ten of them."""
    path = ROOT / module
    text = path.read_text() if path.exists() else ""
    found = ((int(first), int(last or first)) for first, last in _MENTION.findall(text))
    return frozenset(number for first, last in found for number in range(first, last + 1))


def _cells(text: str = TEXT) -> Iterator[list[str]]:
    for line in text.splitlines():
        if line.startswith("| "):
            yield [cell.strip() for cell in line.strip().strip("|").split(" | ")]


def _rule_row(cells: list[str]) -> RuleRow:
    number, short, quotation, modules, tests = cells
    return RuleRow(
        number=int(number[1:]),
        short=short,
        quotation=quotation,
        modules=tuple(_LINK.findall(modules)),
        tests=named_tests(tests),
        waits=tests == WAITS,
    )
