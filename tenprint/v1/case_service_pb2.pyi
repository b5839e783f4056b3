import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from tenprint.v1 import booking_service_pb2 as _booking_service_pb2
from tenprint.v1 import detainer_service_pb2 as _detainer_service_pb2
from tenprint.v1 import gallery_service_pb2 as _gallery_service_pb2
from tenprint.v1 import research_pb2 as _research_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CaseState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CASE_STATE_UNSPECIFIED: _ClassVar[CaseState]
    CASE_STATE_AWAITING_DETERMINATION: _ClassVar[CaseState]
    CASE_STATE_ALERTED: _ClassVar[CaseState]
    CASE_STATE_CLOSED: _ClassVar[CaseState]
    CASE_STATE_WITHDRAWN: _ClassVar[CaseState]
    CASE_STATE_IN_COMPARISON: _ClassVar[CaseState]

class EncounterManner(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ENCOUNTER_MANNER_UNSPECIFIED: _ClassVar[EncounterManner]
    ENCOUNTER_MANNER_IN_PERSON: _ClassVar[EncounterManner]
    ENCOUNTER_MANNER_BY_TELEPHONE: _ClassVar[EncounterManner]
    ENCOUNTER_MANNER_RECORDS_ONLY: _ClassVar[EncounterManner]

class DispositionAction(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DISPOSITION_ACTION_UNSPECIFIED: _ClassVar[DispositionAction]
    DISPOSITION_ACTION_DETENTION_REQUESTED: _ClassVar[DispositionAction]
    DISPOSITION_ACTION_REMOVED: _ClassVar[DispositionAction]
    DISPOSITION_ACTION_COULD_NOT_BE_REMOVED: _ClassVar[DispositionAction]
    DISPOSITION_ACTION_NO_DETENTION: _ClassVar[DispositionAction]

class DispositionReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DISPOSITION_REASON_UNSPECIFIED: _ClassVar[DispositionReason]
    DISPOSITION_REASON_PRIORITY_1: _ClassVar[DispositionReason]
    DISPOSITION_REASON_PRIORITY_2: _ClassVar[DispositionReason]
    DISPOSITION_REASON_PRIORITY_3: _ClassVar[DispositionReason]
    DISPOSITION_REASON_REMOVABLE_CONVICTION: _ClassVar[DispositionReason]
    DISPOSITION_REASON_UNLAWFULLY_PRESENT: _ClassVar[DispositionReason]
    DISPOSITION_REASON_US_CITIZEN: _ClassVar[DispositionReason]
    DISPOSITION_REASON_LAWFUL_STATUS: _ClassVar[DispositionReason]
    DISPOSITION_REASON_NO_RECORD: _ClassVar[DispositionReason]
    DISPOSITION_REASON_STATUS_UNRESOLVED: _ClassVar[DispositionReason]
    DISPOSITION_REASON_DISCRETION: _ClassVar[DispositionReason]
    DISPOSITION_REASON_NO_TRAVEL_DOCUMENT: _ClassVar[DispositionReason]
    DISPOSITION_REASON_RELIEF_GRANTED: _ClassVar[DispositionReason]
    DISPOSITION_REASON_RELEASED_BEFORE: _ClassVar[DispositionReason]
    DISPOSITION_REASON_DETAINER_DECLINED: _ClassVar[DispositionReason]
    DISPOSITION_REASON_MATCH_WITHDRAWN: _ClassVar[DispositionReason]
    DISPOSITION_REASON_DECEASED: _ClassVar[DispositionReason]

class Completeness(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COMPLETENESS_UNSPECIFIED: _ClassVar[Completeness]
    COMPLETENESS_COMPLETE: _ClassVar[Completeness]
    COMPLETENESS_PARTIAL: _ClassVar[Completeness]
    COMPLETENESS_EMPTY: _ClassVar[Completeness]

class Advice(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ADVICE_UNSPECIFIED: _ClassVar[Advice]
    ADVICE_DETAIN: _ClassVar[Advice]
    ADVICE_MAY_DETAIN: _ClassVar[Advice]
    ADVICE_NO_DETAINER: _ClassVar[Advice]
    ADVICE_UNDETERMINED: _ClassVar[Advice]
    ADVICE_SUSPENDED: _ClassVar[Advice]

class ClaimState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CLAIM_STATE_UNSPECIFIED: _ClassVar[ClaimState]
    CLAIM_STATE_OPEN: _ClassVar[ClaimState]
    CLAIM_STATE_UPHELD: _ClassVar[ClaimState]
    CLAIM_STATE_REFUTED: _ClassVar[ClaimState]
    CLAIM_STATE_UNRESOLVED: _ClassVar[ClaimState]

class CaseVersionCause(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CASE_VERSION_CAUSE_UNSPECIFIED: _ClassVar[CaseVersionCause]
    CASE_VERSION_CAUSE_OPENED: _ClassVar[CaseVersionCause]
    CASE_VERSION_CAUSE_EDITED: _ClassVar[CaseVersionCause]
    CASE_VERSION_CAUSE_ANSWERED: _ClassVar[CaseVersionCause]
    CASE_VERSION_CAUSE_WITHDRAWN: _ClassVar[CaseVersionCause]
    CASE_VERSION_CAUSE_CLAIMED: _ClassVar[CaseVersionCause]
    CASE_VERSION_CAUSE_REINSTATED: _ClassVar[CaseVersionCause]

class CaseAlarmKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CASE_ALARM_KIND_UNSPECIFIED: _ClassVar[CaseAlarmKind]
    CASE_ALARM_KIND_CLAIM_UNRESOLVED: _ClassVar[CaseAlarmKind]
    CASE_ALARM_KIND_DETAINER_EXPIRED: _ClassVar[CaseAlarmKind]
    CASE_ALARM_KIND_DETAINER_AGAINST_ADVICE: _ClassVar[CaseAlarmKind]
    CASE_ALARM_KIND_DETAINER_CANCELLED: _ClassVar[CaseAlarmKind]
    CASE_ALARM_KIND_STATED_CITIZEN: _ClassVar[CaseAlarmKind]
    CASE_ALARM_KIND_JUVENILE: _ClassVar[CaseAlarmKind]
    CASE_ALARM_KIND_CUSTODY_WITHOUT_GROUND: _ClassVar[CaseAlarmKind]
    CASE_ALARM_KIND_CLOSED_IN_CONTRADICTION: _ClassVar[CaseAlarmKind]
    CASE_ALARM_KIND_RELEASE_NOT_CONFIRMED: _ClassVar[CaseAlarmKind]
    CASE_ALARM_KIND_ANSWERS_CONTRADICT: _ClassVar[CaseAlarmKind]
    CASE_ALARM_KIND_IDENTITY_CONTRADICTED: _ClassVar[CaseAlarmKind]

class CaseDecisionKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CASE_DECISION_KIND_UNSPECIFIED: _ClassVar[CaseDecisionKind]
    CASE_DECISION_KIND_DETAINER: _ClassVar[CaseDecisionKind]
    CASE_DECISION_KIND_DISPOSITION: _ClassVar[CaseDecisionKind]
    CASE_DECISION_KIND_CLOSE: _ClassVar[CaseDecisionKind]

class RuleSet(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RULE_SET_UNSPECIFIED: _ClassVar[RuleSet]
    RULE_SET_FY2008_TO_2010: _ClassVar[RuleSet]
    RULE_SET_MARCH_2011: _ClassVar[RuleSet]
CASE_STATE_UNSPECIFIED: CaseState
CASE_STATE_AWAITING_DETERMINATION: CaseState
CASE_STATE_ALERTED: CaseState
CASE_STATE_CLOSED: CaseState
CASE_STATE_WITHDRAWN: CaseState
CASE_STATE_IN_COMPARISON: CaseState
ENCOUNTER_MANNER_UNSPECIFIED: EncounterManner
ENCOUNTER_MANNER_IN_PERSON: EncounterManner
ENCOUNTER_MANNER_BY_TELEPHONE: EncounterManner
ENCOUNTER_MANNER_RECORDS_ONLY: EncounterManner
DISPOSITION_ACTION_UNSPECIFIED: DispositionAction
DISPOSITION_ACTION_DETENTION_REQUESTED: DispositionAction
DISPOSITION_ACTION_REMOVED: DispositionAction
DISPOSITION_ACTION_COULD_NOT_BE_REMOVED: DispositionAction
DISPOSITION_ACTION_NO_DETENTION: DispositionAction
DISPOSITION_REASON_UNSPECIFIED: DispositionReason
DISPOSITION_REASON_PRIORITY_1: DispositionReason
DISPOSITION_REASON_PRIORITY_2: DispositionReason
DISPOSITION_REASON_PRIORITY_3: DispositionReason
DISPOSITION_REASON_REMOVABLE_CONVICTION: DispositionReason
DISPOSITION_REASON_UNLAWFULLY_PRESENT: DispositionReason
DISPOSITION_REASON_US_CITIZEN: DispositionReason
DISPOSITION_REASON_LAWFUL_STATUS: DispositionReason
DISPOSITION_REASON_NO_RECORD: DispositionReason
DISPOSITION_REASON_STATUS_UNRESOLVED: DispositionReason
DISPOSITION_REASON_DISCRETION: DispositionReason
DISPOSITION_REASON_NO_TRAVEL_DOCUMENT: DispositionReason
DISPOSITION_REASON_RELIEF_GRANTED: DispositionReason
DISPOSITION_REASON_RELEASED_BEFORE: DispositionReason
DISPOSITION_REASON_DETAINER_DECLINED: DispositionReason
DISPOSITION_REASON_MATCH_WITHDRAWN: DispositionReason
DISPOSITION_REASON_DECEASED: DispositionReason
COMPLETENESS_UNSPECIFIED: Completeness
COMPLETENESS_COMPLETE: Completeness
COMPLETENESS_PARTIAL: Completeness
COMPLETENESS_EMPTY: Completeness
ADVICE_UNSPECIFIED: Advice
ADVICE_DETAIN: Advice
ADVICE_MAY_DETAIN: Advice
ADVICE_NO_DETAINER: Advice
ADVICE_UNDETERMINED: Advice
ADVICE_SUSPENDED: Advice
CLAIM_STATE_UNSPECIFIED: ClaimState
CLAIM_STATE_OPEN: ClaimState
CLAIM_STATE_UPHELD: ClaimState
CLAIM_STATE_REFUTED: ClaimState
CLAIM_STATE_UNRESOLVED: ClaimState
CASE_VERSION_CAUSE_UNSPECIFIED: CaseVersionCause
CASE_VERSION_CAUSE_OPENED: CaseVersionCause
CASE_VERSION_CAUSE_EDITED: CaseVersionCause
CASE_VERSION_CAUSE_ANSWERED: CaseVersionCause
CASE_VERSION_CAUSE_WITHDRAWN: CaseVersionCause
CASE_VERSION_CAUSE_CLAIMED: CaseVersionCause
CASE_VERSION_CAUSE_REINSTATED: CaseVersionCause
CASE_ALARM_KIND_UNSPECIFIED: CaseAlarmKind
CASE_ALARM_KIND_CLAIM_UNRESOLVED: CaseAlarmKind
CASE_ALARM_KIND_DETAINER_EXPIRED: CaseAlarmKind
CASE_ALARM_KIND_DETAINER_AGAINST_ADVICE: CaseAlarmKind
CASE_ALARM_KIND_DETAINER_CANCELLED: CaseAlarmKind
CASE_ALARM_KIND_STATED_CITIZEN: CaseAlarmKind
CASE_ALARM_KIND_JUVENILE: CaseAlarmKind
CASE_ALARM_KIND_CUSTODY_WITHOUT_GROUND: CaseAlarmKind
CASE_ALARM_KIND_CLOSED_IN_CONTRADICTION: CaseAlarmKind
CASE_ALARM_KIND_RELEASE_NOT_CONFIRMED: CaseAlarmKind
CASE_ALARM_KIND_ANSWERS_CONTRADICT: CaseAlarmKind
CASE_ALARM_KIND_IDENTITY_CONTRADICTED: CaseAlarmKind
CASE_DECISION_KIND_UNSPECIFIED: CaseDecisionKind
CASE_DECISION_KIND_DETAINER: CaseDecisionKind
CASE_DECISION_KIND_DISPOSITION: CaseDecisionKind
CASE_DECISION_KIND_CLOSE: CaseDecisionKind
RULE_SET_UNSPECIFIED: RuleSet
RULE_SET_FY2008_TO_2010: RuleSet
RULE_SET_MARCH_2011: RuleSet

class EncounterRecord(_message.Message):
    __slots__ = ("officer", "encounter_time", "manner", "place")
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    ENCOUNTER_TIME_FIELD_NUMBER: _ClassVar[int]
    MANNER_FIELD_NUMBER: _ClassVar[int]
    PLACE_FIELD_NUMBER: _ClassVar[int]
    officer: str
    encounter_time: _timestamp_pb2.Timestamp
    manner: EncounterManner
    place: str
    def __init__(self, officer: _Optional[str] = ..., encounter_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., manner: _Optional[_Union[EncounterManner, str]] = ..., place: _Optional[str] = ...) -> None: ...

class Disposition(_message.Message):
    __slots__ = ("officer", "action", "reason", "remark", "decision_time")
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REMARK_FIELD_NUMBER: _ClassVar[int]
    DECISION_TIME_FIELD_NUMBER: _ClassVar[int]
    officer: str
    action: DispositionAction
    reason: DispositionReason
    remark: str
    decision_time: _timestamp_pb2.Timestamp
    def __init__(self, officer: _Optional[str] = ..., action: _Optional[_Union[DispositionAction, str]] = ..., reason: _Optional[_Union[DispositionReason, str]] = ..., remark: _Optional[str] = ..., decision_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CaseVersion(_message.Message):
    __slots__ = ("version", "state", "cause", "cause_code", "officer", "answer_version", "create_time", "close_time", "encounter", "disposition")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    CAUSE_CODE_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    ANSWER_VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    CLOSE_TIME_FIELD_NUMBER: _ClassVar[int]
    ENCOUNTER_FIELD_NUMBER: _ClassVar[int]
    DISPOSITION_FIELD_NUMBER: _ClassVar[int]
    version: int
    state: CaseState
    cause: str
    cause_code: CaseVersionCause
    officer: str
    answer_version: int
    create_time: _timestamp_pb2.Timestamp
    close_time: _timestamp_pb2.Timestamp
    encounter: EncounterRecord
    disposition: Disposition
    def __init__(self, version: _Optional[int] = ..., state: _Optional[_Union[CaseState, str]] = ..., cause: _Optional[str] = ..., cause_code: _Optional[_Union[CaseVersionCause, str]] = ..., officer: _Optional[str] = ..., answer_version: _Optional[int] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., close_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., encounter: _Optional[_Union[EncounterRecord, _Mapping]] = ..., disposition: _Optional[_Union[Disposition, _Mapping]] = ...) -> None: ...

class CitizenshipClaim(_message.Message):
    __slots__ = ("claim_id", "case_id", "state", "officer", "claim_time", "deadline", "end_time", "end_reason", "taken_by")
    CLAIM_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    CLAIM_TIME_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    END_REASON_FIELD_NUMBER: _ClassVar[int]
    TAKEN_BY_FIELD_NUMBER: _ClassVar[int]
    claim_id: str
    case_id: str
    state: ClaimState
    officer: str
    claim_time: _timestamp_pb2.Timestamp
    deadline: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    end_reason: str
    taken_by: str
    def __init__(self, claim_id: _Optional[str] = ..., case_id: _Optional[str] = ..., state: _Optional[_Union[ClaimState, str]] = ..., officer: _Optional[str] = ..., claim_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., deadline: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_reason: _Optional[str] = ..., taken_by: _Optional[str] = ...) -> None: ...

class ClaimEvidence(_message.Message):
    __slots__ = ("evidence_id", "claim_id", "given_by", "officer", "text", "evidence_time")
    EVIDENCE_ID_FIELD_NUMBER: _ClassVar[int]
    CLAIM_ID_FIELD_NUMBER: _ClassVar[int]
    GIVEN_BY_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_TIME_FIELD_NUMBER: _ClassVar[int]
    evidence_id: str
    claim_id: str
    given_by: str
    officer: str
    text: str
    evidence_time: _timestamp_pb2.Timestamp
    def __init__(self, evidence_id: _Optional[str] = ..., claim_id: _Optional[str] = ..., given_by: _Optional[str] = ..., officer: _Optional[str] = ..., text: _Optional[str] = ..., evidence_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CaseLookUp(_message.Message):
    __slots__ = ("look_up_id", "source", "source_code", "outcome", "look_up_time", "officer", "repeated_research")
    LOOK_UP_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_CODE_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    LOOK_UP_TIME_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    REPEATED_RESEARCH_FIELD_NUMBER: _ClassVar[int]
    look_up_id: str
    source: str
    source_code: _research_pb2.LescSource
    outcome: _research_pb2.LookUpOutcome
    look_up_time: _timestamp_pb2.Timestamp
    officer: str
    repeated_research: bool
    def __init__(self, look_up_id: _Optional[str] = ..., source: _Optional[str] = ..., source_code: _Optional[_Union[_research_pb2.LescSource, str]] = ..., outcome: _Optional[_Union[_research_pb2.LookUpOutcome, str]] = ..., look_up_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., officer: _Optional[str] = ..., repeated_research: _Optional[bool] = ...) -> None: ...

class CaseAlarm(_message.Message):
    __slots__ = ("alarm_id", "case_id", "kind", "kind_code", "alarm_time", "acknowledge_time", "acknowledged_by", "caused_by")
    ALARM_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    KIND_CODE_FIELD_NUMBER: _ClassVar[int]
    ALARM_TIME_FIELD_NUMBER: _ClassVar[int]
    ACKNOWLEDGE_TIME_FIELD_NUMBER: _ClassVar[int]
    ACKNOWLEDGED_BY_FIELD_NUMBER: _ClassVar[int]
    CAUSED_BY_FIELD_NUMBER: _ClassVar[int]
    alarm_id: int
    case_id: str
    kind: str
    kind_code: CaseAlarmKind
    alarm_time: _timestamp_pb2.Timestamp
    acknowledge_time: _timestamp_pb2.Timestamp
    acknowledged_by: str
    caused_by: str
    def __init__(self, alarm_id: _Optional[int] = ..., case_id: _Optional[str] = ..., kind: _Optional[str] = ..., kind_code: _Optional[_Union[CaseAlarmKind, str]] = ..., alarm_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., acknowledge_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., acknowledged_by: _Optional[str] = ..., caused_by: _Optional[str] = ...) -> None: ...

class CaseDecision(_message.Message):
    __slots__ = ("decision_id", "version", "kind", "kind_code", "officer", "decision_time", "advice", "priority", "level", "rule_set", "rule_set_code", "reasons", "status", "answer_version", "is_consistent", "is_violation", "contradictions", "because")
    DECISION_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    KIND_CODE_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    DECISION_TIME_FIELD_NUMBER: _ClassVar[int]
    ADVICE_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    RULE_SET_FIELD_NUMBER: _ClassVar[int]
    RULE_SET_CODE_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    ANSWER_VERSION_FIELD_NUMBER: _ClassVar[int]
    IS_CONSISTENT_FIELD_NUMBER: _ClassVar[int]
    IS_VIOLATION_FIELD_NUMBER: _ClassVar[int]
    CONTRADICTIONS_FIELD_NUMBER: _ClassVar[int]
    BECAUSE_FIELD_NUMBER: _ClassVar[int]
    decision_id: int
    version: int
    kind: str
    kind_code: CaseDecisionKind
    officer: str
    decision_time: _timestamp_pb2.Timestamp
    advice: Advice
    priority: int
    level: int
    rule_set: str
    rule_set_code: RuleSet
    reasons: _containers.RepeatedScalarFieldContainer[str]
    status: _research_pb2.ImmigrationStatus
    answer_version: int
    is_consistent: bool
    is_violation: bool
    contradictions: _containers.RepeatedScalarFieldContainer[str]
    because: str
    def __init__(self, decision_id: _Optional[int] = ..., version: _Optional[int] = ..., kind: _Optional[str] = ..., kind_code: _Optional[_Union[CaseDecisionKind, str]] = ..., officer: _Optional[str] = ..., decision_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., advice: _Optional[_Union[Advice, str]] = ..., priority: _Optional[int] = ..., level: _Optional[int] = ..., rule_set: _Optional[str] = ..., rule_set_code: _Optional[_Union[RuleSet, str]] = ..., reasons: _Optional[_Iterable[str]] = ..., status: _Optional[_Union[_research_pb2.ImmigrationStatus, str]] = ..., answer_version: _Optional[int] = ..., is_consistent: _Optional[bool] = ..., is_violation: _Optional[bool] = ..., contradictions: _Optional[_Iterable[str]] = ..., because: _Optional[str] = ...) -> None: ...

class Case(_message.Message):
    __slots__ = ("case_id", "tcn", "query_id", "ori", "identity_id", "current_identity_id", "encounter_id", "us_state", "office", "alerted_to", "open_time", "alert_time", "withdraw_time", "withdraw_reason", "current", "completeness", "missing_fields", "detainers", "claims", "look_ups", "alarms", "identity_changes", "decisions", "urgency", "deadline", "time_zone", "is_juvenile", "deceased_date", "deceased_reason", "advice", "held_by", "advice_time")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    TCN_FIELD_NUMBER: _ClassVar[int]
    QUERY_ID_FIELD_NUMBER: _ClassVar[int]
    ORI_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    CURRENT_IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    ENCOUNTER_ID_FIELD_NUMBER: _ClassVar[int]
    US_STATE_FIELD_NUMBER: _ClassVar[int]
    OFFICE_FIELD_NUMBER: _ClassVar[int]
    ALERTED_TO_FIELD_NUMBER: _ClassVar[int]
    OPEN_TIME_FIELD_NUMBER: _ClassVar[int]
    ALERT_TIME_FIELD_NUMBER: _ClassVar[int]
    WITHDRAW_TIME_FIELD_NUMBER: _ClassVar[int]
    WITHDRAW_REASON_FIELD_NUMBER: _ClassVar[int]
    CURRENT_FIELD_NUMBER: _ClassVar[int]
    COMPLETENESS_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELDS_FIELD_NUMBER: _ClassVar[int]
    DETAINERS_FIELD_NUMBER: _ClassVar[int]
    CLAIMS_FIELD_NUMBER: _ClassVar[int]
    LOOK_UPS_FIELD_NUMBER: _ClassVar[int]
    ALARMS_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_CHANGES_FIELD_NUMBER: _ClassVar[int]
    DECISIONS_FIELD_NUMBER: _ClassVar[int]
    URGENCY_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    IS_JUVENILE_FIELD_NUMBER: _ClassVar[int]
    DECEASED_DATE_FIELD_NUMBER: _ClassVar[int]
    DECEASED_REASON_FIELD_NUMBER: _ClassVar[int]
    ADVICE_FIELD_NUMBER: _ClassVar[int]
    HELD_BY_FIELD_NUMBER: _ClassVar[int]
    ADVICE_TIME_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    tcn: str
    query_id: str
    ori: str
    identity_id: str
    current_identity_id: str
    encounter_id: str
    us_state: str
    office: str
    alerted_to: str
    open_time: _timestamp_pb2.Timestamp
    alert_time: _timestamp_pb2.Timestamp
    withdraw_time: _timestamp_pb2.Timestamp
    withdraw_reason: str
    current: CaseVersion
    completeness: Completeness
    missing_fields: _containers.RepeatedScalarFieldContainer[str]
    detainers: _containers.RepeatedCompositeFieldContainer[_detainer_service_pb2.Detainer]
    claims: _containers.RepeatedCompositeFieldContainer[CitizenshipClaim]
    look_ups: _containers.RepeatedCompositeFieldContainer[CaseLookUp]
    alarms: _containers.RepeatedCompositeFieldContainer[CaseAlarm]
    identity_changes: _containers.RepeatedCompositeFieldContainer[_gallery_service_pb2.IdentityChange]
    decisions: _containers.RepeatedCompositeFieldContainer[CaseDecision]
    urgency: int
    deadline: _timestamp_pb2.Timestamp
    time_zone: str
    is_juvenile: bool
    deceased_date: _date_pb2.Date
    deceased_reason: str
    advice: Advice
    held_by: str
    advice_time: _timestamp_pb2.Timestamp
    def __init__(self, case_id: _Optional[str] = ..., tcn: _Optional[str] = ..., query_id: _Optional[str] = ..., ori: _Optional[str] = ..., identity_id: _Optional[str] = ..., current_identity_id: _Optional[str] = ..., encounter_id: _Optional[str] = ..., us_state: _Optional[str] = ..., office: _Optional[str] = ..., alerted_to: _Optional[str] = ..., open_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., alert_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., withdraw_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., withdraw_reason: _Optional[str] = ..., current: _Optional[_Union[CaseVersion, _Mapping]] = ..., completeness: _Optional[_Union[Completeness, str]] = ..., missing_fields: _Optional[_Iterable[str]] = ..., detainers: _Optional[_Iterable[_Union[_detainer_service_pb2.Detainer, _Mapping]]] = ..., claims: _Optional[_Iterable[_Union[CitizenshipClaim, _Mapping]]] = ..., look_ups: _Optional[_Iterable[_Union[CaseLookUp, _Mapping]]] = ..., alarms: _Optional[_Iterable[_Union[CaseAlarm, _Mapping]]] = ..., identity_changes: _Optional[_Iterable[_Union[_gallery_service_pb2.IdentityChange, _Mapping]]] = ..., decisions: _Optional[_Iterable[_Union[CaseDecision, _Mapping]]] = ..., urgency: _Optional[int] = ..., deadline: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., time_zone: _Optional[str] = ..., is_juvenile: _Optional[bool] = ..., deceased_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., deceased_reason: _Optional[str] = ..., advice: _Optional[_Union[Advice, str]] = ..., held_by: _Optional[str] = ..., advice_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListCasesRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "state", "open_only", "office", "ori", "identity_id", "by_urgency")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    OPEN_ONLY_FIELD_NUMBER: _ClassVar[int]
    OFFICE_FIELD_NUMBER: _ClassVar[int]
    ORI_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    BY_URGENCY_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    state: CaseState
    open_only: bool
    office: str
    ori: str
    identity_id: str
    by_urgency: bool
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., state: _Optional[_Union[CaseState, str]] = ..., open_only: _Optional[bool] = ..., office: _Optional[str] = ..., ori: _Optional[str] = ..., identity_id: _Optional[str] = ..., by_urgency: _Optional[bool] = ...) -> None: ...

class ListCasesResponse(_message.Message):
    __slots__ = ("cases", "next_page_token")
    CASES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    cases: _containers.RepeatedCompositeFieldContainer[Case]
    next_page_token: str
    def __init__(self, cases: _Optional[_Iterable[_Union[Case, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class CountCasesRequest(_message.Message):
    __slots__ = ("state", "open_only", "office", "ori", "identity_id")
    STATE_FIELD_NUMBER: _ClassVar[int]
    OPEN_ONLY_FIELD_NUMBER: _ClassVar[int]
    OFFICE_FIELD_NUMBER: _ClassVar[int]
    ORI_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    state: CaseState
    open_only: bool
    office: str
    ori: str
    identity_id: str
    def __init__(self, state: _Optional[_Union[CaseState, str]] = ..., open_only: _Optional[bool] = ..., office: _Optional[str] = ..., ori: _Optional[str] = ..., identity_id: _Optional[str] = ...) -> None: ...

class CountCasesResponse(_message.Message):
    __slots__ = ("case_count", "open_count", "look_up_count", "repeated_look_up_count", "researched_twice_count")
    CASE_COUNT_FIELD_NUMBER: _ClassVar[int]
    OPEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    LOOK_UP_COUNT_FIELD_NUMBER: _ClassVar[int]
    REPEATED_LOOK_UP_COUNT_FIELD_NUMBER: _ClassVar[int]
    RESEARCHED_TWICE_COUNT_FIELD_NUMBER: _ClassVar[int]
    case_count: int
    open_count: int
    look_up_count: int
    repeated_look_up_count: int
    researched_twice_count: int
    def __init__(self, case_count: _Optional[int] = ..., open_count: _Optional[int] = ..., look_up_count: _Optional[int] = ..., repeated_look_up_count: _Optional[int] = ..., researched_twice_count: _Optional[int] = ...) -> None: ...

class GetCaseRequest(_message.Message):
    __slots__ = ("case_id",)
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    def __init__(self, case_id: _Optional[str] = ...) -> None: ...

class GetCaseResponse(_message.Message):
    __slots__ = ("case", "determination", "research", "person_claims", "claim_evidence", "assessment", "booked", "version", "caller_office", "is_own_office", "task_officer", "task_ori", "lease_end", "contradictions")
    CASE_FIELD_NUMBER: _ClassVar[int]
    DETERMINATION_FIELD_NUMBER: _ClassVar[int]
    RESEARCH_FIELD_NUMBER: _ClassVar[int]
    PERSON_CLAIMS_FIELD_NUMBER: _ClassVar[int]
    CLAIM_EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    ASSESSMENT_FIELD_NUMBER: _ClassVar[int]
    BOOKED_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CALLER_OFFICE_FIELD_NUMBER: _ClassVar[int]
    IS_OWN_OFFICE_FIELD_NUMBER: _ClassVar[int]
    TASK_OFFICER_FIELD_NUMBER: _ClassVar[int]
    TASK_ORI_FIELD_NUMBER: _ClassVar[int]
    LEASE_END_FIELD_NUMBER: _ClassVar[int]
    CONTRADICTIONS_FIELD_NUMBER: _ClassVar[int]
    case: Case
    determination: _research_pb2.Determination
    research: _research_pb2.Research
    person_claims: _containers.RepeatedCompositeFieldContainer[CitizenshipClaim]
    claim_evidence: _containers.RepeatedCompositeFieldContainer[ClaimEvidence]
    assessment: AssessCaseResponse
    booked: _booking_service_pb2.Subject
    version: int
    caller_office: str
    is_own_office: bool
    task_officer: str
    task_ori: str
    lease_end: _timestamp_pb2.Timestamp
    contradictions: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ..., determination: _Optional[_Union[_research_pb2.Determination, _Mapping]] = ..., research: _Optional[_Union[_research_pb2.Research, _Mapping]] = ..., person_claims: _Optional[_Iterable[_Union[CitizenshipClaim, _Mapping]]] = ..., claim_evidence: _Optional[_Iterable[_Union[ClaimEvidence, _Mapping]]] = ..., assessment: _Optional[_Union[AssessCaseResponse, _Mapping]] = ..., booked: _Optional[_Union[_booking_service_pb2.Subject, _Mapping]] = ..., version: _Optional[int] = ..., caller_office: _Optional[str] = ..., is_own_office: _Optional[bool] = ..., task_officer: _Optional[str] = ..., task_ori: _Optional[str] = ..., lease_end: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., contradictions: _Optional[_Iterable[str]] = ...) -> None: ...

class ListCaseVersionsRequest(_message.Message):
    __slots__ = ("case_id", "page_size", "page_token")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    page_size: int
    page_token: str
    def __init__(self, case_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCaseVersionsResponse(_message.Message):
    __slots__ = ("versions", "next_page_token")
    VERSIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    versions: _containers.RepeatedCompositeFieldContainer[CaseVersion]
    next_page_token: str
    def __init__(self, versions: _Optional[_Iterable[_Union[CaseVersion, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class AssessCaseRequest(_message.Message):
    __slots__ = ("case_id",)
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    def __init__(self, case_id: _Optional[str] = ...) -> None: ...

class AssessmentReason(_message.Message):
    __slots__ = ("rule", "text")
    RULE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    rule: str
    text: str
    def __init__(self, rule: _Optional[str] = ..., text: _Optional[str] = ...) -> None: ...

class AssessCaseResponse(_message.Message):
    __slots__ = ("advice", "priority", "level", "rule_set", "rule_set_code", "reasons", "overridable")
    ADVICE_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    RULE_SET_FIELD_NUMBER: _ClassVar[int]
    RULE_SET_CODE_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    OVERRIDABLE_FIELD_NUMBER: _ClassVar[int]
    advice: Advice
    priority: int
    level: int
    rule_set: str
    rule_set_code: RuleSet
    reasons: _containers.RepeatedCompositeFieldContainer[AssessmentReason]
    overridable: bool
    def __init__(self, advice: _Optional[_Union[Advice, str]] = ..., priority: _Optional[int] = ..., level: _Optional[int] = ..., rule_set: _Optional[str] = ..., rule_set_code: _Optional[_Union[RuleSet, str]] = ..., reasons: _Optional[_Iterable[_Union[AssessmentReason, _Mapping]]] = ..., overridable: _Optional[bool] = ...) -> None: ...

class RepeatLookUpRequest(_message.Message):
    __slots__ = ("case_id", "look_up_id", "source", "source_code", "officer")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    LOOK_UP_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_CODE_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    look_up_id: str
    source: str
    source_code: _research_pb2.LescSource
    officer: str
    def __init__(self, case_id: _Optional[str] = ..., look_up_id: _Optional[str] = ..., source: _Optional[str] = ..., source_code: _Optional[_Union[_research_pb2.LescSource, str]] = ..., officer: _Optional[str] = ...) -> None: ...

class RepeatLookUpResponse(_message.Message):
    __slots__ = ("look_up",)
    LOOK_UP_FIELD_NUMBER: _ClassVar[int]
    look_up: CaseLookUp
    def __init__(self, look_up: _Optional[_Union[CaseLookUp, _Mapping]] = ...) -> None: ...

class RecordEncounterRequest(_message.Message):
    __slots__ = ("case_id", "encounter", "officer")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ENCOUNTER_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    encounter: EncounterRecord
    officer: str
    def __init__(self, case_id: _Optional[str] = ..., encounter: _Optional[_Union[EncounterRecord, _Mapping]] = ..., officer: _Optional[str] = ...) -> None: ...

class RecordEncounterResponse(_message.Message):
    __slots__ = ("case",)
    CASE_FIELD_NUMBER: _ClassVar[int]
    case: Case
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ...) -> None: ...

class RecordDispositionRequest(_message.Message):
    __slots__ = ("case_id", "disposition", "officer")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DISPOSITION_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    disposition: Disposition
    officer: str
    def __init__(self, case_id: _Optional[str] = ..., disposition: _Optional[_Union[Disposition, _Mapping]] = ..., officer: _Optional[str] = ...) -> None: ...

class RecordDispositionResponse(_message.Message):
    __slots__ = ("case",)
    CASE_FIELD_NUMBER: _ClassVar[int]
    case: Case
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ...) -> None: ...

class CloseCaseRequest(_message.Message):
    __slots__ = ("case_id", "version", "officer", "against_contradiction_because")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    AGAINST_CONTRADICTION_BECAUSE_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    version: int
    officer: str
    against_contradiction_because: str
    def __init__(self, case_id: _Optional[str] = ..., version: _Optional[int] = ..., officer: _Optional[str] = ..., against_contradiction_because: _Optional[str] = ...) -> None: ...

class CloseCaseResponse(_message.Message):
    __slots__ = ("case",)
    CASE_FIELD_NUMBER: _ClassVar[int]
    case: Case
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ...) -> None: ...

class ReopenCaseRequest(_message.Message):
    __slots__ = ("case_id", "version", "officer")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    version: int
    officer: str
    def __init__(self, case_id: _Optional[str] = ..., version: _Optional[int] = ..., officer: _Optional[str] = ...) -> None: ...

class ReopenCaseResponse(_message.Message):
    __slots__ = ("case",)
    CASE_FIELD_NUMBER: _ClassVar[int]
    case: Case
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ...) -> None: ...

class RecordCitizenshipClaimRequest(_message.Message):
    __slots__ = ("case_id", "claim_id", "officer")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    CLAIM_ID_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    claim_id: str
    officer: str
    def __init__(self, case_id: _Optional[str] = ..., claim_id: _Optional[str] = ..., officer: _Optional[str] = ...) -> None: ...

class RecordCitizenshipClaimResponse(_message.Message):
    __slots__ = ("claim",)
    CLAIM_FIELD_NUMBER: _ClassVar[int]
    claim: CitizenshipClaim
    def __init__(self, claim: _Optional[_Union[CitizenshipClaim, _Mapping]] = ...) -> None: ...

class RecordDeathRequest(_message.Message):
    __slots__ = ("case_id", "deceased_date", "because", "officer")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DECEASED_DATE_FIELD_NUMBER: _ClassVar[int]
    BECAUSE_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    deceased_date: _date_pb2.Date
    because: str
    officer: str
    def __init__(self, case_id: _Optional[str] = ..., deceased_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., because: _Optional[str] = ..., officer: _Optional[str] = ...) -> None: ...

class RecordDeathResponse(_message.Message):
    __slots__ = ("case",)
    CASE_FIELD_NUMBER: _ClassVar[int]
    case: Case
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ...) -> None: ...

class UpholdCitizenshipClaimRequest(_message.Message):
    __slots__ = ("claim_id", "evidence", "officer")
    CLAIM_ID_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    claim_id: str
    evidence: str
    officer: str
    def __init__(self, claim_id: _Optional[str] = ..., evidence: _Optional[str] = ..., officer: _Optional[str] = ...) -> None: ...

class UpholdCitizenshipClaimResponse(_message.Message):
    __slots__ = ("claim",)
    CLAIM_FIELD_NUMBER: _ClassVar[int]
    claim: CitizenshipClaim
    def __init__(self, claim: _Optional[_Union[CitizenshipClaim, _Mapping]] = ...) -> None: ...

class AddClaimEvidenceRequest(_message.Message):
    __slots__ = ("claim_id", "evidence_id", "text", "officer")
    CLAIM_ID_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_ID_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    claim_id: str
    evidence_id: str
    text: str
    officer: str
    def __init__(self, claim_id: _Optional[str] = ..., evidence_id: _Optional[str] = ..., text: _Optional[str] = ..., officer: _Optional[str] = ...) -> None: ...

class AddClaimEvidenceResponse(_message.Message):
    __slots__ = ("evidence",)
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    evidence: ClaimEvidence
    def __init__(self, evidence: _Optional[_Union[ClaimEvidence, _Mapping]] = ...) -> None: ...

class RefuteCitizenshipClaimRequest(_message.Message):
    __slots__ = ("claim_id", "evidence", "officer")
    CLAIM_ID_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    claim_id: str
    evidence: str
    officer: str
    def __init__(self, claim_id: _Optional[str] = ..., evidence: _Optional[str] = ..., officer: _Optional[str] = ...) -> None: ...

class RefuteCitizenshipClaimResponse(_message.Message):
    __slots__ = ("claim",)
    CLAIM_FIELD_NUMBER: _ClassVar[int]
    claim: CitizenshipClaim
    def __init__(self, claim: _Optional[_Union[CitizenshipClaim, _Mapping]] = ...) -> None: ...

class ListCaseAlarmsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "unacknowledged_only")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    UNACKNOWLEDGED_ONLY_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    unacknowledged_only: bool
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., unacknowledged_only: _Optional[bool] = ...) -> None: ...

class ListCaseAlarmsResponse(_message.Message):
    __slots__ = ("alarms", "next_page_token")
    ALARMS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    alarms: _containers.RepeatedCompositeFieldContainer[CaseAlarm]
    next_page_token: str
    def __init__(self, alarms: _Optional[_Iterable[_Union[CaseAlarm, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class AcknowledgeCaseAlarmRequest(_message.Message):
    __slots__ = ("alarm_id", "officer")
    ALARM_ID_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    alarm_id: int
    officer: str
    def __init__(self, alarm_id: _Optional[int] = ..., officer: _Optional[str] = ...) -> None: ...

class AcknowledgeCaseAlarmResponse(_message.Message):
    __slots__ = ("alarm",)
    ALARM_FIELD_NUMBER: _ClassVar[int]
    alarm: CaseAlarm
    def __init__(self, alarm: _Optional[_Union[CaseAlarm, _Mapping]] = ...) -> None: ...
