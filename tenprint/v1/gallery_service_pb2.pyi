import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class IdentityChangeKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    IDENTITY_CHANGE_KIND_UNSPECIFIED: _ClassVar[IdentityChangeKind]
    IDENTITY_CHANGE_KIND_MERGE: _ClassVar[IdentityChangeKind]
    IDENTITY_CHANGE_KIND_SPLIT: _ClassVar[IdentityChangeKind]
    IDENTITY_CHANGE_KIND_MOVE: _ClassVar[IdentityChangeKind]
    IDENTITY_CHANGE_KIND_UNDO: _ClassVar[IdentityChangeKind]

class FingerClass(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FINGER_CLASS_UNSPECIFIED: _ClassVar[FingerClass]
    FINGER_CLASS_TEN: _ClassVar[FingerClass]
    FINGER_CLASS_TWO_INDEX: _ClassVar[FingerClass]
    FINGER_CLASS_OTHER: _ClassVar[FingerClass]
IDENTITY_CHANGE_KIND_UNSPECIFIED: IdentityChangeKind
IDENTITY_CHANGE_KIND_MERGE: IdentityChangeKind
IDENTITY_CHANGE_KIND_SPLIT: IdentityChangeKind
IDENTITY_CHANGE_KIND_MOVE: IdentityChangeKind
IDENTITY_CHANGE_KIND_UNDO: IdentityChangeKind
FINGER_CLASS_UNSPECIFIED: FingerClass
FINGER_CLASS_TEN: FingerClass
FINGER_CLASS_TWO_INDEX: FingerClass
FINGER_CLASS_OTHER: FingerClass

class IdentityChange(_message.Message):
    __slots__ = ("change_id", "kind", "from_identity_id", "to_identity_id", "encounter_ids", "change_time", "ori", "purpose", "undone_by_change_id", "undone_change_id")
    CHANGE_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    FROM_IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    TO_IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    ENCOUNTER_IDS_FIELD_NUMBER: _ClassVar[int]
    CHANGE_TIME_FIELD_NUMBER: _ClassVar[int]
    ORI_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    UNDONE_BY_CHANGE_ID_FIELD_NUMBER: _ClassVar[int]
    UNDONE_CHANGE_ID_FIELD_NUMBER: _ClassVar[int]
    change_id: int
    kind: IdentityChangeKind
    from_identity_id: str
    to_identity_id: str
    encounter_ids: _containers.RepeatedScalarFieldContainer[str]
    change_time: _timestamp_pb2.Timestamp
    ori: str
    purpose: str
    undone_by_change_id: int
    undone_change_id: int
    def __init__(self, change_id: _Optional[int] = ..., kind: _Optional[_Union[IdentityChangeKind, str]] = ..., from_identity_id: _Optional[str] = ..., to_identity_id: _Optional[str] = ..., encounter_ids: _Optional[_Iterable[str]] = ..., change_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., ori: _Optional[str] = ..., purpose: _Optional[str] = ..., undone_by_change_id: _Optional[int] = ..., undone_change_id: _Optional[int] = ...) -> None: ...

class MergeIdentitiesRequest(_message.Message):
    __slots__ = ("gallery", "request_id", "identity_id", "into_identity_id")
    GALLERY_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    INTO_IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    gallery: str
    request_id: str
    identity_id: str
    into_identity_id: str
    def __init__(self, gallery: _Optional[str] = ..., request_id: _Optional[str] = ..., identity_id: _Optional[str] = ..., into_identity_id: _Optional[str] = ...) -> None: ...

class MergeIdentitiesResponse(_message.Message):
    __slots__ = ("change",)
    CHANGE_FIELD_NUMBER: _ClassVar[int]
    change: IdentityChange
    def __init__(self, change: _Optional[_Union[IdentityChange, _Mapping]] = ...) -> None: ...

class SplitIdentityRequest(_message.Message):
    __slots__ = ("gallery", "request_id", "identity_id", "encounter_ids")
    GALLERY_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    ENCOUNTER_IDS_FIELD_NUMBER: _ClassVar[int]
    gallery: str
    request_id: str
    identity_id: str
    encounter_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, gallery: _Optional[str] = ..., request_id: _Optional[str] = ..., identity_id: _Optional[str] = ..., encounter_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class SplitIdentityResponse(_message.Message):
    __slots__ = ("change",)
    CHANGE_FIELD_NUMBER: _ClassVar[int]
    change: IdentityChange
    def __init__(self, change: _Optional[_Union[IdentityChange, _Mapping]] = ...) -> None: ...

class MoveEncounterRequest(_message.Message):
    __slots__ = ("gallery", "request_id", "encounter_id", "identity_id", "to_identity_id")
    GALLERY_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ENCOUNTER_ID_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    TO_IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    gallery: str
    request_id: str
    encounter_id: str
    identity_id: str
    to_identity_id: str
    def __init__(self, gallery: _Optional[str] = ..., request_id: _Optional[str] = ..., encounter_id: _Optional[str] = ..., identity_id: _Optional[str] = ..., to_identity_id: _Optional[str] = ...) -> None: ...

class MoveEncounterResponse(_message.Message):
    __slots__ = ("change",)
    CHANGE_FIELD_NUMBER: _ClassVar[int]
    change: IdentityChange
    def __init__(self, change: _Optional[_Union[IdentityChange, _Mapping]] = ...) -> None: ...

class UndoIdentityChangeRequest(_message.Message):
    __slots__ = ("gallery", "request_id", "change_id")
    GALLERY_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CHANGE_ID_FIELD_NUMBER: _ClassVar[int]
    gallery: str
    request_id: str
    change_id: int
    def __init__(self, gallery: _Optional[str] = ..., request_id: _Optional[str] = ..., change_id: _Optional[int] = ...) -> None: ...

class UndoIdentityChangeResponse(_message.Message):
    __slots__ = ("change",)
    CHANGE_FIELD_NUMBER: _ClassVar[int]
    change: IdentityChange
    def __init__(self, change: _Optional[_Union[IdentityChange, _Mapping]] = ...) -> None: ...

class ListIdentityChangesRequest(_message.Message):
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

class ListIdentityChangesResponse(_message.Message):
    __slots__ = ("changes", "next_page_token")
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    changes: _containers.RepeatedCompositeFieldContainer[IdentityChange]
    next_page_token: str
    def __init__(self, changes: _Optional[_Iterable[_Union[IdentityChange, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class FingerClassStatus(_message.Message):
    __slots__ = ("finger_class", "reference_count", "tail_count", "dead_count", "sealed_segment_count")
    FINGER_CLASS_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_COUNT_FIELD_NUMBER: _ClassVar[int]
    TAIL_COUNT_FIELD_NUMBER: _ClassVar[int]
    DEAD_COUNT_FIELD_NUMBER: _ClassVar[int]
    SEALED_SEGMENT_COUNT_FIELD_NUMBER: _ClassVar[int]
    finger_class: FingerClass
    reference_count: int
    tail_count: int
    dead_count: int
    sealed_segment_count: int
    def __init__(self, finger_class: _Optional[_Union[FingerClass, str]] = ..., reference_count: _Optional[int] = ..., tail_count: _Optional[int] = ..., dead_count: _Optional[int] = ..., sealed_segment_count: _Optional[int] = ...) -> None: ...

class GalleryStatus(_message.Message):
    __slots__ = ("gallery", "reference_count", "classes", "watermark", "lag_count", "snapshot_time", "snapshot_watermark", "resident_bytes", "index_version", "housekeeping_error", "damaged", "reference_sets", "following_error")
    GALLERY_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_COUNT_FIELD_NUMBER: _ClassVar[int]
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    WATERMARK_FIELD_NUMBER: _ClassVar[int]
    LAG_COUNT_FIELD_NUMBER: _ClassVar[int]
    SNAPSHOT_TIME_FIELD_NUMBER: _ClassVar[int]
    SNAPSHOT_WATERMARK_FIELD_NUMBER: _ClassVar[int]
    RESIDENT_BYTES_FIELD_NUMBER: _ClassVar[int]
    INDEX_VERSION_FIELD_NUMBER: _ClassVar[int]
    HOUSEKEEPING_ERROR_FIELD_NUMBER: _ClassVar[int]
    DAMAGED_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_SETS_FIELD_NUMBER: _ClassVar[int]
    FOLLOWING_ERROR_FIELD_NUMBER: _ClassVar[int]
    gallery: str
    reference_count: int
    classes: _containers.RepeatedCompositeFieldContainer[FingerClassStatus]
    watermark: int
    lag_count: int
    snapshot_time: _timestamp_pb2.Timestamp
    snapshot_watermark: int
    resident_bytes: int
    index_version: str
    housekeeping_error: str
    damaged: _containers.RepeatedScalarFieldContainer[str]
    reference_sets: _containers.RepeatedCompositeFieldContainer[ReferenceSetStatus]
    following_error: str
    def __init__(self, gallery: _Optional[str] = ..., reference_count: _Optional[int] = ..., classes: _Optional[_Iterable[_Union[FingerClassStatus, _Mapping]]] = ..., watermark: _Optional[int] = ..., lag_count: _Optional[int] = ..., snapshot_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., snapshot_watermark: _Optional[int] = ..., resident_bytes: _Optional[int] = ..., index_version: _Optional[str] = ..., housekeeping_error: _Optional[str] = ..., damaged: _Optional[_Iterable[str]] = ..., reference_sets: _Optional[_Iterable[_Union[ReferenceSetStatus, _Mapping]]] = ..., following_error: _Optional[str] = ...) -> None: ...

class ReferenceSetStatus(_message.Message):
    __slots__ = ("name", "folder", "reference_count", "resident_bytes", "index_version", "housekeeping_error", "damaged")
    NAME_FIELD_NUMBER: _ClassVar[int]
    FOLDER_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_COUNT_FIELD_NUMBER: _ClassVar[int]
    RESIDENT_BYTES_FIELD_NUMBER: _ClassVar[int]
    INDEX_VERSION_FIELD_NUMBER: _ClassVar[int]
    HOUSEKEEPING_ERROR_FIELD_NUMBER: _ClassVar[int]
    DAMAGED_FIELD_NUMBER: _ClassVar[int]
    name: str
    folder: str
    reference_count: int
    resident_bytes: int
    index_version: str
    housekeeping_error: str
    damaged: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., folder: _Optional[str] = ..., reference_count: _Optional[int] = ..., resident_bytes: _Optional[int] = ..., index_version: _Optional[str] = ..., housekeeping_error: _Optional[str] = ..., damaged: _Optional[_Iterable[str]] = ...) -> None: ...

class GetGalleryStatusRequest(_message.Message):
    __slots__ = ("gallery",)
    GALLERY_FIELD_NUMBER: _ClassVar[int]
    gallery: str
    def __init__(self, gallery: _Optional[str] = ...) -> None: ...

class GetGalleryStatusResponse(_message.Message):
    __slots__ = ("status",)
    STATUS_FIELD_NUMBER: _ClassVar[int]
    status: GalleryStatus
    def __init__(self, status: _Optional[_Union[GalleryStatus, _Mapping]] = ...) -> None: ...
