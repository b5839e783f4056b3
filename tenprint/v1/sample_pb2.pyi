from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
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
    __slots__ = ("position", "quality", "minutia_count", "failure_reason", "recapture_advice", "failure_message", "likely_resolution_ppi", "file_resolution_ppi", "template_format")
    POSITION_FIELD_NUMBER: _ClassVar[int]
    QUALITY_FIELD_NUMBER: _ClassVar[int]
    MINUTIA_COUNT_FIELD_NUMBER: _ClassVar[int]
    FAILURE_REASON_FIELD_NUMBER: _ClassVar[int]
    RECAPTURE_ADVICE_FIELD_NUMBER: _ClassVar[int]
    FAILURE_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    LIKELY_RESOLUTION_PPI_FIELD_NUMBER: _ClassVar[int]
    FILE_RESOLUTION_PPI_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_FORMAT_FIELD_NUMBER: _ClassVar[int]
    position: FingerPosition
    quality: int
    minutia_count: int
    failure_reason: str
    recapture_advice: str
    failure_message: str
    likely_resolution_ppi: int
    file_resolution_ppi: int
    template_format: TemplateFormat
    def __init__(self, position: _Optional[_Union[FingerPosition, str]] = ..., quality: _Optional[int] = ..., minutia_count: _Optional[int] = ..., failure_reason: _Optional[str] = ..., recapture_advice: _Optional[str] = ..., failure_message: _Optional[str] = ..., likely_resolution_ppi: _Optional[int] = ..., file_resolution_ppi: _Optional[int] = ..., template_format: _Optional[_Union[TemplateFormat, str]] = ...) -> None: ...
