"""A data folder of an earlier version: opened, found, searched, and told the same of.

`data-0.1/` was left by a server that was stopped; `data-0.1.answers.json` is what that version
told of the folder. Neither is ever changed: README.md says what is in them.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from google.protobuf.json_format import ParseDict

from database.master_key import make_master_key
from services.process import seal_all
from services.settings import load_settings
from tenprint.client import Client
from tenprint.samples import sample_from_file
from tenprint.v1.audit_service_pb2 import AuditHead
from tenprint.v1.booking_service_pb2 import SECOND_RESPONSE_KIND_IDR_WITH_IAR
from tenprint.v1.programme_service_pb2 import OUTBOUND_STATE_ACKNOWLEDGED
from tests.golden.data_answers import GALLERIES, ORI, Json, answers, audit_entries
from tests.servers import RunningServer, running_server

GOLDEN = Path(__file__).parent
DATA = GOLDEN / "data-0.1"
PPI = 500
SINCE_DB = 40.0
"""The probe is extracted anew, and since version 0.1 the tables give the same scores fewer decibels
far beyond what they prove: 22 and 29 dB less at 218 dB."""


@pytest.fixture(scope="module", params=["clear", "sealed"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningServer]:
    """This version's server on a copy of the folder: as it was, and sealed since."""
    copy = tmp_path_factory.mktemp("golden") / "data"
    shutil.copytree(DATA, copy)
    flags: tuple[str, ...] = ()
    if request.param == "sealed":
        key = copy.with_name("master.key")
        make_master_key(key)
        flags = ("--master-key", str(key))
        for _ in seal_all(load_settings({"data_dir": str(copy), "master_key": str(key)})):
            pass
    with running_server(copy, *flags) as running:
        yield running


@pytest.fixture(scope="module")
def kept() -> Json:
    found: Json = json.loads(DATA.with_name("data-0.1.answers.json").read_text())
    return found


@pytest.fixture
def operator(server: RunningServer) -> Iterator[Client]:
    with Client(server.target, ori=ORI, roles=["operator", "auditor"]) as client:
        yield client


@pytest.fixture(scope="module")
def told(server: RunningServer) -> Json:
    return answers(server)


def in_words(told: Json) -> Json:
    """Take out the enums that stand beside words since version 0.1, with the same meaning."""
    if isinstance(told, list):
        return [in_words(one) for one in told]
    if not isinstance(told, dict):
        return told
    beside = {f"{key}_{form}" for key in told for form in ("code", "codes")}
    if "determination" in told:
        beside.add("immigration_status")
    return {key: in_words(value) for key, value in told.items() if key not in beside}


def test_the_same_is_told_of_everything(told: Json, kept: Json) -> None:
    for case in told["cases"].values():
        # New since version 0.1: all claims of the person, which here are those of the case.
        assert case.pop("person_claims", []) == case["case"].get("claims", [])
        # And what an officer decides by.
        assert case.pop("assessment")["reasons"]
        assert case.pop("booked")["name"]
        assert case.pop("version") == case["case"]["current"]["version"]
    # New since version 0.1 too: the order of work, and who is in custody.
    shown = [*(one["case"] for one in told["cases"].values()), *told["case_list"]]
    # An alarm of the service named nobody.
    for alarm in (*told["case_alarms"], *(one for case in shown for one in case.get("alarms", []))):
        assert alarm.pop("caused_by") == "service"
    for case in shown:
        assert case.pop("urgency") in (1, 11, 99)
        advice, advice_time = case.pop("advice", ""), case.pop("advice_time", "")
        assert advice.startswith("ADVICE_") or case["current"]["close_time"]
        assert bool(advice) == bool(advice_time)
    for review in told["reviews"]:
        assert review.pop("in_custody")
        # Who had the item: those who decided.
        decided = {d["examiner_id"] for c in review["candidates"] for d in c.get("decisions", [])}
        assert {one["examiner_id"] for one in review.pop("assignments", [])} >= decided
    for name, content in kept["answers"].items():
        assert in_words(told[name]) == content, name
    assert told.keys() == kept["answers"].keys()


def test_the_folder_holds_something_of_each_kind(kept: Json) -> None:
    for name, content in kept["answers"].items():
        assert content, name


def test_the_audit_log_is_intact_and_as_it_was(
    server: RunningServer, operator: Client, kept: Json
) -> None:
    assert operator.audit.verify([ParseDict(kept["audit_head"], AuditHead())]).intact
    entries = audit_entries(server, len(kept["audit_entries"]))
    assert [in_words(one) for one in entries] == kept["audit_entries"]


@pytest.mark.parametrize("gallery", GALLERIES)
def test_a_person_is_found_again(operator: Client, kept: Json, gallery: str) -> None:
    probe = [sample_from_file(GOLDEN / f"data-0.1.probe-{p:02d}.png", p, PPI) for p in (2, 7)]
    best = operator.identify(gallery, probe).candidates[0]
    before = kept["identified"][gallery]
    assert best.above_threshold
    assert (best.identity_id, best.encounter_id) == (before["identity_id"], before["encounter_id"])
    assert best.score_db >= before["score_db"] - SINCE_DB


@pytest.mark.parametrize("gallery", GALLERIES)
def test_nothing_is_damaged(operator: Client, gallery: str) -> None:
    status = operator.galleries.status(gallery)
    assert status.reference_count > 0
    assert status.lag_count == 0
    assert list(status.damaged) == []
    assert (status.housekeeping_error, status.following_error) == ("", "")


def test_nothing_is_complained_of(server: RunningServer, told: Json) -> None:
    assert told
    complaints = [one for one in server.log() if one["level"] not in ("debug", "info")]
    assert {one["event"] for one in complaints} <= {"overdue"}, "what waited then waits now"


def test_the_query_that_was_rejected_for_ever_is_mended_by_a_requeue(tmp_path: Path) -> None:
    """On a copy of its own: what the folder tells above does not change."""
    shutil.copytree(DATA, tmp_path / "data")
    with (
        running_server(tmp_path / "data") as running,
        Client(running.target, ori=ORI, roles=["operator"], timeout_s=60) as client,
    ):
        client.programme.requeue("iaq:GOLDEN-01-E")
        answered = client.wait_for_booking("GOLDEN-01-E", timeout_s=60)
        assert answered.second_response.kind == SECOND_RESPONSE_KIND_IDR_WITH_IAR
        [query] = client.programme.outbound_queries(tcn="GOLDEN-01-E")
        assert (query.state, query.rejected_field) == (OUTBOUND_STATE_ACKNOWLEDGED, "")
