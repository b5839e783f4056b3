"""Somebody cuts files of the data folder short under a running service, which goes on.

Nothing ends the process, nothing acknowledged is lost, and no answer is wrong: a search finds the
person or is refused.
"""

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from database.master_key import make_master_key
from tenprint.client import Client
from tenprint.errors import RpcError
from tests.contract.rpc import ORI
from tests.images import finger
from tests.servers import RunningServer, running_server

SEED, FINGERS = 4_242, (2, 7)
UNREADABLE = "KEY_STORE_UNUSABLE"
MAY_BE_TOLD = {
    ("UNAVAILABLE", UNREADABLE),
    ("DEADLINE_EXCEEDED", UNREADABLE),
    ("DATA_LOSS", "CORRUPT_RECORD"),
}


@dataclass
class Office:
    """Callers of one service, and what was acknowledged."""

    operator: Client
    agency: Client
    acknowledged: list[str]

    def calls(self) -> dict[str, Callable[[], object]]:
        return {
            "search": self._search,
            "read": lambda: self.agency.get_booking(self.acknowledged[0]),
            "enrol": lambda: self.operator.enrol(
                "civil", [finger(SEED + 1, 2)], encounter_id=uuid.uuid4().hex
            ),
            "book": self._book,
        }

    def _search(self) -> None:
        prints = [finger(SEED, position, 1) for position in FINGERS]
        found = self.operator.identify("ident", prints)
        assert [one.encounter_id for one in found.candidates][:1] == ["KNOWN"]

    def _book(self) -> None:
        tcn = f"TCN-CUT-{uuid.uuid4().hex[:16]}"
        prints = [finger(SEED, position, 1) for position in FINGERS]
        self.agency.submit_booking(tcn, prints, arrest_date=date(2011, 6, 1))
        self.acknowledged.append(tcn)

    def told(self) -> dict[str, tuple[str, str]]:
        """Make every call; returns what was refused, and how."""
        refused = {}
        for name, call in self.calls().items():
            try:
                call()
            except RpcError as error:
                # The client tries again until its time ends, and says what it was told before.
                last = UNREADABLE if "keys of stored records" in str(error) else error.reason
                refused[name] = (error.code.name, last)
        return refused


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "master.key"
    make_master_key(path)
    return path


def served(stack: ExitStack, data: Path, key: Path) -> tuple[RunningServer, Office]:
    server = stack.enter_context(running_server(data, "--master-key", str(key)))
    operator, agency = (
        stack.enter_context(
            Client(server.target, ori=ORI, roles=[role], purpose="arrest", timeout_s=12)
        )
        for role in ("operator", "law_enforcement")
    )
    return server, Office(operator, agency, [])


def files_of(data: Path) -> Iterator[Path]:
    """List what lies in the folder, indexes last; the database has files of its own."""
    for path in sorted(data.rglob("*"), key=lambda one: ("galleries" in one.parts, one)):
        if path.is_file() and path.stat().st_size and "sqlite" not in path.name:
            yield path


@pytest.mark.slow
@pytest.mark.whole
@pytest.mark.timeout(900)
def test_every_file_may_be_cut_short_under_a_running_service(tmp_path: Path, key: Path) -> None:
    data = tmp_path / "data"
    with ExitStack() as stack:
        server, office = served(stack, data, key)
        prints = [finger(SEED, position) for position in FINGERS]
        office.operator.enrol("ident", prints, encounter_id="KNOWN")
        assert office.calls()["book"]() is None
        assert office.told() == {}
        found = [path for path in files_of(data) if path.name != "server.log"]
        names = {path.name for path in found}
        assert names >= {"record.keys", "lesc.keys", "rows", "finer", "records"}
        damaged_index = False
        for path in found:
            whole = path.read_bytes()
            damaged_index |= "galleries" in path.parts
            for size in {len(whole) // 2, 0}:
                os.truncate(path, size)
                refused = office.told()
                assert set(refused.values()) <= MAY_BE_TOLD, (path, size, refused)
                assert server.process.poll() is None, path
            with path.open("r+b") as file:
                file.write(whole)
            if not damaged_index:
                assert office.told() == {}, f"{path} is whole again"
        assert [line for line in server.log() if line["event"] == "fault"] == []
        acknowledged = list(office.acknowledged)
    with ExitStack() as stack:
        server, office = served(stack, data, key)
        office.acknowledged += acknowledged
        assert office.told() == {}, "a start heals what was cut short"
        for tcn in acknowledged:
            office.agency.wait_for_booking(tcn, timeout_s=60)


@pytest.mark.timeout(300)
def test_a_file_of_keys_that_vanishes_is_written_again(tmp_path: Path, key: Path) -> None:
    data = tmp_path / "data"
    with ExitStack() as stack:
        _, office = served(stack, data, key)
        (data / "record.keys").unlink()
        office.calls()["book"]()
        acknowledged = list(office.acknowledged)
    with ExitStack() as stack:
        _, office = served(stack, data, key)
        for tcn in acknowledged:
            office.agency.wait_for_booking(tcn, timeout_s=60)
