"""A caller that speaks HTTP/2 by hand, and so can begin messages that it does not end."""

import socket
import struct
import time

from tenprint.channel import Metadata

_SETTINGS, _WINDOW_UPDATE, _PING, _HEADERS, _DATA, _RST = 4, 8, 6, 1, 0, 3
_END_HEADERS = 4
_INITIAL_WINDOW = 4
_FRAME_BYTES = 16_384
_DEFAULT_WINDOW = 65_535
_HEAD = struct.Struct(">I")
_PAUSE_S = 0.05


class UnfinishedCalls:
    """Calls on one connection, each with a message of which the last byte never comes."""

    def __init__(self, target: str) -> None:
        host, port = target.split(":")
        self._socket = socket.create_connection((host, int(port)))
        self._socket.sendall(
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            + _frame(_SETTINGS, 0, 0, struct.pack(">HI", _INITIAL_WINDOW, 2**31 - 1))
        )
        self._buffer = b""
        self._connection_window = _DEFAULT_WINDOW
        self._initial_window = _DEFAULT_WINDOW
        self._windows: dict[int, int] = {}
        self._left: dict[int, int] = {}
        self.ended: set[int] = set()
        """The streams that the server has ended."""

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def begin(self, method: str, size: int, metadata: Metadata = ()) -> int:
        """Begin a call and say how long its message will be. Returns the number of the stream."""
        stream = 2 * len(self._windows) + 1
        fields: list[tuple[str, str | bytes]] = [
            (":path", method),
            (":authority", "test"),
            ("te", "trailers"),
            ("content-type", "application/grpc"),
            *metadata,
        ]
        # POST and http of the static table, and then literals without indexing.
        block = b"\x83\x86" + b"".join(_literal(*field) for field in fields)
        self._socket.sendall(_frame(_HEADERS, _END_HEADERS, stream, block))
        self._socket.sendall(_frame(_DATA, 0, stream, b"\0" + _HEAD.pack(size)))
        self._connection_window -= 5
        self._windows[stream] = self._initial_window - 5
        self._left[stream] = size - 1
        return stream

    def send(self, seconds: float) -> int:
        """Send as much as the server takes within the time. Returns the bytes that were sent."""
        end_s, sent = time.monotonic() + seconds, 0
        while time.monotonic() < end_s:
            some = sum(map(self._send_some, list(self._windows)))
            sent += some
            self._listen(0.001 if some else _PAUSE_S)
        return sent

    def _send_some(self, stream: int) -> int:
        room = min(self._connection_window, self._windows[stream], self._left[stream], _FRAME_BYTES)
        if stream in self.ended or room <= 0:
            return 0
        self._socket.settimeout(10)
        self._socket.sendall(_frame(_DATA, 0, stream, bytes(room)))
        self._connection_window -= room
        self._windows[stream] -= room
        self._left[stream] -= room
        return room

    def _listen(self, seconds: float) -> None:
        self._socket.settimeout(seconds)
        try:
            self._buffer += self._socket.recv(1 << 20)
        except TimeoutError:
            return
        while len(self._buffer) >= 9:
            length = int.from_bytes(self._buffer[:3])
            if len(self._buffer) < 9 + length:
                return
            kind, flags, stream = self._buffer[3], self._buffer[4], self._buffer[5:9]
            payload, self._buffer = self._buffer[9 : 9 + length], self._buffer[9 + length :]
            self._take(kind, flags, int.from_bytes(stream), payload)

    def _take(self, kind: int, flags: int, stream: int, payload: bytes) -> None:
        if kind == _WINDOW_UPDATE:
            more = int.from_bytes(payload)
            if stream:
                self._windows[stream] += more
            else:
                self._connection_window += more
        elif kind == _SETTINGS and not flags & 1:
            for name, value in struct.iter_unpack(">HI", payload):
                if name == _INITIAL_WINDOW:
                    for each in self._windows:
                        self._windows[each] += value - self._initial_window
                    self._initial_window = value
            self._socket.sendall(_frame(_SETTINGS, 1, 0, b""))
        elif kind == _PING and not flags & 1:
            self._socket.sendall(_frame(_PING, 1, 0, payload))
        elif kind == _RST or (kind == _HEADERS and flags & 1):
            self.ended.add(stream)


def _frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    head = _HEAD.pack(len(payload))[1:] + bytes([kind, flags]) + _HEAD.pack(stream)
    return head + payload


def _literal(name: str, value: str | bytes) -> bytes:
    content = value if isinstance(value, bytes) else value.encode()
    return b"\0" + bytes([len(name)]) + name.encode() + bytes([len(content)]) + content
