import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from tenprint.v1 import candidate_pb2 as _candidate_pb2
from tenprint.v1 import research_pb2 as _research_pb2
from tenprint.v1 import sample_pb2 as _sample_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CriminalEventKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CRIMINAL_EVENT_KIND_UNSPECIFIED: _ClassVar[CriminalEventKind]
    CRIMINAL_EVENT_KIND_ARREST: _ClassVar[CriminalEventKind]
    CRIMINAL_EVENT_KIND_CONVICTION: _ClassVar[CriminalEventKind]
    CRIMINAL_EVENT_KIND_DISPOSITION: _ClassVar[CriminalEventKind]

class IdentEncounterKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    IDENT_ENCOUNTER_KIND_UNSPECIFIED: _ClassVar[IdentEncounterKind]
    IDENT_ENCOUNTER_KIND_VISA_APPLICATION: _ClassVar[IdentEncounterKind]
    IDENT_ENCOUNTER_KIND_BORDER_ENTRY: _ClassVar[IdentEncounterKind]
    IDENT_ENCOUNTER_KIND_REMOVAL: _ClassVar[IdentEncounterKind]
    IDENT_ENCOUNTER_KIND_RE_ENTRY: _ClassVar[IdentEncounterKind]
    IDENT_ENCOUNTER_KIND_PERMANENT_RESIDENCE: _ClassVar[IdentEncounterKind]
    IDENT_ENCOUNTER_KIND_NATURALISATION: _ClassVar[IdentEncounterKind]
    IDENT_ENCOUNTER_KIND_ADOPTION: _ClassVar[IdentEncounterKind]
    IDENT_ENCOUNTER_KIND_TRUSTED_TRAVELLER: _ClassVar[IdentEncounterKind]
    IDENT_ENCOUNTER_KIND_SMUGGLING_ARREST: _ClassVar[IdentEncounterKind]

class WatchListReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    WATCH_LIST_REASON_UNSPECIFIED: _ClassVar[WatchListReason]
    WATCH_LIST_REASON_KNOWN_OR_SUSPECTED_TERRORIST: _ClassVar[WatchListReason]
    WATCH_LIST_REASON_CRIMINAL: _ClassVar[WatchListReason]
    WATCH_LIST_REASON_IMMIGRATION_VIOLATOR: _ClassVar[WatchListReason]
CRIMINAL_EVENT_KIND_UNSPECIFIED: CriminalEventKind
CRIMINAL_EVENT_KIND_ARREST: CriminalEventKind
CRIMINAL_EVENT_KIND_CONVICTION: CriminalEventKind
CRIMINAL_EVENT_KIND_DISPOSITION: CriminalEventKind
IDENT_ENCOUNTER_KIND_UNSPECIFIED: IdentEncounterKind
IDENT_ENCOUNTER_KIND_VISA_APPLICATION: IdentEncounterKind
IDENT_ENCOUNTER_KIND_BORDER_ENTRY: IdentEncounterKind
IDENT_ENCOUNTER_KIND_REMOVAL: IdentEncounterKind
IDENT_ENCOUNTER_KIND_RE_ENTRY: IdentEncounterKind
IDENT_ENCOUNTER_KIND_PERMANENT_RESIDENCE: IdentEncounterKind
IDENT_ENCOUNTER_KIND_NATURALISATION: IdentEncounterKind
IDENT_ENCOUNTER_KIND_ADOPTION: IdentEncounterKind
IDENT_ENCOUNTER_KIND_TRUSTED_TRAVELLER: IdentEncounterKind
IDENT_ENCOUNTER_KIND_SMUGGLING_ARREST: IdentEncounterKind
WATCH_LIST_REASON_UNSPECIFIED: WatchListReason
WATCH_LIST_REASON_KNOWN_OR_SUSPECTED_TERRORIST: WatchListReason
WATCH_LIST_REASON_CRIMINAL: WatchListReason
WATCH_LIST_REASON_IMMIGRATION_VIOLATOR: WatchListReason

class CriminalEvent(_message.Message):
    __slots__ = ("event_id", "kind", "date", "ori", "literal", "category", "category_code", "offense_code", "statute", "maximum_sentence_months", "imposed_sentence_months", "aggravated_felony", "disposition", "encounter_id", "identity_id")
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    ORI_FIELD_NUMBER: _ClassVar[int]
    LITERAL_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_CODE_FIELD_NUMBER: _ClassVar[int]
    OFFENSE_CODE_FIELD_NUMBER: _ClassVar[int]
    STATUTE_FIELD_NUMBER: _ClassVar[int]
    MAXIMUM_SENTENCE_MONTHS_FIELD_NUMBER: _ClassVar[int]
    IMPOSED_SENTENCE_MONTHS_FIELD_NUMBER: _ClassVar[int]
    AGGRAVATED_FELONY_FIELD_NUMBER: _ClassVar[int]
    DISPOSITION_FIELD_NUMBER: _ClassVar[int]
    ENCOUNTER_ID_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    event_id: str
    kind: CriminalEventKind
    date: _date_pb2.Date
    ori: str
    literal: str
    category: str
    category_code: _research_pb2.OffenseCategory
    offense_code: str
    statute: str
    maximum_sentence_months: int
    imposed_sentence_months: int
    aggravated_felony: bool
    disposition: str
    encounter_id: str
    identity_id: str
    def __init__(self, event_id: _Optional[str] = ..., kind: _Optional[_Union[CriminalEventKind, str]] = ..., date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., ori: _Optional[str] = ..., literal: _Optional[str] = ..., category: _Optional[str] = ..., category_code: _Optional[_Union[_research_pb2.OffenseCategory, str]] = ..., offense_code: _Optional[str] = ..., statute: _Optional[str] = ..., maximum_sentence_months: _Optional[int] = ..., imposed_sentence_months: _Optional[int] = ..., aggravated_felony: _Optional[bool] = ..., disposition: _Optional[str] = ..., encounter_id: _Optional[str] = ..., identity_id: _Optional[str] = ...) -> None: ...

class Want(_message.Message):
    __slots__ = ("want_id", "ori", "literal", "issue_date", "offense_code", "extradition", "clear_date", "identity_id")
    WANT_ID_FIELD_NUMBER: _ClassVar[int]
    ORI_FIELD_NUMBER: _ClassVar[int]
    LITERAL_FIELD_NUMBER: _ClassVar[int]
    ISSUE_DATE_FIELD_NUMBER: _ClassVar[int]
    OFFENSE_CODE_FIELD_NUMBER: _ClassVar[int]
    EXTRADITION_FIELD_NUMBER: _ClassVar[int]
    CLEAR_DATE_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    want_id: str
    ori: str
    literal: str
    issue_date: _date_pb2.Date
    offense_code: str
    extradition: bool
    clear_date: _date_pb2.Date
    identity_id: str
    def __init__(self, want_id: _Optional[str] = ..., ori: _Optional[str] = ..., literal: _Optional[str] = ..., issue_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., offense_code: _Optional[str] = ..., extradition: _Optional[bool] = ..., clear_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., identity_id: _Optional[str] = ...) -> None: ...

class RapSheet(_message.Message):
    __slots__ = ("identity_id", "fbi_number", "other_fbi_numbers", "events", "wants")
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    FBI_NUMBER_FIELD_NUMBER: _ClassVar[int]
    OTHER_FBI_NUMBERS_FIELD_NUMBER: _ClassVar[int]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    WANTS_FIELD_NUMBER: _ClassVar[int]
    identity_id: str
    fbi_number: str
    other_fbi_numbers: _containers.RepeatedScalarFieldContainer[str]
    events: _containers.RepeatedCompositeFieldContainer[CriminalEvent]
    wants: _containers.RepeatedCompositeFieldContainer[Want]
    def __init__(self, identity_id: _Optional[str] = ..., fbi_number: _Optional[str] = ..., other_fbi_numbers: _Optional[_Iterable[str]] = ..., events: _Optional[_Iterable[_Union[CriminalEvent, _Mapping]]] = ..., wants: _Optional[_Iterable[_Union[Want, _Mapping]]] = ...) -> None: ...

class BiographicData(_message.Message):
    __slots__ = ("name", "date_of_birth", "sex", "place_of_birth")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DATE_OF_BIRTH_FIELD_NUMBER: _ClassVar[int]
    SEX_FIELD_NUMBER: _ClassVar[int]
    PLACE_OF_BIRTH_FIELD_NUMBER: _ClassVar[int]
    name: str
    date_of_birth: _date_pb2.Date
    sex: str
    place_of_birth: str
    def __init__(self, name: _Optional[str] = ..., date_of_birth: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., sex: _Optional[str] = ..., place_of_birth: _Optional[str] = ...) -> None: ...

class IdentEncounter(_message.Message):
    __slots__ = ("encounter_id", "kind", "encounter_time", "biographic", "document_number", "alien_number", "site", "identity_id")
    ENCOUNTER_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    ENCOUNTER_TIME_FIELD_NUMBER: _ClassVar[int]
    BIOGRAPHIC_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    ALIEN_NUMBER_FIELD_NUMBER: _ClassVar[int]
    SITE_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    encounter_id: str
    kind: IdentEncounterKind
    encounter_time: _timestamp_pb2.Timestamp
    biographic: BiographicData
    document_number: str
    alien_number: str
    site: str
    identity_id: str
    def __init__(self, encounter_id: _Optional[str] = ..., kind: _Optional[_Union[IdentEncounterKind, str]] = ..., encounter_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., biographic: _Optional[_Union[BiographicData, _Mapping]] = ..., document_number: _Optional[str] = ..., alien_number: _Optional[str] = ..., site: _Optional[str] = ..., identity_id: _Optional[str] = ...) -> None: ...

class IdentRecord(_message.Message):
    __slots__ = ("identity_id", "fin", "alien_number", "biographic", "encounters", "two_index_fingers", "other_fins", "other_alien_numbers")
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    FIN_FIELD_NUMBER: _ClassVar[int]
    ALIEN_NUMBER_FIELD_NUMBER: _ClassVar[int]
    BIOGRAPHIC_FIELD_NUMBER: _ClassVar[int]
    ENCOUNTERS_FIELD_NUMBER: _ClassVar[int]
    TWO_INDEX_FINGERS_FIELD_NUMBER: _ClassVar[int]
    OTHER_FINS_FIELD_NUMBER: _ClassVar[int]
    OTHER_ALIEN_NUMBERS_FIELD_NUMBER: _ClassVar[int]
    identity_id: str
    fin: str
    alien_number: str
    biographic: BiographicData
    encounters: _containers.RepeatedCompositeFieldContainer[IdentEncounter]
    two_index_fingers: bool
    other_fins: _containers.RepeatedScalarFieldContainer[str]
    other_alien_numbers: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, identity_id: _Optional[str] = ..., fin: _Optional[str] = ..., alien_number: _Optional[str] = ..., biographic: _Optional[_Union[BiographicData, _Mapping]] = ..., encounters: _Optional[_Iterable[_Union[IdentEncounter, _Mapping]]] = ..., two_index_fingers: _Optional[bool] = ..., other_fins: _Optional[_Iterable[str]] = ..., other_alien_numbers: _Optional[_Iterable[str]] = ...) -> None: ...

class WatchListEntry(_message.Message):
    __slots__ = ("entry_id", "identity_id", "reason", "note", "create_time", "remove_time")
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    REMOVE_TIME_FIELD_NUMBER: _ClassVar[int]
    entry_id: str
    identity_id: str
    reason: WatchListReason
    note: str
    create_time: _timestamp_pb2.Timestamp
    remove_time: _timestamp_pb2.Timestamp
    def __init__(self, entry_id: _Optional[str] = ..., identity_id: _Optional[str] = ..., reason: _Optional[_Union[WatchListReason, str]] = ..., note: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., remove_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class PutCriminalEventRequest(_message.Message):
    __slots__ = ("identity_id", "event")
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    EVENT_FIELD_NUMBER: _ClassVar[int]
    identity_id: str
    event: CriminalEvent
    def __init__(self, identity_id: _Optional[str] = ..., event: _Optional[_Union[CriminalEvent, _Mapping]] = ...) -> None: ...

class PutCriminalEventResponse(_message.Message):
    __slots__ = ("fbi_number",)
    FBI_NUMBER_FIELD_NUMBER: _ClassVar[int]
    fbi_number: str
    def __init__(self, fbi_number: _Optional[str] = ...) -> None: ...

class ListCriminalEventsRequest(_message.Message):
    __slots__ = ("identity_id", "kind", "page_size", "page_token")
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    identity_id: str
    kind: CriminalEventKind
    page_size: int
    page_token: str
    def __init__(self, identity_id: _Optional[str] = ..., kind: _Optional[_Union[CriminalEventKind, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCriminalEventsResponse(_message.Message):
    __slots__ = ("events", "next_page_token")
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    events: _containers.RepeatedCompositeFieldContainer[CriminalEvent]
    next_page_token: str
    def __init__(self, events: _Optional[_Iterable[_Union[CriminalEvent, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetRapSheetRequest(_message.Message):
    __slots__ = ("identity_id", "fbi_number")
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    FBI_NUMBER_FIELD_NUMBER: _ClassVar[int]
    identity_id: str
    fbi_number: str
    def __init__(self, identity_id: _Optional[str] = ..., fbi_number: _Optional[str] = ...) -> None: ...

class GetRapSheetResponse(_message.Message):
    __slots__ = ("rap_sheet",)
    RAP_SHEET_FIELD_NUMBER: _ClassVar[int]
    rap_sheet: RapSheet
    def __init__(self, rap_sheet: _Optional[_Union[RapSheet, _Mapping]] = ...) -> None: ...

class PutWantRequest(_message.Message):
    __slots__ = ("identity_id", "want")
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    WANT_FIELD_NUMBER: _ClassVar[int]
    identity_id: str
    want: Want
    def __init__(self, identity_id: _Optional[str] = ..., want: _Optional[_Union[Want, _Mapping]] = ...) -> None: ...

class PutWantResponse(_message.Message):
    __slots__ = ("fbi_number",)
    FBI_NUMBER_FIELD_NUMBER: _ClassVar[int]
    fbi_number: str
    def __init__(self, fbi_number: _Optional[str] = ...) -> None: ...

class ClearWantRequest(_message.Message):
    __slots__ = ("want_id", "clear_date")
    WANT_ID_FIELD_NUMBER: _ClassVar[int]
    CLEAR_DATE_FIELD_NUMBER: _ClassVar[int]
    want_id: str
    clear_date: _date_pb2.Date
    def __init__(self, want_id: _Optional[str] = ..., clear_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class ClearWantResponse(_message.Message):
    __slots__ = ("want",)
    WANT_FIELD_NUMBER: _ClassVar[int]
    want: Want
    def __init__(self, want: _Optional[_Union[Want, _Mapping]] = ...) -> None: ...

class ListWantsRequest(_message.Message):
    __slots__ = ("identity_id", "active_only", "page_size", "page_token")
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    ACTIVE_ONLY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    identity_id: str
    active_only: bool
    page_size: int
    page_token: str
    def __init__(self, identity_id: _Optional[str] = ..., active_only: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListWantsResponse(_message.Message):
    __slots__ = ("wants", "next_page_token")
    WANTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    wants: _containers.RepeatedCompositeFieldContainer[Want]
    next_page_token: str
    def __init__(self, wants: _Optional[_Iterable[_Union[Want, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class PutIdentEncounterRequest(_message.Message):
    __slots__ = ("encounter",)
    ENCOUNTER_FIELD_NUMBER: _ClassVar[int]
    encounter: IdentEncounter
    def __init__(self, encounter: _Optional[_Union[IdentEncounter, _Mapping]] = ...) -> None: ...

class PutIdentEncounterResponse(_message.Message):
    __slots__ = ("fin",)
    FIN_FIELD_NUMBER: _ClassVar[int]
    fin: str
    def __init__(self, fin: _Optional[str] = ...) -> None: ...

class ListIdentEncountersRequest(_message.Message):
    __slots__ = ("identity_id", "document_number", "kind", "page_size", "page_token")
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    identity_id: str
    document_number: str
    kind: IdentEncounterKind
    page_size: int
    page_token: str
    def __init__(self, identity_id: _Optional[str] = ..., document_number: _Optional[str] = ..., kind: _Optional[_Union[IdentEncounterKind, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListIdentEncountersResponse(_message.Message):
    __slots__ = ("encounters", "next_page_token")
    ENCOUNTERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    encounters: _containers.RepeatedCompositeFieldContainer[IdentEncounter]
    next_page_token: str
    def __init__(self, encounters: _Optional[_Iterable[_Union[IdentEncounter, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetIdentRecordRequest(_message.Message):
    __slots__ = ("identity_id", "fin")
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    FIN_FIELD_NUMBER: _ClassVar[int]
    identity_id: str
    fin: str
    def __init__(self, identity_id: _Optional[str] = ..., fin: _Optional[str] = ...) -> None: ...

class GetIdentRecordResponse(_message.Message):
    __slots__ = ("record",)
    RECORD_FIELD_NUMBER: _ClassVar[int]
    record: IdentRecord
    def __init__(self, record: _Optional[_Union[IdentRecord, _Mapping]] = ...) -> None: ...

class PutWatchListEntryRequest(_message.Message):
    __slots__ = ("entry",)
    ENTRY_FIELD_NUMBER: _ClassVar[int]
    entry: WatchListEntry
    def __init__(self, entry: _Optional[_Union[WatchListEntry, _Mapping]] = ...) -> None: ...

class PutWatchListEntryResponse(_message.Message):
    __slots__ = ("entry",)
    ENTRY_FIELD_NUMBER: _ClassVar[int]
    entry: WatchListEntry
    def __init__(self, entry: _Optional[_Union[WatchListEntry, _Mapping]] = ...) -> None: ...

class RemoveWatchListEntryRequest(_message.Message):
    __slots__ = ("entry_id",)
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    entry_id: str
    def __init__(self, entry_id: _Optional[str] = ...) -> None: ...

class RemoveWatchListEntryResponse(_message.Message):
    __slots__ = ("entry",)
    ENTRY_FIELD_NUMBER: _ClassVar[int]
    entry: WatchListEntry
    def __init__(self, entry: _Optional[_Union[WatchListEntry, _Mapping]] = ...) -> None: ...

class ListWatchListRequest(_message.Message):
    __slots__ = ("reason", "show_removed", "page_size", "page_token")
    REASON_FIELD_NUMBER: _ClassVar[int]
    SHOW_REMOVED_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    reason: WatchListReason
    show_removed: bool
    page_size: int
    page_token: str
    def __init__(self, reason: _Optional[_Union[WatchListReason, str]] = ..., show_removed: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListWatchListResponse(_message.Message):
    __slots__ = ("entries", "next_page_token")
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[WatchListEntry]
    next_page_token: str
    def __init__(self, entries: _Optional[_Iterable[_Union[WatchListEntry, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class CheckIdentRequest(_message.Message):
    __slots__ = ("samples", "watch_list", "everybody", "document_number", "target_fpir", "target_fmr", "missing_fingers")
    SAMPLES_FIELD_NUMBER: _ClassVar[int]
    WATCH_LIST_FIELD_NUMBER: _ClassVar[int]
    EVERYBODY_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    TARGET_FPIR_FIELD_NUMBER: _ClassVar[int]
    TARGET_FMR_FIELD_NUMBER: _ClassVar[int]
    MISSING_FINGERS_FIELD_NUMBER: _ClassVar[int]
    samples: _containers.RepeatedCompositeFieldContainer[_sample_pb2.Sample]
    watch_list: bool
    everybody: bool
    document_number: str
    target_fpir: float
    target_fmr: float
    missing_fingers: _containers.RepeatedCompositeFieldContainer[_sample_pb2.MissingFinger]
    def __init__(self, samples: _Optional[_Iterable[_Union[_sample_pb2.Sample, _Mapping]]] = ..., watch_list: _Optional[bool] = ..., everybody: _Optional[bool] = ..., document_number: _Optional[str] = ..., target_fpir: _Optional[float] = ..., target_fmr: _Optional[float] = ..., missing_fingers: _Optional[_Iterable[_Union[_sample_pb2.MissingFinger, _Mapping]]] = ...) -> None: ...

class CheckIdentResponse(_message.Message):
    __slots__ = ("watch_list", "everybody", "document", "samples")
    WATCH_LIST_FIELD_NUMBER: _ClassVar[int]
    EVERYBODY_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    SAMPLES_FIELD_NUMBER: _ClassVar[int]
    watch_list: WatchListCheck
    everybody: FullCheck
    document: DocumentCheck
    samples: _containers.RepeatedCompositeFieldContainer[_sample_pb2.SampleReport]
    def __init__(self, watch_list: _Optional[_Union[WatchListCheck, _Mapping]] = ..., everybody: _Optional[_Union[FullCheck, _Mapping]] = ..., document: _Optional[_Union[DocumentCheck, _Mapping]] = ..., samples: _Optional[_Iterable[_Union[_sample_pb2.SampleReport, _Mapping]]] = ...) -> None: ...

class WatchListCheck(_message.Message):
    __slots__ = ("reference_count", "threshold_db", "hits")
    REFERENCE_COUNT_FIELD_NUMBER: _ClassVar[int]
    THRESHOLD_DB_FIELD_NUMBER: _ClassVar[int]
    HITS_FIELD_NUMBER: _ClassVar[int]
    reference_count: int
    threshold_db: float
    hits: _containers.RepeatedCompositeFieldContainer[WatchListHit]
    def __init__(self, reference_count: _Optional[int] = ..., threshold_db: _Optional[float] = ..., hits: _Optional[_Iterable[_Union[WatchListHit, _Mapping]]] = ...) -> None: ...

class WatchListHit(_message.Message):
    __slots__ = ("candidate", "entries")
    CANDIDATE_FIELD_NUMBER: _ClassVar[int]
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    candidate: _candidate_pb2.Candidate
    entries: _containers.RepeatedCompositeFieldContainer[WatchListEntry]
    def __init__(self, candidate: _Optional[_Union[_candidate_pb2.Candidate, _Mapping]] = ..., entries: _Optional[_Iterable[_Union[WatchListEntry, _Mapping]]] = ...) -> None: ...

class FullCheck(_message.Message):
    __slots__ = ("candidates", "report", "records")
    CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    REPORT_FIELD_NUMBER: _ClassVar[int]
    RECORDS_FIELD_NUMBER: _ClassVar[int]
    candidates: _containers.RepeatedCompositeFieldContainer[_candidate_pb2.Candidate]
    report: _candidate_pb2.SearchReport
    records: _containers.RepeatedCompositeFieldContainer[IdentRecord]
    def __init__(self, candidates: _Optional[_Iterable[_Union[_candidate_pb2.Candidate, _Mapping]]] = ..., report: _Optional[_Union[_candidate_pb2.SearchReport, _Mapping]] = ..., records: _Optional[_Iterable[_Union[IdentRecord, _Mapping]]] = ...) -> None: ...

class DocumentCheck(_message.Message):
    __slots__ = ("is_holder", "comparisons", "threshold_db")
    IS_HOLDER_FIELD_NUMBER: _ClassVar[int]
    COMPARISONS_FIELD_NUMBER: _ClassVar[int]
    THRESHOLD_DB_FIELD_NUMBER: _ClassVar[int]
    is_holder: bool
    comparisons: _containers.RepeatedCompositeFieldContainer[_candidate_pb2.Candidate]
    threshold_db: float
    def __init__(self, is_holder: _Optional[bool] = ..., comparisons: _Optional[_Iterable[_Union[_candidate_pb2.Candidate, _Mapping]]] = ..., threshold_db: _Optional[float] = ...) -> None: ...
