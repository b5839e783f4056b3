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

class LescSource(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    LESC_SOURCE_UNSPECIFIED: _ClassVar[LescSource]
    LESC_SOURCE_CENTRAL_INDEX: _ClassVar[LescSource]
    LESC_SOURCE_NATURALISATION: _ClassVar[LescSource]
    LESC_SOURCE_PASSPORTS: _ClassVar[LescSource]
    LESC_SOURCE_BIRTHS_ABROAD: _ClassVar[LescSource]
    LESC_SOURCE_ADOPTION: _ClassVar[LescSource]
    LESC_SOURCE_VISA_ISSUANCE: _ClassVar[LescSource]
    LESC_SOURCE_BENEFITS: _ClassVar[LescSource]
    LESC_SOURCE_ASYLUM: _ClassVar[LescSource]
    LESC_SOURCE_IMMIGRATION_COURT: _ClassVar[LescSource]
    LESC_SOURCE_STUDENTS: _ClassVar[LescSource]
    LESC_SOURCE_ENTRY_EXIT: _ClassVar[LescSource]
    LESC_SOURCE_TRUSTED_TRAVELLERS: _ClassVar[LescSource]
    LESC_SOURCE_BORDER_ENCOUNTERS: _ClassVar[LescSource]
    LESC_SOURCE_REMOVALS: _ClassVar[LescSource]
    LESC_SOURCE_CRIMINAL_HISTORY: _ClassVar[LescSource]
    LESC_SOURCE_WANTS: _ClassVar[LescSource]

class FactKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FACT_KIND_UNSPECIFIED: _ClassVar[FactKind]
    FACT_KIND_ALIEN_FILE: _ClassVar[FactKind]
    FACT_KIND_DECEASED: _ClassVar[FactKind]
    FACT_KIND_NATURALISED: _ClassVar[FactKind]
    FACT_KIND_NATURALISATION_REFUSED: _ClassVar[FactKind]
    FACT_KIND_NATURALISATION_REVOKED: _ClassVar[FactKind]
    FACT_KIND_US_PASSPORT: _ClassVar[FactKind]
    FACT_KIND_PASSPORT_REFUSED: _ClassVar[FactKind]
    FACT_KIND_CITIZENSHIP_RENOUNCED: _ClassVar[FactKind]
    FACT_KIND_BORN_ABROAD_A_CITIZEN: _ClassVar[FactKind]
    FACT_KIND_CITIZEN_BY_ADOPTION: _ClassVar[FactKind]
    FACT_KIND_CITIZEN_BY_DERIVATION: _ClassVar[FactKind]
    FACT_KIND_CITIZENSHIP_ESTABLISHED: _ClassVar[FactKind]
    FACT_KIND_ADOPTED_AS_A_CITIZEN: _ClassVar[FactKind]
    FACT_KIND_VISA_ISSUED: _ClassVar[FactKind]
    FACT_KIND_VISA_REFUSED: _ClassVar[FactKind]
    FACT_KIND_VISA_ABUSED: _ClassVar[FactKind]
    FACT_KIND_ADMITTED: _ClassVar[FactKind]
    FACT_KIND_DEPARTED: _ClassVar[FactKind]
    FACT_KIND_PERMANENT_RESIDENCE: _ClassVar[FactKind]
    FACT_KIND_RESIDENCE_ENDED: _ClassVar[FactKind]
    FACT_KIND_STATUS_GRANTED: _ClassVar[FactKind]
    FACT_KIND_STUDENT_STATUS: _ClassVar[FactKind]
    FACT_KIND_TRUSTED_TRAVELLER: _ClassVar[FactKind]
    FACT_KIND_ENTERED_WITHOUT_INSPECTION: _ClassVar[FactKind]
    FACT_KIND_ENTERED_BY_FRAUD: _ClassVar[FactKind]
    FACT_KIND_SMUGGLING_ARREST: _ClassVar[FactKind]
    FACT_KIND_REMOVED: _ClassVar[FactKind]
    FACT_KIND_ORDERED_REMOVED: _ClassVar[FactKind]
    FACT_KIND_RELIEF_GRANTED: _ClassVar[FactKind]
    FACT_KIND_ASYLUM_GRANTED: _ClassVar[FactKind]
    FACT_KIND_ASYLUM_PENDING: _ClassVar[FactKind]
    FACT_KIND_CONVICTED: _ClassVar[FactKind]
    FACT_KIND_ARRESTED: _ClassVar[FactKind]
    FACT_KIND_WANTED: _ClassVar[FactKind]

class OffenseCategory(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OFFENSE_CATEGORY_UNSPECIFIED: _ClassVar[OffenseCategory]
    OFFENSE_CATEGORY_MURDER: _ClassVar[OffenseCategory]
    OFFENSE_CATEGORY_RAPE: _ClassVar[OffenseCategory]
    OFFENSE_CATEGORY_TERRORISM: _ClassVar[OffenseCategory]
    OFFENSE_CATEGORY_HUMAN_TRAFFICKING: _ClassVar[OffenseCategory]
    OFFENSE_CATEGORY_DRUG_TRAFFICKING: _ClassVar[OffenseCategory]
    OFFENSE_CATEGORY_FIREARMS_TRAFFICKING: _ClassVar[OffenseCategory]
    OFFENSE_CATEGORY_ALIEN_SMUGGLING: _ClassVar[OffenseCategory]
    OFFENSE_CATEGORY_ARSON: _ClassVar[OffenseCategory]
    OFFENSE_CATEGORY_ROBBERY: _ClassVar[OffenseCategory]
    OFFENSE_CATEGORY_BURGLARY: _ClassVar[OffenseCategory]
    OFFENSE_CATEGORY_ASSAULT: _ClassVar[OffenseCategory]
    OFFENSE_CATEGORY_LARCENY: _ClassVar[OffenseCategory]
    OFFENSE_CATEGORY_FRAUD: _ClassVar[OffenseCategory]
    OFFENSE_CATEGORY_IDENTITY_THEFT: _ClassVar[OffenseCategory]
    OFFENSE_CATEGORY_EXTORTION: _ClassVar[OffenseCategory]
    OFFENSE_CATEGORY_GANG_ACTIVITY: _ClassVar[OffenseCategory]
    OFFENSE_CATEGORY_ILLEGAL_ENTRY: _ClassVar[OffenseCategory]
    OFFENSE_CATEGORY_ILLEGAL_REENTRY: _ClassVar[OffenseCategory]
    OFFENSE_CATEGORY_DRUG_POSSESSION: _ClassVar[OffenseCategory]
    OFFENSE_CATEGORY_DRIVING_UNDER_THE_INFLUENCE: _ClassVar[OffenseCategory]
    OFFENSE_CATEGORY_TRAFFIC: _ClassVar[OffenseCategory]
    OFFENSE_CATEGORY_COURT_ORDER_VIOLATION: _ClassVar[OffenseCategory]
    OFFENSE_CATEGORY_HARBORING_FUGITIVES: _ClassVar[OffenseCategory]
    OFFENSE_CATEGORY_DISORDERLY_CONDUCT: _ClassVar[OffenseCategory]
    OFFENSE_CATEGORY_OTHER: _ClassVar[OffenseCategory]

class Agreement(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AGREEMENT_UNSPECIFIED: _ClassVar[Agreement]
    AGREEMENT_AGREEMENT: _ClassVar[Agreement]
    AGREEMENT_DOUBT: _ClassVar[Agreement]
    AGREEMENT_CONTRADICTION: _ClassVar[Agreement]

class ComparedField(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COMPARED_FIELD_UNSPECIFIED: _ClassVar[ComparedField]
    COMPARED_FIELD_NAME: _ClassVar[ComparedField]
    COMPARED_FIELD_DATES_OF_BIRTH: _ClassVar[ComparedField]
    COMPARED_FIELD_SEX: _ClassVar[ComparedField]
    COMPARED_FIELD_PLACE_OF_BIRTH: _ClassVar[ComparedField]
    COMPARED_FIELD_ALIEN_NUMBER: _ClassVar[ComparedField]
    COMPARED_FIELD_FBI_NUMBER: _ClassVar[ComparedField]
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
LESC_SOURCE_UNSPECIFIED: LescSource
LESC_SOURCE_CENTRAL_INDEX: LescSource
LESC_SOURCE_NATURALISATION: LescSource
LESC_SOURCE_PASSPORTS: LescSource
LESC_SOURCE_BIRTHS_ABROAD: LescSource
LESC_SOURCE_ADOPTION: LescSource
LESC_SOURCE_VISA_ISSUANCE: LescSource
LESC_SOURCE_BENEFITS: LescSource
LESC_SOURCE_ASYLUM: LescSource
LESC_SOURCE_IMMIGRATION_COURT: LescSource
LESC_SOURCE_STUDENTS: LescSource
LESC_SOURCE_ENTRY_EXIT: LescSource
LESC_SOURCE_TRUSTED_TRAVELLERS: LescSource
LESC_SOURCE_BORDER_ENCOUNTERS: LescSource
LESC_SOURCE_REMOVALS: LescSource
LESC_SOURCE_CRIMINAL_HISTORY: LescSource
LESC_SOURCE_WANTS: LescSource
FACT_KIND_UNSPECIFIED: FactKind
FACT_KIND_ALIEN_FILE: FactKind
FACT_KIND_DECEASED: FactKind
FACT_KIND_NATURALISED: FactKind
FACT_KIND_NATURALISATION_REFUSED: FactKind
FACT_KIND_NATURALISATION_REVOKED: FactKind
FACT_KIND_US_PASSPORT: FactKind
FACT_KIND_PASSPORT_REFUSED: FactKind
FACT_KIND_CITIZENSHIP_RENOUNCED: FactKind
FACT_KIND_BORN_ABROAD_A_CITIZEN: FactKind
FACT_KIND_CITIZEN_BY_ADOPTION: FactKind
FACT_KIND_CITIZEN_BY_DERIVATION: FactKind
FACT_KIND_CITIZENSHIP_ESTABLISHED: FactKind
FACT_KIND_ADOPTED_AS_A_CITIZEN: FactKind
FACT_KIND_VISA_ISSUED: FactKind
FACT_KIND_VISA_REFUSED: FactKind
FACT_KIND_VISA_ABUSED: FactKind
FACT_KIND_ADMITTED: FactKind
FACT_KIND_DEPARTED: FactKind
FACT_KIND_PERMANENT_RESIDENCE: FactKind
FACT_KIND_RESIDENCE_ENDED: FactKind
FACT_KIND_STATUS_GRANTED: FactKind
FACT_KIND_STUDENT_STATUS: FactKind
FACT_KIND_TRUSTED_TRAVELLER: FactKind
FACT_KIND_ENTERED_WITHOUT_INSPECTION: FactKind
FACT_KIND_ENTERED_BY_FRAUD: FactKind
FACT_KIND_SMUGGLING_ARREST: FactKind
FACT_KIND_REMOVED: FactKind
FACT_KIND_ORDERED_REMOVED: FactKind
FACT_KIND_RELIEF_GRANTED: FactKind
FACT_KIND_ASYLUM_GRANTED: FactKind
FACT_KIND_ASYLUM_PENDING: FactKind
FACT_KIND_CONVICTED: FactKind
FACT_KIND_ARRESTED: FactKind
FACT_KIND_WANTED: FactKind
OFFENSE_CATEGORY_UNSPECIFIED: OffenseCategory
OFFENSE_CATEGORY_MURDER: OffenseCategory
OFFENSE_CATEGORY_RAPE: OffenseCategory
OFFENSE_CATEGORY_TERRORISM: OffenseCategory
OFFENSE_CATEGORY_HUMAN_TRAFFICKING: OffenseCategory
OFFENSE_CATEGORY_DRUG_TRAFFICKING: OffenseCategory
OFFENSE_CATEGORY_FIREARMS_TRAFFICKING: OffenseCategory
OFFENSE_CATEGORY_ALIEN_SMUGGLING: OffenseCategory
OFFENSE_CATEGORY_ARSON: OffenseCategory
OFFENSE_CATEGORY_ROBBERY: OffenseCategory
OFFENSE_CATEGORY_BURGLARY: OffenseCategory
OFFENSE_CATEGORY_ASSAULT: OffenseCategory
OFFENSE_CATEGORY_LARCENY: OffenseCategory
OFFENSE_CATEGORY_FRAUD: OffenseCategory
OFFENSE_CATEGORY_IDENTITY_THEFT: OffenseCategory
OFFENSE_CATEGORY_EXTORTION: OffenseCategory
OFFENSE_CATEGORY_GANG_ACTIVITY: OffenseCategory
OFFENSE_CATEGORY_ILLEGAL_ENTRY: OffenseCategory
OFFENSE_CATEGORY_ILLEGAL_REENTRY: OffenseCategory
OFFENSE_CATEGORY_DRUG_POSSESSION: OffenseCategory
OFFENSE_CATEGORY_DRIVING_UNDER_THE_INFLUENCE: OffenseCategory
OFFENSE_CATEGORY_TRAFFIC: OffenseCategory
OFFENSE_CATEGORY_COURT_ORDER_VIOLATION: OffenseCategory
OFFENSE_CATEGORY_HARBORING_FUGITIVES: OffenseCategory
OFFENSE_CATEGORY_DISORDERLY_CONDUCT: OffenseCategory
OFFENSE_CATEGORY_OTHER: OffenseCategory
AGREEMENT_UNSPECIFIED: Agreement
AGREEMENT_AGREEMENT: Agreement
AGREEMENT_DOUBT: Agreement
AGREEMENT_CONTRADICTION: Agreement
COMPARED_FIELD_UNSPECIFIED: ComparedField
COMPARED_FIELD_NAME: ComparedField
COMPARED_FIELD_DATES_OF_BIRTH: ComparedField
COMPARED_FIELD_SEX: ComparedField
COMPARED_FIELD_PLACE_OF_BIRTH: ComparedField
COMPARED_FIELD_ALIEN_NUMBER: ComparedField
COMPARED_FIELD_FBI_NUMBER: ComparedField

class Conviction(_message.Message):
    __slots__ = ("date", "category", "category_code", "maximum_sentence_months", "imposed_sentence_months", "aggravated_felony", "literal", "statute")
    DATE_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_CODE_FIELD_NUMBER: _ClassVar[int]
    MAXIMUM_SENTENCE_MONTHS_FIELD_NUMBER: _ClassVar[int]
    IMPOSED_SENTENCE_MONTHS_FIELD_NUMBER: _ClassVar[int]
    AGGRAVATED_FELONY_FIELD_NUMBER: _ClassVar[int]
    LITERAL_FIELD_NUMBER: _ClassVar[int]
    STATUTE_FIELD_NUMBER: _ClassVar[int]
    date: _date_pb2.Date
    category: str
    category_code: OffenseCategory
    maximum_sentence_months: int
    imposed_sentence_months: int
    aggravated_felony: bool
    literal: str
    statute: str
    def __init__(self, date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., category: _Optional[str] = ..., category_code: _Optional[_Union[OffenseCategory, str]] = ..., maximum_sentence_months: _Optional[int] = ..., imposed_sentence_months: _Optional[int] = ..., aggravated_felony: _Optional[bool] = ..., literal: _Optional[str] = ..., statute: _Optional[str] = ...) -> None: ...

class Fact(_message.Message):
    __slots__ = ("kind", "kind_code", "from_date", "until_date", "details", "conviction")
    KIND_FIELD_NUMBER: _ClassVar[int]
    KIND_CODE_FIELD_NUMBER: _ClassVar[int]
    FROM_DATE_FIELD_NUMBER: _ClassVar[int]
    UNTIL_DATE_FIELD_NUMBER: _ClassVar[int]
    DETAILS_FIELD_NUMBER: _ClassVar[int]
    CONVICTION_FIELD_NUMBER: _ClassVar[int]
    kind: str
    kind_code: FactKind
    from_date: _date_pb2.Date
    until_date: _date_pb2.Date
    details: str
    conviction: Conviction
    def __init__(self, kind: _Optional[str] = ..., kind_code: _Optional[_Union[FactKind, str]] = ..., from_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., until_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., details: _Optional[str] = ..., conviction: _Optional[_Union[Conviction, _Mapping]] = ...) -> None: ...

class Finding(_message.Message):
    __slots__ = ("source", "source_code", "outcome", "look_up_time", "specialist", "facts", "found_by_number", "name", "date_of_birth", "sex", "place_of_birth", "alien_number", "fbi_number")
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_CODE_FIELD_NUMBER: _ClassVar[int]
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
    source_code: LescSource
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
    def __init__(self, source: _Optional[str] = ..., source_code: _Optional[_Union[LescSource, str]] = ..., outcome: _Optional[_Union[LookUpOutcome, str]] = ..., look_up_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., specialist: _Optional[str] = ..., facts: _Optional[_Iterable[_Union[Fact, _Mapping]]] = ..., found_by_number: _Optional[bool] = ..., name: _Optional[str] = ..., date_of_birth: _Optional[str] = ..., sex: _Optional[str] = ..., place_of_birth: _Optional[str] = ..., alien_number: _Optional[str] = ..., fbi_number: _Optional[str] = ...) -> None: ...

class Research(_message.Message):
    __slots__ = ("findings",)
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    findings: _containers.RepeatedCompositeFieldContainer[Finding]
    def __init__(self, findings: _Optional[_Iterable[_Union[Finding, _Mapping]]] = ...) -> None: ...

class FieldComparison(_message.Message):
    __slots__ = ("field", "field_code", "agreement", "booked", "held")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    FIELD_CODE_FIELD_NUMBER: _ClassVar[int]
    AGREEMENT_FIELD_NUMBER: _ClassVar[int]
    BOOKED_FIELD_NUMBER: _ClassVar[int]
    HELD_FIELD_NUMBER: _ClassVar[int]
    field: str
    field_code: ComparedField
    agreement: Agreement
    booked: str
    held: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, field: _Optional[str] = ..., field_code: _Optional[_Union[ComparedField, str]] = ..., agreement: _Optional[_Union[Agreement, str]] = ..., booked: _Optional[str] = ..., held: _Optional[_Iterable[str]] = ...) -> None: ...

class Determination(_message.Message):
    __slots__ = ("status", "identity_confirmed", "grounds", "convictions", "unresolved_because", "not_consulted", "not_consulted_codes", "determine_time", "specialist", "identity")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_CONFIRMED_FIELD_NUMBER: _ClassVar[int]
    GROUNDS_FIELD_NUMBER: _ClassVar[int]
    CONVICTIONS_FIELD_NUMBER: _ClassVar[int]
    UNRESOLVED_BECAUSE_FIELD_NUMBER: _ClassVar[int]
    NOT_CONSULTED_FIELD_NUMBER: _ClassVar[int]
    NOT_CONSULTED_CODES_FIELD_NUMBER: _ClassVar[int]
    DETERMINE_TIME_FIELD_NUMBER: _ClassVar[int]
    SPECIALIST_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_FIELD_NUMBER: _ClassVar[int]
    status: ImmigrationStatus
    identity_confirmed: bool
    grounds: _containers.RepeatedScalarFieldContainer[RemovalGround]
    convictions: _containers.RepeatedCompositeFieldContainer[Conviction]
    unresolved_because: str
    not_consulted: _containers.RepeatedScalarFieldContainer[str]
    not_consulted_codes: _containers.RepeatedScalarFieldContainer[LescSource]
    determine_time: _timestamp_pb2.Timestamp
    specialist: str
    identity: _containers.RepeatedCompositeFieldContainer[FieldComparison]
    def __init__(self, status: _Optional[_Union[ImmigrationStatus, str]] = ..., identity_confirmed: _Optional[bool] = ..., grounds: _Optional[_Iterable[_Union[RemovalGround, str]]] = ..., convictions: _Optional[_Iterable[_Union[Conviction, _Mapping]]] = ..., unresolved_because: _Optional[str] = ..., not_consulted: _Optional[_Iterable[str]] = ..., not_consulted_codes: _Optional[_Iterable[_Union[LescSource, str]]] = ..., determine_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., specialist: _Optional[str] = ..., identity: _Optional[_Iterable[_Union[FieldComparison, _Mapping]]] = ...) -> None: ...
