from tenprint.v1 import sample_pb2 as _sample_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class FingerScore(_message.Message):
    __slots__ = ("position", "llr", "paired_minutia_count")
    POSITION_FIELD_NUMBER: _ClassVar[int]
    LLR_FIELD_NUMBER: _ClassVar[int]
    PAIRED_MINUTIA_COUNT_FIELD_NUMBER: _ClassVar[int]
    position: _sample_pb2.FingerPosition
    llr: float
    paired_minutia_count: int
    def __init__(self, position: _Optional[_Union[_sample_pb2.FingerPosition, str]] = ..., llr: _Optional[float] = ..., paired_minutia_count: _Optional[int] = ...) -> None: ...

class Candidate(_message.Message):
    __slots__ = ("rank", "identity_id", "encounter_id", "score_db", "above_threshold", "extrapolated", "fingers", "reference_set")
    RANK_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    ENCOUNTER_ID_FIELD_NUMBER: _ClassVar[int]
    SCORE_DB_FIELD_NUMBER: _ClassVar[int]
    ABOVE_THRESHOLD_FIELD_NUMBER: _ClassVar[int]
    EXTRAPOLATED_FIELD_NUMBER: _ClassVar[int]
    FINGERS_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_SET_FIELD_NUMBER: _ClassVar[int]
    rank: int
    identity_id: str
    encounter_id: str
    score_db: float
    above_threshold: bool
    extrapolated: bool
    fingers: _containers.RepeatedCompositeFieldContainer[FingerScore]
    reference_set: str
    def __init__(self, rank: _Optional[int] = ..., identity_id: _Optional[str] = ..., encounter_id: _Optional[str] = ..., score_db: _Optional[float] = ..., above_threshold: _Optional[bool] = ..., extrapolated: _Optional[bool] = ..., fingers: _Optional[_Iterable[_Union[FingerScore, _Mapping]]] = ..., reference_set: _Optional[str] = ...) -> None: ...

class StageReport(_message.Message):
    __slots__ = ("name", "duration_ms", "kept_count")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DURATION_MS_FIELD_NUMBER: _ClassVar[int]
    KEPT_COUNT_FIELD_NUMBER: _ClassVar[int]
    name: str
    duration_ms: float
    kept_count: int
    def __init__(self, name: _Optional[str] = ..., duration_ms: _Optional[float] = ..., kept_count: _Optional[int] = ...) -> None: ...

class PartitionReport(_message.Message):
    __slots__ = ("partition", "replicas", "watermark")
    PARTITION_FIELD_NUMBER: _ClassVar[int]
    REPLICAS_FIELD_NUMBER: _ClassVar[int]
    WATERMARK_FIELD_NUMBER: _ClassVar[int]
    partition: str
    replicas: _containers.RepeatedScalarFieldContainer[str]
    watermark: int
    def __init__(self, partition: _Optional[str] = ..., replicas: _Optional[_Iterable[str]] = ..., watermark: _Optional[int] = ...) -> None: ...

class SearchReport(_message.Message):
    __slots__ = ("gallery", "reference_count", "target_fpir", "threshold_db", "matcher_version", "index_version", "calibration_version", "stages", "contradicted_positions", "partitions")
    GALLERY_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_COUNT_FIELD_NUMBER: _ClassVar[int]
    TARGET_FPIR_FIELD_NUMBER: _ClassVar[int]
    THRESHOLD_DB_FIELD_NUMBER: _ClassVar[int]
    MATCHER_VERSION_FIELD_NUMBER: _ClassVar[int]
    INDEX_VERSION_FIELD_NUMBER: _ClassVar[int]
    CALIBRATION_VERSION_FIELD_NUMBER: _ClassVar[int]
    STAGES_FIELD_NUMBER: _ClassVar[int]
    CONTRADICTED_POSITIONS_FIELD_NUMBER: _ClassVar[int]
    PARTITIONS_FIELD_NUMBER: _ClassVar[int]
    gallery: str
    reference_count: int
    target_fpir: float
    threshold_db: float
    matcher_version: str
    index_version: str
    calibration_version: str
    stages: _containers.RepeatedCompositeFieldContainer[StageReport]
    contradicted_positions: _containers.RepeatedScalarFieldContainer[_sample_pb2.FingerPosition]
    partitions: _containers.RepeatedCompositeFieldContainer[PartitionReport]
    def __init__(self, gallery: _Optional[str] = ..., reference_count: _Optional[int] = ..., target_fpir: _Optional[float] = ..., threshold_db: _Optional[float] = ..., matcher_version: _Optional[str] = ..., index_version: _Optional[str] = ..., calibration_version: _Optional[str] = ..., stages: _Optional[_Iterable[_Union[StageReport, _Mapping]]] = ..., contradicted_positions: _Optional[_Iterable[_Union[_sample_pb2.FingerPosition, str]]] = ..., partitions: _Optional[_Iterable[_Union[PartitionReport, _Mapping]]] = ...) -> None: ...
