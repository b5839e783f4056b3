import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from tenprint.v1 import research_pb2 as _research_pb2
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
    QUERY_STATE_IN_RESEARCH: _ClassVar[QueryState]
    QUERY_STATE_WITHDRAWN: _ClassVar[QueryState]

class ResearchTaskState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RESEARCH_TASK_STATE_UNSPECIFIED: _ClassVar[ResearchTaskState]
    RESEARCH_TASK_STATE_WAITING: _ClassVar[ResearchTaskState]
    RESEARCH_TASK_STATE_IN_RESEARCH: _ClassVar[ResearchTaskState]
    RESEARCH_TASK_STATE_DONE: _ClassVar[ResearchTaskState]
    RESEARCH_TASK_STATE_CANCELLED: _ClassVar[ResearchTaskState]

class IdentityResult(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    IDENTITY_RESULT_UNSPECIFIED: _ClassVar[IdentityResult]
    IDENTITY_RESULT_CONFIRMED: _ClassVar[IdentityResult]
    IDENTITY_RESULT_DOUBTFUL: _ClassVar[IdentityResult]
    IDENTITY_RESULT_REFUTED: _ClassVar[IdentityResult]

class ResearchTaskEventKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RESEARCH_TASK_EVENT_KIND_UNSPECIFIED: _ClassVar[ResearchTaskEventKind]
    RESEARCH_TASK_EVENT_KIND_TAKEN: _ClassVar[ResearchTaskEventKind]
    RESEARCH_TASK_EVENT_KIND_RENEWED: _ClassVar[ResearchTaskEventKind]
    RESEARCH_TASK_EVENT_KIND_RELEASED: _ClassVar[ResearchTaskEventKind]
    RESEARCH_TASK_EVENT_KIND_LEASE_ENDED: _ClassVar[ResearchTaskEventKind]
    RESEARCH_TASK_EVENT_KIND_IDENTITY_CHECKED: _ClassVar[ResearchTaskEventKind]
    RESEARCH_TASK_EVENT_KIND_DETERMINED: _ClassVar[ResearchTaskEventKind]
QUERY_STATE_UNSPECIFIED: QueryState
QUERY_STATE_ACKNOWLEDGED: QueryState
QUERY_STATE_ANSWERED: QueryState
QUERY_STATE_DELIVERED: QueryState
QUERY_STATE_IN_RESEARCH: QueryState
QUERY_STATE_WITHDRAWN: QueryState
RESEARCH_TASK_STATE_UNSPECIFIED: ResearchTaskState
RESEARCH_TASK_STATE_WAITING: ResearchTaskState
RESEARCH_TASK_STATE_IN_RESEARCH: ResearchTaskState
RESEARCH_TASK_STATE_DONE: ResearchTaskState
RESEARCH_TASK_STATE_CANCELLED: ResearchTaskState
IDENTITY_RESULT_UNSPECIFIED: IdentityResult
IDENTITY_RESULT_CONFIRMED: IdentityResult
IDENTITY_RESULT_DOUBTFUL: IdentityResult
IDENTITY_RESULT_REFUTED: IdentityResult
RESEARCH_TASK_EVENT_KIND_UNSPECIFIED: ResearchTaskEventKind
RESEARCH_TASK_EVENT_KIND_TAKEN: ResearchTaskEventKind
RESEARCH_TASK_EVENT_KIND_RENEWED: ResearchTaskEventKind
RESEARCH_TASK_EVENT_KIND_RELEASED: ResearchTaskEventKind
RESEARCH_TASK_EVENT_KIND_LEASE_ENDED: ResearchTaskEventKind
RESEARCH_TASK_EVENT_KIND_IDENTITY_CHECKED: ResearchTaskEventKind
RESEARCH_TASK_EVENT_KIND_DETERMINED: ResearchTaskEventKind

class SubmitQueryRequest(_message.Message):
    __slots__ = ("query_id", "tcn", "ori", "identity_id", "encounter_id", "score_db", "match_time", "purpose", "attention", "phone", "name", "date_of_birth", "sex", "place_of_birth", "in_custody", "offense_code", "alien_number", "fbi_number", "state_id", "fin", "priority", "booked")
    QUERY_ID_FIELD_NUMBER: _ClassVar[int]
    TCN_FIELD_NUMBER: _ClassVar[int]
    ORI_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    ENCOUNTER_ID_FIELD_NUMBER: _ClassVar[int]
    SCORE_DB_FIELD_NUMBER: _ClassVar[int]
    MATCH_TIME_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    ATTENTION_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DATE_OF_BIRTH_FIELD_NUMBER: _ClassVar[int]
    SEX_FIELD_NUMBER: _ClassVar[int]
    PLACE_OF_BIRTH_FIELD_NUMBER: _ClassVar[int]
    IN_CUSTODY_FIELD_NUMBER: _ClassVar[int]
    OFFENSE_CODE_FIELD_NUMBER: _ClassVar[int]
    ALIEN_NUMBER_FIELD_NUMBER: _ClassVar[int]
    FBI_NUMBER_FIELD_NUMBER: _ClassVar[int]
    STATE_ID_FIELD_NUMBER: _ClassVar[int]
    FIN_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    BOOKED_FIELD_NUMBER: _ClassVar[int]
    query_id: str
    tcn: str
    ori: str
    identity_id: str
    encounter_id: str
    score_db: float
    match_time: _timestamp_pb2.Timestamp
    purpose: str
    attention: str
    phone: str
    name: str
    date_of_birth: str
    sex: str
    place_of_birth: str
    in_custody: bool
    offense_code: str
    alien_number: str
    fbi_number: str
    state_id: str
    fin: str
    priority: int
    booked: BookedPerson
    def __init__(self, query_id: _Optional[str] = ..., tcn: _Optional[str] = ..., ori: _Optional[str] = ..., identity_id: _Optional[str] = ..., encounter_id: _Optional[str] = ..., score_db: _Optional[float] = ..., match_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., purpose: _Optional[str] = ..., attention: _Optional[str] = ..., phone: _Optional[str] = ..., name: _Optional[str] = ..., date_of_birth: _Optional[str] = ..., sex: _Optional[str] = ..., place_of_birth: _Optional[str] = ..., in_custody: _Optional[bool] = ..., offense_code: _Optional[str] = ..., alien_number: _Optional[str] = ..., fbi_number: _Optional[str] = ..., state_id: _Optional[str] = ..., fin: _Optional[str] = ..., priority: _Optional[int] = ..., booked: _Optional[_Union[BookedPerson, _Mapping]] = ...) -> None: ...

class BookedPerson(_message.Message):
    __slots__ = ("name", "dates_of_birth", "sex", "place_of_birth", "alien_number", "fbi_number")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DATES_OF_BIRTH_FIELD_NUMBER: _ClassVar[int]
    SEX_FIELD_NUMBER: _ClassVar[int]
    PLACE_OF_BIRTH_FIELD_NUMBER: _ClassVar[int]
    ALIEN_NUMBER_FIELD_NUMBER: _ClassVar[int]
    FBI_NUMBER_FIELD_NUMBER: _ClassVar[int]
    name: str
    dates_of_birth: _containers.RepeatedScalarFieldContainer[str]
    sex: str
    place_of_birth: str
    alien_number: str
    fbi_number: str
    def __init__(self, name: _Optional[str] = ..., dates_of_birth: _Optional[_Iterable[str]] = ..., sex: _Optional[str] = ..., place_of_birth: _Optional[str] = ..., alien_number: _Optional[str] = ..., fbi_number: _Optional[str] = ...) -> None: ...

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
    __slots__ = ("page_size", "page_token", "tcn", "state", "identity_id")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    TCN_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    tcn: str
    state: QueryState
    identity_id: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., tcn: _Optional[str] = ..., state: _Optional[_Union[QueryState, str]] = ..., identity_id: _Optional[str] = ...) -> None: ...

class ListQueriesResponse(_message.Message):
    __slots__ = ("queries", "next_page_token")
    QUERIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    queries: _containers.RepeatedCompositeFieldContainer[Query]
    next_page_token: str
    def __init__(self, queries: _Optional[_Iterable[_Union[Query, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class Query(_message.Message):
    __slots__ = ("query_id", "tcn", "ori", "identity_id", "state", "receipt_id", "acknowledge_time", "determination", "immigration_status", "answer_time", "submission_count", "answer_count", "research_start_time", "specialist", "delivery_attempt_count", "delivery_error", "withdraw_reason", "look_up_count", "repeated_look_up_count")
    QUERY_ID_FIELD_NUMBER: _ClassVar[int]
    TCN_FIELD_NUMBER: _ClassVar[int]
    ORI_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    RECEIPT_ID_FIELD_NUMBER: _ClassVar[int]
    ACKNOWLEDGE_TIME_FIELD_NUMBER: _ClassVar[int]
    DETERMINATION_FIELD_NUMBER: _ClassVar[int]
    IMMIGRATION_STATUS_FIELD_NUMBER: _ClassVar[int]
    ANSWER_TIME_FIELD_NUMBER: _ClassVar[int]
    SUBMISSION_COUNT_FIELD_NUMBER: _ClassVar[int]
    ANSWER_COUNT_FIELD_NUMBER: _ClassVar[int]
    RESEARCH_START_TIME_FIELD_NUMBER: _ClassVar[int]
    SPECIALIST_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_ATTEMPT_COUNT_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_ERROR_FIELD_NUMBER: _ClassVar[int]
    WITHDRAW_REASON_FIELD_NUMBER: _ClassVar[int]
    LOOK_UP_COUNT_FIELD_NUMBER: _ClassVar[int]
    REPEATED_LOOK_UP_COUNT_FIELD_NUMBER: _ClassVar[int]
    query_id: str
    tcn: str
    ori: str
    identity_id: str
    state: QueryState
    receipt_id: str
    acknowledge_time: _timestamp_pb2.Timestamp
    determination: str
    immigration_status: _research_pb2.ImmigrationStatus
    answer_time: _timestamp_pb2.Timestamp
    submission_count: int
    answer_count: int
    research_start_time: _timestamp_pb2.Timestamp
    specialist: str
    delivery_attempt_count: int
    delivery_error: str
    withdraw_reason: str
    look_up_count: int
    repeated_look_up_count: int
    def __init__(self, query_id: _Optional[str] = ..., tcn: _Optional[str] = ..., ori: _Optional[str] = ..., identity_id: _Optional[str] = ..., state: _Optional[_Union[QueryState, str]] = ..., receipt_id: _Optional[str] = ..., acknowledge_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., determination: _Optional[str] = ..., immigration_status: _Optional[_Union[_research_pb2.ImmigrationStatus, str]] = ..., answer_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., submission_count: _Optional[int] = ..., answer_count: _Optional[int] = ..., research_start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., specialist: _Optional[str] = ..., delivery_attempt_count: _Optional[int] = ..., delivery_error: _Optional[str] = ..., withdraw_reason: _Optional[str] = ..., look_up_count: _Optional[int] = ..., repeated_look_up_count: _Optional[int] = ...) -> None: ...

class WithdrawQueryRequest(_message.Message):
    __slots__ = ("query_id", "withdrawal_id", "reason")
    QUERY_ID_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWAL_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    query_id: str
    withdrawal_id: str
    reason: str
    def __init__(self, query_id: _Optional[str] = ..., withdrawal_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class WithdrawQueryResponse(_message.Message):
    __slots__ = ("receipt_id", "acknowledge_time")
    RECEIPT_ID_FIELD_NUMBER: _ClassVar[int]
    ACKNOWLEDGE_TIME_FIELD_NUMBER: _ClassVar[int]
    receipt_id: str
    acknowledge_time: _timestamp_pb2.Timestamp
    def __init__(self, receipt_id: _Optional[str] = ..., acknowledge_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ReinstateQueryRequest(_message.Message):
    __slots__ = ("query_id", "reinstatement_id")
    QUERY_ID_FIELD_NUMBER: _ClassVar[int]
    REINSTATEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    query_id: str
    reinstatement_id: str
    def __init__(self, query_id: _Optional[str] = ..., reinstatement_id: _Optional[str] = ...) -> None: ...

class ReinstateQueryResponse(_message.Message):
    __slots__ = ("receipt_id", "acknowledge_time")
    RECEIPT_ID_FIELD_NUMBER: _ClassVar[int]
    ACKNOWLEDGE_TIME_FIELD_NUMBER: _ClassVar[int]
    receipt_id: str
    acknowledge_time: _timestamp_pb2.Timestamp
    def __init__(self, receipt_id: _Optional[str] = ..., acknowledge_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ReviewCitizenshipRequest(_message.Message):
    __slots__ = ("query_id", "claim_id")
    QUERY_ID_FIELD_NUMBER: _ClassVar[int]
    CLAIM_ID_FIELD_NUMBER: _ClassVar[int]
    query_id: str
    claim_id: str
    def __init__(self, query_id: _Optional[str] = ..., claim_id: _Optional[str] = ...) -> None: ...

class ReviewCitizenshipResponse(_message.Message):
    __slots__ = ("receipt_id", "acknowledge_time")
    RECEIPT_ID_FIELD_NUMBER: _ClassVar[int]
    ACKNOWLEDGE_TIME_FIELD_NUMBER: _ClassVar[int]
    receipt_id: str
    acknowledge_time: _timestamp_pb2.Timestamp
    def __init__(self, receipt_id: _Optional[str] = ..., acknowledge_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class EstablishCitizenshipRequest(_message.Message):
    __slots__ = ("query_id", "claim_id", "evidence")
    QUERY_ID_FIELD_NUMBER: _ClassVar[int]
    CLAIM_ID_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    query_id: str
    claim_id: str
    evidence: str
    def __init__(self, query_id: _Optional[str] = ..., claim_id: _Optional[str] = ..., evidence: _Optional[str] = ...) -> None: ...

class EstablishCitizenshipResponse(_message.Message):
    __slots__ = ("receipt_id", "acknowledge_time")
    RECEIPT_ID_FIELD_NUMBER: _ClassVar[int]
    ACKNOWLEDGE_TIME_FIELD_NUMBER: _ClassVar[int]
    receipt_id: str
    acknowledge_time: _timestamp_pb2.Timestamp
    def __init__(self, receipt_id: _Optional[str] = ..., acknowledge_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class LookUpRequest(_message.Message):
    __slots__ = ("query_id", "source", "source_code", "officer")
    QUERY_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_CODE_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    query_id: str
    source: str
    source_code: _research_pb2.LescSource
    officer: str
    def __init__(self, query_id: _Optional[str] = ..., source: _Optional[str] = ..., source_code: _Optional[_Union[_research_pb2.LescSource, str]] = ..., officer: _Optional[str] = ...) -> None: ...

class LookUpResponse(_message.Message):
    __slots__ = ("finding",)
    FINDING_FIELD_NUMBER: _ClassVar[int]
    finding: _research_pb2.Finding
    def __init__(self, finding: _Optional[_Union[_research_pb2.Finding, _Mapping]] = ...) -> None: ...

class SourceRecord(_message.Message):
    __slots__ = ("source", "source_code", "record_id", "identity_id", "fin", "alien_number", "fbi_number", "name", "date_of_birth", "facts", "sex", "place_of_birth")
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_CODE_FIELD_NUMBER: _ClassVar[int]
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    FIN_FIELD_NUMBER: _ClassVar[int]
    ALIEN_NUMBER_FIELD_NUMBER: _ClassVar[int]
    FBI_NUMBER_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DATE_OF_BIRTH_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    SEX_FIELD_NUMBER: _ClassVar[int]
    PLACE_OF_BIRTH_FIELD_NUMBER: _ClassVar[int]
    source: str
    source_code: _research_pb2.LescSource
    record_id: str
    identity_id: str
    fin: str
    alien_number: str
    fbi_number: str
    name: str
    date_of_birth: str
    facts: _containers.RepeatedCompositeFieldContainer[_research_pb2.Fact]
    sex: str
    place_of_birth: str
    def __init__(self, source: _Optional[str] = ..., source_code: _Optional[_Union[_research_pb2.LescSource, str]] = ..., record_id: _Optional[str] = ..., identity_id: _Optional[str] = ..., fin: _Optional[str] = ..., alien_number: _Optional[str] = ..., fbi_number: _Optional[str] = ..., name: _Optional[str] = ..., date_of_birth: _Optional[str] = ..., facts: _Optional[_Iterable[_Union[_research_pb2.Fact, _Mapping]]] = ..., sex: _Optional[str] = ..., place_of_birth: _Optional[str] = ...) -> None: ...

class PutSourceRecordsRequest(_message.Message):
    __slots__ = ("records",)
    RECORDS_FIELD_NUMBER: _ClassVar[int]
    records: _containers.RepeatedCompositeFieldContainer[SourceRecord]
    def __init__(self, records: _Optional[_Iterable[_Union[SourceRecord, _Mapping]]] = ...) -> None: ...

class PutSourceRecordsResponse(_message.Message):
    __slots__ = ("record_count",)
    RECORD_COUNT_FIELD_NUMBER: _ClassVar[int]
    record_count: int
    def __init__(self, record_count: _Optional[int] = ...) -> None: ...

class Outage(_message.Message):
    __slots__ = ("from_time", "until_time")
    FROM_TIME_FIELD_NUMBER: _ClassVar[int]
    UNTIL_TIME_FIELD_NUMBER: _ClassVar[int]
    from_time: _timestamp_pb2.Timestamp
    until_time: _timestamp_pb2.Timestamp
    def __init__(self, from_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., until_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class SetSourceRequest(_message.Message):
    __slots__ = ("source", "source_code", "latency_s", "outages")
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_CODE_FIELD_NUMBER: _ClassVar[int]
    LATENCY_S_FIELD_NUMBER: _ClassVar[int]
    OUTAGES_FIELD_NUMBER: _ClassVar[int]
    source: str
    source_code: _research_pb2.LescSource
    latency_s: float
    outages: _containers.RepeatedCompositeFieldContainer[Outage]
    def __init__(self, source: _Optional[str] = ..., source_code: _Optional[_Union[_research_pb2.LescSource, str]] = ..., latency_s: _Optional[float] = ..., outages: _Optional[_Iterable[_Union[Outage, _Mapping]]] = ...) -> None: ...

class SetSourceResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Script(_message.Message):
    __slots__ = ("seed", "research_delay_s", "hang_share", "hang_s", "refuse_share", "lost_receipt_share", "false_receipt_share", "duplicate_share", "stray_share", "out_of_order", "down_until")
    SEED_FIELD_NUMBER: _ClassVar[int]
    RESEARCH_DELAY_S_FIELD_NUMBER: _ClassVar[int]
    HANG_SHARE_FIELD_NUMBER: _ClassVar[int]
    HANG_S_FIELD_NUMBER: _ClassVar[int]
    REFUSE_SHARE_FIELD_NUMBER: _ClassVar[int]
    LOST_RECEIPT_SHARE_FIELD_NUMBER: _ClassVar[int]
    FALSE_RECEIPT_SHARE_FIELD_NUMBER: _ClassVar[int]
    DUPLICATE_SHARE_FIELD_NUMBER: _ClassVar[int]
    STRAY_SHARE_FIELD_NUMBER: _ClassVar[int]
    OUT_OF_ORDER_FIELD_NUMBER: _ClassVar[int]
    DOWN_UNTIL_FIELD_NUMBER: _ClassVar[int]
    seed: int
    research_delay_s: float
    hang_share: float
    hang_s: float
    refuse_share: float
    lost_receipt_share: float
    false_receipt_share: float
    duplicate_share: float
    stray_share: float
    out_of_order: bool
    down_until: _timestamp_pb2.Timestamp
    def __init__(self, seed: _Optional[int] = ..., research_delay_s: _Optional[float] = ..., hang_share: _Optional[float] = ..., hang_s: _Optional[float] = ..., refuse_share: _Optional[float] = ..., lost_receipt_share: _Optional[float] = ..., false_receipt_share: _Optional[float] = ..., duplicate_share: _Optional[float] = ..., stray_share: _Optional[float] = ..., out_of_order: _Optional[bool] = ..., down_until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class SetScriptRequest(_message.Message):
    __slots__ = ("script",)
    SCRIPT_FIELD_NUMBER: _ClassVar[int]
    script: Script
    def __init__(self, script: _Optional[_Union[Script, _Mapping]] = ...) -> None: ...

class SetScriptResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetStatisticsRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetStatisticsResponse(_message.Message):
    __slots__ = ("query_counts", "waiting_count", "mean_wait_s", "longest_wait_s", "mean_answer_s", "look_up_count", "repeated_look_up_count", "repeated_query_count", "started_query_count", "answered_query_count")
    class QueryCountsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    QUERY_COUNTS_FIELD_NUMBER: _ClassVar[int]
    WAITING_COUNT_FIELD_NUMBER: _ClassVar[int]
    MEAN_WAIT_S_FIELD_NUMBER: _ClassVar[int]
    LONGEST_WAIT_S_FIELD_NUMBER: _ClassVar[int]
    MEAN_ANSWER_S_FIELD_NUMBER: _ClassVar[int]
    LOOK_UP_COUNT_FIELD_NUMBER: _ClassVar[int]
    REPEATED_LOOK_UP_COUNT_FIELD_NUMBER: _ClassVar[int]
    REPEATED_QUERY_COUNT_FIELD_NUMBER: _ClassVar[int]
    STARTED_QUERY_COUNT_FIELD_NUMBER: _ClassVar[int]
    ANSWERED_QUERY_COUNT_FIELD_NUMBER: _ClassVar[int]
    query_counts: _containers.ScalarMap[str, int]
    waiting_count: int
    mean_wait_s: float
    longest_wait_s: float
    mean_answer_s: float
    look_up_count: int
    repeated_look_up_count: int
    repeated_query_count: int
    started_query_count: int
    answered_query_count: int
    def __init__(self, query_counts: _Optional[_Mapping[str, int]] = ..., waiting_count: _Optional[int] = ..., mean_wait_s: _Optional[float] = ..., longest_wait_s: _Optional[float] = ..., mean_answer_s: _Optional[float] = ..., look_up_count: _Optional[int] = ..., repeated_look_up_count: _Optional[int] = ..., repeated_query_count: _Optional[int] = ..., started_query_count: _Optional[int] = ..., answered_query_count: _Optional[int] = ...) -> None: ...

class IdentityCheck(_message.Message):
    __slots__ = ("result", "remark", "person", "check_time")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    REMARK_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    CHECK_TIME_FIELD_NUMBER: _ClassVar[int]
    result: IdentityResult
    remark: str
    person: str
    check_time: _timestamp_pb2.Timestamp
    def __init__(self, result: _Optional[_Union[IdentityResult, str]] = ..., remark: _Optional[str] = ..., person: _Optional[str] = ..., check_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ResearchTaskEvent(_message.Message):
    __slots__ = ("kind", "kind_code", "person", "event_time", "remark")
    KIND_FIELD_NUMBER: _ClassVar[int]
    KIND_CODE_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    EVENT_TIME_FIELD_NUMBER: _ClassVar[int]
    REMARK_FIELD_NUMBER: _ClassVar[int]
    kind: str
    kind_code: ResearchTaskEventKind
    person: str
    event_time: _timestamp_pb2.Timestamp
    remark: str
    def __init__(self, kind: _Optional[str] = ..., kind_code: _Optional[_Union[ResearchTaskEventKind, str]] = ..., person: _Optional[str] = ..., event_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., remark: _Optional[str] = ...) -> None: ...

class ResearchTask(_message.Message):
    __slots__ = ("task_id", "query_id", "tcn", "version", "claim_id", "identity_id", "state", "in_custody", "priority", "queue_time", "specialist", "lease_end", "identity_check", "events")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    QUERY_ID_FIELD_NUMBER: _ClassVar[int]
    TCN_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CLAIM_ID_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    IN_CUSTODY_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    QUEUE_TIME_FIELD_NUMBER: _ClassVar[int]
    SPECIALIST_FIELD_NUMBER: _ClassVar[int]
    LEASE_END_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_CHECK_FIELD_NUMBER: _ClassVar[int]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    task_id: int
    query_id: str
    tcn: str
    version: int
    claim_id: str
    identity_id: str
    state: ResearchTaskState
    in_custody: bool
    priority: int
    queue_time: _timestamp_pb2.Timestamp
    specialist: str
    lease_end: _timestamp_pb2.Timestamp
    identity_check: IdentityCheck
    events: _containers.RepeatedCompositeFieldContainer[ResearchTaskEvent]
    def __init__(self, task_id: _Optional[int] = ..., query_id: _Optional[str] = ..., tcn: _Optional[str] = ..., version: _Optional[int] = ..., claim_id: _Optional[str] = ..., identity_id: _Optional[str] = ..., state: _Optional[_Union[ResearchTaskState, str]] = ..., in_custody: _Optional[bool] = ..., priority: _Optional[int] = ..., queue_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., specialist: _Optional[str] = ..., lease_end: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., identity_check: _Optional[_Union[IdentityCheck, _Mapping]] = ..., events: _Optional[_Iterable[_Union[ResearchTaskEvent, _Mapping]]] = ...) -> None: ...

class ListResearchTasksRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "state", "query_id", "person")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    QUERY_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    state: ResearchTaskState
    query_id: str
    person: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., state: _Optional[_Union[ResearchTaskState, str]] = ..., query_id: _Optional[str] = ..., person: _Optional[str] = ...) -> None: ...

class ListResearchTasksResponse(_message.Message):
    __slots__ = ("tasks", "next_page_token")
    TASKS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    tasks: _containers.RepeatedCompositeFieldContainer[ResearchTask]
    next_page_token: str
    def __init__(self, tasks: _Optional[_Iterable[_Union[ResearchTask, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetResearchTaskRequest(_message.Message):
    __slots__ = ("task_id", "person")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    task_id: int
    person: str
    def __init__(self, task_id: _Optional[int] = ..., person: _Optional[str] = ...) -> None: ...

class ResearchTaskFile(_message.Message):
    __slots__ = ("task", "query", "research", "conclusion")
    TASK_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    RESEARCH_FIELD_NUMBER: _ClassVar[int]
    CONCLUSION_FIELD_NUMBER: _ClassVar[int]
    task: ResearchTask
    query: SubmitQueryRequest
    research: _research_pb2.Research
    conclusion: _research_pb2.Determination
    def __init__(self, task: _Optional[_Union[ResearchTask, _Mapping]] = ..., query: _Optional[_Union[SubmitQueryRequest, _Mapping]] = ..., research: _Optional[_Union[_research_pb2.Research, _Mapping]] = ..., conclusion: _Optional[_Union[_research_pb2.Determination, _Mapping]] = ...) -> None: ...

class GetResearchTaskResponse(_message.Message):
    __slots__ = ("file",)
    FILE_FIELD_NUMBER: _ClassVar[int]
    file: ResearchTaskFile
    def __init__(self, file: _Optional[_Union[ResearchTaskFile, _Mapping]] = ...) -> None: ...

class TakeResearchTaskRequest(_message.Message):
    __slots__ = ("task_id", "person", "lease_minutes")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    LEASE_MINUTES_FIELD_NUMBER: _ClassVar[int]
    task_id: int
    person: str
    lease_minutes: int
    def __init__(self, task_id: _Optional[int] = ..., person: _Optional[str] = ..., lease_minutes: _Optional[int] = ...) -> None: ...

class TakeResearchTaskResponse(_message.Message):
    __slots__ = ("file",)
    FILE_FIELD_NUMBER: _ClassVar[int]
    file: ResearchTaskFile
    def __init__(self, file: _Optional[_Union[ResearchTaskFile, _Mapping]] = ...) -> None: ...

class ReleaseResearchTaskRequest(_message.Message):
    __slots__ = ("task_id", "person")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    task_id: int
    person: str
    def __init__(self, task_id: _Optional[int] = ..., person: _Optional[str] = ...) -> None: ...

class ReleaseResearchTaskResponse(_message.Message):
    __slots__ = ("task",)
    TASK_FIELD_NUMBER: _ClassVar[int]
    task: ResearchTask
    def __init__(self, task: _Optional[_Union[ResearchTask, _Mapping]] = ...) -> None: ...

class RecordIdentityCheckRequest(_message.Message):
    __slots__ = ("task_id", "person", "result", "remark")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    REMARK_FIELD_NUMBER: _ClassVar[int]
    task_id: int
    person: str
    result: IdentityResult
    remark: str
    def __init__(self, task_id: _Optional[int] = ..., person: _Optional[str] = ..., result: _Optional[_Union[IdentityResult, str]] = ..., remark: _Optional[str] = ...) -> None: ...

class RecordIdentityCheckResponse(_message.Message):
    __slots__ = ("task",)
    TASK_FIELD_NUMBER: _ClassVar[int]
    task: ResearchTask
    def __init__(self, task: _Optional[_Union[ResearchTask, _Mapping]] = ...) -> None: ...

class RecordDeterminationRequest(_message.Message):
    __slots__ = ("task_id", "person", "status", "grounds", "unresolved_because", "remark")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    GROUNDS_FIELD_NUMBER: _ClassVar[int]
    UNRESOLVED_BECAUSE_FIELD_NUMBER: _ClassVar[int]
    REMARK_FIELD_NUMBER: _ClassVar[int]
    task_id: int
    person: str
    status: _research_pb2.ImmigrationStatus
    grounds: _containers.RepeatedScalarFieldContainer[_research_pb2.RemovalGround]
    unresolved_because: str
    remark: str
    def __init__(self, task_id: _Optional[int] = ..., person: _Optional[str] = ..., status: _Optional[_Union[_research_pb2.ImmigrationStatus, str]] = ..., grounds: _Optional[_Iterable[_Union[_research_pb2.RemovalGround, str]]] = ..., unresolved_because: _Optional[str] = ..., remark: _Optional[str] = ...) -> None: ...

class RecordDeterminationResponse(_message.Message):
    __slots__ = ("task",)
    TASK_FIELD_NUMBER: _ClassVar[int]
    task: ResearchTask
    def __init__(self, task: _Optional[_Union[ResearchTask, _Mapping]] = ...) -> None: ...
