"""Lies in the LESC's name: what a LESC that is broken or bought may hand in as its answer."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import grpc

from tenprint.v1 import lesc_answer_service_pb2 as pb2
from tenprint.v1 import lesc_service_pb2, research_pb2
from tests.callers import LESC, named_channel
from tests.kill.audit import WRONG

_METHOD = "/tenprint.v1.LescAnswerService/DeliverAnswer"
_REFUSALS = {
    grpc.StatusCode.INVALID_ARGUMENT,
    grpc.StatusCode.NOT_FOUND,
    grpc.StatusCode.ALREADY_EXISTS,
    grpc.StatusCode.FAILED_PRECONDITION,
}
"""What a lie is answered with. Anything else is a fault of the service."""
_LIES_A_MOMENT = 6
_TIMEOUT_S = 10.0


class Liar:
    """Tells lies about queries that the LESC has on record; remembers which were believed."""

    def __init__(self, target: str, queries: Sequence[lesc_service_pb2.Query]) -> None:
        """target: the service that takes answers."""
        self._target = target
        delivered = lesc_service_pb2.QUERY_STATE_DELIVERED
        self._answered = [one for one in queries if one.state == delivered]
        self.faults: list[str] = []

    def script(self, draw: random.Random) -> lesc_service_pb2.Script:
        """Draw how the stub itself lies."""
        return lesc_service_pb2.Script(
            seed=draw.randrange(2**31),
            lost_receipt_share=draw.uniform(0.0, 0.7),
            false_receipt_share=draw.uniform(0.0, 0.7),
            refuse_share=draw.uniform(0.0, 0.5),
            duplicate_share=draw.uniform(0.3, 1.0),
            stray_share=draw.uniform(0.3, 1.0),
            out_of_order=draw.random() < 0.5,
        )

    def lie(self, draw: random.Random) -> str:
        """Tell some lies; returns which."""
        told = draw.choices(list(_LIES), k=_LIES_A_MOMENT)
        with named_channel(self._target, LESC) as channel:
            for name in told:
                self._tell(channel, name, draw)
        return ", ".join(sorted(set(told)))

    def _tell(self, channel: grpc.Channel, name: str, draw: random.Random) -> None:
        query_id = draw.choice(self._answered).query_id if self._answered else "iaq:nobody"
        call = channel.unary_unary(
            _METHOD,
            request_serializer=lambda data: data,
            response_deserializer=pb2.DeliverAnswerResponse.FromString,
        )
        try:
            answer = call(_LIES[name](query_id, draw), timeout=_TIMEOUT_S)
        except grpc.RpcError as error:
            assert isinstance(error, grpc.Call)
            if error.code() not in _REFUSALS:
                self.faults.append(f"{WRONG}: the lie {name!r} was answered with {error.code()}")
        else:
            self.faults.append(f"{WRONG}: the lie {name!r} was believed: {answer}")


def _answer(query_id: str, version: int = 1) -> pb2.DeliverAnswerRequest:
    """Make an answer that is well-formed, and that the stub has not given."""
    request = pb2.DeliverAnswerRequest(query_id=query_id, version=version)
    request.answer_time.FromDatetime(datetime(2026, 1, 1, tzinfo=UTC))
    request.determination.status = research_pb2.IMMIGRATION_STATUS_US_CITIZEN
    request.determination.specialist = "SOMEBODY-ELSE"
    request.determination.determine_time.CopyFrom(request.answer_time)
    return request


def _garbage(_: str, draw: random.Random) -> bytes:
    return draw.randbytes(200)


def _cut_short(query_id: str, draw: random.Random) -> bytes:
    whole = _answer(query_id).SerializeToString()
    return whole[: draw.randrange(1, len(whole) - 1)]


def _without_status(query_id: str, _: random.Random) -> bytes:
    request = _answer(query_id, version=2)
    request.determination.ClearField("status")
    return request.SerializeToString()


def _unknown_status(query_id: str, _: random.Random) -> bytes:
    request = _answer(query_id, version=2)
    request.determination.status = 999  # type: ignore[assignment]
    return request.SerializeToString()


def _impossible_time(query_id: str, _: random.Random) -> bytes:
    request = _answer(query_id, version=2)
    request.answer_time.seconds = -(2**62)
    return request.SerializeToString()


def _without_query(_: str, __: random.Random) -> bytes:
    return _answer("").SerializeToString()


def _wrong_id(query_id: str, draw: random.Random) -> bytes:
    return _answer(f"{query_id}-{draw.randrange(100)}").SerializeToString()


def _wrong_version(query_id: str, draw: random.Random) -> bytes:
    version = draw.choice((0, -1, 3, 17, 2_000_000_000))
    return _answer(query_id, version).SerializeToString()


def _another_person(query_id: str, _: random.Random) -> bytes:
    # The version is taken: this is what was found of somebody else.
    return _answer(query_id).SerializeToString()


_LIES: dict[str, Callable[[str, random.Random], bytes]] = {
    "garbage": _garbage,
    "cut short": _cut_short,
    "without status": _without_status,
    "unknown status": _unknown_status,
    "impossible time": _impossible_time,
    "no query": _without_query,
    "wrong id": _wrong_id,
    "wrong version": _wrong_version,
    "of another person": _another_person,
}
