"""Calls without the client's retries and conveniences, so that each answer is seen as sent."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import grpc
import pytest

from tenprint.channel import Metadata, caller_metadata
from tenprint.errors import RpcError, rpc_error
from tenprint.v1.booking_service_pb2_grpc import BookingServiceStub
from tenprint.v1.gallery_service_pb2_grpc import GalleryServiceStub
from tenprint.v1.identification_service_pb2_grpc import IdentificationServiceStub
from tenprint.v1.lesc_answer_service_pb2_grpc import LescAnswerServiceStub

ORI = "WVTEST000"
METADATA = caller_metadata(ORI, ["booking", "operator"], "arrest")
"""A booking agency that looks after the service too."""
TIMEOUT_S = 60


class Stubs:
    """The service's stubs on one plain channel."""

    def __init__(self, channel: grpc.Channel) -> None:
        self.channel = channel
        self.identification = IdentificationServiceStub(channel)
        self.galleries = GalleryServiceStub(channel)
        self.bookings = BookingServiceStub(channel)
        self.answers = LescAnswerServiceStub(channel)


@contextmanager
def plain_channel(target: str) -> Iterator[grpc.Channel]:
    """Open a channel that sends anything and repeats nothing."""
    options = [
        ("grpc.max_send_message_length", -1),
        ("grpc.max_receive_message_length", -1),
        ("grpc.enable_retries", 0),
    ]
    with grpc.insecure_channel(target, options) as channel:
        yield channel


def call(method: Callable[..., object], request: object, **kwargs: object) -> object:
    """Call as our test agency."""
    return method(request, metadata=METADATA, timeout=TIMEOUT_S, **kwargs)


LESC = caller_metadata("LESC00000", ["lesc_system"], "interoperability")
"""The LESC's own system."""


def refused(
    method: Callable[..., object],
    request: object,
    code: grpc.StatusCode,
    reason: str,
    metadata: Metadata = METADATA,
) -> RpcError:
    """Call and expect a refusal by this code and reason."""
    with pytest.raises(grpc.RpcError) as caught:
        answer = method(request, metadata=metadata, timeout=TIMEOUT_S)
        if hasattr(answer, "__iter__"):
            list(answer)
    error = rpc_error(caught.value)
    assert (error.code, error.reason) == (code, reason), str(error)
    assert error.message
    return error
