import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from tenprint.v1 import candidate_pb2 as _candidate_pb2
from tenprint.v1 import sample_pb2 as _sample_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Identity(_message.Message):
    __slots__ = ("identity_id", "gallery", "create_time", "encounter_count", "merged_into")
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    GALLERY_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    ENCOUNTER_COUNT_FIELD_NUMBER: _ClassVar[int]
    MERGED_INTO_FIELD_NUMBER: _ClassVar[int]
    identity_id: str
    gallery: str
    create_time: _timestamp_pb2.Timestamp
    encounter_count: int
    merged_into: str
    def __init__(self, identity_id: _Optional[str] = ..., gallery: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., encounter_count: _Optional[int] = ..., merged_into: _Optional[str] = ...) -> None: ...

class Encounter(_message.Message):
    __slots__ = ("encounter_id", "identity_id", "create_time", "ori", "samples", "missing_fingers")
    ENCOUNTER_ID_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    ORI_FIELD_NUMBER: _ClassVar[int]
    SAMPLES_FIELD_NUMBER: _ClassVar[int]
    MISSING_FINGERS_FIELD_NUMBER: _ClassVar[int]
    encounter_id: str
    identity_id: str
    create_time: _timestamp_pb2.Timestamp
    ori: str
    samples: _containers.RepeatedCompositeFieldContainer[_sample_pb2.SampleReport]
    missing_fingers: _containers.RepeatedCompositeFieldContainer[_sample_pb2.MissingFinger]
    def __init__(self, encounter_id: _Optional[str] = ..., identity_id: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., ori: _Optional[str] = ..., samples: _Optional[_Iterable[_Union[_sample_pb2.SampleReport, _Mapping]]] = ..., missing_fingers: _Optional[_Iterable[_Union[_sample_pb2.MissingFinger, _Mapping]]] = ...) -> None: ...

class EnrolRequest(_message.Message):
    __slots__ = ("gallery", "encounter_id", "identity_id", "samples", "search_first", "target_fpir", "missing_fingers")
    GALLERY_FIELD_NUMBER: _ClassVar[int]
    ENCOUNTER_ID_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    SAMPLES_FIELD_NUMBER: _ClassVar[int]
    SEARCH_FIRST_FIELD_NUMBER: _ClassVar[int]
    TARGET_FPIR_FIELD_NUMBER: _ClassVar[int]
    MISSING_FINGERS_FIELD_NUMBER: _ClassVar[int]
    gallery: str
    encounter_id: str
    identity_id: str
    samples: _containers.RepeatedCompositeFieldContainer[_sample_pb2.Sample]
    search_first: bool
    target_fpir: float
    missing_fingers: _containers.RepeatedCompositeFieldContainer[_sample_pb2.MissingFinger]
    def __init__(self, gallery: _Optional[str] = ..., encounter_id: _Optional[str] = ..., identity_id: _Optional[str] = ..., samples: _Optional[_Iterable[_Union[_sample_pb2.Sample, _Mapping]]] = ..., search_first: _Optional[bool] = ..., target_fpir: _Optional[float] = ..., missing_fingers: _Optional[_Iterable[_Union[_sample_pb2.MissingFinger, _Mapping]]] = ...) -> None: ...

class EnrolResponse(_message.Message):
    __slots__ = ("identity", "encounter", "candidates", "report", "slaps", "sequence")
    IDENTITY_FIELD_NUMBER: _ClassVar[int]
    ENCOUNTER_FIELD_NUMBER: _ClassVar[int]
    CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    REPORT_FIELD_NUMBER: _ClassVar[int]
    SLAPS_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    identity: Identity
    encounter: Encounter
    candidates: _containers.RepeatedCompositeFieldContainer[_candidate_pb2.Candidate]
    report: _candidate_pb2.SearchReport
    slaps: _containers.RepeatedCompositeFieldContainer[_sample_pb2.SlapReport]
    sequence: _sample_pb2.SequenceReport
    def __init__(self, identity: _Optional[_Union[Identity, _Mapping]] = ..., encounter: _Optional[_Union[Encounter, _Mapping]] = ..., candidates: _Optional[_Iterable[_Union[_candidate_pb2.Candidate, _Mapping]]] = ..., report: _Optional[_Union[_candidate_pb2.SearchReport, _Mapping]] = ..., slaps: _Optional[_Iterable[_Union[_sample_pb2.SlapReport, _Mapping]]] = ..., sequence: _Optional[_Union[_sample_pb2.SequenceReport, _Mapping]] = ...) -> None: ...

class IdentifyRequest(_message.Message):
    __slots__ = ("gallery", "samples", "target_fpir", "max_candidates", "missing_fingers")
    GALLERY_FIELD_NUMBER: _ClassVar[int]
    SAMPLES_FIELD_NUMBER: _ClassVar[int]
    TARGET_FPIR_FIELD_NUMBER: _ClassVar[int]
    MAX_CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    MISSING_FINGERS_FIELD_NUMBER: _ClassVar[int]
    gallery: str
    samples: _containers.RepeatedCompositeFieldContainer[_sample_pb2.Sample]
    target_fpir: float
    max_candidates: int
    missing_fingers: _containers.RepeatedCompositeFieldContainer[_sample_pb2.MissingFinger]
    def __init__(self, gallery: _Optional[str] = ..., samples: _Optional[_Iterable[_Union[_sample_pb2.Sample, _Mapping]]] = ..., target_fpir: _Optional[float] = ..., max_candidates: _Optional[int] = ..., missing_fingers: _Optional[_Iterable[_Union[_sample_pb2.MissingFinger, _Mapping]]] = ...) -> None: ...

class IdentifyResponse(_message.Message):
    __slots__ = ("candidates", "report", "samples", "slaps", "sequence")
    CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    REPORT_FIELD_NUMBER: _ClassVar[int]
    SAMPLES_FIELD_NUMBER: _ClassVar[int]
    SLAPS_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    candidates: _containers.RepeatedCompositeFieldContainer[_candidate_pb2.Candidate]
    report: _candidate_pb2.SearchReport
    samples: _containers.RepeatedCompositeFieldContainer[_sample_pb2.SampleReport]
    slaps: _containers.RepeatedCompositeFieldContainer[_sample_pb2.SlapReport]
    sequence: _sample_pb2.SequenceReport
    def __init__(self, candidates: _Optional[_Iterable[_Union[_candidate_pb2.Candidate, _Mapping]]] = ..., report: _Optional[_Union[_candidate_pb2.SearchReport, _Mapping]] = ..., samples: _Optional[_Iterable[_Union[_sample_pb2.SampleReport, _Mapping]]] = ..., slaps: _Optional[_Iterable[_Union[_sample_pb2.SlapReport, _Mapping]]] = ..., sequence: _Optional[_Union[_sample_pb2.SequenceReport, _Mapping]] = ...) -> None: ...

class VerifyRequest(_message.Message):
    __slots__ = ("gallery", "identity_id", "samples", "target_fmr", "missing_fingers")
    GALLERY_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    SAMPLES_FIELD_NUMBER: _ClassVar[int]
    TARGET_FMR_FIELD_NUMBER: _ClassVar[int]
    MISSING_FINGERS_FIELD_NUMBER: _ClassVar[int]
    gallery: str
    identity_id: str
    samples: _containers.RepeatedCompositeFieldContainer[_sample_pb2.Sample]
    target_fmr: float
    missing_fingers: _containers.RepeatedCompositeFieldContainer[_sample_pb2.MissingFinger]
    def __init__(self, gallery: _Optional[str] = ..., identity_id: _Optional[str] = ..., samples: _Optional[_Iterable[_Union[_sample_pb2.Sample, _Mapping]]] = ..., target_fmr: _Optional[float] = ..., missing_fingers: _Optional[_Iterable[_Union[_sample_pb2.MissingFinger, _Mapping]]] = ...) -> None: ...

class VerifyResponse(_message.Message):
    __slots__ = ("comparison", "threshold_db", "samples", "slaps", "sequence")
    COMPARISON_FIELD_NUMBER: _ClassVar[int]
    THRESHOLD_DB_FIELD_NUMBER: _ClassVar[int]
    SAMPLES_FIELD_NUMBER: _ClassVar[int]
    SLAPS_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    comparison: _candidate_pb2.Candidate
    threshold_db: float
    samples: _containers.RepeatedCompositeFieldContainer[_sample_pb2.SampleReport]
    slaps: _containers.RepeatedCompositeFieldContainer[_sample_pb2.SlapReport]
    sequence: _sample_pb2.SequenceReport
    def __init__(self, comparison: _Optional[_Union[_candidate_pb2.Candidate, _Mapping]] = ..., threshold_db: _Optional[float] = ..., samples: _Optional[_Iterable[_Union[_sample_pb2.SampleReport, _Mapping]]] = ..., slaps: _Optional[_Iterable[_Union[_sample_pb2.SlapReport, _Mapping]]] = ..., sequence: _Optional[_Union[_sample_pb2.SequenceReport, _Mapping]] = ...) -> None: ...

class ExtractTemplateRequest(_message.Message):
    __slots__ = ("sample",)
    SAMPLE_FIELD_NUMBER: _ClassVar[int]
    sample: _sample_pb2.Sample
    def __init__(self, sample: _Optional[_Union[_sample_pb2.Sample, _Mapping]] = ...) -> None: ...

class ExtractTemplateResponse(_message.Message):
    __slots__ = ("report", "width_px", "height_px", "minutiae", "template", "matcher_version")
    REPORT_FIELD_NUMBER: _ClassVar[int]
    WIDTH_PX_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_PX_FIELD_NUMBER: _ClassVar[int]
    MINUTIAE_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_FIELD_NUMBER: _ClassVar[int]
    MATCHER_VERSION_FIELD_NUMBER: _ClassVar[int]
    report: _sample_pb2.SampleReport
    width_px: int
    height_px: int
    minutiae: _containers.RepeatedCompositeFieldContainer[_sample_pb2.Minutia]
    template: bytes
    matcher_version: str
    def __init__(self, report: _Optional[_Union[_sample_pb2.SampleReport, _Mapping]] = ..., width_px: _Optional[int] = ..., height_px: _Optional[int] = ..., minutiae: _Optional[_Iterable[_Union[_sample_pb2.Minutia, _Mapping]]] = ..., template: _Optional[bytes] = ..., matcher_version: _Optional[str] = ...) -> None: ...

class GetIdentityRequest(_message.Message):
    __slots__ = ("gallery", "identity_id")
    GALLERY_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    gallery: str
    identity_id: str
    def __init__(self, gallery: _Optional[str] = ..., identity_id: _Optional[str] = ...) -> None: ...

class GetIdentityResponse(_message.Message):
    __slots__ = ("identity",)
    IDENTITY_FIELD_NUMBER: _ClassVar[int]
    identity: Identity
    def __init__(self, identity: _Optional[_Union[Identity, _Mapping]] = ...) -> None: ...

class ListEncountersRequest(_message.Message):
    __slots__ = ("gallery", "identity_id", "page_size", "page_token")
    GALLERY_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    gallery: str
    identity_id: str
    page_size: int
    page_token: str
    def __init__(self, gallery: _Optional[str] = ..., identity_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListEncountersResponse(_message.Message):
    __slots__ = ("encounters", "next_page_token")
    ENCOUNTERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    encounters: _containers.RepeatedCompositeFieldContainer[Encounter]
    next_page_token: str
    def __init__(self, encounters: _Optional[_Iterable[_Union[Encounter, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DeleteEncounterRequest(_message.Message):
    __slots__ = ("gallery", "encounter_id", "expunge")
    GALLERY_FIELD_NUMBER: _ClassVar[int]
    ENCOUNTER_ID_FIELD_NUMBER: _ClassVar[int]
    EXPUNGE_FIELD_NUMBER: _ClassVar[int]
    gallery: str
    encounter_id: str
    expunge: bool
    def __init__(self, gallery: _Optional[str] = ..., encounter_id: _Optional[str] = ..., expunge: _Optional[bool] = ...) -> None: ...

class DeleteEncounterResponse(_message.Message):
    __slots__ = ("identity_deleted",)
    IDENTITY_DELETED_FIELD_NUMBER: _ClassVar[int]
    identity_deleted: bool
    def __init__(self, identity_deleted: _Optional[bool] = ...) -> None: ...
