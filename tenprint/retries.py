"""When a failed call is sent again, and what no call may exceed: one rule for every channel."""

import json
import logging
import time
from typing import Any

import grpc
from google.protobuf.message import Message

from tenprint.errors import (
    DEADLINE_EXPIRED,
    NO_SERVICE,
    NOTHING_LISTENS,
    START_OR_NAME,
    RpcError,
    rpc_error,
)

MAX_MESSAGE_BYTES = 32 * 1024 * 1024
"""The largest message that the service accepts."""

_OPTIONS_BYTES = 2 * MAX_MESSAGE_BYTES

TIMEOUT_S = 60.0
"""How long a call with all its tries may last, if nobody says. So long, too, does a client wait
for a service that is not there."""
PRINTS_TIMEOUT_S = 300.0
"""The same of a call that carries prints: on a busy machine ten of them take a minute, and the work
of a call that is given up is lost."""
_PRINTS = frozenset({"sample", "samples", "transaction_file"})

RETRY_POLICY = {
    "maxAttempts": 5,
    "initialBackoff": "0.5s",
    "maxBackoff": "8s",
    "backoffMultiplier": 2,
    "retryableStatusCodes": ["UNAVAILABLE", "RESOURCE_EXHAUSTED"],
}
"""For requests that carry an id or change nothing, so that a retry is harmless."""

SENT_ONCE = {
    "CaseService": ("RecordEncounter", "RecordDisposition", "RepeatLookUp"),
    "LescService": ("RecordIdentityCheck",),
    "ProgrammeService": (
        *("RequeueQuery", "RequeueBooking", "UpdateJurisdiction", "ImportJurisdictions"),
    ),
}
"""Methods that replace or count what they are sent: a late repetition could do so twice."""

KEEPALIVE_S = 20
"""How long a connection may be silent before the client asks whether anybody is there."""

_RETRIED = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED)
_FIRST_PAUSE_S = 0.5
_MAX_PAUSE_S = 5.0
_GRPCS_OWN = "Deadline Exceeded"
"""What gRPC says when this side's own clock ends a call."""
_PUSHBACK_KEY = "grpc-retry-pushback-ms"
_log = logging.getLogger("tenprint.channel")

_ONCE = [
    {"service": f"tenprint.v1.{service}", "method": method}
    for service, methods in SENT_ONCE.items()
    for method in methods
]
_CONFIG = {"methodConfig": [{"name": [{}], "retryPolicy": RETRY_POLICY}, {"name": _ONCE}]}

CHANNEL_OPTIONS = (
    ("grpc.max_send_message_length", _OPTIONS_BYTES),
    ("grpc.max_receive_message_length", _OPTIONS_BYTES),
    # A request larger than this buffer would be sent once and never retried.
    ("grpc.per_rpc_retry_buffer_size", _OPTIONS_BYTES),
    ("grpc.enable_retries", 1),
    # A service that comes back is found within seconds.
    ("grpc.initial_reconnect_backoff_ms", 500),
    ("grpc.max_reconnect_backoff_ms", round(_MAX_PAUSE_S * 1000)),
    # Channels of a process would share a connection, and a new channel would get the silent one.
    ("grpc.use_local_subchannel_pool", 1),
    # While calls run: a watcher waits for hours, and must learn that nothing comes through.
    ("grpc.keepalive_time_ms", KEEPALIVE_S * 1_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.http2.ping_timeout_ms", 10_000),
    ("grpc.http2.max_pings_without_data", 0),
    ("grpc.service_config", json.dumps(_CONFIG)),
)


class Rounds:
    """The rounds of one call, until its time ends.

    gRPC repeats a call a few times within seconds. A restart of the service takes longer, so a call
    has several rounds of gRPC's own tries, with growing pauses between them.
    """

    def __init__(
        self, target: str, method: str | bytes, request: Message, timeout_s: float | None
    ) -> None:
        """target: HOST:PORT. method: /package.Service/Method. timeout_s: for all rounds."""
        self._target = target
        self._method = method.decode() if isinstance(method, bytes) else method
        self._total_s = default_timeout_s(request) if timeout_s is None else timeout_s
        self._away_s = min(self._total_s, TIMEOUT_S) if timeout_s is None else timeout_s
        self._end_s = time.monotonic() + self._total_s
        self._gone_s: float | None = None
        """When the service could not be reached; None while it can."""
        self._pause_s = _FIRST_PAUSE_S
        self._before = ""

    def remaining_s(self) -> float:
        """Tell the seconds that the call has left."""
        return self._end_s - time.monotonic()

    def pause_after(self, error: grpc.RpcError) -> float:
        """Tell the seconds to wait before the next round. Raises RpcError if there is none."""
        failure = rpc_error(error, self._target)
        pause_s, remaining_s = self._pause_s, self._remaining_after_s(failure)
        if failure.reason == DEADLINE_EXPIRED:
            failure = self._expired(failure)
        no_use = failure.message == NO_SERVICE
        if remaining_s <= pause_s or no_use or not _may_repeat(self._method, error):
            raise failure from error
        # Whoever only forgot to start the service learns it now, and not when the time is over.
        is_first = not self._before
        hint = f"; {START_OR_NAME}" if is_first and failure.message == NOTHING_LISTENS else ""
        self._before = failure.message
        _log.warning("%s: trying again for %.0f s%s", failure, remaining_s, hint)
        self._pause_s = min(2 * pause_s, _MAX_PAUSE_S)
        return pause_s

    def _remaining_after_s(self, failure: RpcError) -> float:
        """Tell the seconds for further rounds, which are fewer while nobody is reached."""
        now_s = time.monotonic()
        is_gone = failure.code is grpc.StatusCode.UNAVAILABLE and not failure.reason
        self._gone_s = (self._gone_s or now_s) if is_gone else None
        end_s = self._end_s
        if self._gone_s is not None:
            end_s = min(end_s, self._gone_s + self._away_s)
        return end_s - now_s

    def _expired(self, failure: RpcError) -> RpcError:
        is_own = failure.message == _GRPCS_OWN
        words = f"no answer within {self._total_s:g} s" if is_own else failure.message
        if self._before:
            words = f"{words}; before that: {self._before}"
        return RpcError(failure.code, failure.reason, words, failure.metadata, target=self._target)


def default_timeout_s(request: Message) -> float:
    """Tell how long a call may last if nobody says."""
    carries_prints = _PRINTS & set(request.DESCRIPTOR.fields_by_name)
    return PRINTS_TIMEOUT_S if carries_prints else TIMEOUT_S


def _may_repeat(method: str, error: Any) -> bool:  # noqa: ANN401 - has what a call has, too
    """Tell whether a call may be sent again: later it may succeed, and it does no harm."""
    service, _, rpc = method.rpartition("/")
    told_not_to = any(
        key == _PUSHBACK_KEY and str(value).startswith("-")
        for key, value in error.trailing_metadata() or ()
    )
    once = SENT_ONCE.get(service.rpartition(".")[2], ())
    return error.code() in _RETRIED and not told_not_to and rpc not in once


def check_size(request: Message, target: str) -> None:
    """Refuse a message that the service would refuse, before the bytes travel."""
    size = request.ByteSize()
    if size > MAX_MESSAGE_BYTES:
        raise RpcError(
            grpc.StatusCode.RESOURCE_EXHAUSTED,
            "MESSAGE_TOO_LARGE",
            f"the message has {size:,} bytes; the service accepts at most {MAX_MESSAGE_BYTES:,}",
            target=target,
        )
