"""The memory of started processes is counted once, and all of it."""

import os
import subprocess
import sys
import time

from tests.cluster.memory import marked, proportional_bytes, tree, watched

GREEDY = "import time; kept = bytearray(200 * 2**20); print('kept', flush=True); time.sleep(60)"


def test_what_a_started_process_holds_is_seen_and_goes_with_it() -> None:
    mark = f"TESTED_MEMORY={os.getpid()}"
    name, _, value = mark.partition("=")
    with watched(mark, lambda: ()) as peak:
        with subprocess.Popen(
            [sys.executable, "-c", GREEDY], env={**os.environ, name: value}, stdout=subprocess.PIPE
        ) as started:
            assert started.stdout and started.stdout.readline() == b"kept\n"
            assert marked(mark) == {started.pid}
            assert started.pid in set(tree(os.getpid()))
            before = proportional_bytes(started.pid)
            looks = peak.looks
            while peak.looks < looks + 2:
                time.sleep(0.1)
            started.kill()
        assert 200 * 2**20 <= before <= 260 * 2**20
        assert peak.bytes >= before
        assert peak.process_count == 2
    assert marked(mark) == set()
    assert proportional_bytes(started.pid) == 0
