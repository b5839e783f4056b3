import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class WaitingKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    WAITING_KIND_UNSPECIFIED: _ClassVar[WaitingKind]
    WAITING_KIND_BOOKING: _ClassVar[WaitingKind]
    WAITING_KIND_REVIEW: _ClassVar[WaitingKind]
    WAITING_KIND_MESSAGE: _ClassVar[WaitingKind]
    WAITING_KIND_REJECTED: _ClassVar[WaitingKind]
    WAITING_KIND_DETERMINATION: _ClassVar[WaitingKind]
    WAITING_KIND_ALERT: _ClassVar[WaitingKind]
    WAITING_KIND_REQUESTED: _ClassVar[WaitingKind]
    WAITING_KIND_ACKNOWLEDGED: _ClassVar[WaitingKind]
    WAITING_KIND_CLAIM: _ClassVar[WaitingKind]
    WAITING_KIND_RELEASE: _ClassVar[WaitingKind]
    WAITING_KIND_CORRECTION: _ClassVar[WaitingKind]
    WAITING_KIND_ALARM: _ClassVar[WaitingKind]
    WAITING_KIND_TRANSFER: _ClassVar[WaitingKind]
    WAITING_KIND_ESCALATION: _ClassVar[WaitingKind]
WAITING_KIND_UNSPECIFIED: WaitingKind
WAITING_KIND_BOOKING: WaitingKind
WAITING_KIND_REVIEW: WaitingKind
WAITING_KIND_MESSAGE: WaitingKind
WAITING_KIND_REJECTED: WaitingKind
WAITING_KIND_DETERMINATION: WaitingKind
WAITING_KIND_ALERT: WaitingKind
WAITING_KIND_REQUESTED: WaitingKind
WAITING_KIND_ACKNOWLEDGED: WaitingKind
WAITING_KIND_CLAIM: WaitingKind
WAITING_KIND_RELEASE: WaitingKind
WAITING_KIND_CORRECTION: WaitingKind
WAITING_KIND_ALARM: WaitingKind
WAITING_KIND_TRANSFER: WaitingKind
WAITING_KIND_ESCALATION: WaitingKind

class Overdue(_message.Message):
    __slots__ = ("waiting", "waiting_code", "object_id", "owner", "address", "since", "deadline", "alarm_time")
    WAITING_FIELD_NUMBER: _ClassVar[int]
    WAITING_CODE_FIELD_NUMBER: _ClassVar[int]
    OBJECT_ID_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    ALARM_TIME_FIELD_NUMBER: _ClassVar[int]
    waiting: str
    waiting_code: WaitingKind
    object_id: str
    owner: str
    address: str
    since: _timestamp_pb2.Timestamp
    deadline: _timestamp_pb2.Timestamp
    alarm_time: _timestamp_pb2.Timestamp
    def __init__(self, waiting: _Optional[str] = ..., waiting_code: _Optional[_Union[WaitingKind, str]] = ..., object_id: _Optional[str] = ..., owner: _Optional[str] = ..., address: _Optional[str] = ..., since: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., deadline: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., alarm_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListOverdueRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "waiting", "waiting_code", "owner", "address")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    WAITING_FIELD_NUMBER: _ClassVar[int]
    WAITING_CODE_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    waiting: str
    waiting_code: WaitingKind
    owner: str
    address: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., waiting: _Optional[str] = ..., waiting_code: _Optional[_Union[WaitingKind, str]] = ..., owner: _Optional[str] = ..., address: _Optional[str] = ...) -> None: ...

class ListOverdueResponse(_message.Message):
    __slots__ = ("overdue", "next_page_token")
    OVERDUE_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    overdue: _containers.RepeatedCompositeFieldContainer[Overdue]
    next_page_token: str
    def __init__(self, overdue: _Optional[_Iterable[_Union[Overdue, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
