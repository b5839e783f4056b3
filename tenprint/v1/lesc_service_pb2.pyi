import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class QueryState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    QUERY_STATE_UNSPECIFIED: _ClassVar[QueryState]
    QUERY_STATE_ACKNOWLEDGED: _ClassVar[QueryState]
    QUERY_STATE_ANSWERED: _ClassVar[QueryState]
    QUERY_STATE_DELIVERED: _ClassVar[QueryState]
QUERY_STATE_UNSPECIFIED: QueryState
QUERY_STATE_ACKNOWLEDGED: QueryState
QUERY_STATE_ANSWERED: QueryState
QUERY_STATE_DELIVERED: QueryState

class SubmitQueryRequest(_message.Message):
    __slots__ = ("query_id", "tcn", "ori", "identity_id", "encounter_id", "score_db", "match_time")
    QUERY_ID_FIELD_NUMBER: _ClassVar[int]
    TCN_FIELD_NUMBER: _ClassVar[int]
    ORI_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    ENCOUNTER_ID_FIELD_NUMBER: _ClassVar[int]
    SCORE_DB_FIELD_NUMBER: _ClassVar[int]
    MATCH_TIME_FIELD_NUMBER: _ClassVar[int]
    query_id: str
    tcn: str
    ori: str
    identity_id: str
    encounter_id: str
    score_db: float
    match_time: _timestamp_pb2.Timestamp
    def __init__(self, query_id: _Optional[str] = ..., tcn: _Optional[str] = ..., ori: _Optional[str] = ..., identity_id: _Optional[str] = ..., encounter_id: _Optional[str] = ..., score_db: _Optional[float] = ..., match_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class SubmitQueryResponse(_message.Message):
    __slots__ = ("query_id", "receipt_id", "acknowledge_time")
    QUERY_ID_FIELD_NUMBER: _ClassVar[int]
    RECEIPT_ID_FIELD_NUMBER: _ClassVar[int]
    ACKNOWLEDGE_TIME_FIELD_NUMBER: _ClassVar[int]
    query_id: str
    receipt_id: str
    acknowledge_time: _timestamp_pb2.Timestamp
    def __init__(self, query_id: _Optional[str] = ..., receipt_id: _Optional[str] = ..., acknowledge_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetQueryRequest(_message.Message):
    __slots__ = ("query_id",)
    QUERY_ID_FIELD_NUMBER: _ClassVar[int]
    query_id: str
    def __init__(self, query_id: _Optional[str] = ...) -> None: ...

class GetQueryResponse(_message.Message):
    __slots__ = ("query",)
    QUERY_FIELD_NUMBER: _ClassVar[int]
    query: Query
    def __init__(self, query: _Optional[_Union[Query, _Mapping]] = ...) -> None: ...

class ListQueriesRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "tcn")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    TCN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    tcn: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., tcn: _Optional[str] = ...) -> None: ...

class ListQueriesResponse(_message.Message):
    __slots__ = ("queries", "next_page_token")
    QUERIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    queries: _containers.RepeatedCompositeFieldContainer[Query]
    next_page_token: str
    def __init__(self, queries: _Optional[_Iterable[_Union[Query, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class Query(_message.Message):
    __slots__ = ("query_id", "tcn", "ori", "identity_id", "state", "receipt_id", "acknowledge_time", "determination", "answer_time", "submission_count")
    QUERY_ID_FIELD_NUMBER: _ClassVar[int]
    TCN_FIELD_NUMBER: _ClassVar[int]
    ORI_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    RECEIPT_ID_FIELD_NUMBER: _ClassVar[int]
    ACKNOWLEDGE_TIME_FIELD_NUMBER: _ClassVar[int]
    DETERMINATION_FIELD_NUMBER: _ClassVar[int]
    ANSWER_TIME_FIELD_NUMBER: _ClassVar[int]
    SUBMISSION_COUNT_FIELD_NUMBER: _ClassVar[int]
    query_id: str
    tcn: str
    ori: str
    identity_id: str
    state: QueryState
    receipt_id: str
    acknowledge_time: _timestamp_pb2.Timestamp
    determination: str
    answer_time: _timestamp_pb2.Timestamp
    submission_count: int
    def __init__(self, query_id: _Optional[str] = ..., tcn: _Optional[str] = ..., ori: _Optional[str] = ..., identity_id: _Optional[str] = ..., state: _Optional[_Union[QueryState, str]] = ..., receipt_id: _Optional[str] = ..., acknowledge_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., determination: _Optional[str] = ..., answer_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., submission_count: _Optional[int] = ...) -> None: ...
