"""Every time and date of every request has its bounds, and a real server keeps them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import grpc
import pytest
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from google.type import date_pb2

from services.errors import InvalidFieldError
from services.wire.times import (
    HAPPENED,
    PLANNED,
    REPORTED,
    SOUGHT,
    TABLE,
    check_times,
    is_time,
    name_of,
    span_of,
    timed_fields,
)
from tenprint.calls import to_date
from tenprint.channel import caller_metadata
from tenprint.errors import rpc_error
from tenprint.v1 import booking_service_pb2, lesc_answer_service_pb2
from tests.contract.rpc import TIMEOUT_S, plain_channel
from tests.reference.examples import role_of
from tests.servers import RunningServer
from tests.services.access.rpcs import AT_THE_STUB, RPCS, Rpc

Path = tuple[FieldDescriptor, ...]
NOW = datetime.now(UTC)
YEAR = timedelta(days=365.25)
ALWAYS_WRONG = {
    "the year 1": datetime(1, 1, 2, tzinfo=UTC),
    "far": datetime(9999, 1, 1, tzinfo=UTC),
}
WRONG = {
    HAPPENED: {"1850": datetime(1850, 6, 1, tzinfo=UTC), "tomorrow": NOW + timedelta(days=2)},
    REPORTED: {"1850": datetime(1850, 6, 1, tzinfo=UTC), "in a week": NOW + timedelta(days=7)},
    PLANNED: {"1850": datetime(1850, 6, 1, tzinfo=UTC), "in a century": NOW + 100 * YEAR},
    SOUGHT: {},
}


def _paths(message: Descriptor, above: Path = ()) -> Iterator[Path]:
    """List every way from a request to a time or a date."""
    for field in timed_fields(message):
        if is_time(field):
            yield (*above, field)
        elif field not in above and field.message_type is not None:
            yield from _paths(field.message_type, (*above, field))


FIELDS = [(rpc, path) for rpc in RPCS for path in _paths(rpc.descriptor.input_type)]


def _request(rpc: Rpc, path: Path, value: datetime) -> Message:
    """Make a request that holds one time and nothing else."""
    request = GetMessageClass(rpc.descriptor.input_type)()
    at: Any = request
    for field in path:
        inside = getattr(at, field.name)
        at = inside.add() if field.is_repeated else inside
    if isinstance(at, date_pb2.Date):
        at.CopyFrom(to_date(value.date()))
    else:
        at.FromDatetime(value)
    at.SetInParent()
    return request


def test_the_table_has_every_field_and_no_other() -> None:
    assert {name_of(path[-1]) for _, path in FIELDS} == set(TABLE)
    assert len(FIELDS) > 30


@pytest.mark.parametrize(
    ("rpc", "path"), FIELDS, ids=lambda one: getattr(one, "method", "") or one[-1].name
)
def test_a_time_out_of_bounds_is_refused_by_name(
    server: RunningServer, rpc: Rpc, path: Path
) -> None:
    target = server.lesc_target if rpc.service == AT_THE_STUB else server.target
    with plain_channel(target) as channel:
        call: Any = channel.unary_unary(rpc.method)
        caller = caller_metadata("WVTIMES00", list(filter(None, [role_of(rpc)])), "arrest")
        for words, value in {**ALWAYS_WRONG, **WRONG[span_of(path[-1])]}.items():
            request = _request(rpc, path, value).SerializeToString()
            with pytest.raises(grpc.RpcError) as caught:
                call(request, metadata=caller, timeout=TIMEOUT_S)
            told = rpc_error(caught.value)
            assert (told.code.name, told.reason) == ("INVALID_ARGUMENT", "INVALID_FIELD"), words
            assert told.metadata["field"].rpartition(".")[2].partition("[")[0] == path[-1].name, (
                words
            )


@pytest.mark.parametrize(
    ("rpc", "path"), FIELDS, ids=lambda one: getattr(one, "method", "") or one[-1].name
)
def test_a_time_in_bounds_passes(rpc: Rpc, path: Path) -> None:
    ahead = timedelta(days=300) if span_of(path[-1]) in (PLANNED, SOUGHT) else timedelta()
    for value in (NOW, NOW - 100 * YEAR, NOW + ahead):
        check_times(_request(rpc, path, value))


def test_the_clocks_of_others_may_differ() -> None:
    def happened(ahead: timedelta) -> None:
        [(rpc, path)] = [one for one in FIELDS if one[1][-1].name == "encounter_time"][:1]
        check_times(_request(rpc, path, datetime.now(UTC) + ahead))

    happened(timedelta(minutes=3))
    with pytest.raises(InvalidFieldError, match="in the future"):
        happened(timedelta(minutes=7))
    answer = lesc_answer_service_pb2.DeliverAnswerRequest()
    answer.answer_time.FromDatetime(datetime.now(UTC) + timedelta(hours=2))
    check_times(answer)


def test_an_error_names_the_place_in_a_list() -> None:
    request = booking_service_pb2.SubmitBookingRequest()
    for year in (2020, 1850):
        request.booking.charges.add(offense_date=to_date(date(year, 1, 1)))
    with pytest.raises(InvalidFieldError, match="130 years back") as caught:
        check_times(request)
    assert caught.value.field == "charges[1].offense_date"
