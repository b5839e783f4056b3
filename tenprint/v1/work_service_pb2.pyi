import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from tenprint.v1 import case_service_pb2 as _case_service_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ReassignReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REASSIGN_REASON_UNSPECIFIED: _ClassVar[ReassignReason]
    REASSIGN_REASON_ABSENT: _ClassVar[ReassignReason]
    REASSIGN_REASON_WORKLOAD: _ClassVar[ReassignReason]
    REASSIGN_REASON_CONFLICT_OF_INTEREST: _ClassVar[ReassignReason]
    REASSIGN_REASON_EXPERTISE: _ClassVar[ReassignReason]
    REASSIGN_REASON_OTHER: _ClassVar[ReassignReason]

class TransferState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TRANSFER_STATE_UNSPECIFIED: _ClassVar[TransferState]
    TRANSFER_STATE_WAITING: _ClassVar[TransferState]
    TRANSFER_STATE_ACCEPTED: _ClassVar[TransferState]
    TRANSFER_STATE_RETURNED: _ClassVar[TransferState]
REASSIGN_REASON_UNSPECIFIED: ReassignReason
REASSIGN_REASON_ABSENT: ReassignReason
REASSIGN_REASON_WORKLOAD: ReassignReason
REASSIGN_REASON_CONFLICT_OF_INTEREST: ReassignReason
REASSIGN_REASON_EXPERTISE: ReassignReason
REASSIGN_REASON_OTHER: ReassignReason
TRANSFER_STATE_UNSPECIFIED: TransferState
TRANSFER_STATE_WAITING: TransferState
TRANSFER_STATE_ACCEPTED: TransferState
TRANSFER_STATE_RETURNED: TransferState

class WorkItem(_message.Message):
    __slots__ = ("case_id", "tcn", "ori", "office", "alerted_to", "state", "priority", "level", "claim_open", "since", "hold_end", "officer", "officer_ori", "lease_end", "transfer_id", "to_office", "escalation_id", "queue", "escalation_deadline", "advice", "advice_time")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    TCN_FIELD_NUMBER: _ClassVar[int]
    ORI_FIELD_NUMBER: _ClassVar[int]
    OFFICE_FIELD_NUMBER: _ClassVar[int]
    ALERTED_TO_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    CLAIM_OPEN_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    HOLD_END_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    OFFICER_ORI_FIELD_NUMBER: _ClassVar[int]
    LEASE_END_FIELD_NUMBER: _ClassVar[int]
    TRANSFER_ID_FIELD_NUMBER: _ClassVar[int]
    TO_OFFICE_FIELD_NUMBER: _ClassVar[int]
    ESCALATION_ID_FIELD_NUMBER: _ClassVar[int]
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    ESCALATION_DEADLINE_FIELD_NUMBER: _ClassVar[int]
    ADVICE_FIELD_NUMBER: _ClassVar[int]
    ADVICE_TIME_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    tcn: str
    ori: str
    office: str
    alerted_to: str
    state: _case_service_pb2.CaseState
    priority: int
    level: int
    claim_open: bool
    since: _timestamp_pb2.Timestamp
    hold_end: _timestamp_pb2.Timestamp
    officer: str
    officer_ori: str
    lease_end: _timestamp_pb2.Timestamp
    transfer_id: str
    to_office: str
    escalation_id: str
    queue: str
    escalation_deadline: _timestamp_pb2.Timestamp
    advice: _case_service_pb2.Advice
    advice_time: _timestamp_pb2.Timestamp
    def __init__(self, case_id: _Optional[str] = ..., tcn: _Optional[str] = ..., ori: _Optional[str] = ..., office: _Optional[str] = ..., alerted_to: _Optional[str] = ..., state: _Optional[_Union[_case_service_pb2.CaseState, str]] = ..., priority: _Optional[int] = ..., level: _Optional[int] = ..., claim_open: _Optional[bool] = ..., since: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., hold_end: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., officer: _Optional[str] = ..., officer_ori: _Optional[str] = ..., lease_end: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., transfer_id: _Optional[str] = ..., to_office: _Optional[str] = ..., escalation_id: _Optional[str] = ..., queue: _Optional[str] = ..., escalation_deadline: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., advice: _Optional[_Union[_case_service_pb2.Advice, str]] = ..., advice_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListWorkRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "office", "held_by", "free_only", "priority", "queue", "escalated_only", "own_office")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    OFFICE_FIELD_NUMBER: _ClassVar[int]
    HELD_BY_FIELD_NUMBER: _ClassVar[int]
    FREE_ONLY_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    ESCALATED_ONLY_FIELD_NUMBER: _ClassVar[int]
    OWN_OFFICE_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    office: str
    held_by: str
    free_only: bool
    priority: int
    queue: str
    escalated_only: bool
    own_office: bool
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., office: _Optional[str] = ..., held_by: _Optional[str] = ..., free_only: _Optional[bool] = ..., priority: _Optional[int] = ..., queue: _Optional[str] = ..., escalated_only: _Optional[bool] = ..., own_office: _Optional[bool] = ...) -> None: ...

class ListWorkResponse(_message.Message):
    __slots__ = ("items", "next_page_token")
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[WorkItem]
    next_page_token: str
    def __init__(self, items: _Optional[_Iterable[_Union[WorkItem, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class TakeTaskRequest(_message.Message):
    __slots__ = ("case_id", "officer", "lease_minutes")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    LEASE_MINUTES_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    officer: str
    lease_minutes: int
    def __init__(self, case_id: _Optional[str] = ..., officer: _Optional[str] = ..., lease_minutes: _Optional[int] = ...) -> None: ...

class TakeTaskResponse(_message.Message):
    __slots__ = ("item",)
    ITEM_FIELD_NUMBER: _ClassVar[int]
    item: WorkItem
    def __init__(self, item: _Optional[_Union[WorkItem, _Mapping]] = ...) -> None: ...

class ReleaseTaskRequest(_message.Message):
    __slots__ = ("case_id", "officer")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    officer: str
    def __init__(self, case_id: _Optional[str] = ..., officer: _Optional[str] = ...) -> None: ...

class ReleaseTaskResponse(_message.Message):
    __slots__ = ("item",)
    ITEM_FIELD_NUMBER: _ClassVar[int]
    item: WorkItem
    def __init__(self, item: _Optional[_Union[WorkItem, _Mapping]] = ...) -> None: ...

class ReassignTaskRequest(_message.Message):
    __slots__ = ("case_id", "to_officer", "reason", "officer", "lease_minutes")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    TO_OFFICER_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    LEASE_MINUTES_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    to_officer: str
    reason: ReassignReason
    officer: str
    lease_minutes: int
    def __init__(self, case_id: _Optional[str] = ..., to_officer: _Optional[str] = ..., reason: _Optional[_Union[ReassignReason, str]] = ..., officer: _Optional[str] = ..., lease_minutes: _Optional[int] = ...) -> None: ...

class ReassignTaskResponse(_message.Message):
    __slots__ = ("item",)
    ITEM_FIELD_NUMBER: _ClassVar[int]
    item: WorkItem
    def __init__(self, item: _Optional[_Union[WorkItem, _Mapping]] = ...) -> None: ...

class Transfer(_message.Message):
    __slots__ = ("transfer_id", "case_id", "from_office", "to_office", "state", "officer", "reason", "request_time", "answer_time", "answered_by", "answer_reason")
    TRANSFER_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    FROM_OFFICE_FIELD_NUMBER: _ClassVar[int]
    TO_OFFICE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_TIME_FIELD_NUMBER: _ClassVar[int]
    ANSWER_TIME_FIELD_NUMBER: _ClassVar[int]
    ANSWERED_BY_FIELD_NUMBER: _ClassVar[int]
    ANSWER_REASON_FIELD_NUMBER: _ClassVar[int]
    transfer_id: str
    case_id: str
    from_office: str
    to_office: str
    state: TransferState
    officer: str
    reason: str
    request_time: _timestamp_pb2.Timestamp
    answer_time: _timestamp_pb2.Timestamp
    answered_by: str
    answer_reason: str
    def __init__(self, transfer_id: _Optional[str] = ..., case_id: _Optional[str] = ..., from_office: _Optional[str] = ..., to_office: _Optional[str] = ..., state: _Optional[_Union[TransferState, str]] = ..., officer: _Optional[str] = ..., reason: _Optional[str] = ..., request_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., answer_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., answered_by: _Optional[str] = ..., answer_reason: _Optional[str] = ...) -> None: ...

class TransferCaseRequest(_message.Message):
    __slots__ = ("case_id", "transfer_id", "to_office", "reason", "officer")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    TRANSFER_ID_FIELD_NUMBER: _ClassVar[int]
    TO_OFFICE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    transfer_id: str
    to_office: str
    reason: str
    officer: str
    def __init__(self, case_id: _Optional[str] = ..., transfer_id: _Optional[str] = ..., to_office: _Optional[str] = ..., reason: _Optional[str] = ..., officer: _Optional[str] = ...) -> None: ...

class TransferCaseResponse(_message.Message):
    __slots__ = ("transfer",)
    TRANSFER_FIELD_NUMBER: _ClassVar[int]
    transfer: Transfer
    def __init__(self, transfer: _Optional[_Union[Transfer, _Mapping]] = ...) -> None: ...

class AnswerTransferRequest(_message.Message):
    __slots__ = ("transfer_id", "answer", "reason", "officer")
    TRANSFER_ID_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    transfer_id: str
    answer: TransferState
    reason: str
    officer: str
    def __init__(self, transfer_id: _Optional[str] = ..., answer: _Optional[_Union[TransferState, str]] = ..., reason: _Optional[str] = ..., officer: _Optional[str] = ...) -> None: ...

class AnswerTransferResponse(_message.Message):
    __slots__ = ("transfer",)
    TRANSFER_FIELD_NUMBER: _ClassVar[int]
    transfer: Transfer
    def __init__(self, transfer: _Optional[_Union[Transfer, _Mapping]] = ...) -> None: ...

class ListTransfersRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "office", "case_id", "open_only")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    OFFICE_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    OPEN_ONLY_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    office: str
    case_id: str
    open_only: bool
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., office: _Optional[str] = ..., case_id: _Optional[str] = ..., open_only: _Optional[bool] = ...) -> None: ...

class ListTransfersResponse(_message.Message):
    __slots__ = ("transfers", "next_page_token")
    TRANSFERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    transfers: _containers.RepeatedCompositeFieldContainer[Transfer]
    next_page_token: str
    def __init__(self, transfers: _Optional[_Iterable[_Union[Transfer, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class Escalation(_message.Message):
    __slots__ = ("escalation_id", "case_id", "queue", "officer", "reason", "create_time", "deadline", "end_time", "ended_by", "resolution")
    ESCALATION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    ENDED_BY_FIELD_NUMBER: _ClassVar[int]
    RESOLUTION_FIELD_NUMBER: _ClassVar[int]
    escalation_id: str
    case_id: str
    queue: str
    officer: str
    reason: str
    create_time: _timestamp_pb2.Timestamp
    deadline: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    ended_by: str
    resolution: str
    def __init__(self, escalation_id: _Optional[str] = ..., case_id: _Optional[str] = ..., queue: _Optional[str] = ..., officer: _Optional[str] = ..., reason: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., deadline: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., ended_by: _Optional[str] = ..., resolution: _Optional[str] = ...) -> None: ...

class EscalateCaseRequest(_message.Message):
    __slots__ = ("case_id", "escalation_id", "queue", "limit_hours", "reason", "officer")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ESCALATION_ID_FIELD_NUMBER: _ClassVar[int]
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    LIMIT_HOURS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    escalation_id: str
    queue: str
    limit_hours: int
    reason: str
    officer: str
    def __init__(self, case_id: _Optional[str] = ..., escalation_id: _Optional[str] = ..., queue: _Optional[str] = ..., limit_hours: _Optional[int] = ..., reason: _Optional[str] = ..., officer: _Optional[str] = ...) -> None: ...

class EscalateCaseResponse(_message.Message):
    __slots__ = ("escalation",)
    ESCALATION_FIELD_NUMBER: _ClassVar[int]
    escalation: Escalation
    def __init__(self, escalation: _Optional[_Union[Escalation, _Mapping]] = ...) -> None: ...

class EndEscalationRequest(_message.Message):
    __slots__ = ("escalation_id", "resolution", "officer")
    ESCALATION_ID_FIELD_NUMBER: _ClassVar[int]
    RESOLUTION_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    escalation_id: str
    resolution: str
    officer: str
    def __init__(self, escalation_id: _Optional[str] = ..., resolution: _Optional[str] = ..., officer: _Optional[str] = ...) -> None: ...

class EndEscalationResponse(_message.Message):
    __slots__ = ("escalation",)
    ESCALATION_FIELD_NUMBER: _ClassVar[int]
    escalation: Escalation
    def __init__(self, escalation: _Optional[_Union[Escalation, _Mapping]] = ...) -> None: ...

class ListEscalationsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "queue", "case_id", "open_only")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    OPEN_ONLY_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    queue: str
    case_id: str
    open_only: bool
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., queue: _Optional[str] = ..., case_id: _Optional[str] = ..., open_only: _Optional[bool] = ...) -> None: ...

class ListEscalationsResponse(_message.Message):
    __slots__ = ("escalations", "next_page_token")
    ESCALATIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    escalations: _containers.RepeatedCompositeFieldContainer[Escalation]
    next_page_token: str
    def __init__(self, escalations: _Optional[_Iterable[_Union[Escalation, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
