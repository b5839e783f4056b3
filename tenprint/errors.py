"""The error of a failed call."""

from collections.abc import Mapping

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status


class RpcError(Exception):
    """A call failed.

    code: the code of gRPC. reason: `ErrorInfo.reason`, see proto/tenprint/v1/errors.proto; empty
    if the network failed. metadata: the sample, the field, the service's request id.
    retry_delay_s: seconds that the service asks to wait before the next try. target: HOST:PORT that
    was called.
    """

    def __init__(
        self,
        code: grpc.StatusCode,
        reason: str,
        message: str,
        metadata: Mapping[str, str] | None = None,
        retry_delay_s: float | None = None,
        target: str = "",
    ) -> None:
        place = f" (service at {target})" if target else ""
        super().__init__(f"{reason or code.name}: {message}{place}")
        self.code = code
        self.reason = reason
        self.message = message
        self.metadata = dict(metadata or {})
        self.retry_delay_s = retry_delay_s
        self.target = target


DEADLINE_EXPIRED = "DEADLINE_EXPIRED"
NOTHING_LISTENS = "nothing listens there: connection refused"
NO_SERVICE = (
    "whatever listens there is no service of ours, or speaks TLS where this side does not: the "
    "console, for example, has another port"
)
START_OR_NAME = "start a service with `tenprint serve`, or name its HOST:PORT by --target"
"""What to do then."""

_OWN_REASONS = {
    grpc.StatusCode.DEADLINE_EXCEEDED: DEADLINE_EXPIRED,
    grpc.StatusCode.CANCELLED: "CANCELLED",
}
"""Reasons of calls that this side ends, so that the service can say nothing."""


def rpc_error(error: grpc.RpcError, target: str = "") -> RpcError:
    """Read the code, the reason and the details of a failed call. target: HOST:PORT."""
    code, message = error.code(), error.details() or ""
    try:
        status = rpc_status.from_call(error)
    except ValueError:
        # The channel broke the answer off, and its own code does not go with the details.
        status = None
    if status is None:
        if code is grpc.StatusCode.UNAVAILABLE and "Connection refused" in message:
            message = NOTHING_LISTENS
        elif code is grpc.StatusCode.UNAVAILABLE and "Expected SETTINGS frame" in message:
            message = NO_SERVICE
        return RpcError(code, _OWN_REASONS.get(code, ""), message, target=target)
    info, retry = error_details_pb2.ErrorInfo(), error_details_pb2.RetryInfo()
    retry_delay_s = None
    for detail in status.details:
        if detail.Unpack(retry):
            retry_delay_s = retry.retry_delay.ToMilliseconds() / 1000
        else:
            detail.Unpack(info)
    return RpcError(code, info.reason, message, info.metadata, retry_delay_s, target)
