import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from tenprint.v1 import audit_service_pb2 as _audit_service_pb2
from tenprint.v1 import booking_service_pb2 as _booking_service_pb2
from tenprint.v1 import case_service_pb2 as _case_service_pb2
from tenprint.v1 import correction_service_pb2 as _correction_service_pb2
from tenprint.v1 import detainer_service_pb2 as _detainer_service_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class SampleRow(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SAMPLE_ROW_UNSPECIFIED: _ClassVar[SampleRow]
    SAMPLE_ROW_INCOMPLETE: _ClassVar[SampleRow]
    SAMPLE_ROW_PRIORITY_1_ACTED: _ClassVar[SampleRow]
    SAMPLE_ROW_PRIORITY_2_OR_3_ACTED: _ClassVar[SampleRow]
    SAMPLE_ROW_RESIDENT_DETAINED: _ClassVar[SampleRow]
    SAMPLE_ROW_CITIZEN_NOT_DETAINED: _ClassVar[SampleRow]
    SAMPLE_ROW_LAWFUL_NOT_DETAINED: _ClassVar[SampleRow]
    SAMPLE_ROW_UNKNOWN_NOT_DETAINED: _ClassVar[SampleRow]
    SAMPLE_ROW_CHARGED_DETAINED: _ClassVar[SampleRow]
    SAMPLE_ROW_OTHER_CONSISTENT: _ClassVar[SampleRow]
    SAMPLE_ROW_PRIORITY_1_NOT_DETAINED: _ClassVar[SampleRow]
    SAMPLE_ROW_PRIORITY_2_OR_3_NOT_DETAINED: _ClassVar[SampleRow]
    SAMPLE_ROW_RESIDENT_WITHOUT_GROUND_DETAINED: _ClassVar[SampleRow]
    SAMPLE_ROW_OTHER_INCONSISTENT: _ClassVar[SampleRow]

class ExceptionKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EXCEPTION_KIND_UNSPECIFIED: _ClassVar[ExceptionKind]
    EXCEPTION_KIND_MATCH_WITHOUT_CASE: _ClassVar[ExceptionKind]
    EXCEPTION_KIND_CASE_WITHOUT_QUERY: _ClassVar[ExceptionKind]
    EXCEPTION_KIND_QUERY_WITHOUT_ANSWER: _ClassVar[ExceptionKind]
    EXCEPTION_KIND_ANSWER_NOT_TAKEN: _ClassVar[ExceptionKind]
    EXCEPTION_KIND_HOLD_WITHOUT_END: _ClassVar[ExceptionKind]
    EXCEPTION_KIND_CLAIM_WITHOUT_END: _ClassVar[ExceptionKind]
    EXCEPTION_KIND_NOTICE_WITHOUT_ACKNOWLEDGEMENT: _ClassVar[ExceptionKind]
    EXCEPTION_KIND_ALARM_WITHOUT_ACKNOWLEDGEMENT: _ClassVar[ExceptionKind]
    EXCEPTION_KIND_CLOSED_WITHOUT_RECORD: _ClassVar[ExceptionKind]
    EXCEPTION_KIND_CORRECTED_WITHOUT_WITHDRAWAL: _ClassVar[ExceptionKind]
    EXCEPTION_KIND_RELEASE_WITHOUT_CONFIRMATION: _ClassVar[ExceptionKind]

class NumberKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    NUMBER_KIND_UNSPECIFIED: _ClassVar[NumberKind]
    NUMBER_KIND_IDENTITY: _ClassVar[NumberKind]
    NUMBER_KIND_ENCOUNTER: _ClassVar[NumberKind]
    NUMBER_KIND_FBI_NUMBER: _ClassVar[NumberKind]
    NUMBER_KIND_FIN: _ClassVar[NumberKind]
    NUMBER_KIND_ALIEN_NUMBER: _ClassVar[NumberKind]
    NUMBER_KIND_DOCUMENT_NUMBER: _ClassVar[NumberKind]
    NUMBER_KIND_STATE_ID: _ClassVar[NumberKind]
    NUMBER_KIND_TCN: _ClassVar[NumberKind]
    NUMBER_KIND_AGENCY_CASE_NUMBER: _ClassVar[NumberKind]
    NUMBER_KIND_CASE: _ClassVar[NumberKind]
    NUMBER_KIND_QUERY: _ClassVar[NumberKind]
    NUMBER_KIND_DETAINER: _ClassVar[NumberKind]
SAMPLE_ROW_UNSPECIFIED: SampleRow
SAMPLE_ROW_INCOMPLETE: SampleRow
SAMPLE_ROW_PRIORITY_1_ACTED: SampleRow
SAMPLE_ROW_PRIORITY_2_OR_3_ACTED: SampleRow
SAMPLE_ROW_RESIDENT_DETAINED: SampleRow
SAMPLE_ROW_CITIZEN_NOT_DETAINED: SampleRow
SAMPLE_ROW_LAWFUL_NOT_DETAINED: SampleRow
SAMPLE_ROW_UNKNOWN_NOT_DETAINED: SampleRow
SAMPLE_ROW_CHARGED_DETAINED: SampleRow
SAMPLE_ROW_OTHER_CONSISTENT: SampleRow
SAMPLE_ROW_PRIORITY_1_NOT_DETAINED: SampleRow
SAMPLE_ROW_PRIORITY_2_OR_3_NOT_DETAINED: SampleRow
SAMPLE_ROW_RESIDENT_WITHOUT_GROUND_DETAINED: SampleRow
SAMPLE_ROW_OTHER_INCONSISTENT: SampleRow
EXCEPTION_KIND_UNSPECIFIED: ExceptionKind
EXCEPTION_KIND_MATCH_WITHOUT_CASE: ExceptionKind
EXCEPTION_KIND_CASE_WITHOUT_QUERY: ExceptionKind
EXCEPTION_KIND_QUERY_WITHOUT_ANSWER: ExceptionKind
EXCEPTION_KIND_ANSWER_NOT_TAKEN: ExceptionKind
EXCEPTION_KIND_HOLD_WITHOUT_END: ExceptionKind
EXCEPTION_KIND_CLAIM_WITHOUT_END: ExceptionKind
EXCEPTION_KIND_NOTICE_WITHOUT_ACKNOWLEDGEMENT: ExceptionKind
EXCEPTION_KIND_ALARM_WITHOUT_ACKNOWLEDGEMENT: ExceptionKind
EXCEPTION_KIND_CLOSED_WITHOUT_RECORD: ExceptionKind
EXCEPTION_KIND_CORRECTED_WITHOUT_WITHDRAWAL: ExceptionKind
EXCEPTION_KIND_RELEASE_WITHOUT_CONFIRMATION: ExceptionKind
NUMBER_KIND_UNSPECIFIED: NumberKind
NUMBER_KIND_IDENTITY: NumberKind
NUMBER_KIND_ENCOUNTER: NumberKind
NUMBER_KIND_FBI_NUMBER: NumberKind
NUMBER_KIND_FIN: NumberKind
NUMBER_KIND_ALIEN_NUMBER: NumberKind
NUMBER_KIND_DOCUMENT_NUMBER: NumberKind
NUMBER_KIND_STATE_ID: NumberKind
NUMBER_KIND_TCN: NumberKind
NUMBER_KIND_AGENCY_CASE_NUMBER: NumberKind
NUMBER_KIND_CASE: NumberKind
NUMBER_KIND_QUERY: NumberKind
NUMBER_KIND_DETAINER: NumberKind

class SampleRate(_message.Message):
    __slots__ = ("count", "total", "share", "low", "high")
    COUNT_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    SHARE_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    count: int
    total: int
    share: float
    low: float
    high: float
    def __init__(self, count: _Optional[int] = ..., total: _Optional[int] = ..., share: _Optional[float] = ..., low: _Optional[float] = ..., high: _Optional[float] = ...) -> None: ...

class SampleCasesRequest(_message.Message):
    __slots__ = ("first_day", "last_day", "case_count", "seed")
    FIRST_DAY_FIELD_NUMBER: _ClassVar[int]
    LAST_DAY_FIELD_NUMBER: _ClassVar[int]
    CASE_COUNT_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    first_day: _date_pb2.Date
    last_day: _date_pb2.Date
    case_count: int
    seed: int
    def __init__(self, first_day: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., last_day: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., case_count: _Optional[int] = ..., seed: _Optional[int] = ...) -> None: ...

class SampleCasesResponse(_message.Message):
    __slots__ = ("population_count", "rows", "assessed", "consistent", "violations", "cases")
    POPULATION_COUNT_FIELD_NUMBER: _ClassVar[int]
    ROWS_FIELD_NUMBER: _ClassVar[int]
    ASSESSED_FIELD_NUMBER: _ClassVar[int]
    CONSISTENT_FIELD_NUMBER: _ClassVar[int]
    VIOLATIONS_FIELD_NUMBER: _ClassVar[int]
    CASES_FIELD_NUMBER: _ClassVar[int]
    population_count: int
    rows: _containers.RepeatedCompositeFieldContainer[SampleRowRate]
    assessed: SampleRate
    consistent: SampleRate
    violations: SampleRate
    cases: _containers.RepeatedCompositeFieldContainer[SampledCase]
    def __init__(self, population_count: _Optional[int] = ..., rows: _Optional[_Iterable[_Union[SampleRowRate, _Mapping]]] = ..., assessed: _Optional[_Union[SampleRate, _Mapping]] = ..., consistent: _Optional[_Union[SampleRate, _Mapping]] = ..., violations: _Optional[_Union[SampleRate, _Mapping]] = ..., cases: _Optional[_Iterable[_Union[SampledCase, _Mapping]]] = ...) -> None: ...

class SampleRowRate(_message.Message):
    __slots__ = ("row", "rate")
    ROW_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    row: SampleRow
    rate: SampleRate
    def __init__(self, row: _Optional[_Union[SampleRow, str]] = ..., rate: _Optional[_Union[SampleRate, _Mapping]] = ...) -> None: ...

class SampledCase(_message.Message):
    __slots__ = ("case_id", "row", "is_violation")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ROW_FIELD_NUMBER: _ClassVar[int]
    IS_VIOLATION_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    row: SampleRow
    is_violation: bool
    def __init__(self, case_id: _Optional[str] = ..., row: _Optional[_Union[SampleRow, str]] = ..., is_violation: _Optional[bool] = ...) -> None: ...

class GetComplianceReportRequest(_message.Message):
    __slots__ = ("month",)
    MONTH_FIELD_NUMBER: _ClassVar[int]
    month: str
    def __init__(self, month: _Optional[str] = ...) -> None: ...

class GetComplianceReportResponse(_message.Message):
    __slots__ = ("month", "offices", "total", "lacking")
    MONTH_FIELD_NUMBER: _ClassVar[int]
    OFFICES_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    LACKING_FIELD_NUMBER: _ClassVar[int]
    month: str
    offices: _containers.RepeatedCompositeFieldContainer[OfficeCompliance]
    total: OfficeCompliance
    lacking: _containers.RepeatedCompositeFieldContainer[UndocumentedMatch]
    def __init__(self, month: _Optional[str] = ..., offices: _Optional[_Iterable[_Union[OfficeCompliance, _Mapping]]] = ..., total: _Optional[_Union[OfficeCompliance, _Mapping]] = ..., lacking: _Optional[_Iterable[_Union[UndocumentedMatch, _Mapping]]] = ...) -> None: ...

class OfficeCompliance(_message.Message):
    __slots__ = ("office", "match_count", "documented_count", "violation_count", "rate")
    OFFICE_FIELD_NUMBER: _ClassVar[int]
    MATCH_COUNT_FIELD_NUMBER: _ClassVar[int]
    DOCUMENTED_COUNT_FIELD_NUMBER: _ClassVar[int]
    VIOLATION_COUNT_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    office: str
    match_count: int
    documented_count: int
    violation_count: int
    rate: float
    def __init__(self, office: _Optional[str] = ..., match_count: _Optional[int] = ..., documented_count: _Optional[int] = ..., violation_count: _Optional[int] = ..., rate: _Optional[float] = ...) -> None: ...

class UndocumentedMatch(_message.Message):
    __slots__ = ("tcn", "case_id", "office", "match_time", "missing_fields", "is_violation")
    TCN_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    OFFICE_FIELD_NUMBER: _ClassVar[int]
    MATCH_TIME_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELDS_FIELD_NUMBER: _ClassVar[int]
    IS_VIOLATION_FIELD_NUMBER: _ClassVar[int]
    tcn: str
    case_id: str
    office: str
    match_time: _timestamp_pb2.Timestamp
    missing_fields: _containers.RepeatedScalarFieldContainer[str]
    is_violation: bool
    def __init__(self, tcn: _Optional[str] = ..., case_id: _Optional[str] = ..., office: _Optional[str] = ..., match_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., missing_fields: _Optional[_Iterable[str]] = ..., is_violation: _Optional[bool] = ...) -> None: ...

class GetExceptionReportRequest(_message.Message):
    __slots__ = ("min_age_hours",)
    MIN_AGE_HOURS_FIELD_NUMBER: _ClassVar[int]
    min_age_hours: int
    def __init__(self, min_age_hours: _Optional[int] = ...) -> None: ...

class GetExceptionReportResponse(_message.Message):
    __slots__ = ("exceptions", "counts")
    EXCEPTIONS_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    exceptions: _containers.RepeatedCompositeFieldContainer[ReportedException]
    counts: _containers.RepeatedCompositeFieldContainer[ExceptionCount]
    def __init__(self, exceptions: _Optional[_Iterable[_Union[ReportedException, _Mapping]]] = ..., counts: _Optional[_Iterable[_Union[ExceptionCount, _Mapping]]] = ...) -> None: ...

class ReportedException(_message.Message):
    __slots__ = ("kind", "object_id", "case_id", "since", "detail")
    KIND_FIELD_NUMBER: _ClassVar[int]
    OBJECT_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    kind: ExceptionKind
    object_id: str
    case_id: str
    since: _timestamp_pb2.Timestamp
    detail: str
    def __init__(self, kind: _Optional[_Union[ExceptionKind, str]] = ..., object_id: _Optional[str] = ..., case_id: _Optional[str] = ..., since: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., detail: _Optional[str] = ...) -> None: ...

class ExceptionCount(_message.Message):
    __slots__ = ("kind", "count")
    KIND_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    kind: ExceptionKind
    count: int
    def __init__(self, kind: _Optional[_Union[ExceptionKind, str]] = ..., count: _Optional[int] = ...) -> None: ...

class GetDossierRequest(_message.Message):
    __slots__ = ("person_id",)
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    def __init__(self, person_id: _Optional[str] = ...) -> None: ...

class GetDossierResponse(_message.Message):
    __slots__ = ("dossier",)
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    dossier: Dossier
    def __init__(self, dossier: _Optional[_Union[Dossier, _Mapping]] = ...) -> None: ...

class Dossier(_message.Message):
    __slots__ = ("person_id", "ident_identity_ids", "iafis_identity_ids", "bookings", "cases", "corrections", "log", "log_left_out", "release_notices")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    IDENT_IDENTITY_IDS_FIELD_NUMBER: _ClassVar[int]
    IAFIS_IDENTITY_IDS_FIELD_NUMBER: _ClassVar[int]
    BOOKINGS_FIELD_NUMBER: _ClassVar[int]
    CASES_FIELD_NUMBER: _ClassVar[int]
    CORRECTIONS_FIELD_NUMBER: _ClassVar[int]
    LOG_FIELD_NUMBER: _ClassVar[int]
    LOG_LEFT_OUT_FIELD_NUMBER: _ClassVar[int]
    RELEASE_NOTICES_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    ident_identity_ids: _containers.RepeatedScalarFieldContainer[str]
    iafis_identity_ids: _containers.RepeatedScalarFieldContainer[str]
    bookings: _containers.RepeatedCompositeFieldContainer[_booking_service_pb2.BookingEntry]
    cases: _containers.RepeatedCompositeFieldContainer[_case_service_pb2.Case]
    corrections: _containers.RepeatedCompositeFieldContainer[_correction_service_pb2.Correction]
    log: _containers.RepeatedCompositeFieldContainer[_audit_service_pb2.AuditEntry]
    log_left_out: bool
    release_notices: _containers.RepeatedCompositeFieldContainer[_detainer_service_pb2.ReleaseNotice]
    def __init__(self, person_id: _Optional[str] = ..., ident_identity_ids: _Optional[_Iterable[str]] = ..., iafis_identity_ids: _Optional[_Iterable[str]] = ..., bookings: _Optional[_Iterable[_Union[_booking_service_pb2.BookingEntry, _Mapping]]] = ..., cases: _Optional[_Iterable[_Union[_case_service_pb2.Case, _Mapping]]] = ..., corrections: _Optional[_Iterable[_Union[_correction_service_pb2.Correction, _Mapping]]] = ..., log: _Optional[_Iterable[_Union[_audit_service_pb2.AuditEntry, _Mapping]]] = ..., log_left_out: _Optional[bool] = ..., release_notices: _Optional[_Iterable[_Union[_detainer_service_pb2.ReleaseNotice, _Mapping]]] = ...) -> None: ...

class FindPersonRequest(_message.Message):
    __slots__ = ("number", "kind")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    number: str
    kind: NumberKind
    def __init__(self, number: _Optional[str] = ..., kind: _Optional[_Union[NumberKind, str]] = ...) -> None: ...

class FindPersonResponse(_message.Message):
    __slots__ = ("people",)
    PEOPLE_FIELD_NUMBER: _ClassVar[int]
    people: _containers.RepeatedCompositeFieldContainer[FoundPerson]
    def __init__(self, people: _Optional[_Iterable[_Union[FoundPerson, _Mapping]]] = ...) -> None: ...

class FoundPerson(_message.Message):
    __slots__ = ("kind", "gallery", "identity_id", "number", "tcns", "case_ids")
    KIND_FIELD_NUMBER: _ClassVar[int]
    GALLERY_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    TCNS_FIELD_NUMBER: _ClassVar[int]
    CASE_IDS_FIELD_NUMBER: _ClassVar[int]
    kind: NumberKind
    gallery: str
    identity_id: str
    number: str
    tcns: _containers.RepeatedScalarFieldContainer[str]
    case_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, kind: _Optional[_Union[NumberKind, str]] = ..., gallery: _Optional[str] = ..., identity_id: _Optional[str] = ..., number: _Optional[str] = ..., tcns: _Optional[_Iterable[str]] = ..., case_ids: _Optional[_Iterable[str]] = ...) -> None: ...
