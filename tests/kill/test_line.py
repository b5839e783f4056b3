"""The line does to a connection what it says."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.kill.lesc_stub import free_port
from tests.kill.line import Cut, Line, Old

SHORT_S, LONG_S = 0.3, 5.0


def _echo(listener: socket.socket) -> None:
    while True:
        try:
            end, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_answer, args=(end,), daemon=True).start()


def _answer(end: socket.socket) -> None:
    with end, suppress(ConnectionError):
        while data := end.recv(100):
            end.sendall(data)


@pytest.fixture
def line() -> Iterator[Line]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_echo, args=(listener,), daemon=True).start()
        made = Line(free_port(), listener.getsockname()[1])
        yield made
        made.close()
        listener.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def end(line: Line) -> Iterator[socket.socket]:
    host, _, port = line.address.partition(":")
    with socket.create_connection((host, int(port)), timeout=LONG_S) as connected:
        connected.sendall(b"first")
        assert connected.recv(100) == b"first"
        yield connected


def test_it_holds_back_what_is_dropped_until_it_is_mended(line: Line, end: socket.socket) -> None:
    line.cut(Cut.DROP)
    end.sendall(b"second")
    end.settimeout(SHORT_S)
    with pytest.raises(TimeoutError):
        end.recv(100)
    line.mend()
    end.settimeout(LONG_S)
    assert end.recv(100) == b"second"


def test_it_resets_old_connections_and_new_ones(line: Line, end: socket.socket) -> None:
    line.cut(Cut.RESET)
    with pytest.raises(ConnectionResetError):
        end.recv(100)
    host, _, port = line.address.partition(":")
    with (
        pytest.raises(ConnectionError),
        socket.create_connection((host, int(port)), timeout=LONG_S) as new,
    ):
        new.sendall(b"second")
        assert new.recv(100) == b"second"


def test_it_delays(line: Line, end: socket.socket) -> None:
    line.cut(Cut.DELAY, SHORT_S)
    start_s = time.monotonic()
    end.sendall(b"second")
    assert end.recv(100) == b"second"
    assert time.monotonic() - start_s >= 2 * SHORT_S


def test_it_forgets_old_connections_and_takes_new_ones(line: Line, end: socket.socket) -> None:
    line.cut(Cut.DROP)
    line.mend(Old.FORGOTTEN)
    end.sendall(b"second")
    end.settimeout(SHORT_S)
    with pytest.raises(TimeoutError):
        end.recv(100)
    host, _, port = line.address.partition(":")
    with socket.create_connection((host, int(port)), timeout=LONG_S) as new:
        new.sendall(b"third")
        assert new.recv(100) == b"third"
