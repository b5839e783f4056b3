import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CorrectionReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CORRECTION_REASON_UNSPECIFIED: _ClassVar[CorrectionReason]
    CORRECTION_REASON_DIFFERENT_PERSON: _ClassVar[CorrectionReason]
    CORRECTION_REASON_RECORD_OF_ANOTHER_PERSON: _ClassVar[CorrectionReason]
    CORRECTION_REASON_PRINTS_MIXED_UP: _ClassVar[CorrectionReason]
    CORRECTION_REASON_EXPUNGED: _ClassVar[CorrectionReason]

class NoticeRecipient(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    NOTICE_RECIPIENT_UNSPECIFIED: _ClassVar[NoticeRecipient]
    NOTICE_RECIPIENT_BOOKING_AGENCY: _ClassVar[NoticeRecipient]
    NOTICE_RECIPIENT_LESC: _ClassVar[NoticeRecipient]
    NOTICE_RECIPIENT_FIELD_OFFICE: _ClassVar[NoticeRecipient]

class ComparisonCause(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COMPARISON_CAUSE_UNSPECIFIED: _ClassVar[ComparisonCause]
    COMPARISON_CAUSE_IDENTITY_DOUBT: _ClassVar[ComparisonCause]
    COMPARISON_CAUSE_REQUESTED: _ClassVar[ComparisonCause]
    COMPARISON_CAUSE_REOPENED: _ClassVar[ComparisonCause]

class ComparisonVerdict(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COMPARISON_VERDICT_UNSPECIFIED: _ClassVar[ComparisonVerdict]
    COMPARISON_VERDICT_SAME: _ClassVar[ComparisonVerdict]
    COMPARISON_VERDICT_DIFFERENT: _ClassVar[ComparisonVerdict]
    COMPARISON_VERDICT_UNDECIDED: _ClassVar[ComparisonVerdict]
CORRECTION_REASON_UNSPECIFIED: CorrectionReason
CORRECTION_REASON_DIFFERENT_PERSON: CorrectionReason
CORRECTION_REASON_RECORD_OF_ANOTHER_PERSON: CorrectionReason
CORRECTION_REASON_PRINTS_MIXED_UP: CorrectionReason
CORRECTION_REASON_EXPUNGED: CorrectionReason
NOTICE_RECIPIENT_UNSPECIFIED: NoticeRecipient
NOTICE_RECIPIENT_BOOKING_AGENCY: NoticeRecipient
NOTICE_RECIPIENT_LESC: NoticeRecipient
NOTICE_RECIPIENT_FIELD_OFFICE: NoticeRecipient
COMPARISON_CAUSE_UNSPECIFIED: ComparisonCause
COMPARISON_CAUSE_IDENTITY_DOUBT: ComparisonCause
COMPARISON_CAUSE_REQUESTED: ComparisonCause
COMPARISON_CAUSE_REOPENED: ComparisonCause
COMPARISON_VERDICT_UNSPECIFIED: ComparisonVerdict
COMPARISON_VERDICT_SAME: ComparisonVerdict
COMPARISON_VERDICT_DIFFERENT: ComparisonVerdict
COMPARISON_VERDICT_UNDECIDED: ComparisonVerdict

class Notice(_message.Message):
    __slots__ = ("notice_id", "correction_id", "tcn", "recipient", "address", "create_time", "deadline", "acknowledge_time", "acknowledged_by", "alarm_count", "last_alarm_time")
    NOTICE_ID_FIELD_NUMBER: _ClassVar[int]
    CORRECTION_ID_FIELD_NUMBER: _ClassVar[int]
    TCN_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    ACKNOWLEDGE_TIME_FIELD_NUMBER: _ClassVar[int]
    ACKNOWLEDGED_BY_FIELD_NUMBER: _ClassVar[int]
    ALARM_COUNT_FIELD_NUMBER: _ClassVar[int]
    LAST_ALARM_TIME_FIELD_NUMBER: _ClassVar[int]
    notice_id: str
    correction_id: str
    tcn: str
    recipient: NoticeRecipient
    address: str
    create_time: _timestamp_pb2.Timestamp
    deadline: _timestamp_pb2.Timestamp
    acknowledge_time: _timestamp_pb2.Timestamp
    acknowledged_by: str
    alarm_count: int
    last_alarm_time: _timestamp_pb2.Timestamp
    def __init__(self, notice_id: _Optional[str] = ..., correction_id: _Optional[str] = ..., tcn: _Optional[str] = ..., recipient: _Optional[_Union[NoticeRecipient, str]] = ..., address: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., deadline: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., acknowledge_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., acknowledged_by: _Optional[str] = ..., alarm_count: _Optional[int] = ..., last_alarm_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Correction(_message.Message):
    __slots__ = ("correction_id", "tcn", "reason", "explanation", "iafis_match_false", "ori", "roles", "purpose", "correct_time", "iafis_identity_id", "left_iafis_identity_id", "ident_identity_id", "ident_encounter_id", "response_ordinal", "notices", "reinstate_time", "reinstatement_id", "reinstated_by", "reinstate_reason", "reinstate_ordinal")
    CORRECTION_ID_FIELD_NUMBER: _ClassVar[int]
    TCN_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    IAFIS_MATCH_FALSE_FIELD_NUMBER: _ClassVar[int]
    ORI_FIELD_NUMBER: _ClassVar[int]
    ROLES_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    CORRECT_TIME_FIELD_NUMBER: _ClassVar[int]
    IAFIS_IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    LEFT_IAFIS_IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    IDENT_IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    IDENT_ENCOUNTER_ID_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_ORDINAL_FIELD_NUMBER: _ClassVar[int]
    NOTICES_FIELD_NUMBER: _ClassVar[int]
    REINSTATE_TIME_FIELD_NUMBER: _ClassVar[int]
    REINSTATEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    REINSTATED_BY_FIELD_NUMBER: _ClassVar[int]
    REINSTATE_REASON_FIELD_NUMBER: _ClassVar[int]
    REINSTATE_ORDINAL_FIELD_NUMBER: _ClassVar[int]
    correction_id: str
    tcn: str
    reason: CorrectionReason
    explanation: str
    iafis_match_false: bool
    ori: str
    roles: _containers.RepeatedScalarFieldContainer[str]
    purpose: str
    correct_time: _timestamp_pb2.Timestamp
    iafis_identity_id: str
    left_iafis_identity_id: str
    ident_identity_id: str
    ident_encounter_id: str
    response_ordinal: int
    notices: _containers.RepeatedCompositeFieldContainer[Notice]
    reinstate_time: _timestamp_pb2.Timestamp
    reinstatement_id: str
    reinstated_by: str
    reinstate_reason: str
    reinstate_ordinal: int
    def __init__(self, correction_id: _Optional[str] = ..., tcn: _Optional[str] = ..., reason: _Optional[_Union[CorrectionReason, str]] = ..., explanation: _Optional[str] = ..., iafis_match_false: _Optional[bool] = ..., ori: _Optional[str] = ..., roles: _Optional[_Iterable[str]] = ..., purpose: _Optional[str] = ..., correct_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., iafis_identity_id: _Optional[str] = ..., left_iafis_identity_id: _Optional[str] = ..., ident_identity_id: _Optional[str] = ..., ident_encounter_id: _Optional[str] = ..., response_ordinal: _Optional[int] = ..., notices: _Optional[_Iterable[_Union[Notice, _Mapping]]] = ..., reinstate_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., reinstatement_id: _Optional[str] = ..., reinstated_by: _Optional[str] = ..., reinstate_reason: _Optional[str] = ..., reinstate_ordinal: _Optional[int] = ...) -> None: ...

class Comparison(_message.Message):
    __slots__ = ("comparison_id", "tcn", "item_id", "cause", "reason", "requested_by", "officer", "request_time", "verdict", "end_time")
    COMPARISON_ID_FIELD_NUMBER: _ClassVar[int]
    TCN_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUESTED_BY_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    REQUEST_TIME_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    comparison_id: str
    tcn: str
    item_id: str
    cause: ComparisonCause
    reason: str
    requested_by: str
    officer: str
    request_time: _timestamp_pb2.Timestamp
    verdict: ComparisonVerdict
    end_time: _timestamp_pb2.Timestamp
    def __init__(self, comparison_id: _Optional[str] = ..., tcn: _Optional[str] = ..., item_id: _Optional[str] = ..., cause: _Optional[_Union[ComparisonCause, str]] = ..., reason: _Optional[str] = ..., requested_by: _Optional[str] = ..., officer: _Optional[str] = ..., request_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., verdict: _Optional[_Union[ComparisonVerdict, str]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ReinstateMatchRequest(_message.Message):
    __slots__ = ("reinstatement_id", "correction_id", "reason")
    REINSTATEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    CORRECTION_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    reinstatement_id: str
    correction_id: str
    reason: str
    def __init__(self, reinstatement_id: _Optional[str] = ..., correction_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class ReinstateMatchResponse(_message.Message):
    __slots__ = ("correction",)
    CORRECTION_FIELD_NUMBER: _ClassVar[int]
    correction: Correction
    def __init__(self, correction: _Optional[_Union[Correction, _Mapping]] = ...) -> None: ...

class RequestComparisonRequest(_message.Message):
    __slots__ = ("comparison_id", "tcn", "reason", "officer")
    COMPARISON_ID_FIELD_NUMBER: _ClassVar[int]
    TCN_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    comparison_id: str
    tcn: str
    reason: str
    officer: str
    def __init__(self, comparison_id: _Optional[str] = ..., tcn: _Optional[str] = ..., reason: _Optional[str] = ..., officer: _Optional[str] = ...) -> None: ...

class RequestComparisonResponse(_message.Message):
    __slots__ = ("comparison",)
    COMPARISON_FIELD_NUMBER: _ClassVar[int]
    comparison: Comparison
    def __init__(self, comparison: _Optional[_Union[Comparison, _Mapping]] = ...) -> None: ...

class ListComparisonsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "tcn")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    TCN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    tcn: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., tcn: _Optional[str] = ...) -> None: ...

class ListComparisonsResponse(_message.Message):
    __slots__ = ("comparisons", "next_page_token")
    COMPARISONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    comparisons: _containers.RepeatedCompositeFieldContainer[Comparison]
    next_page_token: str
    def __init__(self, comparisons: _Optional[_Iterable[_Union[Comparison, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class CorrectMatchRequest(_message.Message):
    __slots__ = ("correction_id", "tcn", "reason", "explanation", "iafis_match_false")
    CORRECTION_ID_FIELD_NUMBER: _ClassVar[int]
    TCN_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    IAFIS_MATCH_FALSE_FIELD_NUMBER: _ClassVar[int]
    correction_id: str
    tcn: str
    reason: CorrectionReason
    explanation: str
    iafis_match_false: bool
    def __init__(self, correction_id: _Optional[str] = ..., tcn: _Optional[str] = ..., reason: _Optional[_Union[CorrectionReason, str]] = ..., explanation: _Optional[str] = ..., iafis_match_false: _Optional[bool] = ...) -> None: ...

class CorrectMatchResponse(_message.Message):
    __slots__ = ("correction",)
    CORRECTION_FIELD_NUMBER: _ClassVar[int]
    correction: Correction
    def __init__(self, correction: _Optional[_Union[Correction, _Mapping]] = ...) -> None: ...

class GetCorrectionRequest(_message.Message):
    __slots__ = ("correction_id",)
    CORRECTION_ID_FIELD_NUMBER: _ClassVar[int]
    correction_id: str
    def __init__(self, correction_id: _Optional[str] = ...) -> None: ...

class GetCorrectionResponse(_message.Message):
    __slots__ = ("correction",)
    CORRECTION_FIELD_NUMBER: _ClassVar[int]
    correction: Correction
    def __init__(self, correction: _Optional[_Union[Correction, _Mapping]] = ...) -> None: ...

class ListCorrectionsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "tcn")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    TCN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    tcn: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., tcn: _Optional[str] = ...) -> None: ...

class ListCorrectionsResponse(_message.Message):
    __slots__ = ("corrections", "next_page_token")
    CORRECTIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    corrections: _containers.RepeatedCompositeFieldContainer[Correction]
    next_page_token: str
    def __init__(self, corrections: _Optional[_Iterable[_Union[Correction, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListNoticesRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "tcn", "recipient", "address", "open_only", "overdue_only")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    TCN_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    OPEN_ONLY_FIELD_NUMBER: _ClassVar[int]
    OVERDUE_ONLY_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    tcn: str
    recipient: NoticeRecipient
    address: str
    open_only: bool
    overdue_only: bool
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., tcn: _Optional[str] = ..., recipient: _Optional[_Union[NoticeRecipient, str]] = ..., address: _Optional[str] = ..., open_only: _Optional[bool] = ..., overdue_only: _Optional[bool] = ...) -> None: ...

class ListNoticesResponse(_message.Message):
    __slots__ = ("notices", "next_page_token", "overdue_count")
    NOTICES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    OVERDUE_COUNT_FIELD_NUMBER: _ClassVar[int]
    notices: _containers.RepeatedCompositeFieldContainer[Notice]
    next_page_token: str
    overdue_count: int
    def __init__(self, notices: _Optional[_Iterable[_Union[Notice, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., overdue_count: _Optional[int] = ...) -> None: ...

class AcknowledgeNoticeRequest(_message.Message):
    __slots__ = ("notice_id",)
    NOTICE_ID_FIELD_NUMBER: _ClassVar[int]
    notice_id: str
    def __init__(self, notice_id: _Optional[str] = ...) -> None: ...

class AcknowledgeNoticeResponse(_message.Message):
    __slots__ = ("notice",)
    NOTICE_FIELD_NUMBER: _ClassVar[int]
    notice: Notice
    def __init__(self, notice: _Optional[_Union[Notice, _Mapping]] = ...) -> None: ...
