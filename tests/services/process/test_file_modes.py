"""Nobody but the owner reads what the service writes, whatever the umask of who starts it."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from database.master_key import make_master_key
from services.access import issuing
from services.process.data_folder import locked
from tenprint.client import Client
from tests.images import finger
from tests.paths import ROOT
from tests.servers import RunningServer, running_server

OTHERS = stat.S_IRWXG | stat.S_IRWXO
BOOKED = "MODES-BOOKING-1"


@pytest.fixture
def wide_open() -> Iterator[None]:
    """Let every process that starts meanwhile make files that everybody may write."""
    before = os.umask(0)
    yield
    os.umask(before)


def _open_to_others(folder: Path) -> dict[str, str]:
    found = [folder, *folder.rglob("*")]
    assert len(found) > 20, "a folder that a service has used"
    return {
        str(one.relative_to(folder)): oct(one.lstat().st_mode)
        for one in found
        if not one.is_symlink() and one.lstat().st_mode & OTHERS
    }


def _use(server: RunningServer) -> None:
    """Write to the galleries, the database, the LESC's database and the log of changes."""
    with Client(server.target, ori="WVTEST000", roles=["operator"], purpose="upkeep") as client:
        known = client.enrol("ident", [finger(7)]).identity.identity_id
        client.enrol("iafis", [finger(7)])
        assert client.identify("ident", [finger(7)]).candidates[0].identity_id == known
    with Client(server.target, ori="WVTEST000", roles=["booking"], purpose="arrest") as jail:
        jail.submit_booking(BOOKED, [finger(7)])
        list(jail.watch_booking(BOOKED))


def _command(*words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "tenprint.cli.main", *words], cwd=ROOT, check=True, timeout=120
    )


@pytest.mark.usefixtures("wide_open")
def test_a_full_run_leaves_nothing_that_others_can_read(tmp_path: Path) -> None:
    data, key = tmp_path / "data", tmp_path / "master.key"
    data.mkdir(mode=0o755)
    make_master_key(key)
    flags = ("--master-key", str(key), "--traces", str(data / "traces.jsonl"))
    with running_server(data, *flags) as server:
        # The log is the test's own file.
        server.log_path.chmod(0o600)
        _use(server)
        assert _open_to_others(data) == {}
        _command("backup", "--data", str(data), str(tmp_path / "backup"))
    assert _open_to_others(data) == {}
    copies = [tmp_path / "backup", *(tmp_path / "backup").rglob("*")]
    assert [one for one in copies if one.stat().st_mode & OTHERS] == []
    _command("restore", "--data", str(tmp_path / "again"), str(tmp_path / "backup"))
    again = [tmp_path / "again", *(tmp_path / "again").rglob("*")]
    assert [one for one in again if one.stat().st_mode & OTHERS] == []


@pytest.mark.usefixtures("wide_open")
def test_a_folder_of_an_earlier_version_is_closed_and_a_shared_one_stays(tmp_path: Path) -> None:
    ours, shared = tmp_path / "ours", tmp_path / "shared"
    for folder, mode in ((ours, 0o755), (shared, 0o1777)):
        folder.mkdir()
        folder.chmod(mode)
        with locked(folder):
            (folder / "written").touch()
            (folder / "below").mkdir()
        assert stat.S_IMODE((folder / "written").stat().st_mode) == 0o600
        assert stat.S_IMODE((folder / "below").stat().st_mode) == 0o700
    assert stat.S_IMODE(ours.stat().st_mode) == 0o700
    assert stat.S_IMODE(shared.stat().st_mode) == 0o1777
    # What the process makes afterwards goes by its own umask again.
    (tmp_path / "after").touch()
    assert stat.S_IMODE((tmp_path / "after").stat().st_mode) == 0o666


@pytest.mark.usefixtures("wide_open")
def test_keys_lie_in_a_folder_of_their_owner(tmp_path: Path) -> None:
    issuing.make_folder(tmp_path / "keys")
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    for private in (tmp_path / "keys").glob("*.key"):
        assert stat.S_IMODE(private.stat().st_mode) == 0o600
