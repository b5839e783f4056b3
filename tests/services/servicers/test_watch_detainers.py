"""Agencies and offices that watch detainers over a channel: every change, and nobody else's."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import grpc
import pytest
from click.testing import CliRunner

from interop.cases.types import Actor
from services.servicers import DetainerServicer, detainers
from tenprint.channel import caller_metadata
from tenprint.cli.main import tenprint
from tenprint.client import Client
from tenprint.v1 import detainer_service_pb2 as pb2
from tenprint.v1.detainer_service_pb2_grpc import DetainerServiceStub
from tests.contract.rpc import plain_channel
from tests.contract.rpc import refused as refused_by
from tests.databases import opened_sqlite
from tests.interop.case_world import AGENCY, OFFICER, ORI, CaseWorld
from tests.services.servicers.serving import refusal, refused, serving

FIRST, SECOND, OTHER = "BOOKING-00001", "BOOKING-00002", "BOOKING-00003"
OTHER_ORI = "TX2010000"
Watch = Iterator[pb2.WatchDetainersResponse]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[CaseWorld]:
    database = opened_sqlite(tmp_path / "tenprint.db")
    yield CaseWorld(database)
    database.close()


@pytest.fixture
def target(office: CaseWorld, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(detainers, "WATCH_INTERVAL_S", 0.05)
    with serving(
        lambda store, lifecycle: [DetainerServicer(office.detainers, store, lifecycle)]
    ) as address:
        yield address


def told(watch: Watch, count: int) -> list[tuple[str, str]]:
    """Read some answers: detainer and state."""
    found = [next(watch).detainer for _ in range(count)]
    return [(one.detainer_id, pb2.DetainerState.Name(one.state)[15:]) for one in found]


def watching(target: str, ori: str, role: str, after_place: int = 0) -> tuple[Client, Watch]:
    client = Client(target, ori=ori, roles=[role])
    return client, client.detainers.watch(after_place=after_place, timeout_s=30)


def test_an_agency_is_told_of_each_change_of_its_own_detainers(
    office: CaseWorld, target: str
) -> None:
    office.alerted(tcn=FIRST)
    office.alerted(tcn=OTHER, identity_id="IDENT-3", ori=OTHER_ORI)
    office.request("D-1", FIRST)
    office.request("D-3", OTHER)
    client, watch = watching(target, ORI, "law_enforcement")
    with client:
        assert told(watch, 1) == [("D-1", "REQUESTED")]
        office.detainers.cancel("D-3", "relief granted", OFFICER)
        office.detainers.acknowledge("D-1", AGENCY)
        assert told(watch, 1) == [("D-1", "ACKNOWLEDGED")]
        office.detainers.report_release("D-1", office.clock.now, AGENCY)
        assert told(watch, 1) == [("D-1", "RUNNING")]
        office.clock.forward(14 * 24 * 3_600)
        office.cases.run_due()
        assert told(watch, 1) == [("D-1", "EXPIRED")], "also what the service does by itself"


def test_an_office_sees_every_agencys(office: CaseWorld, target: str) -> None:
    office.alerted(tcn=FIRST)
    office.alerted(tcn=OTHER, identity_id="IDENT-3", ori=OTHER_ORI)
    office.request("D-1", FIRST)
    office.request("D-3", OTHER)
    client, watch = watching(target, "ICEHOU000", "field_office")
    with client:
        assert sorted(told(watch, 2)) == [("D-1", "REQUESTED"), ("D-3", "REQUESTED")]
    with Client(target, ori="ICEHOU000", roles=["field_office"]) as one:
        assert told(one.detainers.watch(ori=OTHER_ORI, timeout_s=30), 1) == [("D-3", "REQUESTED")]


def test_who_goes_on_from_a_place_misses_nothing(office: CaseWorld, target: str) -> None:
    """Interrupted after each answer, and in the middle of several changes at once."""
    office.alerted(tcn=FIRST)
    office.alerted(tcn=SECOND, identity_id="IDENT-2")
    office.request("D-1", FIRST)
    client, watch = watching(target, ORI, "law_enforcement")
    with client:
        place = next(watch).place
    office.request("D-2", SECOND)
    office.detainers.acknowledge("D-1", AGENCY)
    seen = set[tuple[str, str]]()
    for _ in range(4):
        client, watch = watching(target, ORI, "law_enforcement", place)
        with client:
            one = next(watch, None)
        if one is None:
            break
        seen.add((one.detainer.detainer_id, pb2.DetainerState.Name(one.detainer.state)[15:]))
        if one.place > place:
            break
        client, watch = watching(target, ORI, "law_enforcement", place)
        with client:
            seen |= set(told(watch, 2))
        break
    assert seen == {("D-1", "ACKNOWLEDGED"), ("D-2", "REQUESTED")}


def test_another_agencys_detainers_are_not_shown_though_they_are_asked_for(
    office: CaseWorld, target: str
) -> None:
    office.alerted(tcn=OTHER, ori=OTHER_ORI)
    office.request("D-3", OTHER)
    with Client(target, ori=ORI, roles=["law_enforcement"]) as agency:
        error = refused(lambda: agency.detainers.watch(ori=OTHER_ORI, timeout_s=0.5))
    assert error.code is grpc.StatusCode.DEADLINE_EXCEEDED


@pytest.mark.parametrize("role", ["", "dhs", "examiner", "civil_agency"])
def test_other_roles_watch_nothing(target: str, role: str) -> None:
    with Client(target, ori=ORI, roles=role.split()) as other:
        denied = refusal(lambda: other.detainers.watch(timeout_s=5))
    assert denied == ("PERMISSION_DENIED", "PERMISSION_DENIED")


def test_a_bad_field_is_named(target: str) -> None:
    with Client(target, ori=ORI, roles=["law_enforcement"]) as agency:
        calls: dict[str, Callable[[], object]] = {
            "ori": lambda: agency.detainers.watch(ori="sheriff", timeout_s=5),
            "after_place": lambda: agency.detainers.watch(after_place=-1, timeout_s=5),
        }
        for field, call in calls.items():
            error = refused(call)
            assert (error.reason, error.metadata["field"]) == ("INVALID_FIELD", field)


def test_one_agency_cannot_have_all_places_for_watchers(
    office: CaseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detainers, "WATCHER_LIMIT", 3)
    office.alerted(tcn=FIRST)
    office.request("D-1", FIRST)
    with (
        serving(
            lambda store, lifecycle: [DetainerServicer(office.detainers, store, lifecycle)]
        ) as address,
        ExitStack() as stack,
    ):
        watches = []
        for _ in range(2):
            client, watch = watching(address, ORI, "law_enforcement")
            stack.enter_context(client)
            told(watch, 1)
            # A watch that nobody holds would end.
            watches.append(watch)
        channel = stack.enter_context(plain_channel(address))
        more = DetainerServiceStub(channel).WatchDetainers
        request = pb2.WatchDetainersRequest()
        for ori, reason in ((ORI, "CALLER_LIMIT"), (OTHER_ORI, "")):
            metadata = caller_metadata(ori, ["law_enforcement"])
            if reason:
                exhausted = grpc.StatusCode.RESOURCE_EXHAUSTED
                refused_by(more, request, exhausted, reason, metadata=metadata)
                continue
            office.alerted(tcn=OTHER, identity_id="IDENT-3", ori=OTHER_ORI)
            office.request("D-2", OTHER)
            assert next(more(request, metadata=metadata, timeout=30)).detainer.detainer_id == "D-2"


def test_the_command_line_prints_each_change(office: CaseWorld, target: str) -> None:
    office.alerted(tcn=FIRST)
    office.request("D-1", FIRST)
    command = ["detainer", "watch", "--target", target, "--ori", ORI, "--for-s", "1"]
    command += ["--role", "law_enforcement"]
    shown = CliRunner().invoke(tenprint, command, catch_exceptions=False)
    assert f"detainer D-1 of OFFICER-7 to {ORI}: requested" in shown.output
    lines = CliRunner().invoke(tenprint, [*command, "--json"]).output.splitlines()
    answers = [json.loads(one) for one in lines if one.startswith("{")]
    assert [one["detainer"]["detainer_id"] for one in answers] == ["D-1"]


def test_a_watcher_is_logged_once_for_each_detainer_that_it_was_shown(
    office: CaseWorld, target: str
) -> None:
    """Viewing is no change: two watchers do not wake each other."""
    office.alerted(tcn=FIRST)
    office.request("D-1", FIRST)
    place = office.detainers.watch("", None, Actor(OFFICER.caller))[1]
    again, later = office.detainers.watch("", place, Actor(OFFICER.caller))
    assert (again, later > place) == ([], True)
