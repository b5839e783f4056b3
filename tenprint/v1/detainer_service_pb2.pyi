import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class DetainerState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DETAINER_STATE_UNSPECIFIED: _ClassVar[DetainerState]
    DETAINER_STATE_REQUESTED: _ClassVar[DetainerState]
    DETAINER_STATE_ACKNOWLEDGED: _ClassVar[DetainerState]
    DETAINER_STATE_DECLINED: _ClassVar[DetainerState]
    DETAINER_STATE_RUNNING: _ClassVar[DetainerState]
    DETAINER_STATE_CUSTODY_TAKEN: _ClassVar[DetainerState]
    DETAINER_STATE_EXPIRED: _ClassVar[DetainerState]
    DETAINER_STATE_CANCELLED: _ClassVar[DetainerState]

class HolderKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    HOLDER_KIND_UNSPECIFIED: _ClassVar[HolderKind]
    HOLDER_KIND_AGENCY: _ClassVar[HolderKind]
    HOLDER_KIND_CUSTODIAN: _ClassVar[HolderKind]
    HOLDER_KIND_SUPERVISOR: _ClassVar[HolderKind]

class ReleaseOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RELEASE_OUTCOME_UNSPECIFIED: _ClassVar[ReleaseOutcome]
    RELEASE_OUTCOME_RELEASED: _ClassVar[ReleaseOutcome]
    RELEASE_OUTCOME_HELD_ON_OTHER_GROUNDS: _ClassVar[ReleaseOutcome]
    RELEASE_OUTCOME_NOT_HELD: _ClassVar[ReleaseOutcome]
    RELEASE_OUTCOME_NOTED: _ClassVar[ReleaseOutcome]
DETAINER_STATE_UNSPECIFIED: DetainerState
DETAINER_STATE_REQUESTED: DetainerState
DETAINER_STATE_ACKNOWLEDGED: DetainerState
DETAINER_STATE_DECLINED: DetainerState
DETAINER_STATE_RUNNING: DetainerState
DETAINER_STATE_CUSTODY_TAKEN: DetainerState
DETAINER_STATE_EXPIRED: DetainerState
DETAINER_STATE_CANCELLED: DetainerState
HOLDER_KIND_UNSPECIFIED: HolderKind
HOLDER_KIND_AGENCY: HolderKind
HOLDER_KIND_CUSTODIAN: HolderKind
HOLDER_KIND_SUPERVISOR: HolderKind
RELEASE_OUTCOME_UNSPECIFIED: ReleaseOutcome
RELEASE_OUTCOME_RELEASED: ReleaseOutcome
RELEASE_OUTCOME_HELD_ON_OTHER_GROUNDS: ReleaseOutcome
RELEASE_OUTCOME_NOT_HELD: ReleaseOutcome
RELEASE_OUTCOME_NOTED: ReleaseOutcome

class Detainer(_message.Message):
    __slots__ = ("detainer_id", "case_id", "ori", "state", "officer", "request_time", "against_advice_because", "acknowledge_time", "release_time", "expire_time", "end_time", "end_reason", "custodian", "freed_time", "freed_reason", "booked_name")
    DETAINER_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ORI_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    REQUEST_TIME_FIELD_NUMBER: _ClassVar[int]
    AGAINST_ADVICE_BECAUSE_FIELD_NUMBER: _ClassVar[int]
    ACKNOWLEDGE_TIME_FIELD_NUMBER: _ClassVar[int]
    RELEASE_TIME_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    END_REASON_FIELD_NUMBER: _ClassVar[int]
    CUSTODIAN_FIELD_NUMBER: _ClassVar[int]
    FREED_TIME_FIELD_NUMBER: _ClassVar[int]
    FREED_REASON_FIELD_NUMBER: _ClassVar[int]
    BOOKED_NAME_FIELD_NUMBER: _ClassVar[int]
    detainer_id: str
    case_id: str
    ori: str
    state: DetainerState
    officer: str
    request_time: _timestamp_pb2.Timestamp
    against_advice_because: str
    acknowledge_time: _timestamp_pb2.Timestamp
    release_time: _timestamp_pb2.Timestamp
    expire_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    end_reason: str
    custodian: str
    freed_time: _timestamp_pb2.Timestamp
    freed_reason: str
    booked_name: str
    def __init__(self, detainer_id: _Optional[str] = ..., case_id: _Optional[str] = ..., ori: _Optional[str] = ..., state: _Optional[_Union[DetainerState, str]] = ..., officer: _Optional[str] = ..., request_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., against_advice_because: _Optional[str] = ..., acknowledge_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., release_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_reason: _Optional[str] = ..., custodian: _Optional[str] = ..., freed_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., freed_reason: _Optional[str] = ..., booked_name: _Optional[str] = ...) -> None: ...

class ReleaseNotice(_message.Message):
    __slots__ = ("notice_id", "detainer_id", "case_id", "recipient", "address", "cause", "create_time", "deadline", "outcome", "confirm_time", "confirmed_by", "release_time", "alarm_count")
    NOTICE_ID_FIELD_NUMBER: _ClassVar[int]
    DETAINER_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    CONFIRM_TIME_FIELD_NUMBER: _ClassVar[int]
    CONFIRMED_BY_FIELD_NUMBER: _ClassVar[int]
    RELEASE_TIME_FIELD_NUMBER: _ClassVar[int]
    ALARM_COUNT_FIELD_NUMBER: _ClassVar[int]
    notice_id: str
    detainer_id: str
    case_id: str
    recipient: HolderKind
    address: str
    cause: str
    create_time: _timestamp_pb2.Timestamp
    deadline: _timestamp_pb2.Timestamp
    outcome: ReleaseOutcome
    confirm_time: _timestamp_pb2.Timestamp
    confirmed_by: str
    release_time: _timestamp_pb2.Timestamp
    alarm_count: int
    def __init__(self, notice_id: _Optional[str] = ..., detainer_id: _Optional[str] = ..., case_id: _Optional[str] = ..., recipient: _Optional[_Union[HolderKind, str]] = ..., address: _Optional[str] = ..., cause: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., deadline: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., outcome: _Optional[_Union[ReleaseOutcome, str]] = ..., confirm_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., confirmed_by: _Optional[str] = ..., release_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., alarm_count: _Optional[int] = ...) -> None: ...

class RecordReleaseRequest(_message.Message):
    __slots__ = ("detainer_id", "release_time", "reason", "officer")
    DETAINER_ID_FIELD_NUMBER: _ClassVar[int]
    RELEASE_TIME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    detainer_id: str
    release_time: _timestamp_pb2.Timestamp
    reason: str
    officer: str
    def __init__(self, detainer_id: _Optional[str] = ..., release_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., reason: _Optional[str] = ..., officer: _Optional[str] = ...) -> None: ...

class RecordReleaseResponse(_message.Message):
    __slots__ = ("detainer",)
    DETAINER_FIELD_NUMBER: _ClassVar[int]
    detainer: Detainer
    def __init__(self, detainer: _Optional[_Union[Detainer, _Mapping]] = ...) -> None: ...

class ConfirmReleaseRequest(_message.Message):
    __slots__ = ("notice_id", "outcome", "release_time", "officer")
    NOTICE_ID_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    RELEASE_TIME_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    notice_id: str
    outcome: ReleaseOutcome
    release_time: _timestamp_pb2.Timestamp
    officer: str
    def __init__(self, notice_id: _Optional[str] = ..., outcome: _Optional[_Union[ReleaseOutcome, str]] = ..., release_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., officer: _Optional[str] = ...) -> None: ...

class ConfirmReleaseResponse(_message.Message):
    __slots__ = ("notice",)
    NOTICE_FIELD_NUMBER: _ClassVar[int]
    notice: ReleaseNotice
    def __init__(self, notice: _Optional[_Union[ReleaseNotice, _Mapping]] = ...) -> None: ...

class ListReleaseNoticesRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "address", "case_id", "open_only", "overdue_only")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    OPEN_ONLY_FIELD_NUMBER: _ClassVar[int]
    OVERDUE_ONLY_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    address: str
    case_id: str
    open_only: bool
    overdue_only: bool
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., address: _Optional[str] = ..., case_id: _Optional[str] = ..., open_only: _Optional[bool] = ..., overdue_only: _Optional[bool] = ...) -> None: ...

class ListReleaseNoticesResponse(_message.Message):
    __slots__ = ("notices", "next_page_token")
    NOTICES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    notices: _containers.RepeatedCompositeFieldContainer[ReleaseNotice]
    next_page_token: str
    def __init__(self, notices: _Optional[_Iterable[_Union[ReleaseNotice, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class MovePersonRequest(_message.Message):
    __slots__ = ("case_id", "to_ori", "move_time", "officer")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    TO_ORI_FIELD_NUMBER: _ClassVar[int]
    MOVE_TIME_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    to_ori: str
    move_time: _timestamp_pb2.Timestamp
    officer: str
    def __init__(self, case_id: _Optional[str] = ..., to_ori: _Optional[str] = ..., move_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., officer: _Optional[str] = ...) -> None: ...

class MovePersonResponse(_message.Message):
    __slots__ = ("detainers",)
    DETAINERS_FIELD_NUMBER: _ClassVar[int]
    detainers: _containers.RepeatedCompositeFieldContainer[Detainer]
    def __init__(self, detainers: _Optional[_Iterable[_Union[Detainer, _Mapping]]] = ...) -> None: ...

class RequestDetainerRequest(_message.Message):
    __slots__ = ("case_id", "detainer_id", "officer", "against_advice_because")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DETAINER_ID_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    AGAINST_ADVICE_BECAUSE_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    detainer_id: str
    officer: str
    against_advice_because: str
    def __init__(self, case_id: _Optional[str] = ..., detainer_id: _Optional[str] = ..., officer: _Optional[str] = ..., against_advice_because: _Optional[str] = ...) -> None: ...

class RequestDetainerResponse(_message.Message):
    __slots__ = ("detainer",)
    DETAINER_FIELD_NUMBER: _ClassVar[int]
    detainer: Detainer
    def __init__(self, detainer: _Optional[_Union[Detainer, _Mapping]] = ...) -> None: ...

class AcknowledgeDetainerRequest(_message.Message):
    __slots__ = ("detainer_id", "officer")
    DETAINER_ID_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    detainer_id: str
    officer: str
    def __init__(self, detainer_id: _Optional[str] = ..., officer: _Optional[str] = ...) -> None: ...

class AcknowledgeDetainerResponse(_message.Message):
    __slots__ = ("detainer",)
    DETAINER_FIELD_NUMBER: _ClassVar[int]
    detainer: Detainer
    def __init__(self, detainer: _Optional[_Union[Detainer, _Mapping]] = ...) -> None: ...

class DeclineDetainerRequest(_message.Message):
    __slots__ = ("detainer_id", "reason", "officer")
    DETAINER_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    detainer_id: str
    reason: str
    officer: str
    def __init__(self, detainer_id: _Optional[str] = ..., reason: _Optional[str] = ..., officer: _Optional[str] = ...) -> None: ...

class DeclineDetainerResponse(_message.Message):
    __slots__ = ("detainer",)
    DETAINER_FIELD_NUMBER: _ClassVar[int]
    detainer: Detainer
    def __init__(self, detainer: _Optional[_Union[Detainer, _Mapping]] = ...) -> None: ...

class ReportReleaseRequest(_message.Message):
    __slots__ = ("detainer_id", "release_time", "officer")
    DETAINER_ID_FIELD_NUMBER: _ClassVar[int]
    RELEASE_TIME_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    detainer_id: str
    release_time: _timestamp_pb2.Timestamp
    officer: str
    def __init__(self, detainer_id: _Optional[str] = ..., release_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., officer: _Optional[str] = ...) -> None: ...

class ReportReleaseResponse(_message.Message):
    __slots__ = ("detainer",)
    DETAINER_FIELD_NUMBER: _ClassVar[int]
    detainer: Detainer
    def __init__(self, detainer: _Optional[_Union[Detainer, _Mapping]] = ...) -> None: ...

class TakeCustodyRequest(_message.Message):
    __slots__ = ("detainer_id", "officer")
    DETAINER_ID_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    detainer_id: str
    officer: str
    def __init__(self, detainer_id: _Optional[str] = ..., officer: _Optional[str] = ...) -> None: ...

class TakeCustodyResponse(_message.Message):
    __slots__ = ("detainer",)
    DETAINER_FIELD_NUMBER: _ClassVar[int]
    detainer: Detainer
    def __init__(self, detainer: _Optional[_Union[Detainer, _Mapping]] = ...) -> None: ...

class CancelDetainerRequest(_message.Message):
    __slots__ = ("detainer_id", "reason", "officer")
    DETAINER_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    detainer_id: str
    reason: str
    officer: str
    def __init__(self, detainer_id: _Optional[str] = ..., reason: _Optional[str] = ..., officer: _Optional[str] = ...) -> None: ...

class CancelDetainerResponse(_message.Message):
    __slots__ = ("detainer",)
    DETAINER_FIELD_NUMBER: _ClassVar[int]
    detainer: Detainer
    def __init__(self, detainer: _Optional[_Union[Detainer, _Mapping]] = ...) -> None: ...

class GetDetainerRequest(_message.Message):
    __slots__ = ("detainer_id",)
    DETAINER_ID_FIELD_NUMBER: _ClassVar[int]
    detainer_id: str
    def __init__(self, detainer_id: _Optional[str] = ...) -> None: ...

class GetDetainerResponse(_message.Message):
    __slots__ = ("detainer", "takes_claim")
    DETAINER_FIELD_NUMBER: _ClassVar[int]
    TAKES_CLAIM_FIELD_NUMBER: _ClassVar[int]
    detainer: Detainer
    takes_claim: bool
    def __init__(self, detainer: _Optional[_Union[Detainer, _Mapping]] = ..., takes_claim: _Optional[bool] = ...) -> None: ...

class ListDetainersRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "ori", "state")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    ORI_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    ori: str
    state: DetainerState
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., ori: _Optional[str] = ..., state: _Optional[_Union[DetainerState, str]] = ...) -> None: ...

class ListDetainersResponse(_message.Message):
    __slots__ = ("detainers", "next_page_token")
    DETAINERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    detainers: _containers.RepeatedCompositeFieldContainer[Detainer]
    next_page_token: str
    def __init__(self, detainers: _Optional[_Iterable[_Union[Detainer, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class WatchDetainersRequest(_message.Message):
    __slots__ = ("ori", "after_place")
    ORI_FIELD_NUMBER: _ClassVar[int]
    AFTER_PLACE_FIELD_NUMBER: _ClassVar[int]
    ori: str
    after_place: int
    def __init__(self, ori: _Optional[str] = ..., after_place: _Optional[int] = ...) -> None: ...

class WatchDetainersResponse(_message.Message):
    __slots__ = ("detainer", "place")
    DETAINER_FIELD_NUMBER: _ClassVar[int]
    PLACE_FIELD_NUMBER: _ClassVar[int]
    detainer: Detainer
    place: int
    def __init__(self, detainer: _Optional[_Union[Detainer, _Mapping]] = ..., place: _Optional[int] = ...) -> None: ...
