"""Specialists of the LESC at their screens, in a real browser."""

from dataclasses import replace
from datetime import date

import pytest

from interop.lesc import BookedPerson
from interop.lesc.research import FactKind, Status
from lesc_stub.types import SourceRecord
from tests.console.browser.conftest import Visit
from tests.console.offices import Offices
from tests.interop.case_world import PRIORITY_1
from tests.lesc_stub.world import QUERY, fact

pytestmark = pytest.mark.xdist_group("browser")

BOOKED = BookedPerson(name="ALDER,BOX", dates_of_birth=("19700102",), sex="M", place_of_birth="MX")
SCRIPT = "<script>document.title='taken'</script>"


@pytest.fixture
def offices(offices: Offices) -> Offices:
    """A query whose sources hold somebody of another birth and sex, and the case of its match."""
    admitted = replace(fact(FactKind.ADMITTED, date(2020, 1, 1), date(2020, 7, 1)), details=SCRIPT)
    keys = {"fin": QUERY.fin, "name": "ALDER,BOX", "date_of_birth": "19850607", "sex": "M"}
    record = SourceRecord("entry_exit", "entry_exit-1", (admitted,), **keys)
    offices.lesc.desk.put_records([record])
    offices.lesc.desk.submit(replace(QUERY, booked=BOOKED))
    offices.cases.match(QUERY.tcn, QUERY.identity_id)
    return offices


def test_a_research_from_the_queue_to_its_answer(offices: Offices, visit: Visit) -> None:
    lena = visit("lena")
    lena.keep()
    lena.page.click("text=Take the first that waits")
    lena.page.wait_for_url("**/research/*")
    assert "You hold this research" in lena.shown()
    assert lena.page.locator(".beside tbody tr").count() == 1 + 16, "every source has a row"
    assert "1985-06-07" in lena.page.inner_text("tr:has-text('entry exit')")
    assert "contradicts" in lena.page.inner_text("tr:has-text('entry exit')")
    assert "contradiction" in lena.page.inner_text(".booked")
    assert SCRIPT in lena.shown()
    assert lena.page.title() != "taken"
    lena.expected.add("status of 400")
    assert lena.page.locator("form[action$='/determine']").count() == 0
    assert "Check the identity first" in lena.shown()
    refused = lena.send("identity", result="doubtful")
    assert "Why the identity is doubtful or refuted: say what speaks against" in refused
    said = lena.send("identity", result="doubtful", identity_remark="born in another year")
    assert "What you found of the identity is recorded" in said
    options = lena.page.locator("form[action$='/determine'] [name=status] option")
    assert options.all_inner_texts() == ["choose", "unresolved"], "nothing else is allowed"
    refused = lena.send("determine", status="unresolved", remark="the photograph differs")
    assert "Why it is unresolved: say what is missing" in refused
    kept = lena.page.locator("form[action$='/determine'] [name=remark]").input_value()
    assert kept == "the photograph differs"
    done = lena.send("determine", status="unresolved", because="other person?")
    assert "Determined: the answer leaves" in done
    offices.lesc.run()
    [answer] = offices.lesc.asker.taken
    assert answer.determination.status is Status.UNRESOLVED
    assert answer.determination.specialist == "lena"
    told = b"".join(body for _, body in lena.bodies)
    for hidden in (b"81.25", b"person-1", b" dB"):
        assert hidden not in told, hidden


def test_grounds_go_with_a_status(offices: Offices, visit: Visit) -> None:
    lena = visit("lena")
    lena.page.click("text=Take the first that waits")
    lena.send("identity", result="confirmed")
    said = lena.send(
        "determine",
        status="unlawfully present",
        ground_2="on",
        remark="the sources agree about the name",
    )
    assert "Determined: the answer leaves" in said, said
    offices.lesc.run()
    [answer] = offices.lesc.asker.taken
    assert [one.name for one in answer.determination.grounds] == ["OVERSTAYED"]


def test_two_specialists_at_one_research(offices: Offices, visit: Visit) -> None:
    lena, luis = visit("lena"), visit("luis")
    for one in (lena, luis):
        one.page.click("tbody a")
        one.page.wait_for_url("**/research/*")
    assert "You hold this research" in lena.send("take")
    luis.expected.add("status of 409")
    refused = luis.send("take")
    assert "lena" in refused
    assert luis.page.locator("form[action$='/determine']").count() == 0
    assert "The research waits again" in lena.send("release")
    assert "You hold this research" in luis.send("take")


def test_claims_and_evidence(offices: Offices, visit: Visit) -> None:
    offices.cases.answer(PRIORITY_1, tcn=QUERY.tcn)
    lena = visit("lena")
    lena.page.click("tbody a")
    lena.page.wait_for_url("**/research/*")
    assert "Claim recorded" in lena.send("claim")
    assert "Evidence kept" in lena.send("evidence", evidence="a passport <b>seen</b>")
    assert "a passport <b>seen</b>" in lena.shown()
    lena.page.reload()
    assert len(offices.cases.case(QUERY.tcn).claims) == 1
    assert "Claim refuted" in lena.send("refute", evidence="the passport is another person's")
