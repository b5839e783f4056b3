"""Records on the command line, and a synthetic life told to the service and the LESC."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from matcher.types import FingerPosition
from synthesis.lives.people import life
from synthesis.lives.records import Life
from tenprint.cli.lives.loading import load_life
from tenprint.cli.main import tenprint
from tenprint.cli.shared.connection import calling
from tenprint.client import Client
from tenprint.v1 import records_service_pb2 as pb2
from tenprint.v1.sample_pb2 import Sample
from tests.contract.rpc import ORI
from tests.images import finger, print_png
from tests.servers import RunningServer

SEED = 181
AGENCY = "TX1010000"


@pytest.fixture(scope="module")
def operator(server: RunningServer) -> Client:
    return Client(server.target, ori=ORI, roles=["operator"])


@pytest.fixture(scope="module")
def identity(operator: Client) -> str:
    """Somebody in both galleries under ids of the test's choice."""
    prints = [finger(SEED, 2)]
    operator.enrol("ident", prints, encounter_id="cli-records")
    return operator.enrol("iafis", prints, encounter_id="cli-records").identity.identity_id


def run(server: RunningServer, *arguments: str) -> str:
    there = ("--target", server.target, "--role", "operator")
    done = CliRunner().invoke(tenprint, ["records", *arguments, *there])
    assert done.exit_code == 0, done.output
    return done.output


def rows(server: RunningServer, *arguments: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in run(server, *arguments, "--json").splitlines()]


def test_a_history_from_the_command_line(server: RunningServer, identity: str) -> None:
    event = ("--id", "cli-c-1", "--kind", "conviction", "--date", "2009-02-03")
    charge = ("--agency", AGENCY, "--literal", "LARCENY", "--imposed-months", "6")
    filed = run(server, "put-event", *event, *charge, "--not-aggravated", identity)
    assert "filed under FBI number T" in filed
    want = ("--id", "cli-w-1", "--date", "2010-05-06", "--agency", AGENCY, "--literal", "FUGITIVE")
    run(server, "put-want", *want, identity)
    assert "FUGITIVE" in run(server, "rap-sheet", identity)
    [listed] = rows(server, "events", "--identity", identity, "--kind", "conviction")
    assert (listed["event_id"], listed["imposed_sentence_months"]) == ("cli-c-1", 6)
    assert listed["aggravated_felony"] is False
    assert "maximum_sentence_months" not in listed
    [active] = rows(server, "wants", "--identity", identity, "--active")
    assert active["want_id"] == "cli-w-1"
    run(server, "clear-want", "--date", "2011-07-02", "cli-w-1")
    assert rows(server, "wants", "--identity", identity, "--active") == []
    assert "2011-07-02" in run(server, "wants", "--identity", identity)
    assert "LARCENY" in run(server, "events", "--identity", identity)


def test_ident_from_the_command_line(server: RunningServer, identity: str, tmp_path: Path) -> None:
    about = ("--kind", "visa-application", "--time", "2009-03-04", "--name", "OAK,ELM")
    filed = run(server, "put-encounter", *about, "--document", "CLI0001", "cli-records")
    fin = filed.split()[-1]
    shown = json.loads(run(server, "ident", "--fin", fin, "--json"))
    assert shown["biographic"]["name"] == "OAK,ELM"
    assert "OAK,ELM" in run(server, "ident", shown["identity_id"])
    [listed] = rows(server, "encounters", "--document", "CLI0001")
    assert listed["encounter_id"] == "cli-records"
    assert "cli-records" in run(server, "encounters", "--kind", "visa-application")
    run(server, "watch", "--id", "cli-l-1", "--reason", "criminal", shown["identity_id"])
    assert "cli-l-1" in run(server, "watch-list", "--reason", "criminal")
    png = tmp_path / "02.png"
    png.write_bytes(print_png(SEED, 2, 1))
    checks = ("--watch-list", "--everybody", "--document", "CLI0001", "--ppi", "500")
    said = run(server, "check", *checks, f"2:{png}")
    assert "the person is the holder of CLI0001" in said
    assert "On the watch list: no candidates" not in said
    run(server, "unwatch", "cli-l-1")
    assert "cli-l-1" not in run(server, "watch-list")
    assert "cli-l-1" in run(server, "watch-list", "--removed")


def few_prints(story: str) -> Life:
    """Find a life of this story, all of it before ten prints were taken, and no arrests."""
    return next(
        one
        for one in map(life, range(700_000, 800_000))
        if one.story == story
        and not one.events
        and all(len(encounter.positions) == 2 for encounter in one.encounters)
    )


def prints_of(one: Life, session: int, positions: Sequence[FingerPosition]) -> list[Sample]:
    return [finger(one.seed, int(position), session) for position in positions]


def test_a_naturalised_citizens_life_ends_with_a_citizens_determination(
    server: RunningServer, operator: Client
) -> None:
    """R9: known to IDENT as a visa applicant and resident, and a citizen since."""
    one = few_prints("naturalised")
    with calling(server.lesc_target) as lesc:
        for _ in range(2):
            load_life(operator, lesc, one, lambda n, fingers: prints_of(one, n, fingers))
    [encounter, *_] = operator.records.encounters(document_number=one.encounters[0].document_number)
    record = operator.records.ident_record(encounter.identity_id)
    assert [pb2.IdentEncounterKind.Name(seen.kind) for seen in record.encounters] == [
        f"IDENT_ENCOUNTER_KIND_{seen.kind.upper()}" for seen in one.encounters
    ]
    assert record.two_index_fingers
    agency, tcn = Client(server.target, ori=ORI), f"LIFE-{one.seed}-00001"
    agency.submit_booking(tcn, [finger(one.seed, position, 9) for position in (2, 7)])
    booking = agency.wait_for_booking(tcn, timeout_s=60)
    assert booking.second_response.determination == "U.S. citizen"
    agency.close()


def made(folder: Path, one: Life) -> None:
    """Write what `people make` says of a person."""
    person = folder / f"person-{one.seed:06}"
    person.mkdir(parents=True)
    truth = {"seed": one.seed, "as_of": one.as_of.isoformat(), "name": one.name}
    (person / "truth.json").write_text(json.dumps(truth))


def test_what_is_true_of_people_who_were_made_is_put_on_record(
    server: RunningServer, operator: Client, tmp_path: Path
) -> None:
    one = few_prints("returned_after_removal")
    made(tmp_path, one)
    there = ("--people", str(tmp_path), "--lesc-target", server.lesc_target)
    assert "1 people are in IDENT" in run(server, "load-lives", *there)
    [encounter, *_] = operator.records.encounters(document_number=one.encounters[0].document_number)
    record = operator.records.ident_record(encounter.identity_id)
    assert record.biographic.name == one.name
    agency, tcn = Client(server.target, ori=ORI), f"MADE-{one.seed}-00001"
    agency.submit_booking(tcn, [finger(one.seed, position, 9) for position in (2, 7)])
    booking = agency.wait_for_booking(tcn, timeout_s=60)
    agency.close()
    assert "removed" in booking.second_response.determination


@pytest.mark.parametrize(
    ("truth", "said"),
    [(None, "has no folders of `people make`"), ("{}", "is no truth of `people make`")],
)
def test_a_folder_that_nobody_made_is_refused(truth: str | None, said: str, tmp_path: Path) -> None:
    if truth is not None:
        (tmp_path / "person").mkdir()
        (tmp_path / "person" / "truth.json").write_text(truth)
    words = ("records", "load-lives", "--people", str(tmp_path), "--target", "127.0.0.1:1")
    done = CliRunner().invoke(tenprint, words)
    assert done.exit_code == 1
    assert said in " ".join(done.output.split())
