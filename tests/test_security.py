"""docs/security.md shows the tables that the service goes by, and tests that exist."""

import ast
import re

import pytest

from tests.paths import ROOT
from tests.security import PAGE, page_with

TEXT = PAGE.read_text()
NAMED = sorted(set(re.findall(r"`(tests/[a-z0-9_/]+\.py)(?:::(\w+))?`", TEXT)))
ATTACK_ROWS = 14


def test_the_page_shows_the_present_matrix() -> None:
    assert page_with(TEXT) == TEXT, "run `python -m tests.security`"


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_each_named_test_exists(path: str, name: str) -> None:
    tree = ast.parse((ROOT / path).read_text())
    found = {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}
    if name:
        assert name in found
    else:
        assert any(one.startswith("test_") for one in found)


def test_each_row_of_the_attack_names_a_test() -> None:
    section = TEXT.partition("## What an attack found")[2].partition("## What is not done")[0]
    rows = [line for line in section.splitlines() if re.match(r"\| \d+ \|", line)]
    assert {int(re.findall(r"\d+", row)[0]) for row in rows} == {*range(1, ATTACK_ROWS + 1)}
    assert all("::test_" in row for row in rows)
    assert len(NAMED) > 40
