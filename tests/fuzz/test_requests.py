"""No mutated request is INTERNAL or UNKNOWN, none hangs. `make soak requests` is the long run."""

import json
from collections import Counter
from pathlib import Path

import click
import pytest

from tests.fuzz.requests_soak import Record, read, write
from tests.fuzz.running import FLAGS, Outcome, fuzz
from tests.fuzz.stages import WITHOUT
from tests.servers import running_server
from tests.services.access.rpcs import RPCS

ROUNDS = 5
"""The fifth sends raw bytes."""
NAMES = {rpc.descriptor.name for rpc in RPCS}
ANSWERED = Counter({(name, "OK"): 1 for name in NAMES - set(WITHOUT)})


@pytest.mark.slow
@pytest.mark.whole
@pytest.mark.timeout(1_200)
def test_no_request_is_a_fault_of_the_service(tmp_path: Path) -> None:
    with running_server(tmp_path, *FLAGS) as server:
        outcome = fuzz(server, rounds=ROUNDS, seed=20_261_130)
    assert outcome.faults == []
    assert sum(outcome.codes.values()) >= ROUNDS * len(RPCS)
    passed = {name for (name, code) in outcome.codes if code == "OK"}
    assert NAMES - passed == set(WITHOUT), outcome.unstaged


def test_a_run_goes_on_where_its_record_ends(tmp_path: Path) -> None:
    path = tmp_path / "out" / "requests.json"
    record = read(path, 1)
    record.add(Outcome(ANSWERED + Counter({("Enrol", "NOT_FOUND"): 3})), 10.0, NAMES)
    write(path, record)
    again = read(path, 1)
    assert again == record
    again.add(Outcome(Counter({("Enrol", "OK"): 4})), 10.0, NAMES)
    assert (again.pieces, again.requests) == (2, len(ANSWERED) + 7)
    assert again.codes["Enrol"] == {"NOT_FOUND": 3, "OK": 5}
    assert again.is_sound
    with pytest.raises(click.UsageError, match="seed 1"):
        read(path, 2)
    path.write_text(json.dumps({"requests": 3}))
    with pytest.raises(click.UsageError, match="remove it"):
        read(path, 1)


@pytest.mark.parametrize("name", ["Enrol", "ExportBooking", "SetScript"])
def test_a_run_without_an_answer_of_an_rpc_fails(name: str) -> None:
    record = Record(1)
    refused = Counter({one: count for one, count in ANSWERED.items() if one[0] != name})
    record.add(Outcome(refused + Counter({(name, "INVALID_ARGUMENT"): 9})), 1.0, NAMES)
    assert (record.without_ok, record.is_sound) == ([name], False)
    record.add(Outcome(Counter({(name, "OK"): 1})), 1.0, NAMES)
    assert record.is_sound


def test_a_fault_fails_the_run_for_good() -> None:
    record = Record(1)
    record.add(Outcome(Counter(ANSWERED), faults=["Enrol: INTERNAL"]), 1.0, NAMES)
    record.add(Outcome(Counter(ANSWERED)), 1.0, NAMES)
    assert (record.fault_count, record.is_sound) == (1, False)
