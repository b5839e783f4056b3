"""Every RPC has a state in which its request can be answered OK, or says why nobody reaches it.

`test_requests` asks each in its state, and fails if one is not answered OK.
"""

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.contract.rpc import plain_channel
from tests.fuzz.running import FLAGS, STAGE_ORI, send
from tests.fuzz.stages import STAGES, WITHOUT, Stages
from tests.servers import RunningServer, running_server
from tests.services.access.rpcs import AT_THE_STUB, RPCS

BY_NAME = {rpc.descriptor.name: rpc for rpc in RPCS}


def test_every_rpc_has_a_state_or_says_why_not() -> None:
    names = Counter(rpc.descriptor.name for rpc in RPCS)
    assert [name for name, count in names.items() if count > 1] == [], "a name is one RPC's"
    assert set(STAGES) | set(WITHOUT) == set(names)
    assert set(STAGES) & set(WITHOUT) == set()
    assert all(len(reason) > 20 for reason in WITHOUT.values())
    assert len(WITHOUT) <= 3, "the list stays short"


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A service as the fuzzer has it."""
    with running_server(tmp_path_factory.mktemp("fuzzed"), *FLAGS) as running:
        yield running


@pytest.fixture(scope="module")
def stages(fuzzed: RunningServer) -> Iterator[Stages]:
    with Stages(fuzzed.target, fuzzed.lesc_target, STAGE_ORI) as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.parametrize("name", ["TakeCustody", "EndEscalation", "ReleaseResearchTask"])
def test_a_state_can_be_reached_again(fuzzed: RunningServer, stages: Stages, name: str) -> None:
    """A long run reaches each state many times over one service."""
    rpc = BY_NAME[name]
    target = fuzzed.lesc_target if rpc.service == AT_THE_STUB else fuzzed.target
    for _ in range(2):
        staged = stages.staged(name)
        with plain_channel(target) as channel:
            assert send(channel, rpc, staged.request, staged.caller)[0] == "OK"
