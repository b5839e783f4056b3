import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Overdue(_message.Message):
    __slots__ = ("waiting", "object_id", "owner", "address", "since", "deadline", "alarm_time")
    WAITING_FIELD_NUMBER: _ClassVar[int]
    OBJECT_ID_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    ALARM_TIME_FIELD_NUMBER: _ClassVar[int]
    waiting: str
    object_id: str
    owner: str
    address: str
    since: _timestamp_pb2.Timestamp
    deadline: _timestamp_pb2.Timestamp
    alarm_time: _timestamp_pb2.Timestamp
    def __init__(self, waiting: _Optional[str] = ..., object_id: _Optional[str] = ..., owner: _Optional[str] = ..., address: _Optional[str] = ..., since: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., deadline: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., alarm_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListOverdueRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "waiting", "owner", "address")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    WAITING_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    waiting: str
    owner: str
    address: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., waiting: _Optional[str] = ..., owner: _Optional[str] = ..., address: _Optional[str] = ...) -> None: ...

class ListOverdueResponse(_message.Message):
    __slots__ = ("overdue", "next_page_token")
    OVERDUE_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    overdue: _containers.RepeatedCompositeFieldContainer[Overdue]
    next_page_token: str
    def __init__(self, overdue: _Optional[_Iterable[_Union[Overdue, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
