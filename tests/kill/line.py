"""A line of TCP that can be cut: it holds back, resets or delays what goes through it."""

import socket
import struct
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

_CHUNK_BYTES = 65_536
_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER for 0 seconds: closing sends a reset."""


class Cut(StrEnum):
    """How a line is cut."""

    DROP = "dropped"
    """Connections are taken, and nothing goes through until the line is mended."""
    RESET = "reset"
    """Every connection is reset, the old ones and the new ones."""
    DELAY = "delayed"
    """Every piece of data waits."""


class Old(StrEnum):
    """What becomes of connections that were cut, once the line is mended."""

    KEPT = "kept"
    """What was held back goes through."""
    RESET = "reset"
    FORGOTTEN = "forgotten"
    """They stay open, and nothing ever goes through them: somebody between has forgotten them."""


@dataclass(eq=False)
class _Connection:
    near: socket.socket
    far: socket.socket
    is_forgotten: bool = False
    is_reset: bool = False


class Line:
    """Forwards connections to another address, as long as it is not cut."""

    def __init__(self, port: int, target_port: int) -> None:
        """Listen on the port of loopback; connections go on to `target_port` of loopback."""
        self.address = f"127.0.0.1:{port}"
        self._target_port = target_port
        self._cut: Cut | None = None
        self._delay_s = 0.0
        self._whole = threading.Event()
        self._whole.set()
        self._open: set[_Connection] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self, how: Cut, delay_s: float = 0.0) -> None:
        """Cut the line. delay_s: of each piece, if data is delayed."""
        self._delay_s, self._cut = delay_s, how
        if how is Cut.DROP:
            self._whole.clear()
        if how is Cut.RESET:
            self._reset_all()

    def mend(self, old: Old = Old.KEPT) -> None:
        """Let new connections through again, and the old ones or not."""
        if old is Old.RESET:
            self._reset_all()
        if old is Old.FORGOTTEN:
            for one in self._connections():
                one.is_forgotten = True
        self._cut = None
        self._whole.set()

    def close(self) -> None:
        """End everything."""
        # Closing alone would leave the thread in its call.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.mend(Old.RESET)

    def _connections(self) -> list[_Connection]:
        with self._lock:
            return list(self._open)

    def _reset_all(self) -> None:
        for one in self._connections():
            one.is_reset = True
            _reset(one.near)
            _reset(one.far)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        if self._cut is Cut.RESET:
            _reset(near)
            return
        try:
            far = socket.create_connection(("127.0.0.1", self._target_port), timeout=5)
        except OSError:
            _reset(near)
            return
        far.settimeout(None)
        one = _Connection(near, far)
        with self._lock:
            self._open.add(one)
        back = threading.Thread(target=self._pump, args=(one, far, near), daemon=True)
        back.start()
        self._pump(one, near, far)
        back.join()
        with self._lock:
            self._open.remove(one)
        near.close()
        far.close()

    def _pump(self, one: _Connection, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(_CHUNK_BYTES):
                if self._cut is Cut.DELAY:
                    time.sleep(self._delay_s)
                self._whole.wait()
                if not one.is_forgotten:
                    sink.sendall(data)
        # An orderly end would overtake the reset.
        for end in () if one.is_reset else (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def _reset(end: socket.socket) -> None:
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    # A thread may wait in this socket: it wakes up, and the reset goes out.
    with suppress(OSError):
        end.shutdown(socket.SHUT_RD)
    end.close()
