"""Values in words."""

import ast
import inspect
import re
from types import ModuleType

import pytest

from console.gateway import COMPARISON, missing, missing_words
from console.web import dates
from interop.cases import documentation, work
from interop.cases.errors import CaseIncompleteError


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("19700102", "1970-01-02"),
        ("19700102, 19850607", "1970-01-02, 1985-06-07"),
        ("", ""),
        ("unknown", "unknown"),
        ("1970", "1970"),
        ("F197001021", "F197001021"),
    ],
)
def test_dates_of_records_are_written_as_people_read_them(text: str, shown: str) -> None:
    assert dates(text) == shown


def _names(module: ModuleType, *functions: str) -> set[str]:
    """The names of fields that functions of a module can yield: their texts of one dotted word."""
    tree = ast.parse(inspect.getsource(module))
    bodies = [
        one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name in functions
    ]
    assert len(bodies) == len(functions)
    texts = [
        one.value
        for body in bodies
        for one in ast.walk(body)
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]
    return {one for one in texts if re.fullmatch(r"[a-z_]+(\.[a-z_]+)?", one)}


def test_whatever_a_case_can_lack_has_words_on_the_page() -> None:
    stated = _names(documentation, "_missing", "_undocumented")
    assert len(stated) > 10
    assert stated | {COMPARISON} == set(missing.WORDS)
    assert COMPARISON in _names(work, "close")
    for one in missing.WORDS.values():
        assert not re.search(r"[._]", one), one


def test_a_record_that_is_not_there_is_named_once() -> None:
    names = ["encounter.officer", "encounter.manner", "encounter.place", "disposition.remark"]
    assert missing_words(names) == ["the record of the encounter", "the remark on the disposition"]
    assert missing_words(["encounter.place"]) == ["the place of the encounter"]
    assert missing_words(["a.new_field"]) == ["a.new field"], "of a newer service"


def test_the_refusal_to_close_speaks_the_words_of_the_page() -> None:
    refused = CaseIncompleteError("case:detainer.1", ["detainer.end_time", "comparison.end_time"])
    said = missing.in_words(str(refused))
    assert "the end of the detainer, what examiners decide" in said
    assert "end_time" not in said
    assert "case:detainer.1" in said, "the id of a case stays"
