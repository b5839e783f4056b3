"""R26: work is listed by priority and level, then by the clock that runs."""

from datetime import timedelta

import pytest

from database.paging import Page
from gallery.store import IdentityRow
from interop.cases.order import LOOK_AGAIN_AFTER
from interop.cases.queries import CaseFilter
from interop.lesc.research import Determination, Ground, Status
from interop.names import IDENT, case_id
from interop.offenses import OffenseCategory as C
from interop.records import WatchListEntry, WatchListReason, watch_list
from tests.interop.case_world import OFFICER, CaseWorld
from tests.interop.cases.people import SUPERVISOR
from tests.interop.histories import NOON, conviction, determination

OVER = [Ground.OVERSTAYED]
PEOPLE: dict[str, Determination] = {
    "CITIZEN-0001": determination(Status.US_CITIZEN),
    "OUTSIDE-0001": determination(grounds=OVER),
    "FUGITIVE-001": determination(grounds=[Ground.ORDERED_REMOVED]),
    "BORDER-00001": determination(grounds=[Ground.ENTERED_ILLEGALLY]),
    "LEVEL-3-0001": determination(convictions=[conviction(C.LARCENY, 6)], grounds=OVER),
    "LEVEL-2-0001": determination(convictions=[conviction(C.FRAUD, 24)], grounds=OVER),
    "LEVEL-1-0001": determination(convictions=[conviction(C.MURDER, 600)], grounds=OVER),
}
"""The least urgent first, which is the order in which they come."""
WORKED_ON = [*reversed(PEOPLE)]


@pytest.fixture
def busy(office: CaseWorld) -> CaseWorld:
    for tcn, found in PEOPLE.items():
        office.alerted(found, tcn, identity_id=f"IDENT-{tcn}", ori=f"TX{tcn[:6]:0<7}")
    return office


def listed(office: CaseWorld, size: int = 50) -> list[str]:
    """Read the list to its end, page by page."""
    wanted, found, token = CaseFilter(open_only=True, by_urgency=True), [], ""
    while True:
        page, token = office.cases.list_cases(wanted, Page(size, token), OFFICER)
        found += [one.tcn for one in page]
        if not token:
            return found


@pytest.mark.parametrize("size", [1, 3, 50])
def test_r26_work_is_listed_by_priority_and_level(busy: CaseWorld, size: int) -> None:
    assert listed(busy, size) == WORKED_ON
    busy.match("NEW-00000001", identity_id="IDENT-NEW", ori="TX9990000")
    assert listed(busy, size)[-1] == "NEW-00000001", "the LESC has not answered"


def test_r26_of_equals_the_clock_that_ends_first_comes_first(busy: CaseWorld) -> None:
    """Of four at level 2, two clocks run; of those without a clock the oldest goes first."""
    same = PEOPLE["LEVEL-2-0001"]
    for tcn in ("LEVEL-2-0002", "LEVEL-2-0003", "LEVEL-2-0004"):
        busy.alerted(same, tcn, identity_id=f"IDENT-{tcn}", ori=f"TX{tcn[-1]}550000")
    busy.clock.forward(60)
    busy.running("D-4", "LEVEL-2-0004")
    busy.clock.forward(60)
    busy.running("D-3", "LEVEL-2-0003")
    order = ["LEVEL-2-0004", "LEVEL-2-0003", "LEVEL-2-0001", "LEVEL-2-0002"]
    assert listed(busy)[1:5] == order
    assert busy.case("LEVEL-2-0004").deadline == busy.case("LEVEL-2-0004").detainers[0].expire_time
    busy.detainers.cancel("D-4", "mistaken", OFFICER)
    assert listed(busy)[1:5] == ["LEVEL-2-0003", "LEVEL-2-0001", "LEVEL-2-0002", "LEVEL-2-0004"]


def test_r26_to_free_somebody_comes_first(busy: CaseWorld) -> None:
    busy.cases.record_claim(case_id("FUGITIVE-001"), "C-1", OFFICER)
    assert listed(busy)[0] == "FUGITIVE-001"
    assert busy.case("FUGITIVE-001").deadline is not None
    busy.withdraw("OUTSIDE-0001")
    assert listed(busy)[:2] == ["OUTSIDE-0001", "FUGITIVE-001"]
    busy.cases.uphold_claim("C-1", "a passport", SUPERVISOR)
    assert listed(busy)[-1] in ("FUGITIVE-001", "CITIZEN-0001"), "nobody is held any more"
    assert listed(busy)[0] == "OUTSIDE-0001"


def test_r26_a_newer_answer_and_the_end_of_a_case_change_the_order(busy: CaseWorld) -> None:
    busy.answer(PEOPLE["LEVEL-1-0001"], version=2, tcn="BORDER-00001")
    assert listed(busy)[:2] == ["BORDER-00001", "LEVEL-1-0001"], "the older of two equals"
    busy.documented(tcn="CITIZEN-0001")
    version = busy.case("CITIZEN-0001").current.version
    busy.cases.close(case_id("CITIZEN-0001"), version, OFFICER)
    assert "CITIZEN-0001" not in listed(busy)


def test_r26_what_no_event_of_a_case_tells_is_looked_up_from_time_to_time(busy: CaseWorld) -> None:
    """Somebody gets onto the watch list: the case moves up without anybody reading it."""
    assert listed(busy)[0] == "LEVEL-1-0001"
    with busy.database.write() as session:
        identity = "IDENT-OUTSIDE-0001"
        session.add(IdentityRow(gallery=IDENT, identity_id=identity, create_time=NOON))
        session.flush()
        reason = WatchListReason.KNOWN_OR_SUSPECTED_TERRORIST
        watch_list.put_entry(session, WatchListEntry("W-1", identity, reason, "", NOON))
    busy.clock.forward((LOOK_AGAIN_AFTER + timedelta(seconds=1)).total_seconds())
    busy.cases.run_due()
    assert listed(busy)[0] == "OUTSIDE-0001"
    assert busy.case("OUTSIDE-0001").urgency == 10
