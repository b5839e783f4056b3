"""Responses keep the rules of EBTS 9.1 whatever the submission says."""

from datetime import UTC, datetime

import pytest

from ebts.faults import Fault
from ebts.reading import read
from ebts.records import Field, Transaction
from ebts.responses import OWN_ORI, UNREADABLE_TCN, Finding, answer_type, error_response, response
from ebts.writing import write
from tests.transactions import AGENCY, SERVICE, TIME, Change, card, faults_of, image

FOUND = Finding("first", TIME, True, "T00000017", ("LINE " * 40, "", "É accent\x07"))
NOBODY = Finding("first", TIME, False)
ECHOED: Change = {6: ("DET PUBLIC",), 7: (AGENCY,), 39: ("WORK",), 40: ("NONE",), 41: ("WV\r\nUS",)}


@pytest.mark.parametrize("finding", [FOUND, NOBODY])
@pytest.mark.parametrize(
    ("kind", "answer", "marks"),
    [("CAR", "SRE", "IN"), ("CPNU", "SRE", "IN"), ("RPIS", "RPISR", "RG"), ("TPIS", "SRT", "")],
)
def test_each_type_has_its_response(kind: str, answer: str, marks: str, finding: Finding) -> None:
    images = [image(one) for one in range(1, 11)]
    submission = card({**ECHOED, 98: ("6",)}, kind=kind, images=images)
    written = response(submission, finding)
    assert faults_of(written) == ()
    assert written.type_of_transaction == answer == answer_type(kind)
    said = written.description
    assert said.value(59) == (marks[0 if finding.is_identified else 1] if marks else "")
    assert said.value(6) == "DET PUBLIC"
    header = written.header
    assert (header.value(7), header.value(8)) == (AGENCY, SERVICE)
    assert header.value(10) == submission.header.value(9)
    assert header.value(6) == "2"
    assert write(response(submission, finding)) == write(written)


def test_a_silent_submission_has_no_response() -> None:
    assert answer_type("CNA") == ""


def test_text_is_broken_into_lines_of_72_characters() -> None:
    sheet = response(card(), FOUND).description.value(75)
    lines = sheet.split("\r\n")
    assert max(map(len, lines)) <= 72
    assert lines[-1] == "\\xc9 accent"


def test_the_answer_of_ident_names_its_repository() -> None:
    written = response(card(), Finding("second 1", TIME, True, from_ident=True))
    assert written.description.value(98) == "9"
    assert written.header.value(9) != response(card(), FOUND).header.value(9)


def _faults(count: int) -> list[Fault]:
    return [
        Fault("record 2 (Type-2)", f"2.{one:03}", "É…" * 30, "rule " * 20) for one in range(count)
    ]


@pytest.mark.parametrize("count", [1, 3, 11, 40, 501])
def test_an_errt_lists_faults_as_far_as_eleven_messages_hold_them(count: int) -> None:
    written = error_response(card(), _faults(count), "errt", TIME)
    assert faults_of(written) == ()
    messages = written.description.values(60)
    assert len(messages) <= 11
    shown = sum(message.count("record 2") for message in messages)
    hidden = int(messages[-1].split()[1]) if messages[-1].startswith("and ") else 0
    assert shown + hidden == count


@pytest.mark.parametrize("submission", [None, card(tcn="SHORT"), card({73: ("QQ",), 9: ("A.B",)})])
def test_an_errt_of_what_cannot_be_read(submission: Transaction | None) -> None:
    written = error_response(submission, ["it is wrong"], "errt", datetime(2026, 6, 15, tzinfo=UTC))
    assert faults_of(written) == ()
    if submission is None:
        assert written.header.value(10) == UNREADABLE_TCN
        assert written.header.value(8) == written.header.value(7) == OWN_ORI


def test_a_name_in_utf_8_is_returned_in_utf_8() -> None:
    written = write(response(card({39: ("CAFÉ",)}), NOBODY))
    reading = read(written)
    assert reading.faults == ()
    assert reading.transaction is not None
    assert reading.transaction.description.value(39) == "CAFÉ"
    assert isinstance(reading.transaction.description.by_number[39], Field)
