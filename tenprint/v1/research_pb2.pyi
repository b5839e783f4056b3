import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ImmigrationStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    IMMIGRATION_STATUS_UNSPECIFIED: _ClassVar[ImmigrationStatus]
    IMMIGRATION_STATUS_US_CITIZEN: _ClassVar[ImmigrationStatus]
    IMMIGRATION_STATUS_LAWFUL_PERMANENT_RESIDENT: _ClassVar[ImmigrationStatus]
    IMMIGRATION_STATUS_LAWFUL_STATUS: _ClassVar[ImmigrationStatus]
    IMMIGRATION_STATUS_UNLAWFULLY_PRESENT: _ClassVar[ImmigrationStatus]
    IMMIGRATION_STATUS_NO_RECORD: _ClassVar[ImmigrationStatus]
    IMMIGRATION_STATUS_UNRESOLVED: _ClassVar[ImmigrationStatus]

class RemovalGround(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REMOVAL_GROUND_UNSPECIFIED: _ClassVar[RemovalGround]
    REMOVAL_GROUND_ENTERED_ILLEGALLY: _ClassVar[RemovalGround]
    REMOVAL_GROUND_OVERSTAYED: _ClassVar[RemovalGround]
    REMOVAL_GROUND_PREVIOUSLY_REMOVED: _ClassVar[RemovalGround]
    REMOVAL_GROUND_REMOVABLE_CONVICTION: _ClassVar[RemovalGround]
    REMOVAL_GROUND_ORDERED_REMOVED: _ClassVar[RemovalGround]
    REMOVAL_GROUND_ABUSED_VISA: _ClassVar[RemovalGround]
    REMOVAL_GROUND_ENTERED_BY_FRAUD: _ClassVar[RemovalGround]

class LookUpOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    LOOK_UP_OUTCOME_UNSPECIFIED: _ClassVar[LookUpOutcome]
    LOOK_UP_OUTCOME_FOUND: _ClassVar[LookUpOutcome]
    LOOK_UP_OUTCOME_NOT_FOUND: _ClassVar[LookUpOutcome]
    LOOK_UP_OUTCOME_UNAVAILABLE: _ClassVar[LookUpOutcome]
    LOOK_UP_OUTCOME_TIMED_OUT: _ClassVar[LookUpOutcome]

class Agreement(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AGREEMENT_UNSPECIFIED: _ClassVar[Agreement]
    AGREEMENT_AGREEMENT: _ClassVar[Agreement]
    AGREEMENT_DOUBT: _ClassVar[Agreement]
    AGREEMENT_CONTRADICTION: _ClassVar[Agreement]
IMMIGRATION_STATUS_UNSPECIFIED: ImmigrationStatus
IMMIGRATION_STATUS_US_CITIZEN: ImmigrationStatus
IMMIGRATION_STATUS_LAWFUL_PERMANENT_RESIDENT: ImmigrationStatus
IMMIGRATION_STATUS_LAWFUL_STATUS: ImmigrationStatus
IMMIGRATION_STATUS_UNLAWFULLY_PRESENT: ImmigrationStatus
IMMIGRATION_STATUS_NO_RECORD: ImmigrationStatus
IMMIGRATION_STATUS_UNRESOLVED: ImmigrationStatus
REMOVAL_GROUND_UNSPECIFIED: RemovalGround
REMOVAL_GROUND_ENTERED_ILLEGALLY: RemovalGround
REMOVAL_GROUND_OVERSTAYED: RemovalGround
REMOVAL_GROUND_PREVIOUSLY_REMOVED: RemovalGround
REMOVAL_GROUND_REMOVABLE_CONVICTION: RemovalGround
REMOVAL_GROUND_ORDERED_REMOVED: RemovalGround
REMOVAL_GROUND_ABUSED_VISA: RemovalGround
REMOVAL_GROUND_ENTERED_BY_FRAUD: RemovalGround
LOOK_UP_OUTCOME_UNSPECIFIED: LookUpOutcome
LOOK_UP_OUTCOME_FOUND: LookUpOutcome
LOOK_UP_OUTCOME_NOT_FOUND: LookUpOutcome
LOOK_UP_OUTCOME_UNAVAILABLE: LookUpOutcome
LOOK_UP_OUTCOME_TIMED_OUT: LookUpOutcome
AGREEMENT_UNSPECIFIED: Agreement
AGREEMENT_AGREEMENT: Agreement
AGREEMENT_DOUBT: Agreement
AGREEMENT_CONTRADICTION: Agreement

class Conviction(_message.Message):
    __slots__ = ("date", "category", "maximum_sentence_months", "imposed_sentence_months", "aggravated_felony", "literal", "statute")
    DATE_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    MAXIMUM_SENTENCE_MONTHS_FIELD_NUMBER: _ClassVar[int]
    IMPOSED_SENTENCE_MONTHS_FIELD_NUMBER: _ClassVar[int]
    AGGRAVATED_FELONY_FIELD_NUMBER: _ClassVar[int]
    LITERAL_FIELD_NUMBER: _ClassVar[int]
    STATUTE_FIELD_NUMBER: _ClassVar[int]
    date: _date_pb2.Date
    category: str
    maximum_sentence_months: int
    imposed_sentence_months: int
    aggravated_felony: bool
    literal: str
    statute: str
    def __init__(self, date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., category: _Optional[str] = ..., maximum_sentence_months: _Optional[int] = ..., imposed_sentence_months: _Optional[int] = ..., aggravated_felony: _Optional[bool] = ..., literal: _Optional[str] = ..., statute: _Optional[str] = ...) -> None: ...

class Fact(_message.Message):
    __slots__ = ("kind", "from_date", "until_date", "details", "conviction")
    KIND_FIELD_NUMBER: _ClassVar[int]
    FROM_DATE_FIELD_NUMBER: _ClassVar[int]
    UNTIL_DATE_FIELD_NUMBER: _ClassVar[int]
    DETAILS_FIELD_NUMBER: _ClassVar[int]
    CONVICTION_FIELD_NUMBER: _ClassVar[int]
    kind: str
    from_date: _date_pb2.Date
    until_date: _date_pb2.Date
    details: str
    conviction: Conviction
    def __init__(self, kind: _Optional[str] = ..., from_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., until_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., details: _Optional[str] = ..., conviction: _Optional[_Union[Conviction, _Mapping]] = ...) -> None: ...

class Finding(_message.Message):
    __slots__ = ("source", "outcome", "look_up_time", "specialist", "facts", "found_by_number", "name", "date_of_birth", "sex", "place_of_birth", "alien_number", "fbi_number")
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    LOOK_UP_TIME_FIELD_NUMBER: _ClassVar[int]
    SPECIALIST_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    FOUND_BY_NUMBER_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DATE_OF_BIRTH_FIELD_NUMBER: _ClassVar[int]
    SEX_FIELD_NUMBER: _ClassVar[int]
    PLACE_OF_BIRTH_FIELD_NUMBER: _ClassVar[int]
    ALIEN_NUMBER_FIELD_NUMBER: _ClassVar[int]
    FBI_NUMBER_FIELD_NUMBER: _ClassVar[int]
    source: str
    outcome: LookUpOutcome
    look_up_time: _timestamp_pb2.Timestamp
    specialist: str
    facts: _containers.RepeatedCompositeFieldContainer[Fact]
    found_by_number: bool
    name: str
    date_of_birth: str
    sex: str
    place_of_birth: str
    alien_number: str
    fbi_number: str
    def __init__(self, source: _Optional[str] = ..., outcome: _Optional[_Union[LookUpOutcome, str]] = ..., look_up_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., specialist: _Optional[str] = ..., facts: _Optional[_Iterable[_Union[Fact, _Mapping]]] = ..., found_by_number: _Optional[bool] = ..., name: _Optional[str] = ..., date_of_birth: _Optional[str] = ..., sex: _Optional[str] = ..., place_of_birth: _Optional[str] = ..., alien_number: _Optional[str] = ..., fbi_number: _Optional[str] = ...) -> None: ...

class Research(_message.Message):
    __slots__ = ("findings",)
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    findings: _containers.RepeatedCompositeFieldContainer[Finding]
    def __init__(self, findings: _Optional[_Iterable[_Union[Finding, _Mapping]]] = ...) -> None: ...

class FieldComparison(_message.Message):
    __slots__ = ("field", "agreement", "booked", "held")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    AGREEMENT_FIELD_NUMBER: _ClassVar[int]
    BOOKED_FIELD_NUMBER: _ClassVar[int]
    HELD_FIELD_NUMBER: _ClassVar[int]
    field: str
    agreement: Agreement
    booked: str
    held: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, field: _Optional[str] = ..., agreement: _Optional[_Union[Agreement, str]] = ..., booked: _Optional[str] = ..., held: _Optional[_Iterable[str]] = ...) -> None: ...

class Determination(_message.Message):
    __slots__ = ("status", "identity_confirmed", "grounds", "convictions", "unresolved_because", "not_consulted", "determine_time", "specialist", "identity")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_CONFIRMED_FIELD_NUMBER: _ClassVar[int]
    GROUNDS_FIELD_NUMBER: _ClassVar[int]
    CONVICTIONS_FIELD_NUMBER: _ClassVar[int]
    UNRESOLVED_BECAUSE_FIELD_NUMBER: _ClassVar[int]
    NOT_CONSULTED_FIELD_NUMBER: _ClassVar[int]
    DETERMINE_TIME_FIELD_NUMBER: _ClassVar[int]
    SPECIALIST_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_FIELD_NUMBER: _ClassVar[int]
    status: ImmigrationStatus
    identity_confirmed: bool
    grounds: _containers.RepeatedScalarFieldContainer[RemovalGround]
    convictions: _containers.RepeatedCompositeFieldContainer[Conviction]
    unresolved_because: str
    not_consulted: _containers.RepeatedScalarFieldContainer[str]
    determine_time: _timestamp_pb2.Timestamp
    specialist: str
    identity: _containers.RepeatedCompositeFieldContainer[FieldComparison]
    def __init__(self, status: _Optional[_Union[ImmigrationStatus, str]] = ..., identity_confirmed: _Optional[bool] = ..., grounds: _Optional[_Iterable[_Union[RemovalGround, str]]] = ..., convictions: _Optional[_Iterable[_Union[Conviction, _Mapping]]] = ..., unresolved_because: _Optional[str] = ..., not_consulted: _Optional[_Iterable[str]] = ..., determine_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., specialist: _Optional[str] = ..., identity: _Optional[_Iterable[_Union[FieldComparison, _Mapping]]] = ...) -> None: ...
