"""Values in words."""

import ast
import inspect
import re
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo

import grpc
import pytest
from google.protobuf import descriptor_pool
from google.protobuf.descriptor import Descriptor

from console import screens
from console.gateway import COMPARISON, LABELS, explain, missing, missing_words
from console.web import dates
from console.web.words import by_clock
from interop.cases import documentation, work
from interop.cases.errors import CaseIncompleteError
from services.wire.times import SOUGHT, is_time, span_of, timed_fields
from tenprint.errors import RpcError

SCREENS = Path(screens.__file__).parent


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


CHICAGO = ZoneInfo("America/Chicago")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("2026-12-01 15:00:00+00:00 is ahead", "2026-12-01 09:00 CST is ahead"),
        ("at 2026-07-01T15:00:00.250000+00:00: no", "at 2026-07-01 10:00 CDT: no"),
        ("from 2026-07-01T02:00:00Z to now", "from 2026-06-30 21:00 CDT to now"),
        ("2026-12-01 is a day", "2026-12-01 is a day"),
        ("2026-13-41 15:00:00+00:00 is no time", "2026-13-41 15:00:00+00:00 is no time"),
        ("0001-01-01 00:00:00+00:00 is long ago", "0001-01-01 00:00:00+00:00 is long ago"),
        ("2026-12-01 15:00:00+02:00 is of another zone",) * 2,
        ("<b>2026-12-01T15:00Z</b>", "<b>2026-12-01 09:00 CST</b>"),
    ],
)
def test_times_in_what_the_service_says_are_by_the_agency_s_clock(said: str, shown: str) -> None:
    assert by_clock(said, CHICAGO) == shown


def _bounded(message: Descriptor, place: str = "") -> set[str]:
    """The places of times that the service bounds, in a request."""
    found = set[str]()
    for one in timed_fields(message):
        if is_time(one):
            found |= {f"{place}{one.name}"} if span_of(one) is not SOUGHT else set()
        elif one.message_type is not None:
            found |= _bounded(one.message_type, f"{place}{one.name}.")
    return found


def test_every_time_that_a_form_sends_has_the_label_of_the_page() -> None:
    source = "".join(one.read_text() for one in SCREENS.rglob("*.py"))
    pool = descriptor_pool.Default()
    asked = {
        f"{name}.{place}"
        for name in set(re.findall(r"\b(\w+Request)\(", source))
        for place in _bounded(pool.FindMessageTypeByName(f"tenprint.v1.{name}"))
    }
    # The form of a jurisdiction leaves earlier periods as they are on record.
    sent = {one for one in asked if ".earlier_activations." not in one}
    assert len(LABELS) > 5
    assert set(LABELS) == sent


def test_a_refused_field_is_called_as_on_the_page() -> None:
    error = RpcError(grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD", "release_time: too late")
    assert explain(error, "ReportReleaseRequest").words == "Would have been free from: too late"
    assert explain(error, "RecordReleaseRequest").words == "Released at: too late"
    assert explain(error, "OtherRequest").words == explain(error).words == "release_time: too late"
