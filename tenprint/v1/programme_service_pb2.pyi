import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from tenprint.v1 import booking_service_pb2 as _booking_service_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class OutboundState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OUTBOUND_STATE_UNSPECIFIED: _ClassVar[OutboundState]
    OUTBOUND_STATE_WAITING: _ClassVar[OutboundState]
    OUTBOUND_STATE_ACKNOWLEDGED: _ClassVar[OutboundState]
    OUTBOUND_STATE_REJECTED: _ClassVar[OutboundState]

class OutboundKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OUTBOUND_KIND_UNSPECIFIED: _ClassVar[OutboundKind]
    OUTBOUND_KIND_IAQ: _ClassVar[OutboundKind]
    OUTBOUND_KIND_WITHDRAWAL: _ClassVar[OutboundKind]
    OUTBOUND_KIND_REINSTATEMENT: _ClassVar[OutboundKind]
    OUTBOUND_KIND_CITIZENSHIP_REVIEW: _ClassVar[OutboundKind]
    OUTBOUND_KIND_CITIZENSHIP_UPHELD: _ClassVar[OutboundKind]
OUTBOUND_STATE_UNSPECIFIED: OutboundState
OUTBOUND_STATE_WAITING: OutboundState
OUTBOUND_STATE_ACKNOWLEDGED: OutboundState
OUTBOUND_STATE_REJECTED: OutboundState
OUTBOUND_KIND_UNSPECIFIED: OutboundKind
OUTBOUND_KIND_IAQ: OutboundKind
OUTBOUND_KIND_WITHDRAWAL: OutboundKind
OUTBOUND_KIND_REINSTATEMENT: OutboundKind
OUTBOUND_KIND_CITIZENSHIP_REVIEW: OutboundKind
OUTBOUND_KIND_CITIZENSHIP_UPHELD: OutboundKind

class Jurisdiction(_message.Message):
    __slots__ = ("jurisdiction_id", "name", "us_state", "activation_date", "oris", "deactivation_date", "earlier_activations", "time_zone")
    JURISDICTION_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    US_STATE_FIELD_NUMBER: _ClassVar[int]
    ACTIVATION_DATE_FIELD_NUMBER: _ClassVar[int]
    ORIS_FIELD_NUMBER: _ClassVar[int]
    DEACTIVATION_DATE_FIELD_NUMBER: _ClassVar[int]
    EARLIER_ACTIVATIONS_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    jurisdiction_id: str
    name: str
    us_state: str
    activation_date: _date_pb2.Date
    oris: _containers.RepeatedScalarFieldContainer[str]
    deactivation_date: _date_pb2.Date
    earlier_activations: _containers.RepeatedCompositeFieldContainer[ActivationPeriod]
    time_zone: str
    def __init__(self, jurisdiction_id: _Optional[str] = ..., name: _Optional[str] = ..., us_state: _Optional[str] = ..., activation_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., oris: _Optional[_Iterable[str]] = ..., deactivation_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., earlier_activations: _Optional[_Iterable[_Union[ActivationPeriod, _Mapping]]] = ..., time_zone: _Optional[str] = ...) -> None: ...

class ActivationPeriod(_message.Message):
    __slots__ = ("activation_date", "deactivation_date")
    ACTIVATION_DATE_FIELD_NUMBER: _ClassVar[int]
    DEACTIVATION_DATE_FIELD_NUMBER: _ClassVar[int]
    activation_date: _date_pb2.Date
    deactivation_date: _date_pb2.Date
    def __init__(self, activation_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., deactivation_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class RecordedPeriod(_message.Message):
    __slots__ = ("period", "record_time", "replace_time")
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    RECORD_TIME_FIELD_NUMBER: _ClassVar[int]
    REPLACE_TIME_FIELD_NUMBER: _ClassVar[int]
    period: ActivationPeriod
    record_time: _timestamp_pb2.Timestamp
    replace_time: _timestamp_pb2.Timestamp
    def __init__(self, period: _Optional[_Union[ActivationPeriod, _Mapping]] = ..., record_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., replace_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetActivationRequest(_message.Message):
    __slots__ = ("day",)
    DAY_FIELD_NUMBER: _ClassVar[int]
    day: _date_pb2.Date
    def __init__(self, day: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class GetActivationResponse(_message.Message):
    __slots__ = ("day", "jurisdiction_count", "active_count", "state_count", "active_state_count", "nationwide")
    DAY_FIELD_NUMBER: _ClassVar[int]
    JURISDICTION_COUNT_FIELD_NUMBER: _ClassVar[int]
    ACTIVE_COUNT_FIELD_NUMBER: _ClassVar[int]
    STATE_COUNT_FIELD_NUMBER: _ClassVar[int]
    ACTIVE_STATE_COUNT_FIELD_NUMBER: _ClassVar[int]
    NATIONWIDE_FIELD_NUMBER: _ClassVar[int]
    day: _date_pb2.Date
    jurisdiction_count: int
    active_count: int
    state_count: int
    active_state_count: int
    nationwide: bool
    def __init__(self, day: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., jurisdiction_count: _Optional[int] = ..., active_count: _Optional[int] = ..., state_count: _Optional[int] = ..., active_state_count: _Optional[int] = ..., nationwide: _Optional[bool] = ...) -> None: ...

class GetJurisdictionRequest(_message.Message):
    __slots__ = ("jurisdiction_id",)
    JURISDICTION_ID_FIELD_NUMBER: _ClassVar[int]
    jurisdiction_id: str
    def __init__(self, jurisdiction_id: _Optional[str] = ...) -> None: ...

class GetJurisdictionResponse(_message.Message):
    __slots__ = ("jurisdiction", "activation_history")
    JURISDICTION_FIELD_NUMBER: _ClassVar[int]
    ACTIVATION_HISTORY_FIELD_NUMBER: _ClassVar[int]
    jurisdiction: Jurisdiction
    activation_history: _containers.RepeatedCompositeFieldContainer[RecordedPeriod]
    def __init__(self, jurisdiction: _Optional[_Union[Jurisdiction, _Mapping]] = ..., activation_history: _Optional[_Iterable[_Union[RecordedPeriod, _Mapping]]] = ...) -> None: ...

class ListJurisdictionsRequest(_message.Message):
    __slots__ = ("us_state", "active_on", "ori", "page_size", "page_token")
    US_STATE_FIELD_NUMBER: _ClassVar[int]
    ACTIVE_ON_FIELD_NUMBER: _ClassVar[int]
    ORI_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    us_state: str
    active_on: _date_pb2.Date
    ori: str
    page_size: int
    page_token: str
    def __init__(self, us_state: _Optional[str] = ..., active_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., ori: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListJurisdictionsResponse(_message.Message):
    __slots__ = ("jurisdictions", "next_page_token")
    JURISDICTIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    jurisdictions: _containers.RepeatedCompositeFieldContainer[Jurisdiction]
    next_page_token: str
    def __init__(self, jurisdictions: _Optional[_Iterable[_Union[Jurisdiction, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class UpdateJurisdictionRequest(_message.Message):
    __slots__ = ("jurisdiction",)
    JURISDICTION_FIELD_NUMBER: _ClassVar[int]
    jurisdiction: Jurisdiction
    def __init__(self, jurisdiction: _Optional[_Union[Jurisdiction, _Mapping]] = ...) -> None: ...

class UpdateJurisdictionResponse(_message.Message):
    __slots__ = ("jurisdiction",)
    JURISDICTION_FIELD_NUMBER: _ClassVar[int]
    jurisdiction: Jurisdiction
    def __init__(self, jurisdiction: _Optional[_Union[Jurisdiction, _Mapping]] = ...) -> None: ...

class ImportJurisdictionsRequest(_message.Message):
    __slots__ = ("csv",)
    CSV_FIELD_NUMBER: _ClassVar[int]
    csv: bytes
    def __init__(self, csv: _Optional[bytes] = ...) -> None: ...

class ImportJurisdictionsResponse(_message.Message):
    __slots__ = ("jurisdiction_count",)
    JURISDICTION_COUNT_FIELD_NUMBER: _ClassVar[int]
    jurisdiction_count: int
    def __init__(self, jurisdiction_count: _Optional[int] = ...) -> None: ...

class OutboundQuery(_message.Message):
    __slots__ = ("message_id", "kind", "kind_code", "tcn", "state", "attempt_count", "error", "rejected_field", "create_time", "next_attempt_time", "acknowledge_time")
    MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    KIND_CODE_FIELD_NUMBER: _ClassVar[int]
    TCN_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_COUNT_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    REJECTED_FIELD_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    NEXT_ATTEMPT_TIME_FIELD_NUMBER: _ClassVar[int]
    ACKNOWLEDGE_TIME_FIELD_NUMBER: _ClassVar[int]
    message_id: str
    kind: str
    kind_code: OutboundKind
    tcn: str
    state: OutboundState
    attempt_count: int
    error: str
    rejected_field: str
    create_time: _timestamp_pb2.Timestamp
    next_attempt_time: _timestamp_pb2.Timestamp
    acknowledge_time: _timestamp_pb2.Timestamp
    def __init__(self, message_id: _Optional[str] = ..., kind: _Optional[str] = ..., kind_code: _Optional[_Union[OutboundKind, str]] = ..., tcn: _Optional[str] = ..., state: _Optional[_Union[OutboundState, str]] = ..., attempt_count: _Optional[int] = ..., error: _Optional[str] = ..., rejected_field: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., next_attempt_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., acknowledge_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListOutboundQueriesRequest(_message.Message):
    __slots__ = ("state", "tcn", "page_size", "page_token")
    STATE_FIELD_NUMBER: _ClassVar[int]
    TCN_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    state: OutboundState
    tcn: str
    page_size: int
    page_token: str
    def __init__(self, state: _Optional[_Union[OutboundState, str]] = ..., tcn: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListOutboundQueriesResponse(_message.Message):
    __slots__ = ("queries", "next_page_token")
    QUERIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    queries: _containers.RepeatedCompositeFieldContainer[OutboundQuery]
    next_page_token: str
    def __init__(self, queries: _Optional[_Iterable[_Union[OutboundQuery, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class RequeueQueryRequest(_message.Message):
    __slots__ = ("message_id",)
    MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    message_id: str
    def __init__(self, message_id: _Optional[str] = ...) -> None: ...

class RequeueQueryResponse(_message.Message):
    __slots__ = ("query",)
    QUERY_FIELD_NUMBER: _ClassVar[int]
    query: OutboundQuery
    def __init__(self, query: _Optional[_Union[OutboundQuery, _Mapping]] = ...) -> None: ...

class ParkedBooking(_message.Message):
    __slots__ = ("tcn", "ori", "state", "receive_time", "attempt_count", "next_attempt_time", "error")
    TCN_FIELD_NUMBER: _ClassVar[int]
    ORI_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    RECEIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_COUNT_FIELD_NUMBER: _ClassVar[int]
    NEXT_ATTEMPT_TIME_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    tcn: str
    ori: str
    state: _booking_service_pb2.BookingState
    receive_time: _timestamp_pb2.Timestamp
    attempt_count: int
    next_attempt_time: _timestamp_pb2.Timestamp
    error: str
    def __init__(self, tcn: _Optional[str] = ..., ori: _Optional[str] = ..., state: _Optional[_Union[_booking_service_pb2.BookingState, str]] = ..., receive_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., attempt_count: _Optional[int] = ..., next_attempt_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., error: _Optional[str] = ...) -> None: ...

class ListParkedBookingsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "ori")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    ORI_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    ori: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., ori: _Optional[str] = ...) -> None: ...

class ListParkedBookingsResponse(_message.Message):
    __slots__ = ("bookings", "next_page_token")
    BOOKINGS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    bookings: _containers.RepeatedCompositeFieldContainer[ParkedBooking]
    next_page_token: str
    def __init__(self, bookings: _Optional[_Iterable[_Union[ParkedBooking, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class RequeueBookingRequest(_message.Message):
    __slots__ = ("tcn",)
    TCN_FIELD_NUMBER: _ClassVar[int]
    tcn: str
    def __init__(self, tcn: _Optional[str] = ...) -> None: ...

class RequeueBookingResponse(_message.Message):
    __slots__ = ("booking",)
    BOOKING_FIELD_NUMBER: _ClassVar[int]
    booking: ParkedBooking
    def __init__(self, booking: _Optional[_Union[ParkedBooking, _Mapping]] = ...) -> None: ...
