from tenprint.v1 import errors_pb2 as _errors_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class FingerPosition(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FINGER_POSITION_UNSPECIFIED: _ClassVar[FingerPosition]
    FINGER_POSITION_RIGHT_THUMB: _ClassVar[FingerPosition]
    FINGER_POSITION_RIGHT_INDEX: _ClassVar[FingerPosition]
    FINGER_POSITION_RIGHT_MIDDLE: _ClassVar[FingerPosition]
    FINGER_POSITION_RIGHT_RING: _ClassVar[FingerPosition]
    FINGER_POSITION_RIGHT_LITTLE: _ClassVar[FingerPosition]
    FINGER_POSITION_LEFT_THUMB: _ClassVar[FingerPosition]
    FINGER_POSITION_LEFT_INDEX: _ClassVar[FingerPosition]
    FINGER_POSITION_LEFT_MIDDLE: _ClassVar[FingerPosition]
    FINGER_POSITION_LEFT_RING: _ClassVar[FingerPosition]
    FINGER_POSITION_LEFT_LITTLE: _ClassVar[FingerPosition]
    FINGER_POSITION_PLAIN_RIGHT_THUMB: _ClassVar[FingerPosition]
    FINGER_POSITION_PLAIN_LEFT_THUMB: _ClassVar[FingerPosition]
    FINGER_POSITION_PLAIN_RIGHT_FOUR: _ClassVar[FingerPosition]
    FINGER_POSITION_PLAIN_LEFT_FOUR: _ClassVar[FingerPosition]
    FINGER_POSITION_PLAIN_THUMBS: _ClassVar[FingerPosition]

class ImpressionType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    IMPRESSION_TYPE_UNSPECIFIED: _ClassVar[ImpressionType]
    IMPRESSION_TYPE_LIVESCAN_PLAIN: _ClassVar[ImpressionType]
    IMPRESSION_TYPE_LIVESCAN_ROLLED: _ClassVar[ImpressionType]
    IMPRESSION_TYPE_NONLIVESCAN_PLAIN: _ClassVar[ImpressionType]
    IMPRESSION_TYPE_NONLIVESCAN_ROLLED: _ClassVar[ImpressionType]

class ImageEncoding(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    IMAGE_ENCODING_UNSPECIFIED: _ClassVar[ImageEncoding]
    IMAGE_ENCODING_PNG: _ClassVar[ImageEncoding]
    IMAGE_ENCODING_TIFF: _ClassVar[ImageEncoding]
    IMAGE_ENCODING_BMP: _ClassVar[ImageEncoding]
    IMAGE_ENCODING_JPEG: _ClassVar[ImageEncoding]
    IMAGE_ENCODING_RAW_GREY8: _ClassVar[ImageEncoding]
    IMAGE_ENCODING_WSQ: _ClassVar[ImageEncoding]
    IMAGE_ENCODING_JPEG2000: _ClassVar[ImageEncoding]

class TemplateFormat(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TEMPLATE_FORMAT_UNSPECIFIED: _ClassVar[TemplateFormat]
    TEMPLATE_FORMAT_ISO_19794_2_2005: _ClassVar[TemplateFormat]
    TEMPLATE_FORMAT_ANSI_378_2004: _ClassVar[TemplateFormat]
    TEMPLATE_FORMAT_TYPE_9: _ClassVar[TemplateFormat]

class MissingFingerReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MISSING_FINGER_REASON_UNSPECIFIED: _ClassVar[MissingFingerReason]
    MISSING_FINGER_REASON_AMPUTATED: _ClassVar[MissingFingerReason]
    MISSING_FINGER_REASON_UNABLE_TO_PRINT: _ClassVar[MissingFingerReason]

class SlapDoubt(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SLAP_DOUBT_UNSPECIFIED: _ClassVar[SlapDoubt]
    SLAP_DOUBT_FEWER: _ClassVar[SlapDoubt]
    SLAP_DOUBT_MORE: _ClassVar[SlapDoubt]
    SLAP_DOUBT_JOINED: _ClassVar[SlapDoubt]
    SLAP_DOUBT_CUT_OFF: _ClassVar[SlapDoubt]
    SLAP_DOUBT_WRONG_HAND: _ClassVar[SlapDoubt]
    SLAP_DOUBT_UNSURE_HAND: _ClassVar[SlapDoubt]
    SLAP_DOUBT_UNSURE_FINGERS: _ClassVar[SlapDoubt]
    SLAP_DOUBT_MISSING_FOUND: _ClassVar[SlapDoubt]

class Hand(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    HAND_UNSPECIFIED: _ClassVar[Hand]
    HAND_RIGHT: _ClassVar[Hand]
    HAND_LEFT: _ClassVar[Hand]

class SequenceVerdict(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SEQUENCE_VERDICT_UNSPECIFIED: _ClassVar[SequenceVerdict]
    SEQUENCE_VERDICT_MOVED: _ClassVar[SequenceVerdict]
    SEQUENCE_VERDICT_REPEATED: _ClassVar[SequenceVerdict]
    SEQUENCE_VERDICT_DISPLACED: _ClassVar[SequenceVerdict]
    SEQUENCE_VERDICT_UNCONFIRMED: _ClassVar[SequenceVerdict]

class MinutiaType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MINUTIA_TYPE_UNSPECIFIED: _ClassVar[MinutiaType]
    MINUTIA_TYPE_RIDGE_ENDING: _ClassVar[MinutiaType]
    MINUTIA_TYPE_BIFURCATION: _ClassVar[MinutiaType]
FINGER_POSITION_UNSPECIFIED: FingerPosition
FINGER_POSITION_RIGHT_THUMB: FingerPosition
FINGER_POSITION_RIGHT_INDEX: FingerPosition
FINGER_POSITION_RIGHT_MIDDLE: FingerPosition
FINGER_POSITION_RIGHT_RING: FingerPosition
FINGER_POSITION_RIGHT_LITTLE: FingerPosition
FINGER_POSITION_LEFT_THUMB: FingerPosition
FINGER_POSITION_LEFT_INDEX: FingerPosition
FINGER_POSITION_LEFT_MIDDLE: FingerPosition
FINGER_POSITION_LEFT_RING: FingerPosition
FINGER_POSITION_LEFT_LITTLE: FingerPosition
FINGER_POSITION_PLAIN_RIGHT_THUMB: FingerPosition
FINGER_POSITION_PLAIN_LEFT_THUMB: FingerPosition
FINGER_POSITION_PLAIN_RIGHT_FOUR: FingerPosition
FINGER_POSITION_PLAIN_LEFT_FOUR: FingerPosition
FINGER_POSITION_PLAIN_THUMBS: FingerPosition
IMPRESSION_TYPE_UNSPECIFIED: ImpressionType
IMPRESSION_TYPE_LIVESCAN_PLAIN: ImpressionType
IMPRESSION_TYPE_LIVESCAN_ROLLED: ImpressionType
IMPRESSION_TYPE_NONLIVESCAN_PLAIN: ImpressionType
IMPRESSION_TYPE_NONLIVESCAN_ROLLED: ImpressionType
IMAGE_ENCODING_UNSPECIFIED: ImageEncoding
IMAGE_ENCODING_PNG: ImageEncoding
IMAGE_ENCODING_TIFF: ImageEncoding
IMAGE_ENCODING_BMP: ImageEncoding
IMAGE_ENCODING_JPEG: ImageEncoding
IMAGE_ENCODING_RAW_GREY8: ImageEncoding
IMAGE_ENCODING_WSQ: ImageEncoding
IMAGE_ENCODING_JPEG2000: ImageEncoding
TEMPLATE_FORMAT_UNSPECIFIED: TemplateFormat
TEMPLATE_FORMAT_ISO_19794_2_2005: TemplateFormat
TEMPLATE_FORMAT_ANSI_378_2004: TemplateFormat
TEMPLATE_FORMAT_TYPE_9: TemplateFormat
MISSING_FINGER_REASON_UNSPECIFIED: MissingFingerReason
MISSING_FINGER_REASON_AMPUTATED: MissingFingerReason
MISSING_FINGER_REASON_UNABLE_TO_PRINT: MissingFingerReason
SLAP_DOUBT_UNSPECIFIED: SlapDoubt
SLAP_DOUBT_FEWER: SlapDoubt
SLAP_DOUBT_MORE: SlapDoubt
SLAP_DOUBT_JOINED: SlapDoubt
SLAP_DOUBT_CUT_OFF: SlapDoubt
SLAP_DOUBT_WRONG_HAND: SlapDoubt
SLAP_DOUBT_UNSURE_HAND: SlapDoubt
SLAP_DOUBT_UNSURE_FINGERS: SlapDoubt
SLAP_DOUBT_MISSING_FOUND: SlapDoubt
HAND_UNSPECIFIED: Hand
HAND_RIGHT: Hand
HAND_LEFT: Hand
SEQUENCE_VERDICT_UNSPECIFIED: SequenceVerdict
SEQUENCE_VERDICT_MOVED: SequenceVerdict
SEQUENCE_VERDICT_REPEATED: SequenceVerdict
SEQUENCE_VERDICT_DISPLACED: SequenceVerdict
SEQUENCE_VERDICT_UNCONFIRMED: SequenceVerdict
MINUTIA_TYPE_UNSPECIFIED: MinutiaType
MINUTIA_TYPE_RIDGE_ENDING: MinutiaType
MINUTIA_TYPE_BIFURCATION: MinutiaType

class Sample(_message.Message):
    __slots__ = ("image", "encoding", "resolution_ppi", "position", "impression_type", "width_px", "height_px", "template", "template_format")
    IMAGE_FIELD_NUMBER: _ClassVar[int]
    ENCODING_FIELD_NUMBER: _ClassVar[int]
    RESOLUTION_PPI_FIELD_NUMBER: _ClassVar[int]
    POSITION_FIELD_NUMBER: _ClassVar[int]
    IMPRESSION_TYPE_FIELD_NUMBER: _ClassVar[int]
    WIDTH_PX_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_PX_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_FORMAT_FIELD_NUMBER: _ClassVar[int]
    image: bytes
    encoding: ImageEncoding
    resolution_ppi: int
    position: FingerPosition
    impression_type: ImpressionType
    width_px: int
    height_px: int
    template: bytes
    template_format: TemplateFormat
    def __init__(self, image: _Optional[bytes] = ..., encoding: _Optional[_Union[ImageEncoding, str]] = ..., resolution_ppi: _Optional[int] = ..., position: _Optional[_Union[FingerPosition, str]] = ..., impression_type: _Optional[_Union[ImpressionType, str]] = ..., width_px: _Optional[int] = ..., height_px: _Optional[int] = ..., template: _Optional[bytes] = ..., template_format: _Optional[_Union[TemplateFormat, str]] = ...) -> None: ...

class MissingFinger(_message.Message):
    __slots__ = ("position", "reason")
    POSITION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    position: FingerPosition
    reason: MissingFingerReason
    def __init__(self, position: _Optional[_Union[FingerPosition, str]] = ..., reason: _Optional[_Union[MissingFingerReason, str]] = ...) -> None: ...

class SlapFinger(_message.Message):
    __slots__ = ("position", "confidence", "centre_x_px", "centre_y_px", "width_px", "height_px", "angle_rad", "cut_off")
    POSITION_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    CENTRE_X_PX_FIELD_NUMBER: _ClassVar[int]
    CENTRE_Y_PX_FIELD_NUMBER: _ClassVar[int]
    WIDTH_PX_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_PX_FIELD_NUMBER: _ClassVar[int]
    ANGLE_RAD_FIELD_NUMBER: _ClassVar[int]
    CUT_OFF_FIELD_NUMBER: _ClassVar[int]
    position: FingerPosition
    confidence: float
    centre_x_px: float
    centre_y_px: float
    width_px: float
    height_px: float
    angle_rad: float
    cut_off: bool
    def __init__(self, position: _Optional[_Union[FingerPosition, str]] = ..., confidence: _Optional[float] = ..., centre_x_px: _Optional[float] = ..., centre_y_px: _Optional[float] = ..., width_px: _Optional[float] = ..., height_px: _Optional[float] = ..., angle_rad: _Optional[float] = ..., cut_off: _Optional[bool] = ...) -> None: ...

class SlapReport(_message.Message):
    __slots__ = ("position", "hand", "hand_confidence", "found_count", "expected_count", "doubts", "fingers", "failure_reason", "failure_reason_code", "failure_message")
    POSITION_FIELD_NUMBER: _ClassVar[int]
    HAND_FIELD_NUMBER: _ClassVar[int]
    HAND_CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    FOUND_COUNT_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_COUNT_FIELD_NUMBER: _ClassVar[int]
    DOUBTS_FIELD_NUMBER: _ClassVar[int]
    FINGERS_FIELD_NUMBER: _ClassVar[int]
    FAILURE_REASON_FIELD_NUMBER: _ClassVar[int]
    FAILURE_REASON_CODE_FIELD_NUMBER: _ClassVar[int]
    FAILURE_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    position: FingerPosition
    hand: Hand
    hand_confidence: float
    found_count: int
    expected_count: int
    doubts: _containers.RepeatedScalarFieldContainer[SlapDoubt]
    fingers: _containers.RepeatedCompositeFieldContainer[SlapFinger]
    failure_reason: str
    failure_reason_code: _errors_pb2.ErrorReason
    failure_message: str
    def __init__(self, position: _Optional[_Union[FingerPosition, str]] = ..., hand: _Optional[_Union[Hand, str]] = ..., hand_confidence: _Optional[float] = ..., found_count: _Optional[int] = ..., expected_count: _Optional[int] = ..., doubts: _Optional[_Iterable[_Union[SlapDoubt, str]]] = ..., fingers: _Optional[_Iterable[_Union[SlapFinger, _Mapping]]] = ..., failure_reason: _Optional[str] = ..., failure_reason_code: _Optional[_Union[_errors_pb2.ErrorReason, str]] = ..., failure_message: _Optional[str] = ...) -> None: ...

class SequenceFinding(_message.Message):
    __slots__ = ("position", "verdict", "finger", "score_db")
    POSITION_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    FINGER_FIELD_NUMBER: _ClassVar[int]
    SCORE_DB_FIELD_NUMBER: _ClassVar[int]
    position: FingerPosition
    verdict: SequenceVerdict
    finger: FingerPosition
    score_db: float
    def __init__(self, position: _Optional[_Union[FingerPosition, str]] = ..., verdict: _Optional[_Union[SequenceVerdict, str]] = ..., finger: _Optional[_Union[FingerPosition, str]] = ..., score_db: _Optional[float] = ...) -> None: ...

class SequenceReport(_message.Message):
    __slots__ = ("confirmed_positions", "findings", "passed")
    CONFIRMED_POSITIONS_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    PASSED_FIELD_NUMBER: _ClassVar[int]
    confirmed_positions: _containers.RepeatedScalarFieldContainer[FingerPosition]
    findings: _containers.RepeatedCompositeFieldContainer[SequenceFinding]
    passed: bool
    def __init__(self, confirmed_positions: _Optional[_Iterable[_Union[FingerPosition, str]]] = ..., findings: _Optional[_Iterable[_Union[SequenceFinding, _Mapping]]] = ..., passed: _Optional[bool] = ...) -> None: ...

class Minutia(_message.Message):
    __slots__ = ("x_px", "y_px", "direction_rad", "type", "quality")
    X_PX_FIELD_NUMBER: _ClassVar[int]
    Y_PX_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_RAD_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    QUALITY_FIELD_NUMBER: _ClassVar[int]
    x_px: float
    y_px: float
    direction_rad: float
    type: MinutiaType
    quality: float
    def __init__(self, x_px: _Optional[float] = ..., y_px: _Optional[float] = ..., direction_rad: _Optional[float] = ..., type: _Optional[_Union[MinutiaType, str]] = ..., quality: _Optional[float] = ...) -> None: ...

class SampleReport(_message.Message):
    __slots__ = ("position", "quality", "minutia_count", "failure_reason", "failure_reason_code", "recapture_advice", "failure_message", "likely_resolution_ppi", "file_resolution_ppi", "template_format")
    POSITION_FIELD_NUMBER: _ClassVar[int]
    QUALITY_FIELD_NUMBER: _ClassVar[int]
    MINUTIA_COUNT_FIELD_NUMBER: _ClassVar[int]
    FAILURE_REASON_FIELD_NUMBER: _ClassVar[int]
    FAILURE_REASON_CODE_FIELD_NUMBER: _ClassVar[int]
    RECAPTURE_ADVICE_FIELD_NUMBER: _ClassVar[int]
    FAILURE_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    LIKELY_RESOLUTION_PPI_FIELD_NUMBER: _ClassVar[int]
    FILE_RESOLUTION_PPI_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_FORMAT_FIELD_NUMBER: _ClassVar[int]
    position: FingerPosition
    quality: int
    minutia_count: int
    failure_reason: str
    failure_reason_code: _errors_pb2.ErrorReason
    recapture_advice: str
    failure_message: str
    likely_resolution_ppi: int
    file_resolution_ppi: int
    template_format: TemplateFormat
    def __init__(self, position: _Optional[_Union[FingerPosition, str]] = ..., quality: _Optional[int] = ..., minutia_count: _Optional[int] = ..., failure_reason: _Optional[str] = ..., failure_reason_code: _Optional[_Union[_errors_pb2.ErrorReason, str]] = ..., recapture_advice: _Optional[str] = ..., failure_message: _Optional[str] = ..., likely_resolution_ppi: _Optional[int] = ..., file_resolution_ppi: _Optional[int] = ..., template_format: _Optional[_Union[TemplateFormat, str]] = ...) -> None: ...
