"""A channel that gives a silent connection up, so that the next call opens another."""

# ruff: noqa: ANN401 - what gRPC's channels take and give
import threading
import weakref
from collections.abc import Callable
from typing import Any

import grpc


class Connections(grpc.Channel):
    """Calls over the newest connection. Safe for threads.

    A router or a balancer that was away may come back without its connections. They stay open at
    both ends, and nothing goes through: gRPC would use such a connection for ever.
    """

    def __init__(self, open_connection: Callable[[], grpc.Channel]) -> None:
        """open_connection: called at once, and again after each `leave`."""
        self._open = open_connection
        self._lock = threading.Lock()
        self._is_closed = False
        self.newest = open_connection()
        self._left: weakref.WeakSet[grpc.Channel] = weakref.WeakSet()

    def leave(self, silent: grpc.Channel) -> None:
        """Use a connection no more, unless it was left already. Calls that run on it go on."""
        with self._lock:
            if self.newest is silent and not self._is_closed:
                self._left.add(silent)
                self.newest = self._open()

    def close(self) -> None:
        """Close all connections; running calls are cancelled."""
        with self._lock:
            self._is_closed = True
            for one in (*self._left, self.newest):
                one.close()

    def unary_unary(self, *args: Any, **kwargs: Any) -> "grpc.UnaryUnaryMultiCallable[Any, Any]":
        """Make what calls a method of one answer."""
        return self.newest.unary_unary(*args, **kwargs)

    def unary_stream(self, *args: Any, **kwargs: Any) -> "grpc.UnaryStreamMultiCallable[Any, Any]":
        """Make what calls a method of several answers."""
        return self.newest.unary_stream(*args, **kwargs)

    def stream_unary(self, *args: Any, **kwargs: Any) -> "grpc.StreamUnaryMultiCallable[Any, Any]":
        """Make what calls a method of several requests."""
        return self.newest.stream_unary(*args, **kwargs)

    def stream_stream(
        self, *args: Any, **kwargs: Any
    ) -> "grpc.StreamStreamMultiCallable[Any, Any]":
        """Make what calls a method of several requests and answers."""
        return self.newest.stream_stream(*args, **kwargs)

    def subscribe(self, callback: Any, try_to_connect: bool | None = False) -> None:
        """Tell of the newest connection's state."""
        self.newest.subscribe(callback, try_to_connect or False)

    def unsubscribe(self, callback: Any) -> None:
        """Tell no more."""
        self.newest.unsubscribe(callback)

    def __enter__(self) -> "Connections":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def is_silence(error: Any) -> bool:
    """Tell whether a deadline passed without a word of the service."""
    return error.code() is grpc.StatusCode.DEADLINE_EXCEEDED and not error.trailing_metadata()
