import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class WorkKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    WORK_KIND_UNSPECIFIED: _ClassVar[WorkKind]
    WORK_KIND_RPC: _ClassVar[WorkKind]
    WORK_KIND_STAGE: _ClassVar[WorkKind]
    WORK_KIND_STEP: _ClassVar[WorkKind]
    WORK_KIND_WAIT: _ClassVar[WorkKind]
WORK_KIND_UNSPECIFIED: WorkKind
WORK_KIND_RPC: WorkKind
WORK_KIND_STAGE: WorkKind
WORK_KIND_STEP: WorkKind
WORK_KIND_WAIT: WorkKind

class GetWorkRatesRequest(_message.Message):
    __slots__ = ("kind", "period_minutes", "part_count", "series_count")
    KIND_FIELD_NUMBER: _ClassVar[int]
    PERIOD_MINUTES_FIELD_NUMBER: _ClassVar[int]
    PART_COUNT_FIELD_NUMBER: _ClassVar[int]
    SERIES_COUNT_FIELD_NUMBER: _ClassVar[int]
    kind: WorkKind
    period_minutes: int
    part_count: int
    series_count: int
    def __init__(self, kind: _Optional[_Union[WorkKind, str]] = ..., period_minutes: _Optional[int] = ..., part_count: _Optional[int] = ..., series_count: _Optional[int] = ...) -> None: ...

class GetWorkRatesResponse(_message.Message):
    __slots__ = ("start_time", "total", "series")
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    SERIES_FIELD_NUMBER: _ClassVar[int]
    start_time: _timestamp_pb2.Timestamp
    total: WorkSeries
    series: _containers.RepeatedCompositeFieldContainer[WorkSeries]
    def __init__(self, start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., total: _Optional[_Union[WorkSeries, _Mapping]] = ..., series: _Optional[_Iterable[_Union[WorkSeries, _Mapping]]] = ...) -> None: ...

class WorkSeries(_message.Message):
    __slots__ = ("name", "parts", "whole")
    NAME_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    WHOLE_FIELD_NUMBER: _ClassVar[int]
    name: str
    parts: _containers.RepeatedCompositeFieldContainer[WorkPart]
    whole: WorkPart
    def __init__(self, name: _Optional[str] = ..., parts: _Optional[_Iterable[_Union[WorkPart, _Mapping]]] = ..., whole: _Optional[_Union[WorkPart, _Mapping]] = ...) -> None: ...

class WorkPart(_message.Message):
    __slots__ = ("begin_time", "end_time", "count", "failed_count", "median_ms", "p95_ms")
    BEGIN_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    FAILED_COUNT_FIELD_NUMBER: _ClassVar[int]
    MEDIAN_MS_FIELD_NUMBER: _ClassVar[int]
    P95_MS_FIELD_NUMBER: _ClassVar[int]
    begin_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    count: int
    failed_count: int
    median_ms: float
    p95_ms: float
    def __init__(self, begin_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., count: _Optional[int] = ..., failed_count: _Optional[int] = ..., median_ms: _Optional[float] = ..., p95_ms: _Optional[float] = ...) -> None: ...
