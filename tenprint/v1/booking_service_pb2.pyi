import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from tenprint.v1 import candidate_pb2 as _candidate_pb2
from tenprint.v1 import sample_pb2 as _sample_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

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
SEARCH_RESULT_FINDING_UNSPECIFIED: SearchResultFinding
SEARCH_RESULT_FINDING_IDENT: SearchResultFinding
SEARCH_RESULT_FINDING_NON_IDENT: SearchResultFinding
SECOND_RESPONSE_KIND_UNSPECIFIED: SecondResponseKind
SECOND_RESPONSE_KIND_IDR_WITH_IAR: SecondResponseKind
SECOND_RESPONSE_KIND_IDR_NO_MATCH: SecondResponseKind
SECOND_RESPONSE_KIND_ERROR: SecondResponseKind

class BookingSubmission(_message.Message):
    __slots__ = ("samples", "arrest_date", "agency_case_number")
    SAMPLES_FIELD_NUMBER: _ClassVar[int]
    ARREST_DATE_FIELD_NUMBER: _ClassVar[int]
    AGENCY_CASE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    samples: _containers.RepeatedCompositeFieldContainer[_sample_pb2.Sample]
    arrest_date: _date_pb2.Date
    agency_case_number: str
    def __init__(self, samples: _Optional[_Iterable[_Union[_sample_pb2.Sample, _Mapping]]] = ..., arrest_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., agency_case_number: _Optional[str] = ...) -> None: ...

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

class Booking(_message.Message):
    __slots__ = ("tcn", "ori", "state", "receive_time", "history", "samples", "first_response", "second_response", "lesc_receipt")
    TCN_FIELD_NUMBER: _ClassVar[int]
    ORI_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    RECEIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    HISTORY_FIELD_NUMBER: _ClassVar[int]
    SAMPLES_FIELD_NUMBER: _ClassVar[int]
    FIRST_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    SECOND_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    LESC_RECEIPT_FIELD_NUMBER: _ClassVar[int]
    tcn: str
    ori: str
    state: BookingState
    receive_time: _timestamp_pb2.Timestamp
    history: _containers.RepeatedCompositeFieldContainer[StateChange]
    samples: _containers.RepeatedCompositeFieldContainer[_sample_pb2.SampleReport]
    first_response: FirstResponse
    second_response: SecondResponse
    lesc_receipt: LescReceipt
    def __init__(self, tcn: _Optional[str] = ..., ori: _Optional[str] = ..., state: _Optional[_Union[BookingState, str]] = ..., receive_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., history: _Optional[_Iterable[_Union[StateChange, _Mapping]]] = ..., samples: _Optional[_Iterable[_Union[_sample_pb2.SampleReport, _Mapping]]] = ..., first_response: _Optional[_Union[FirstResponse, _Mapping]] = ..., second_response: _Optional[_Union[SecondResponse, _Mapping]] = ..., lesc_receipt: _Optional[_Union[LescReceipt, _Mapping]] = ...) -> None: ...

class StateChange(_message.Message):
    __slots__ = ("state", "change_time")
    STATE_FIELD_NUMBER: _ClassVar[int]
    CHANGE_TIME_FIELD_NUMBER: _ClassVar[int]
    state: BookingState
    change_time: _timestamp_pb2.Timestamp
    def __init__(self, state: _Optional[_Union[BookingState, str]] = ..., change_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class FirstResponse(_message.Message):
    __slots__ = ("tcr", "finding", "identity_id", "encounter_id", "candidates", "report", "response_time")
    TCR_FIELD_NUMBER: _ClassVar[int]
    FINDING_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    ENCOUNTER_ID_FIELD_NUMBER: _ClassVar[int]
    CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    REPORT_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_TIME_FIELD_NUMBER: _ClassVar[int]
    tcr: str
    finding: SearchResultFinding
    identity_id: str
    encounter_id: str
    candidates: _containers.RepeatedCompositeFieldContainer[_candidate_pb2.Candidate]
    report: _candidate_pb2.SearchReport
    response_time: _timestamp_pb2.Timestamp
    def __init__(self, tcr: _Optional[str] = ..., finding: _Optional[_Union[SearchResultFinding, str]] = ..., identity_id: _Optional[str] = ..., encounter_id: _Optional[str] = ..., candidates: _Optional[_Iterable[_Union[_candidate_pb2.Candidate, _Mapping]]] = ..., report: _Optional[_Union[_candidate_pb2.SearchReport, _Mapping]] = ..., response_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class SecondResponse(_message.Message):
    __slots__ = ("tcr", "kind", "candidates", "report", "determination", "error_reason", "error_message", "response_time")
    TCR_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    REPORT_FIELD_NUMBER: _ClassVar[int]
    DETERMINATION_FIELD_NUMBER: _ClassVar[int]
    ERROR_REASON_FIELD_NUMBER: _ClassVar[int]
    ERROR_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_TIME_FIELD_NUMBER: _ClassVar[int]
    tcr: str
    kind: SecondResponseKind
    candidates: _containers.RepeatedCompositeFieldContainer[_candidate_pb2.Candidate]
    report: _candidate_pb2.SearchReport
    determination: str
    error_reason: str
    error_message: str
    response_time: _timestamp_pb2.Timestamp
    def __init__(self, tcr: _Optional[str] = ..., kind: _Optional[_Union[SecondResponseKind, str]] = ..., candidates: _Optional[_Iterable[_Union[_candidate_pb2.Candidate, _Mapping]]] = ..., report: _Optional[_Union[_candidate_pb2.SearchReport, _Mapping]] = ..., determination: _Optional[str] = ..., error_reason: _Optional[str] = ..., error_message: _Optional[str] = ..., response_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class LescReceipt(_message.Message):
    __slots__ = ("query_id", "receipt_id", "acknowledge_time")
    QUERY_ID_FIELD_NUMBER: _ClassVar[int]
    RECEIPT_ID_FIELD_NUMBER: _ClassVar[int]
    ACKNOWLEDGE_TIME_FIELD_NUMBER: _ClassVar[int]
    query_id: str
    receipt_id: str
    acknowledge_time: _timestamp_pb2.Timestamp
    def __init__(self, query_id: _Optional[str] = ..., receipt_id: _Optional[str] = ..., acknowledge_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
