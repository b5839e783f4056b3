"""What breaks: each trouble begins at a random moment, and ends without a hand on the service."""

import errno
import os
import random
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from tests.kill import surroundings
from tests.kill.lies import Liar
from tests.kill.line import Cut, Old
from tests.kill.service import is_alive, wait_for
from tests.kill.surroundings import NOW, Setting, Surroundings


class Trouble(ABC):
    """Something that breaks and is whole again."""

    name: ClassVar[str]
    setting: ClassVar[Setting] = surroundings.alone
    lasts_s: ClassVar[tuple[float, float]] = (0.0, 0.0)
    """The shortest and the longest time until the surroundings are mended."""
    restarts: ClassVar[bool] = False
    """Whether the server itself is killed, and therefore started by the harness."""

    @abstractmethod
    def begin(self, around: Surroundings, draw: random.Random) -> str:
        """Break something; returns what was done, in words."""

    def end(self, around: Surroundings) -> None:
        """Mend the surroundings; the service is left alone."""
        return

    def faults(self) -> list[str]:
        """Say what the service did wrong meanwhile, as the trouble saw it."""
        return []


class ServerKilled(Trouble):
    """The server is killed, and its stub ends with it."""

    name = "server killed"
    restarts = True
    _also_lesc = False

    def begin(self, around: Surroundings, draw: random.Random) -> str:
        """Kill it."""
        if self._also_lesc:
            around.service.kill_lesc()
        around.service.kill_server()
        self._orphan = around.service.lesc_pid()
        return "kill -9"

    def end(self, around: Surroundings) -> None:
        """Start it again, and see its old stub end."""
        around.service.start()
        if (orphan := self._orphan) is not None:
            wait_for(lambda: not is_alive(orphan), "the end of the stub of the killed server")


class BothKilled(ServerKilled):
    """The server and its stub are killed together."""

    name = "server and LESC killed"
    _also_lesc = True


class LescKilled(Trouble):
    """The stub is killed, and the server starts another."""

    name = "LESC killed"

    def begin(self, around: Surroundings, draw: random.Random) -> str:
        """Kill it."""
        around.service.kill_lesc()
        return "kill -9"


class LescHung(Trouble):
    """The stub takes connections and answers nothing, for longer than a call may take or less."""

    name = "LESC hung"
    lasts_s = (0.5, 7.0)

    def begin(self, around: Surroundings, draw: random.Random) -> str:
        """Stop it."""
        around.service.hold_lesc()
        return "SIGSTOP"

    def end(self, around: Surroundings) -> None:
        """Let it go on."""
        around.service.let_lesc_go()


class LescLying(Trouble):
    """The LESC answers what nobody asked, what is malformed, and what is about somebody else."""

    name = "LESC lying"
    setting = surroundings.beside_a_lesc
    lasts_s = (0.5, 2.0)

    def begin(self, around: Surroundings, draw: random.Random) -> str:
        """Let the stub lie by a script, and tell lies in its name."""
        assert around.stub is not None
        self._liar = Liar(around.answer_target, around.stub.queries())
        around.stub.script(self._liar.script(draw))
        return self._liar.lie(draw)

    def end(self, around: Surroundings) -> None:
        """Let the stub speak the truth again."""
        assert around.stub is not None
        around.stub.behave()

    def faults(self) -> list[str]:
        """Give the lies that were believed, or were refused as a fault of the service."""
        return self._liar.faults


class PostgresqlRestarted(Trouble):
    """PostgreSQL stops as by a crash or with an end to every session, and starts again."""

    name = "PostgreSQL restarted"
    setting = surroundings.on_postgresql
    lasts_s = (0.0, 2.0)

    def begin(self, around: Surroundings, draw: random.Random) -> str:
        """Stop it."""
        assert around.cluster is not None
        mode = draw.choice(("immediate", "fast"))
        around.cluster.stop(mode)
        return f"-m {mode}"

    def end(self, around: Surroundings) -> None:
        """Start it."""
        assert around.cluster is not None
        around.cluster.start()


class DiskFull(Trouble):
    """Somebody else fills the disk of database, indexes, stub and log."""

    name = "disk full"
    setting = surroundings.on_small_disk
    lasts_s = (0.5, 3.0)

    def begin(self, around: Surroundings, draw: random.Random) -> str:
        """Fill it, to the last byte or nearly."""
        assert around.disk is not None
        left_bytes = draw.choice((0, 0, 64 * 1024, 512 * 1024))
        self._ballast = around.disk / "ballast"
        with self._ballast.open("wb") as file:
            while not _take(file.fileno(), around.disk, left_bytes):
                # Somebody has written between the look and the taking.
                pass
        return f"{left_bytes // 1024} KiB free"

    def end(self, around: Surroundings) -> None:
        """Free it."""
        self._ballast.unlink()


class PostgresqlFull(DiskFull):
    """Somebody else fills the disk of PostgreSQL's tables: it answers 53100, or fails to write."""

    name = "tables of PostgreSQL full"
    setting = surroundings.on_small_postgresql


class ClockSet(Trouble):
    """The clock of the server is an hour fast or slow, and then right again."""

    name = "clock set"
    setting = surroundings.with_a_clock
    lasts_s = (1.5, 4.0)

    def begin(self, around: Surroundings, draw: random.Random) -> str:
        """Set it."""
        assert around.clock is not None
        offset = draw.choice(("+1h", "-1h"))
        around.clock.write_text(offset)
        return offset

    def end(self, around: Surroundings) -> None:
        """Set it right."""
        assert around.clock is not None
        around.clock.write_text(NOW)


class LineCut(Trouble):
    """What goes between server and LESC is held back, reset or delayed, one way or both."""

    name = "line cut"
    setting = surroundings.beside_a_lesc
    lasts_s = (0.5, 6.0)

    def begin(self, around: Surroundings, draw: random.Random) -> str:
        """Cut it."""
        to_lesc, to_server = around.lines
        self._cut = draw.choice(((to_lesc,), (to_server,), (to_lesc, to_server)))
        self._old = draw.choice(tuple(Old))
        how, delay_s = draw.choice(tuple(Cut)), draw.uniform(0.2, 2.0)
        for line in self._cut:
            line.cut(how, delay_s)
        ends = " and ".join("queries" if line is to_lesc else "answers" for line in self._cut)
        return f"{ends} {how}, old connections {self._old}"

    def end(self, around: Surroundings) -> None:
        """Mend it."""
        for line in self._cut:
            line.mend(self._old)


def _take(descriptor: int, disk: Path, left_bytes: int) -> bool:
    """Take all space of a disk but so much; returns whether there was as much as it seemed."""
    state = os.statvfs(disk)
    try:
        os.posix_fallocate(descriptor, 0, max(1, state.f_bavail * state.f_frsize - left_bytes))
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return state.f_bavail == 0
    return True


TROUBLES: dict[str, type[Trouble]] = {
    one.name: one
    for one in (
        ServerKilled,
        LescKilled,
        BothKilled,
        LescHung,
        LescLying,
        PostgresqlRestarted,
        DiskFull,
        PostgresqlFull,
        ClockSet,
        LineCut,
    )
}
