"""Detainers: domain types → proto."""

from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp

from interop.cases.detainer_life import Detainer
from services.wire.conversion import timestamp
from tenprint.v1 import detainer_service_pb2 as pb2


def detainer_to_proto(detainer: Detainer) -> pb2.Detainer:
    """Write a detainer."""
    return pb2.Detainer(
        detainer_id=detainer.detainer_id,
        case_id=detainer.case_id,
        ori=detainer.ori,
        state=pb2.DetainerState.Name(int(detainer.state)),
        officer=detainer.officer,
        request_time=timestamp(detainer.request_time),
        against_advice_because=detainer.against_advice_because,
        acknowledge_time=_maybe(detainer.acknowledge_time),
        release_time=_maybe(detainer.release_time),
        expire_time=_maybe(detainer.expire_time),
        end_time=_maybe(detainer.end_time),
        end_reason=detainer.end_reason,
    )


def _maybe(time: datetime | None) -> Timestamp | None:
    return None if time is None else timestamp(time)
