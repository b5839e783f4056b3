import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from tenprint.v1 import candidate_pb2 as _candidate_pb2
from tenprint.v1 import errors_pb2 as _errors_pb2
from tenprint.v1 import records_service_pb2 as _records_service_pb2
from tenprint.v1 import research_pb2 as _research_pb2
from tenprint.v1 import sample_pb2 as _sample_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TransactionType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TRANSACTION_TYPE_UNSPECIFIED: _ClassVar[TransactionType]
    TRANSACTION_TYPE_CAR: _ClassVar[TransactionType]
    TRANSACTION_TYPE_CNA: _ClassVar[TransactionType]
    TRANSACTION_TYPE_CPNU: _ClassVar[TransactionType]
    TRANSACTION_TYPE_MAP: _ClassVar[TransactionType]
    TRANSACTION_TYPE_NFUF: _ClassVar[TransactionType]
    TRANSACTION_TYPE_RPIS: _ClassVar[TransactionType]
    TRANSACTION_TYPE_TPIS: _ClassVar[TransactionType]

class BookingState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    BOOKING_STATE_UNSPECIFIED: _ClassVar[BookingState]
    BOOKING_STATE_RECEIVED: _ClassVar[BookingState]
    BOOKING_STATE_EXTRACTED: _ClassVar[BookingState]
    BOOKING_STATE_SEARCHED_IN_IAFIS: _ClassVar[BookingState]
    BOOKING_STATE_FIRST_RESPONSE_READY: _ClassVar[BookingState]
    BOOKING_STATE_SEARCHED_IN_IDENT: _ClassVar[BookingState]
    BOOKING_STATE_IN_REVIEW: _ClassVar[BookingState]
    BOOKING_STATE_QUERY_SENT_TO_LESC: _ClassVar[BookingState]
    BOOKING_STATE_SECOND_RESPONSE_READY: _ClassVar[BookingState]
    BOOKING_STATE_FAILED: _ClassVar[BookingState]
    BOOKING_STATE_COMPLETE: _ClassVar[BookingState]

class ResponseTransactionType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RESPONSE_TRANSACTION_TYPE_UNSPECIFIED: _ClassVar[ResponseTransactionType]
    RESPONSE_TRANSACTION_TYPE_SRE: _ClassVar[ResponseTransactionType]
    RESPONSE_TRANSACTION_TYPE_RPISR: _ClassVar[ResponseTransactionType]
    RESPONSE_TRANSACTION_TYPE_SRT: _ClassVar[ResponseTransactionType]
    RESPONSE_TRANSACTION_TYPE_ERRT: _ClassVar[ResponseTransactionType]

class SearchResultFinding(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SEARCH_RESULT_FINDING_UNSPECIFIED: _ClassVar[SearchResultFinding]
    SEARCH_RESULT_FINDING_IDENT: _ClassVar[SearchResultFinding]
    SEARCH_RESULT_FINDING_NON_IDENT: _ClassVar[SearchResultFinding]

class SecondResponseKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SECOND_RESPONSE_KIND_UNSPECIFIED: _ClassVar[SecondResponseKind]
    SECOND_RESPONSE_KIND_IDR_WITH_IAR: _ClassVar[SecondResponseKind]
    SECOND_RESPONSE_KIND_IDR_NO_MATCH: _ClassVar[SecondResponseKind]
    SECOND_RESPONSE_KIND_ERROR: _ClassVar[SecondResponseKind]
    SECOND_RESPONSE_KIND_SHARED_SERVICES_RESPONSE: _ClassVar[SecondResponseKind]

class ResponseCause(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RESPONSE_CAUSE_UNSPECIFIED: _ClassVar[ResponseCause]
    RESPONSE_CAUSE_SEARCH: _ClassVar[ResponseCause]
    RESPONSE_CAUSE_REVIEW: _ClassVar[ResponseCause]
    RESPONSE_CAUSE_ANSWER: _ClassVar[ResponseCause]
    RESPONSE_CAUSE_REJECTION: _ClassVar[ResponseCause]
    RESPONSE_CAUSE_CORRECTION: _ClassVar[ResponseCause]
    RESPONSE_CAUSE_REINSTATEMENT: _ClassVar[ResponseCause]
    RESPONSE_CAUSE_COMPARISON: _ClassVar[ResponseCause]

class ExportedFileKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EXPORTED_FILE_KIND_UNSPECIFIED: _ClassVar[ExportedFileKind]
    EXPORTED_FILE_KIND_TRANSACTION: _ClassVar[ExportedFileKind]
    EXPORTED_FILE_KIND_TRANSACTION_TEXT: _ClassVar[ExportedFileKind]
    EXPORTED_FILE_KIND_IMAGE: _ClassVar[ExportedFileKind]
TRANSACTION_TYPE_UNSPECIFIED: TransactionType
TRANSACTION_TYPE_CAR: TransactionType
TRANSACTION_TYPE_CNA: TransactionType
TRANSACTION_TYPE_CPNU: TransactionType
TRANSACTION_TYPE_MAP: TransactionType
TRANSACTION_TYPE_NFUF: TransactionType
TRANSACTION_TYPE_RPIS: TransactionType
TRANSACTION_TYPE_TPIS: TransactionType
BOOKING_STATE_UNSPECIFIED: BookingState
BOOKING_STATE_RECEIVED: BookingState
BOOKING_STATE_EXTRACTED: BookingState
BOOKING_STATE_SEARCHED_IN_IAFIS: BookingState
BOOKING_STATE_FIRST_RESPONSE_READY: BookingState
BOOKING_STATE_SEARCHED_IN_IDENT: BookingState
BOOKING_STATE_IN_REVIEW: BookingState
BOOKING_STATE_QUERY_SENT_TO_LESC: BookingState
BOOKING_STATE_SECOND_RESPONSE_READY: BookingState
BOOKING_STATE_FAILED: BookingState
BOOKING_STATE_COMPLETE: BookingState
RESPONSE_TRANSACTION_TYPE_UNSPECIFIED: ResponseTransactionType
RESPONSE_TRANSACTION_TYPE_SRE: ResponseTransactionType
RESPONSE_TRANSACTION_TYPE_RPISR: ResponseTransactionType
RESPONSE_TRANSACTION_TYPE_SRT: ResponseTransactionType
RESPONSE_TRANSACTION_TYPE_ERRT: ResponseTransactionType
SEARCH_RESULT_FINDING_UNSPECIFIED: SearchResultFinding
SEARCH_RESULT_FINDING_IDENT: SearchResultFinding
SEARCH_RESULT_FINDING_NON_IDENT: SearchResultFinding
SECOND_RESPONSE_KIND_UNSPECIFIED: SecondResponseKind
SECOND_RESPONSE_KIND_IDR_WITH_IAR: SecondResponseKind
SECOND_RESPONSE_KIND_IDR_NO_MATCH: SecondResponseKind
SECOND_RESPONSE_KIND_ERROR: SecondResponseKind
SECOND_RESPONSE_KIND_SHARED_SERVICES_RESPONSE: SecondResponseKind
RESPONSE_CAUSE_UNSPECIFIED: ResponseCause
RESPONSE_CAUSE_SEARCH: ResponseCause
RESPONSE_CAUSE_REVIEW: ResponseCause
RESPONSE_CAUSE_ANSWER: ResponseCause
RESPONSE_CAUSE_REJECTION: ResponseCause
RESPONSE_CAUSE_CORRECTION: ResponseCause
RESPONSE_CAUSE_REINSTATEMENT: ResponseCause
RESPONSE_CAUSE_COMPARISON: ResponseCause
EXPORTED_FILE_KIND_UNSPECIFIED: ExportedFileKind
EXPORTED_FILE_KIND_TRANSACTION: ExportedFileKind
EXPORTED_FILE_KIND_TRANSACTION_TEXT: ExportedFileKind
EXPORTED_FILE_KIND_IMAGE: ExportedFileKind

class BookingSubmission(_message.Message):
    __slots__ = ("samples", "arrest_date", "agency_case_number", "type_of_transaction", "retain", "subject", "charges", "in_custody", "priority", "missing_fingers")
    SAMPLES_FIELD_NUMBER: _ClassVar[int]
    ARREST_DATE_FIELD_NUMBER: _ClassVar[int]
    AGENCY_CASE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    TYPE_OF_TRANSACTION_FIELD_NUMBER: _ClassVar[int]
    RETAIN_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    CHARGES_FIELD_NUMBER: _ClassVar[int]
    IN_CUSTODY_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    MISSING_FINGERS_FIELD_NUMBER: _ClassVar[int]
    samples: _containers.RepeatedCompositeFieldContainer[_sample_pb2.Sample]
    arrest_date: _date_pb2.Date
    agency_case_number: str
    type_of_transaction: TransactionType
    retain: str
    subject: Subject
    charges: _containers.RepeatedCompositeFieldContainer[Charge]
    in_custody: bool
    priority: int
    missing_fingers: _containers.RepeatedCompositeFieldContainer[_sample_pb2.MissingFinger]
    def __init__(self, samples: _Optional[_Iterable[_Union[_sample_pb2.Sample, _Mapping]]] = ..., arrest_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., agency_case_number: _Optional[str] = ..., type_of_transaction: _Optional[_Union[TransactionType, str]] = ..., retain: _Optional[str] = ..., subject: _Optional[_Union[Subject, _Mapping]] = ..., charges: _Optional[_Iterable[_Union[Charge, _Mapping]]] = ..., in_custody: _Optional[bool] = ..., priority: _Optional[int] = ..., missing_fingers: _Optional[_Iterable[_Union[_sample_pb2.MissingFinger, _Mapping]]] = ...) -> None: ...

class Subject(_message.Message):
    __slots__ = ("name", "dates_of_birth", "sex", "place_of_birth", "citizenship", "fbi_number", "state_id", "alien_number")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DATES_OF_BIRTH_FIELD_NUMBER: _ClassVar[int]
    SEX_FIELD_NUMBER: _ClassVar[int]
    PLACE_OF_BIRTH_FIELD_NUMBER: _ClassVar[int]
    CITIZENSHIP_FIELD_NUMBER: _ClassVar[int]
    FBI_NUMBER_FIELD_NUMBER: _ClassVar[int]
    STATE_ID_FIELD_NUMBER: _ClassVar[int]
    ALIEN_NUMBER_FIELD_NUMBER: _ClassVar[int]
    name: str
    dates_of_birth: _containers.RepeatedCompositeFieldContainer[_date_pb2.Date]
    sex: str
    place_of_birth: str
    citizenship: str
    fbi_number: str
    state_id: str
    alien_number: str
    def __init__(self, name: _Optional[str] = ..., dates_of_birth: _Optional[_Iterable[_Union[_date_pb2.Date, _Mapping]]] = ..., sex: _Optional[str] = ..., place_of_birth: _Optional[str] = ..., citizenship: _Optional[str] = ..., fbi_number: _Optional[str] = ..., state_id: _Optional[str] = ..., alien_number: _Optional[str] = ...) -> None: ...

class Charge(_message.Message):
    __slots__ = ("literal", "offense_code", "offense_date")
    LITERAL_FIELD_NUMBER: _ClassVar[int]
    OFFENSE_CODE_FIELD_NUMBER: _ClassVar[int]
    OFFENSE_DATE_FIELD_NUMBER: _ClassVar[int]
    literal: str
    offense_code: str
    offense_date: _date_pb2.Date
    def __init__(self, literal: _Optional[str] = ..., offense_code: _Optional[str] = ..., offense_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class SubmitBookingRequest(_message.Message):
    __slots__ = ("tcn", "ori", "booking", "transaction_file")
    TCN_FIELD_NUMBER: _ClassVar[int]
    ORI_FIELD_NUMBER: _ClassVar[int]
    BOOKING_FIELD_NUMBER: _ClassVar[int]
    TRANSACTION_FILE_FIELD_NUMBER: _ClassVar[int]
    tcn: str
    ori: str
    booking: BookingSubmission
    transaction_file: bytes
    def __init__(self, tcn: _Optional[str] = ..., ori: _Optional[str] = ..., booking: _Optional[_Union[BookingSubmission, _Mapping]] = ..., transaction_file: _Optional[bytes] = ...) -> None: ...

class SubmitBookingResponse(_message.Message):
    __slots__ = ("booking",)
    BOOKING_FIELD_NUMBER: _ClassVar[int]
    booking: Booking
    def __init__(self, booking: _Optional[_Union[Booking, _Mapping]] = ...) -> None: ...

class GetBookingRequest(_message.Message):
    __slots__ = ("tcn",)
    TCN_FIELD_NUMBER: _ClassVar[int]
    tcn: str
    def __init__(self, tcn: _Optional[str] = ...) -> None: ...

class GetBookingResponse(_message.Message):
    __slots__ = ("booking",)
    BOOKING_FIELD_NUMBER: _ClassVar[int]
    booking: Booking
    def __init__(self, booking: _Optional[_Union[Booking, _Mapping]] = ...) -> None: ...

class ListBookingsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "state", "open_only", "unacknowledged_only", "ori", "received_from", "received_before")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    OPEN_ONLY_FIELD_NUMBER: _ClassVar[int]
    UNACKNOWLEDGED_ONLY_FIELD_NUMBER: _ClassVar[int]
    ORI_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_FROM_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_BEFORE_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    state: BookingState
    open_only: bool
    unacknowledged_only: bool
    ori: str
    received_from: _timestamp_pb2.Timestamp
    received_before: _timestamp_pb2.Timestamp
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., state: _Optional[_Union[BookingState, str]] = ..., open_only: _Optional[bool] = ..., unacknowledged_only: _Optional[bool] = ..., ori: _Optional[str] = ..., received_from: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., received_before: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CheckTransactionRequest(_message.Message):
    __slots__ = ("transaction_file",)
    TRANSACTION_FILE_FIELD_NUMBER: _ClassVar[int]
    transaction_file: bytes
    def __init__(self, transaction_file: _Optional[bytes] = ...) -> None: ...

class CheckTransactionResponse(_message.Message):
    __slots__ = ("type_of_transaction", "tcn", "faults", "error_response_file")
    TYPE_OF_TRANSACTION_FIELD_NUMBER: _ClassVar[int]
    TCN_FIELD_NUMBER: _ClassVar[int]
    FAULTS_FIELD_NUMBER: _ClassVar[int]
    ERROR_RESPONSE_FILE_FIELD_NUMBER: _ClassVar[int]
    type_of_transaction: str
    tcn: str
    faults: _containers.RepeatedCompositeFieldContainer[TransactionFault]
    error_response_file: bytes
    def __init__(self, type_of_transaction: _Optional[str] = ..., tcn: _Optional[str] = ..., faults: _Optional[_Iterable[_Union[TransactionFault, _Mapping]]] = ..., error_response_file: _Optional[bytes] = ...) -> None: ...

class TransactionFault(_message.Message):
    __slots__ = ("place", "field", "value", "rule")
    PLACE_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    place: str
    field: str
    value: str
    rule: str
    def __init__(self, place: _Optional[str] = ..., field: _Optional[str] = ..., value: _Optional[str] = ..., rule: _Optional[str] = ...) -> None: ...

class ListBookingsResponse(_message.Message):
    __slots__ = ("bookings", "next_page_token")
    BOOKINGS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    bookings: _containers.RepeatedCompositeFieldContainer[BookingEntry]
    next_page_token: str
    def __init__(self, bookings: _Optional[_Iterable[_Union[BookingEntry, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class BookingEntry(_message.Message):
    __slots__ = ("tcn", "ori", "state", "receive_time", "type_of_transaction", "agency_case_number", "booked_name")
    TCN_FIELD_NUMBER: _ClassVar[int]
    ORI_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    RECEIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    TYPE_OF_TRANSACTION_FIELD_NUMBER: _ClassVar[int]
    AGENCY_CASE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    BOOKED_NAME_FIELD_NUMBER: _ClassVar[int]
    tcn: str
    ori: str
    state: BookingState
    receive_time: _timestamp_pb2.Timestamp
    type_of_transaction: TransactionType
    agency_case_number: str
    booked_name: str
    def __init__(self, tcn: _Optional[str] = ..., ori: _Optional[str] = ..., state: _Optional[_Union[BookingState, str]] = ..., receive_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., type_of_transaction: _Optional[_Union[TransactionType, str]] = ..., agency_case_number: _Optional[str] = ..., booked_name: _Optional[str] = ...) -> None: ...

class WatchBookingRequest(_message.Message):
    __slots__ = ("tcn",)
    TCN_FIELD_NUMBER: _ClassVar[int]
    tcn: str
    def __init__(self, tcn: _Optional[str] = ...) -> None: ...

class WatchBookingResponse(_message.Message):
    __slots__ = ("booking",)
    BOOKING_FIELD_NUMBER: _ClassVar[int]
    booking: Booking
    def __init__(self, booking: _Optional[_Union[Booking, _Mapping]] = ...) -> None: ...

class AcknowledgeResponseRequest(_message.Message):
    __slots__ = ("tcn", "ordinal")
    TCN_FIELD_NUMBER: _ClassVar[int]
    ORDINAL_FIELD_NUMBER: _ClassVar[int]
    tcn: str
    ordinal: int
    def __init__(self, tcn: _Optional[str] = ..., ordinal: _Optional[int] = ...) -> None: ...

class AcknowledgeResponseResponse(_message.Message):
    __slots__ = ("booking",)
    BOOKING_FIELD_NUMBER: _ClassVar[int]
    booking: Booking
    def __init__(self, booking: _Optional[_Union[Booking, _Mapping]] = ...) -> None: ...

class Booking(_message.Message):
    __slots__ = ("tcn", "ori", "state", "receive_time", "history", "samples", "first_response", "second_response", "lesc_receipt", "type_of_transaction", "second_responses", "missing_fingers", "response_files", "slaps", "sequence", "booked_name")
    TCN_FIELD_NUMBER: _ClassVar[int]
    ORI_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    RECEIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    HISTORY_FIELD_NUMBER: _ClassVar[int]
    SAMPLES_FIELD_NUMBER: _ClassVar[int]
    FIRST_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    SECOND_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    LESC_RECEIPT_FIELD_NUMBER: _ClassVar[int]
    TYPE_OF_TRANSACTION_FIELD_NUMBER: _ClassVar[int]
    SECOND_RESPONSES_FIELD_NUMBER: _ClassVar[int]
    MISSING_FINGERS_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_FILES_FIELD_NUMBER: _ClassVar[int]
    SLAPS_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    BOOKED_NAME_FIELD_NUMBER: _ClassVar[int]
    tcn: str
    ori: str
    state: BookingState
    receive_time: _timestamp_pb2.Timestamp
    history: _containers.RepeatedCompositeFieldContainer[StateChange]
    samples: _containers.RepeatedCompositeFieldContainer[_sample_pb2.SampleReport]
    first_response: FirstResponse
    second_response: SecondResponse
    lesc_receipt: LescReceipt
    type_of_transaction: TransactionType
    second_responses: _containers.RepeatedCompositeFieldContainer[SecondResponse]
    missing_fingers: _containers.RepeatedCompositeFieldContainer[_sample_pb2.MissingFinger]
    response_files: _containers.RepeatedCompositeFieldContainer[ResponseFile]
    slaps: _containers.RepeatedCompositeFieldContainer[_sample_pb2.SlapReport]
    sequence: _sample_pb2.SequenceReport
    booked_name: str
    def __init__(self, tcn: _Optional[str] = ..., ori: _Optional[str] = ..., state: _Optional[_Union[BookingState, str]] = ..., receive_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., history: _Optional[_Iterable[_Union[StateChange, _Mapping]]] = ..., samples: _Optional[_Iterable[_Union[_sample_pb2.SampleReport, _Mapping]]] = ..., first_response: _Optional[_Union[FirstResponse, _Mapping]] = ..., second_response: _Optional[_Union[SecondResponse, _Mapping]] = ..., lesc_receipt: _Optional[_Union[LescReceipt, _Mapping]] = ..., type_of_transaction: _Optional[_Union[TransactionType, str]] = ..., second_responses: _Optional[_Iterable[_Union[SecondResponse, _Mapping]]] = ..., missing_fingers: _Optional[_Iterable[_Union[_sample_pb2.MissingFinger, _Mapping]]] = ..., response_files: _Optional[_Iterable[_Union[ResponseFile, _Mapping]]] = ..., slaps: _Optional[_Iterable[_Union[_sample_pb2.SlapReport, _Mapping]]] = ..., sequence: _Optional[_Union[_sample_pb2.SequenceReport, _Mapping]] = ..., booked_name: _Optional[str] = ...) -> None: ...

class ResponseFile(_message.Message):
    __slots__ = ("type_of_transaction", "type_of_transaction_code", "ordinal", "file")
    TYPE_OF_TRANSACTION_FIELD_NUMBER: _ClassVar[int]
    TYPE_OF_TRANSACTION_CODE_FIELD_NUMBER: _ClassVar[int]
    ORDINAL_FIELD_NUMBER: _ClassVar[int]
    FILE_FIELD_NUMBER: _ClassVar[int]
    type_of_transaction: str
    type_of_transaction_code: ResponseTransactionType
    ordinal: int
    file: bytes
    def __init__(self, type_of_transaction: _Optional[str] = ..., type_of_transaction_code: _Optional[_Union[ResponseTransactionType, str]] = ..., ordinal: _Optional[int] = ..., file: _Optional[bytes] = ...) -> None: ...

class StateChange(_message.Message):
    __slots__ = ("state", "change_time")
    STATE_FIELD_NUMBER: _ClassVar[int]
    CHANGE_TIME_FIELD_NUMBER: _ClassVar[int]
    state: BookingState
    change_time: _timestamp_pb2.Timestamp
    def __init__(self, state: _Optional[_Union[BookingState, str]] = ..., change_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class FirstResponse(_message.Message):
    __slots__ = ("tcr", "finding", "identity_id", "encounter_id", "candidates", "report", "response_time", "retained_in", "rap_sheet")
    class RapSheet(_message.Message):
        __slots__ = ("fbi_number", "other_fbi_numbers", "entries", "wants")
        FBI_NUMBER_FIELD_NUMBER: _ClassVar[int]
        OTHER_FBI_NUMBERS_FIELD_NUMBER: _ClassVar[int]
        ENTRIES_FIELD_NUMBER: _ClassVar[int]
        WANTS_FIELD_NUMBER: _ClassVar[int]
        fbi_number: str
        other_fbi_numbers: _containers.RepeatedScalarFieldContainer[str]
        entries: _containers.RepeatedCompositeFieldContainer[FirstResponse.Entry]
        wants: _containers.RepeatedCompositeFieldContainer[FirstResponse.Want]
        def __init__(self, fbi_number: _Optional[str] = ..., other_fbi_numbers: _Optional[_Iterable[str]] = ..., entries: _Optional[_Iterable[_Union[FirstResponse.Entry, _Mapping]]] = ..., wants: _Optional[_Iterable[_Union[FirstResponse.Want, _Mapping]]] = ...) -> None: ...
    class Entry(_message.Message):
        __slots__ = ("kind", "kind_code", "date", "ori", "literal", "offense_code", "statute", "disposition", "maximum_sentence_months", "imposed_sentence_months")
        KIND_FIELD_NUMBER: _ClassVar[int]
        KIND_CODE_FIELD_NUMBER: _ClassVar[int]
        DATE_FIELD_NUMBER: _ClassVar[int]
        ORI_FIELD_NUMBER: _ClassVar[int]
        LITERAL_FIELD_NUMBER: _ClassVar[int]
        OFFENSE_CODE_FIELD_NUMBER: _ClassVar[int]
        STATUTE_FIELD_NUMBER: _ClassVar[int]
        DISPOSITION_FIELD_NUMBER: _ClassVar[int]
        MAXIMUM_SENTENCE_MONTHS_FIELD_NUMBER: _ClassVar[int]
        IMPOSED_SENTENCE_MONTHS_FIELD_NUMBER: _ClassVar[int]
        kind: str
        kind_code: _records_service_pb2.CriminalEventKind
        date: _date_pb2.Date
        ori: str
        literal: str
        offense_code: str
        statute: str
        disposition: str
        maximum_sentence_months: int
        imposed_sentence_months: int
        def __init__(self, kind: _Optional[str] = ..., kind_code: _Optional[_Union[_records_service_pb2.CriminalEventKind, str]] = ..., date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., ori: _Optional[str] = ..., literal: _Optional[str] = ..., offense_code: _Optional[str] = ..., statute: _Optional[str] = ..., disposition: _Optional[str] = ..., maximum_sentence_months: _Optional[int] = ..., imposed_sentence_months: _Optional[int] = ...) -> None: ...
    class Want(_message.Message):
        __slots__ = ("want_id", "ori", "literal", "issue_date", "extradition")
        WANT_ID_FIELD_NUMBER: _ClassVar[int]
        ORI_FIELD_NUMBER: _ClassVar[int]
        LITERAL_FIELD_NUMBER: _ClassVar[int]
        ISSUE_DATE_FIELD_NUMBER: _ClassVar[int]
        EXTRADITION_FIELD_NUMBER: _ClassVar[int]
        want_id: str
        ori: str
        literal: str
        issue_date: _date_pb2.Date
        extradition: bool
        def __init__(self, want_id: _Optional[str] = ..., ori: _Optional[str] = ..., literal: _Optional[str] = ..., issue_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., extradition: _Optional[bool] = ...) -> None: ...
    TCR_FIELD_NUMBER: _ClassVar[int]
    FINDING_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    ENCOUNTER_ID_FIELD_NUMBER: _ClassVar[int]
    CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    REPORT_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_TIME_FIELD_NUMBER: _ClassVar[int]
    RETAINED_IN_FIELD_NUMBER: _ClassVar[int]
    RAP_SHEET_FIELD_NUMBER: _ClassVar[int]
    tcr: str
    finding: SearchResultFinding
    identity_id: str
    encounter_id: str
    candidates: _containers.RepeatedCompositeFieldContainer[_candidate_pb2.Candidate]
    report: _candidate_pb2.SearchReport
    response_time: _timestamp_pb2.Timestamp
    retained_in: str
    rap_sheet: FirstResponse.RapSheet
    def __init__(self, tcr: _Optional[str] = ..., finding: _Optional[_Union[SearchResultFinding, str]] = ..., identity_id: _Optional[str] = ..., encounter_id: _Optional[str] = ..., candidates: _Optional[_Iterable[_Union[_candidate_pb2.Candidate, _Mapping]]] = ..., report: _Optional[_Union[_candidate_pb2.SearchReport, _Mapping]] = ..., response_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., retained_in: _Optional[str] = ..., rap_sheet: _Optional[_Union[FirstResponse.RapSheet, _Mapping]] = ...) -> None: ...

class SecondResponse(_message.Message):
    __slots__ = ("tcr", "kind", "candidates", "report", "determination", "immigration_status", "error_reason", "error_reason_code", "error_message", "response_time", "ordinal", "cause", "note", "acknowledge_time")
    TCR_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    REPORT_FIELD_NUMBER: _ClassVar[int]
    DETERMINATION_FIELD_NUMBER: _ClassVar[int]
    IMMIGRATION_STATUS_FIELD_NUMBER: _ClassVar[int]
    ERROR_REASON_FIELD_NUMBER: _ClassVar[int]
    ERROR_REASON_CODE_FIELD_NUMBER: _ClassVar[int]
    ERROR_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_TIME_FIELD_NUMBER: _ClassVar[int]
    ORDINAL_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    ACKNOWLEDGE_TIME_FIELD_NUMBER: _ClassVar[int]
    tcr: str
    kind: SecondResponseKind
    candidates: _containers.RepeatedCompositeFieldContainer[_candidate_pb2.Candidate]
    report: _candidate_pb2.SearchReport
    determination: str
    immigration_status: _research_pb2.ImmigrationStatus
    error_reason: str
    error_reason_code: _errors_pb2.ErrorReason
    error_message: str
    response_time: _timestamp_pb2.Timestamp
    ordinal: int
    cause: ResponseCause
    note: str
    acknowledge_time: _timestamp_pb2.Timestamp
    def __init__(self, tcr: _Optional[str] = ..., kind: _Optional[_Union[SecondResponseKind, str]] = ..., candidates: _Optional[_Iterable[_Union[_candidate_pb2.Candidate, _Mapping]]] = ..., report: _Optional[_Union[_candidate_pb2.SearchReport, _Mapping]] = ..., determination: _Optional[str] = ..., immigration_status: _Optional[_Union[_research_pb2.ImmigrationStatus, str]] = ..., error_reason: _Optional[str] = ..., error_reason_code: _Optional[_Union[_errors_pb2.ErrorReason, str]] = ..., error_message: _Optional[str] = ..., response_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., ordinal: _Optional[int] = ..., cause: _Optional[_Union[ResponseCause, str]] = ..., note: _Optional[str] = ..., acknowledge_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class LescReceipt(_message.Message):
    __slots__ = ("query_id", "receipt_id", "acknowledge_time")
    QUERY_ID_FIELD_NUMBER: _ClassVar[int]
    RECEIPT_ID_FIELD_NUMBER: _ClassVar[int]
    ACKNOWLEDGE_TIME_FIELD_NUMBER: _ClassVar[int]
    query_id: str
    receipt_id: str
    acknowledge_time: _timestamp_pb2.Timestamp
    def __init__(self, query_id: _Optional[str] = ..., receipt_id: _Optional[str] = ..., acknowledge_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetBookingPrintRequest(_message.Message):
    __slots__ = ("tcn", "finger", "identity_id")
    TCN_FIELD_NUMBER: _ClassVar[int]
    FINGER_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    tcn: str
    finger: _sample_pb2.FingerPosition
    identity_id: str
    def __init__(self, tcn: _Optional[str] = ..., finger: _Optional[_Union[_sample_pb2.FingerPosition, str]] = ..., identity_id: _Optional[str] = ...) -> None: ...

class GetBookingPrintResponse(_message.Message):
    __slots__ = ("png",)
    PNG_FIELD_NUMBER: _ClassVar[int]
    png: bytes
    def __init__(self, png: _Optional[bytes] = ...) -> None: ...

class ExportBookingRequest(_message.Message):
    __slots__ = ("tcn",)
    TCN_FIELD_NUMBER: _ClassVar[int]
    tcn: str
    def __init__(self, tcn: _Optional[str] = ...) -> None: ...

class ExportedFile(_message.Message):
    __slots__ = ("kind", "name", "position", "size_bytes")
    KIND_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    POSITION_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    kind: ExportedFileKind
    name: str
    position: _sample_pb2.FingerPosition
    size_bytes: int
    def __init__(self, kind: _Optional[_Union[ExportedFileKind, str]] = ..., name: _Optional[str] = ..., position: _Optional[_Union[_sample_pb2.FingerPosition, str]] = ..., size_bytes: _Optional[int] = ...) -> None: ...

class ExportBookingResponse(_message.Message):
    __slots__ = ("file", "data")
    FILE_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    file: ExportedFile
    data: bytes
    def __init__(self, file: _Optional[_Union[ExportedFile, _Mapping]] = ..., data: _Optional[bytes] = ...) -> None: ...
