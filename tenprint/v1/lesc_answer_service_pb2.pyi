import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from tenprint.v1 import research_pb2 as _research_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class DeliverAnswerRequest(_message.Message):
    __slots__ = ("query_id", "answer_time", "version", "determination", "research", "claim_id", "claim_evidence")
    QUERY_ID_FIELD_NUMBER: _ClassVar[int]
    ANSWER_TIME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    DETERMINATION_FIELD_NUMBER: _ClassVar[int]
    RESEARCH_FIELD_NUMBER: _ClassVar[int]
    CLAIM_ID_FIELD_NUMBER: _ClassVar[int]
    CLAIM_EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    query_id: str
    answer_time: _timestamp_pb2.Timestamp
    version: int
    determination: _research_pb2.Determination
    research: _research_pb2.Research
    claim_id: str
    claim_evidence: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, query_id: _Optional[str] = ..., answer_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., version: _Optional[int] = ..., determination: _Optional[_Union[_research_pb2.Determination, _Mapping]] = ..., research: _Optional[_Union[_research_pb2.Research, _Mapping]] = ..., claim_id: _Optional[str] = ..., claim_evidence: _Optional[_Iterable[str]] = ...) -> None: ...

class DeliverAnswerResponse(_message.Message):
    __slots__ = ("duplicate",)
    DUPLICATE_FIELD_NUMBER: _ClassVar[int]
    duplicate: bool
    def __init__(self, duplicate: _Optional[bool] = ...) -> None: ...
