"""Several nodes of Ray on this machine: a head without replicas, and nodes that can be killed.

All on loopback, with a small object store. Import this module before anything of Ray.
"""

import os
import shutil
import signal
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from cluster.environment import prepare
from cluster.errors import ClusterError
from tests.cluster.memory import marked
from tests.paths import ROOT

# Before Ray is loaded, which reads then that it is to stay on loopback. `nodes` tells of its lack.
with suppress(ClusterError):
    prepare("127.0.0.1:0")
# The processes of replicas read the code from here.
os.environ["PYTHONPATH"] = os.pathsep.join(
    [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH", "")])]
)

_MARK = "TESTED_CLUSTER"
os.environ[_MARK] = uuid.uuid4().hex
MARK = f"{_MARK}={os.environ[_MARK]}"
"""What every process that is started from here has in its environment."""
STORE_BYTES = 80 * 2**20
"""The least that Ray takes."""


class Nodes:
    """A cluster of Ray; this process is on its head."""

    def __init__(self, node_count: int) -> None:
        from ray.cluster_utils import Cluster

        shared = {"node_ip_address": "127.0.0.1", "object_store_memory": STORE_BYTES}
        head = {"num_cpus": 0, "include_dashboard": False, **shared}
        self._cluster: Any = Cluster(initialize_head=True, head_node_args=head)
        self._shared = {"num_cpus": 16, **shared}
        self.has_head = True
        self.nodes = [self.add() for _ in range(node_count)]

    @property
    def address(self) -> str:
        """The address of the head."""
        return str(self._cluster.address)

    def add(self) -> Any:  # noqa: ANN401 - Ray's own type of nodes
        """Start another node."""
        return self._cluster.add_node(**self._shared)

    def kill(self, node: Any) -> None:  # noqa: ANN401 - Ray's own type of nodes
        """Kill a node with all its processes, as a power cut would."""
        self._cluster.remove_node(node, allow_graceful=False)
        self.nodes.remove(node)

    def add_another(self) -> None:
        """Start a node in the place of one that was killed."""
        self.nodes.append(self.add())

    def kill_head(self) -> None:
        """Kill what the head knows with: names, nodes, who is to be started again."""
        self._cluster.head_node.kill_gcs_server()
        self.has_head = False

    def close(self) -> None:
        """End all nodes."""
        import ray

        ray.shutdown()
        self._cluster.shutdown()


@contextmanager
def nodes(node_count: int) -> Iterator[Nodes]:
    """Run a cluster until the block ends; no process stays. Raises ClusterError without Ray."""
    prepare("127.0.0.1:0")
    before = processes()
    has_head = True
    try:
        made = Nodes(node_count)
        try:
            yield made
        finally:
            has_head = made.has_head
            made.close()
    finally:
        # Also if a node did not start in time, which happens on a busy machine.
        if has_head:
            _wait_until_gone(before)
        else:
            # Nobody tells the other processes that it is over.
            _kill(processes() - before)


def processes() -> set[int]:
    """List the processes of Ray that have this module's mark in their environment.

    Replicas whose node was killed are nobody's children, and others may run Ray here too.
    """
    found = set()
    for one in marked(MARK):
        with suppress(OSError):
            if b"ray" in Path(f"/proc/{one}/cmdline").read_bytes():
                found.add(one)
    return found - {os.getpid()}


def _wait_until_gone(before: set[int]) -> None:
    """Replicas notice within seconds that their node is gone; what stays is killed and told."""
    deadline = time.monotonic() + 20
    while (left := processes() - before) and time.monotonic() < deadline:
        time.sleep(0.2)
    _kill(left)
    assert not left, f"processes of Ray stay behind: {left}"


def _kill(found: set[int]) -> None:
    for one in found:
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)


def replica_folder(tmp_path: Path) -> Path:
    """Make a folder for all nodes: replicas of one partition have different names in it."""
    folder = tmp_path / "nodes"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder
