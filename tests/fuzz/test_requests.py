"""No mutated request is INTERNAL or UNKNOWN, none hangs. `make soak requests` is the long run."""

from pathlib import Path

import pytest

from tests.fuzz.running import FLAGS, fuzz
from tests.fuzz.stages import Stages
from tests.servers import running_server
from tests.services.access.rpcs import RPCS

ROUNDS = 8


@pytest.mark.timeout(500)
def test_no_request_is_a_fault_of_the_service(tmp_path: Path) -> None:
    with running_server(tmp_path, *FLAGS) as server:
        outcome = fuzz(server.target, server.lesc_target, rounds=ROUNDS, seed=20_261_130)
        assert outcome.faults == []
        assert sum(outcome.codes.values()) >= ROUNDS * len(RPCS)
        passed = {name for (name, code) in outcome.codes if code == "OK"}
        staged = {name for name, _ in outcome.codes if name in Stages("", "", "").names}
        assert staged - passed == set(), "each call that needs a state has met it once"
        assert len(passed) >= 60, "valid requests reach what lies behind the checks"
        assert [line for line in server.log() if line["event"] == "fault"] == []
