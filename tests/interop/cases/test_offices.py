"""R15: offices, their areas and hours come from a file."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from interop.cases import office_file
from interop.cases.errors import OfficeFileError
from interop.cases.field_office import RESOURCE_CENTRE, FieldOffice
from interop.cases.office_store import offices_of, replace_offices
from interop.names import case_id
from tests.interop.case_world import PRIORITY_1, TCN, CaseWorld
from tests.interop.histories import NOON

HEADING = "office,place,areas,opens,closes\n"
WITH_ORI = "office,place,areas,opens,closes,ori\n"
FILE = f"""{HEADING}dallas,TX,TX OK,07:30,19:00
knox,America/Indiana/Knox,IN075,08:00,17:00
"""
SECOND = "BOOKING-00002"


@pytest.fixture
def filed(office: CaseWorld) -> Iterator[CaseWorld]:
    take(office, FILE)
    yield office
    with office.database.write() as session:
        replace_offices(session, ())


def take(office: CaseWorld, text: str) -> None:
    with office.database.write() as session:
        replace_offices(session, office_file.read(text))


def test_r15_the_offices_are_those_of_the_file(filed: CaseWorld) -> None:
    with filed.database.read() as session:
        assert offices_of(session) == (
            FieldOffice("dallas", "TX", ("TX", "OK"), time(7, 30), time(19)),
            FieldOffice("knox", "America/Indiana/Knox", ("IN075",), time(8), time(17)),
        )
    case = filed.alerted()
    assert (case.office, case.alerted_to) == ("dallas", "dallas")
    away = filed.alerted(tcn=SECOND, ori="CA0190000", identity_id="IDENT-2")
    assert (away.office, away.alerted_to) == ("", RESOURCE_CENTRE)


@pytest.mark.parametrize(
    ("now", "alerted"),
    [
        (datetime(2011, 8, 1, 12, 59, tzinfo=UTC), RESOURCE_CENTRE),
        (datetime(2011, 8, 1, 13, tzinfo=UTC), "knox"),
        (datetime(2011, 8, 1, 21, 59, tzinfo=UTC), "knox"),
        (datetime(2011, 8, 1, 22, tzinfo=UTC), RESOURCE_CENTRE),
    ],
)
def test_r15_an_office_opens_by_the_clock_of_its_county(
    filed: CaseWorld, now: datetime, alerted: str
) -> None:
    filed.match(ori="IN0750000")
    filed.clock.now = now
    filed.answer(PRIORITY_1)
    assert (filed.case().office, filed.case().alerted_to) == ("knox", alerted)


def test_r15_a_case_keeps_its_office_when_another_file_comes(filed: CaseWorld) -> None:
    before = filed.alerted()
    take(filed, f"{HEADING}austin,TX,TX,08:00,18:00\n")
    after = filed.alerted(tcn=SECOND, identity_id="IDENT-2")
    assert (filed.case().office, after.office) == (before.office, "austin") == ("dallas", "austin")
    filed.answer(PRIORITY_1, version=2)
    assert filed.case().alerted_to == RESOURCE_CENTRE, f"{case_id(TCN)}: that office is gone"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,place\n", "line 1: the heading"),
        (HEADING, "0 offices"),
        (f"{HEADING}dallas,TX,TX,08:00\n", "line 2: the line must have 5 columns"),
        (f"{HEADING}dallas,TX,TX,08:00,18:00,x\n", "line 2: the line must have 5 columns"),
        (f"{HEADING}two words,TX,TX,08:00,18:00\n", "line 2: office"),
        (f"{HEADING}dallas,Mars/Olympus,TX,08:00,18:00\n", "line 2: place"),
        (f"{HEADING}dallas,TX,T,08:00,18:00\n", "line 2: areas"),
        (f"{HEADING}dallas,TX,TX,8 am,18:00\n", "line 2: opens"),
        (f"{HEADING}dallas,TX,TX,18:00,08:00\n", "line 2: closes: 08:00 does not lie after"),
        (f"{HEADING}dallas,TX,TX TX,08:00,18:00\n", "line 2: areas: an area is named twice"),
        (f"{FILE}austin,TX,TX,08:00,18:00\n", "line 4: areas: TX belongs to dallas"),
        (f"{FILE}dallas,TX,CA,08:00,18:00\n", "line 4: office: dallas is known already"),
        (f"{HEADING}{RESOURCE_CENTRE},VT,VT,08:00,18:00\n", "known already"),
        (f"{WITH_ORI}dallas,TX,TX,08:00,18:00\n", "line 2: the line must have 6 columns"),
        (f"{WITH_ORI}dallas,TX,TX,08:00,18:00,ice\n", "line 2: ori"),
        (
            f"{WITH_ORI}dallas,TX,TX,08:00,18:00,ICEDAL000\naustin,TX,TX1,08:00,18:00,ICEDAL000\n",
            "line 3: ori: ICEDAL000 belongs to another office",
        ),
        (f"{WITH_ORI}dallas,TX,TX,08:00,18:00,ICEIRC000\n", "ori: ICEIRC000 belongs to another"),
    ],
)
def test_a_wrong_line_refuses_the_whole_file(text: str, said: str) -> None:
    with pytest.raises(OfficeFileError) as caught:
        office_file.read(text)
    assert said in str(caught.value)


@pytest.mark.parametrize("content", [b"\xff\xfe", None, b"x" * (office_file.MAX_FILE_BYTES + 1)])
def test_a_file_that_is_no_text_too_large_or_not_there_is_refused(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "offices.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(OfficeFileError, match=r"offices\.csv"):
        office_file.read_file(path)


def test_the_hours_of_the_nine_are_those_of_before() -> None:
    assert all(
        (one.opens, one.closes) == (time(8), time(18)) for one in office_file.AUDITED_OFFICES
    )
    assert any(one.is_open(NOON) for one in office_file.AUDITED_OFFICES)
