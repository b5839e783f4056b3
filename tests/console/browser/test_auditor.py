"""Auditors at their screens, in a real browser: the log, its proof, reports, files."""

import csv
import json
from pathlib import Path

import pytest

from tests.console.browser.conftest import Screen, Visit
from tests.console.offices import CASE, TCN, Offices
from tests.interop.case_world import OFFICER, PRIORITY_1

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def alma(offices: Offices, visit: Visit) -> Screen:
    """An auditor, where an officer has looked at a case and asked for a detainer."""
    offices.cases.alerted(PRIORITY_1)
    offices.cases.request()
    mina = visit("mina")
    mina.open(f"/work/{CASE}")
    screen = visit("alma")
    screen.keep()
    return screen


def saved(screen: Screen, words: str, into: Path) -> str:
    """Take a file of the page, as a person does."""
    with screen.page.expect_download() as found:
        screen.page.get_by_role("link", name=words, exact=True).click()
    path = into / found.value.suggested_filename
    found.value.save_as(path)
    return path.read_text()


def test_the_log_is_filtered_read_and_taken_along(alma: Screen, tmp_path: Path) -> None:
    assert alma.page.url.endswith("/audit")
    alma.page.fill("[name=actor]", "mina")
    alma.page.keyboard.press("Enter")
    alma.page.wait_for_url("**actor=mina*")
    alma.page.wait_for_load_state("networkidle")
    rows = alma.page.locator("tbody tr")
    assert rows.count() > 0
    assert {one.inner_text().split()[0] for one in rows.locator("td:nth-child(5)").all()} == {
        "mina"
    }
    assert "case viewed" in alma.shown()
    alma.page.reload()
    assert alma.page.input_value("[name=actor]") == "mina", "the address has the filter"
    taken = json.loads(saved(alma, "JSON", tmp_path))
    assert {one["actor_id"] for one in taken} == {"mina"}
    listed = list(csv.DictReader(saved(alma, "CSV", tmp_path).splitlines()))
    assert {one["actor_id"] for one in listed} == {"mina"}
    alma.page.go_back()
    assert alma.page.url.endswith("/audit")


def test_a_filter_that_is_refused_is_said_and_no_list_stays_under_its_words(alma: Screen) -> None:
    alma.expected.update({"status of 400", "Response Status Error Code 400"})
    alma.page.fill("[name=actor]", "mina")
    alma.page.keyboard.press("Enter")
    alma.page.wait_for_url("**actor=mina*")
    alma.page.wait_for_load_state("networkidle")
    alma.page.fill("[name=person]", "DOE,JOHN")
    with alma.page.expect_navigation(url="**person=DOE*"):
        alma.page.keyboard.press("Enter")
    assert "COMMA" in alma.shown()
    assert alma.page.locator("tbody td[data-label]").count() == 0
    assert alma.page.input_value("[name=person]") == "DOE,JOHN", "to be changed where it was set"
    alma.page.go_back()
    assert alma.page.locator("tbody td[data-label]").count() > 0


def test_the_head_is_kept_and_proves_the_log(alma: Screen) -> None:
    alma.page.get_by_role("link", name="Head and proof").click()
    head = alma.page.inner_text(".copied code")
    assert "The log is intact" in alma.send("verify", heads=head)
    alma.expected.update({"status of 409", "status of 400"})
    sequence, digest = head.split()
    said = alma.send("verify", heads=f"{sequence} {'0' * len(digest)}")
    assert "The log was changed" in said
    said = alma.send("verify", heads="not a head")
    assert "each line a place, a space, and 64 hex digits" in said
    assert alma.page.input_value("[name=heads]") == "not a head"


def test_a_dossier_holds_everything_and_no_image(alma: Screen, tmp_path: Path) -> None:
    alma.page.get_by_role("link", name="Person", exact=True).click()
    alma.page.fill("[name=person]", TCN)
    alma.page.keyboard.press("Enter")
    alma.page.wait_for_url("**person=*")
    assert CASE in alma.shown()
    dossier = json.loads(saved(alma, "JSON", tmp_path))
    assert dossier["person_id"] == TCN
    images = [url for url, _ in alma.bodies if url.endswith((".png", ".jpg"))]
    assert images == []
    alma.expected.add("status of 404")
    alma.page.fill("[name=person]", "nobody-there")
    alma.page.keyboard.press("Enter")
    alma.page.wait_for_url("**person=nobody-there")
    alma.page.get_by_text("PERSON_NOT_FOUND").wait_for()


def test_reports_say_what_they_count(alma: Screen, tmp_path: Path) -> None:
    alma.page.get_by_role("link", name="Exceptions").click()
    assert "What is not done" in alma.page.inner_text("caption >> nth=0")
    saved(alma, "CSV", tmp_path)
    alma.page.get_by_role("link", name="Compliance").click()
    alma.page.fill("[name=month]", "2011-08")
    alma.page.get_by_role("button", name="Show").click()
    alma.page.wait_for_url("**month=2011-08*")
    alma.page.wait_for_load_state("networkidle")
    assert "Matches of 2011-08" in alma.shown()
    assert "Documented" in alma.shown()
    alma.page.get_by_role("link", name="Samples").click()
    for name, value in (("first", "2011-08-01"), ("last", "2011-08-01"), ("seed", "7")):
        alma.page.fill(f"[name={name}]", value)
    alma.page.get_by_role("button", name="Show").click()
    alma.page.wait_for_url("**seed=7*")
    alma.page.wait_for_load_state("networkidle")
    assert CASE in alma.shown()
    address = alma.page.url
    again = alma.page.context.new_page()
    again.goto(address)
    assert CASE in again.inner_text("main"), "the same seed draws the same cases"


def test_no_action_of_others_is_offered(alma: Screen, offices: Offices) -> None:
    alma.expected.add("status of 403")
    for path in (f"/work/{CASE}", "/jail", "/research", "/try", "/supervisor"):
        alma.open(path)
        assert "Your role does not have this screen" in alma.shown(), path
    assert offices.cases.case().detainers[0].officer == OFFICER.officer
