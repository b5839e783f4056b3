"""Without `--cluster` nothing of Ray is loaded; with it, and without Ray, the start says why."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cluster.environment import prepare
from cluster.errors import ClusterError
from services.process.on_cluster import joined
from services.settings import load_settings
from tests.paths import ROOT

_BLOCKED = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "ray":
            raise ModuleNotFoundError("No module named 'ray'", name="ray")
sys.meta_path.insert(0, Blocked())
"""


def _run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_service_is_put_together_without_ray() -> None:
    """Neither the service nor what it shares with a cluster loads a module of Ray."""
    code = (
        "import sys, services.process.assembly, services.process.on_cluster\n"
        "import cluster.sets, cluster.remote_index, tenprint.cli.operator.cluster\n"
        "print([name for name in sys.modules if name.partition('.')[0] == 'ray'])"
    )
    assert _run(code) == "[]"
    assert _run(_BLOCKED + code) == "[]"


def test_without_a_cluster_no_index_is_elsewhere(tmp_path: Path) -> None:
    with joined(load_settings({"data_dir": str(tmp_path)})) as opened:
        assert opened is None


def test_a_cluster_without_ray_is_refused_with_the_remedy() -> None:
    code = _BLOCKED + (
        "from cluster.environment import prepare\n"
        "from cluster.errors import ClusterError\n"
        "try:\n"
        "    prepare('127.0.0.1:6379')\n"
        "except (ClusterError, ModuleNotFoundError) as error:\n"
        "    print(type(error).__name__, getattr(error, 'reason', ''), error)"
    )
    said = _run(code)
    assert said.startswith("ClusterError CLUSTER_REFUSED")
    assert "tenprint[cluster]" in said


def test_a_cluster_on_sqlite_is_refused(tmp_path: Path) -> None:
    settings = load_settings({"data_dir": str(tmp_path), "cluster": "127.0.0.1:6379"})
    with pytest.raises(ClusterError, match="needs PostgreSQL"), joined(settings):
        pass


@pytest.mark.parametrize("address", ["127.0.0.1:6379", "localhost:6379"])
def test_a_cluster_on_loopback_stays_there(address: str) -> None:
    environment: dict[str, str] = {}
    try:
        prepare(address, environment)
    except ClusterError:
        pytest.skip("the extra `cluster` is not installed")
    assert environment["RAY_USAGE_STATS_ENABLED"] == "0"
    assert environment["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] == "0"
    environment = {}
    prepare("10.0.0.1:6379", environment)
    assert "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER" not in environment
