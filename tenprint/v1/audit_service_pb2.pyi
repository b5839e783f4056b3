import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AuditAction(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AUDIT_ACTION_UNSPECIFIED: _ClassVar[AuditAction]
    AUDIT_ACTION_BOOKING_SUBMITTED: _ClassVar[AuditAction]
    AUDIT_ACTION_BOOKING_VIEWED: _ClassVar[AuditAction]
    AUDIT_ACTION_RESPONSE_RELEASED: _ClassVar[AuditAction]
    AUDIT_ACTION_RESPONSE_ACKNOWLEDGED: _ClassVar[AuditAction]
    AUDIT_ACTION_QUERY_SENT: _ClassVar[AuditAction]
    AUDIT_ACTION_QUERY_REQUEUED: _ClassVar[AuditAction]
    AUDIT_ACTION_ANSWER_TAKEN: _ClassVar[AuditAction]
    AUDIT_ACTION_REVIEW_OPENED: _ClassVar[AuditAction]
    AUDIT_ACTION_REVIEW_ITEM_VIEWED: _ClassVar[AuditAction]
    AUDIT_ACTION_REVIEW_DECIDED: _ClassVar[AuditAction]
    AUDIT_ACTION_COMPARISON_REQUESTED: _ClassVar[AuditAction]
    AUDIT_ACTION_COMPARISON_ENDED: _ClassVar[AuditAction]
    AUDIT_ACTION_EXPLANATION_VIEWED: _ClassVar[AuditAction]
    AUDIT_ACTION_CASE_OPENED: _ClassVar[AuditAction]
    AUDIT_ACTION_CASE_VIEWED: _ClassVar[AuditAction]
    AUDIT_ACTION_CASE_ASSESSED: _ClassVar[AuditAction]
    AUDIT_ACTION_CASE_CLOSED: _ClassVar[AuditAction]
    AUDIT_ACTION_CASE_REOPENED: _ClassVar[AuditAction]
    AUDIT_ACTION_CASE_WITHDRAWN: _ClassVar[AuditAction]
    AUDIT_ACTION_DEATH_RECORDED: _ClassVar[AuditAction]
    AUDIT_ACTION_LOOK_UP_REPEATED: _ClassVar[AuditAction]
    AUDIT_ACTION_TASK_TAKEN: _ClassVar[AuditAction]
    AUDIT_ACTION_TASK_RELEASED: _ClassVar[AuditAction]
    AUDIT_ACTION_TASK_LEASE_ENDED: _ClassVar[AuditAction]
    AUDIT_ACTION_TASK_REASSIGNED: _ClassVar[AuditAction]
    AUDIT_ACTION_TRANSFER_ASKED: _ClassVar[AuditAction]
    AUDIT_ACTION_TRANSFER_ACCEPTED: _ClassVar[AuditAction]
    AUDIT_ACTION_TRANSFER_RETURNED: _ClassVar[AuditAction]
    AUDIT_ACTION_CASE_ESCALATED: _ClassVar[AuditAction]
    AUDIT_ACTION_ESCALATION_ENDED: _ClassVar[AuditAction]
    AUDIT_ACTION_ENCOUNTER_RECORDED: _ClassVar[AuditAction]
    AUDIT_ACTION_DISPOSITION_RECORDED: _ClassVar[AuditAction]
    AUDIT_ACTION_CITIZENSHIP_CLAIM_RECORDED: _ClassVar[AuditAction]
    AUDIT_ACTION_CLAIM_EVIDENCE_ADDED: _ClassVar[AuditAction]
    AUDIT_ACTION_CITIZENSHIP_CLAIM_ENDED: _ClassVar[AuditAction]
    AUDIT_ACTION_DETAINER_REQUESTED: _ClassVar[AuditAction]
    AUDIT_ACTION_DETAINER_ACKNOWLEDGED: _ClassVar[AuditAction]
    AUDIT_ACTION_DETAINER_DECLINED: _ClassVar[AuditAction]
    AUDIT_ACTION_DETAINER_CLOCK_STARTED: _ClassVar[AuditAction]
    AUDIT_ACTION_DETAINER_CUSTODY_TAKEN: _ClassVar[AuditAction]
    AUDIT_ACTION_DETAINER_EXPIRED: _ClassVar[AuditAction]
    AUDIT_ACTION_DETAINER_CANCELLED: _ClassVar[AuditAction]
    AUDIT_ACTION_DETAINER_PERSON_FREED: _ClassVar[AuditAction]
    AUDIT_ACTION_RELEASE_CONFIRMED: _ClassVar[AuditAction]
    AUDIT_ACTION_MATCH_CORRECTED: _ClassVar[AuditAction]
    AUDIT_ACTION_MATCH_REINSTATED: _ClassVar[AuditAction]
    AUDIT_ACTION_CORRECTION_VIEWED: _ClassVar[AuditAction]
    AUDIT_ACTION_NOTICE_ACKNOWLEDGED: _ClassVar[AuditAction]
    AUDIT_ACTION_NOTICE_ALARMED: _ClassVar[AuditAction]
    AUDIT_ACTION_NOTICE_VIEWED: _ClassVar[AuditAction]
    AUDIT_ACTION_DETAINER_VIEWED: _ClassVar[AuditAction]
    AUDIT_ACTION_ALARM_VIEWED: _ClassVar[AuditAction]
    AUDIT_ACTION_ALARM_ACKNOWLEDGED: _ClassVar[AuditAction]
    AUDIT_ACTION_REVIEW_PRINT_VIEWED: _ClassVar[AuditAction]
    AUDIT_ACTION_OVERDUE_VIEWED: _ClassVar[AuditAction]
    AUDIT_ACTION_QUERY_VIEWED: _ClassVar[AuditAction]
    AUDIT_ACTION_TEMPLATE_EXTRACTED: _ClassVar[AuditAction]
    AUDIT_ACTION_IDENTITY_VIEWED: _ClassVar[AuditAction]
    AUDIT_ACTION_IDENTITY_COMPARED: _ClassVar[AuditAction]
    AUDIT_ACTION_JURISDICTION_CHANGED: _ClassVar[AuditAction]
    AUDIT_ACTION_RECORD_VIEWED: _ClassVar[AuditAction]
    AUDIT_ACTION_RECORD_CHANGED: _ClassVar[AuditAction]
    AUDIT_ACTION_IDENTITY_CHANGED: _ClassVar[AuditAction]
    AUDIT_ACTION_ENCOUNTER_ENROLLED: _ClassVar[AuditAction]
    AUDIT_ACTION_ENCOUNTER_DELETED: _ClassVar[AuditAction]
    AUDIT_ACTION_GALLERY_SEARCHED: _ClassVar[AuditAction]
    AUDIT_ACTION_PERSON_SEARCHED: _ClassVar[AuditAction]
    AUDIT_ACTION_REPORT_READ: _ClassVar[AuditAction]
    AUDIT_ACTION_AUDIT_LOG_READ: _ClassVar[AuditAction]
    AUDIT_ACTION_AUDIT_LOG_VERIFIED: _ClassVar[AuditAction]
    AUDIT_ACTION_AUDIT_HEAD_EXPORTED: _ClassVar[AuditAction]
    AUDIT_ACTION_PERSON_MOVED: _ClassVar[AuditAction]
    AUDIT_ACTION_DETAINER_HANDED_OVER: _ClassVar[AuditAction]
    AUDIT_ACTION_REVIEW_STEPPED_ASIDE: _ClassVar[AuditAction]
    AUDIT_ACTION_REVIEW_REASSIGNED: _ClassVar[AuditAction]
    AUDIT_ACTION_REVIEW_HISTORY_VIEWED: _ClassVar[AuditAction]
    AUDIT_ACTION_BOOKING_PRINT_VIEWED: _ClassVar[AuditAction]
    AUDIT_ACTION_BOOKING_EXPORTED: _ClassVar[AuditAction]
    AUDIT_ACTION_BOOKING_REQUEUED: _ClassVar[AuditAction]

class AuditObjectKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AUDIT_OBJECT_KIND_UNSPECIFIED: _ClassVar[AuditObjectKind]
    AUDIT_OBJECT_KIND_BOOKING: _ClassVar[AuditObjectKind]
    AUDIT_OBJECT_KIND_RESPONSE: _ClassVar[AuditObjectKind]
    AUDIT_OBJECT_KIND_QUERY: _ClassVar[AuditObjectKind]
    AUDIT_OBJECT_KIND_REVIEW_ITEM: _ClassVar[AuditObjectKind]
    AUDIT_OBJECT_KIND_CASE: _ClassVar[AuditObjectKind]
    AUDIT_OBJECT_KIND_DETAINER: _ClassVar[AuditObjectKind]
    AUDIT_OBJECT_KIND_CORRECTION: _ClassVar[AuditObjectKind]
    AUDIT_OBJECT_KIND_ALARM: _ClassVar[AuditObjectKind]
    AUDIT_OBJECT_KIND_NOTICE: _ClassVar[AuditObjectKind]
    AUDIT_OBJECT_KIND_JURISDICTION: _ClassVar[AuditObjectKind]
    AUDIT_OBJECT_KIND_WAITING: _ClassVar[AuditObjectKind]
    AUDIT_OBJECT_KIND_RECORD: _ClassVar[AuditObjectKind]
    AUDIT_OBJECT_KIND_GALLERY: _ClassVar[AuditObjectKind]
    AUDIT_OBJECT_KIND_IDENTITY: _ClassVar[AuditObjectKind]
    AUDIT_OBJECT_KIND_ENCOUNTER: _ClassVar[AuditObjectKind]
    AUDIT_OBJECT_KIND_AUDIT_LOG: _ClassVar[AuditObjectKind]
    AUDIT_OBJECT_KIND_REPORT: _ClassVar[AuditObjectKind]
AUDIT_ACTION_UNSPECIFIED: AuditAction
AUDIT_ACTION_BOOKING_SUBMITTED: AuditAction
AUDIT_ACTION_BOOKING_VIEWED: AuditAction
AUDIT_ACTION_RESPONSE_RELEASED: AuditAction
AUDIT_ACTION_RESPONSE_ACKNOWLEDGED: AuditAction
AUDIT_ACTION_QUERY_SENT: AuditAction
AUDIT_ACTION_QUERY_REQUEUED: AuditAction
AUDIT_ACTION_ANSWER_TAKEN: AuditAction
AUDIT_ACTION_REVIEW_OPENED: AuditAction
AUDIT_ACTION_REVIEW_ITEM_VIEWED: AuditAction
AUDIT_ACTION_REVIEW_DECIDED: AuditAction
AUDIT_ACTION_COMPARISON_REQUESTED: AuditAction
AUDIT_ACTION_COMPARISON_ENDED: AuditAction
AUDIT_ACTION_EXPLANATION_VIEWED: AuditAction
AUDIT_ACTION_CASE_OPENED: AuditAction
AUDIT_ACTION_CASE_VIEWED: AuditAction
AUDIT_ACTION_CASE_ASSESSED: AuditAction
AUDIT_ACTION_CASE_CLOSED: AuditAction
AUDIT_ACTION_CASE_REOPENED: AuditAction
AUDIT_ACTION_CASE_WITHDRAWN: AuditAction
AUDIT_ACTION_DEATH_RECORDED: AuditAction
AUDIT_ACTION_LOOK_UP_REPEATED: AuditAction
AUDIT_ACTION_TASK_TAKEN: AuditAction
AUDIT_ACTION_TASK_RELEASED: AuditAction
AUDIT_ACTION_TASK_LEASE_ENDED: AuditAction
AUDIT_ACTION_TASK_REASSIGNED: AuditAction
AUDIT_ACTION_TRANSFER_ASKED: AuditAction
AUDIT_ACTION_TRANSFER_ACCEPTED: AuditAction
AUDIT_ACTION_TRANSFER_RETURNED: AuditAction
AUDIT_ACTION_CASE_ESCALATED: AuditAction
AUDIT_ACTION_ESCALATION_ENDED: AuditAction
AUDIT_ACTION_ENCOUNTER_RECORDED: AuditAction
AUDIT_ACTION_DISPOSITION_RECORDED: AuditAction
AUDIT_ACTION_CITIZENSHIP_CLAIM_RECORDED: AuditAction
AUDIT_ACTION_CLAIM_EVIDENCE_ADDED: AuditAction
AUDIT_ACTION_CITIZENSHIP_CLAIM_ENDED: AuditAction
AUDIT_ACTION_DETAINER_REQUESTED: AuditAction
AUDIT_ACTION_DETAINER_ACKNOWLEDGED: AuditAction
AUDIT_ACTION_DETAINER_DECLINED: AuditAction
AUDIT_ACTION_DETAINER_CLOCK_STARTED: AuditAction
AUDIT_ACTION_DETAINER_CUSTODY_TAKEN: AuditAction
AUDIT_ACTION_DETAINER_EXPIRED: AuditAction
AUDIT_ACTION_DETAINER_CANCELLED: AuditAction
AUDIT_ACTION_DETAINER_PERSON_FREED: AuditAction
AUDIT_ACTION_RELEASE_CONFIRMED: AuditAction
AUDIT_ACTION_MATCH_CORRECTED: AuditAction
AUDIT_ACTION_MATCH_REINSTATED: AuditAction
AUDIT_ACTION_CORRECTION_VIEWED: AuditAction
AUDIT_ACTION_NOTICE_ACKNOWLEDGED: AuditAction
AUDIT_ACTION_NOTICE_ALARMED: AuditAction
AUDIT_ACTION_NOTICE_VIEWED: AuditAction
AUDIT_ACTION_DETAINER_VIEWED: AuditAction
AUDIT_ACTION_ALARM_VIEWED: AuditAction
AUDIT_ACTION_ALARM_ACKNOWLEDGED: AuditAction
AUDIT_ACTION_REVIEW_PRINT_VIEWED: AuditAction
AUDIT_ACTION_OVERDUE_VIEWED: AuditAction
AUDIT_ACTION_QUERY_VIEWED: AuditAction
AUDIT_ACTION_TEMPLATE_EXTRACTED: AuditAction
AUDIT_ACTION_IDENTITY_VIEWED: AuditAction
AUDIT_ACTION_IDENTITY_COMPARED: AuditAction
AUDIT_ACTION_JURISDICTION_CHANGED: AuditAction
AUDIT_ACTION_RECORD_VIEWED: AuditAction
AUDIT_ACTION_RECORD_CHANGED: AuditAction
AUDIT_ACTION_IDENTITY_CHANGED: AuditAction
AUDIT_ACTION_ENCOUNTER_ENROLLED: AuditAction
AUDIT_ACTION_ENCOUNTER_DELETED: AuditAction
AUDIT_ACTION_GALLERY_SEARCHED: AuditAction
AUDIT_ACTION_PERSON_SEARCHED: AuditAction
AUDIT_ACTION_REPORT_READ: AuditAction
AUDIT_ACTION_AUDIT_LOG_READ: AuditAction
AUDIT_ACTION_AUDIT_LOG_VERIFIED: AuditAction
AUDIT_ACTION_AUDIT_HEAD_EXPORTED: AuditAction
AUDIT_ACTION_PERSON_MOVED: AuditAction
AUDIT_ACTION_DETAINER_HANDED_OVER: AuditAction
AUDIT_ACTION_REVIEW_STEPPED_ASIDE: AuditAction
AUDIT_ACTION_REVIEW_REASSIGNED: AuditAction
AUDIT_ACTION_REVIEW_HISTORY_VIEWED: AuditAction
AUDIT_ACTION_BOOKING_PRINT_VIEWED: AuditAction
AUDIT_ACTION_BOOKING_EXPORTED: AuditAction
AUDIT_ACTION_BOOKING_REQUEUED: AuditAction
AUDIT_OBJECT_KIND_UNSPECIFIED: AuditObjectKind
AUDIT_OBJECT_KIND_BOOKING: AuditObjectKind
AUDIT_OBJECT_KIND_RESPONSE: AuditObjectKind
AUDIT_OBJECT_KIND_QUERY: AuditObjectKind
AUDIT_OBJECT_KIND_REVIEW_ITEM: AuditObjectKind
AUDIT_OBJECT_KIND_CASE: AuditObjectKind
AUDIT_OBJECT_KIND_DETAINER: AuditObjectKind
AUDIT_OBJECT_KIND_CORRECTION: AuditObjectKind
AUDIT_OBJECT_KIND_ALARM: AuditObjectKind
AUDIT_OBJECT_KIND_NOTICE: AuditObjectKind
AUDIT_OBJECT_KIND_JURISDICTION: AuditObjectKind
AUDIT_OBJECT_KIND_WAITING: AuditObjectKind
AUDIT_OBJECT_KIND_RECORD: AuditObjectKind
AUDIT_OBJECT_KIND_GALLERY: AuditObjectKind
AUDIT_OBJECT_KIND_IDENTITY: AuditObjectKind
AUDIT_OBJECT_KIND_ENCOUNTER: AuditObjectKind
AUDIT_OBJECT_KIND_AUDIT_LOG: AuditObjectKind
AUDIT_OBJECT_KIND_REPORT: AuditObjectKind

class AuditEntry(_message.Message):
    __slots__ = ("sequence", "append_time", "actor_ori", "actor_id", "roles", "purpose", "action", "action_code", "object_kind", "object_kind_code", "object_id", "reason", "digest")
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    APPEND_TIME_FIELD_NUMBER: _ClassVar[int]
    ACTOR_ORI_FIELD_NUMBER: _ClassVar[int]
    ACTOR_ID_FIELD_NUMBER: _ClassVar[int]
    ROLES_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    ACTION_CODE_FIELD_NUMBER: _ClassVar[int]
    OBJECT_KIND_FIELD_NUMBER: _ClassVar[int]
    OBJECT_KIND_CODE_FIELD_NUMBER: _ClassVar[int]
    OBJECT_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    DIGEST_FIELD_NUMBER: _ClassVar[int]
    sequence: int
    append_time: _timestamp_pb2.Timestamp
    actor_ori: str
    actor_id: str
    roles: _containers.RepeatedScalarFieldContainer[str]
    purpose: str
    action: str
    action_code: AuditAction
    object_kind: str
    object_kind_code: AuditObjectKind
    object_id: str
    reason: str
    digest: bytes
    def __init__(self, sequence: _Optional[int] = ..., append_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., actor_ori: _Optional[str] = ..., actor_id: _Optional[str] = ..., roles: _Optional[_Iterable[str]] = ..., purpose: _Optional[str] = ..., action: _Optional[str] = ..., action_code: _Optional[_Union[AuditAction, str]] = ..., object_kind: _Optional[str] = ..., object_kind_code: _Optional[_Union[AuditObjectKind, str]] = ..., object_id: _Optional[str] = ..., reason: _Optional[str] = ..., digest: _Optional[bytes] = ...) -> None: ...

class AuditHead(_message.Message):
    __slots__ = ("sequence", "digest")
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    DIGEST_FIELD_NUMBER: _ClassVar[int]
    sequence: int
    digest: bytes
    def __init__(self, sequence: _Optional[int] = ..., digest: _Optional[bytes] = ...) -> None: ...

class ListAuditEntriesRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "action", "action_code", "object_kind", "object_kind_code", "object_id", "actor_ori", "actor_id", "person_id", "appended_from", "appended_before")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    ACTION_CODE_FIELD_NUMBER: _ClassVar[int]
    OBJECT_KIND_FIELD_NUMBER: _ClassVar[int]
    OBJECT_KIND_CODE_FIELD_NUMBER: _ClassVar[int]
    OBJECT_ID_FIELD_NUMBER: _ClassVar[int]
    ACTOR_ORI_FIELD_NUMBER: _ClassVar[int]
    ACTOR_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    APPENDED_FROM_FIELD_NUMBER: _ClassVar[int]
    APPENDED_BEFORE_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    action: str
    action_code: AuditAction
    object_kind: str
    object_kind_code: AuditObjectKind
    object_id: str
    actor_ori: str
    actor_id: str
    person_id: str
    appended_from: _timestamp_pb2.Timestamp
    appended_before: _timestamp_pb2.Timestamp
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., action: _Optional[str] = ..., action_code: _Optional[_Union[AuditAction, str]] = ..., object_kind: _Optional[str] = ..., object_kind_code: _Optional[_Union[AuditObjectKind, str]] = ..., object_id: _Optional[str] = ..., actor_ori: _Optional[str] = ..., actor_id: _Optional[str] = ..., person_id: _Optional[str] = ..., appended_from: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., appended_before: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListAuditEntriesResponse(_message.Message):
    __slots__ = ("entries", "next_page_token")
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[AuditEntry]
    next_page_token: str
    def __init__(self, entries: _Optional[_Iterable[_Union[AuditEntry, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class VerifyAuditLogRequest(_message.Message):
    __slots__ = ("heads",)
    HEADS_FIELD_NUMBER: _ClassVar[int]
    heads: _containers.RepeatedCompositeFieldContainer[AuditHead]
    def __init__(self, heads: _Optional[_Iterable[_Union[AuditHead, _Mapping]]] = ...) -> None: ...

class VerifyAuditLogResponse(_message.Message):
    __slots__ = ("intact", "first_broken_sequence", "head")
    INTACT_FIELD_NUMBER: _ClassVar[int]
    FIRST_BROKEN_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    HEAD_FIELD_NUMBER: _ClassVar[int]
    intact: bool
    first_broken_sequence: int
    head: AuditHead
    def __init__(self, intact: _Optional[bool] = ..., first_broken_sequence: _Optional[int] = ..., head: _Optional[_Union[AuditHead, _Mapping]] = ...) -> None: ...

class GetAuditHeadRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetAuditHeadResponse(_message.Message):
    __slots__ = ("head",)
    HEAD_FIELD_NUMBER: _ClassVar[int]
    head: AuditHead
    def __init__(self, head: _Optional[_Union[AuditHead, _Mapping]] = ...) -> None: ...
