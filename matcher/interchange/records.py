"""A finger as another system describes it, in the project's frame."""

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.errors import InvalidTemplateError
from matcher.types import STANDARD_PPI, ImpressionType, Minutia

MAX_VIEWS = 16 * 11
"""Of one record: 16 views of each finger code."""
NOMINAL_PPCM = frozenset({196, 197, 198})
"""Pixels a centimetre by which writers state 500 ppi, which is 196.85."""
UNKNOWN_QUALITY = 0.6
"""For minutiae whose quality is not stated: in the middle of what is extracted from prints."""
_CM_INCH = 2.54


@dataclass(frozen=True)
class FingerView:
    """One impression of one finger."""

    position: int
    """ANSI/NIST code 0 to 10; 0: unknown."""
    impression: ImpressionType
    quality: int
    """0 to 100 as the other system rates the finger; 0: not rated."""
    width_px: int
    """Of the image, at 500 ppi."""
    height_px: int
    minutiae: tuple[Minutia, ...]
    """At 500 ppi, in the frame of `matcher.types`."""
    kinds_known: bool = True
    """False if no minutia says whether it ends or forks."""


def scale_of(field: str, pixels_per_cm: float) -> float:
    """Return the factor that brings pixels to 500 ppi. Raises InvalidTemplateError."""
    if round(pixels_per_cm) in NOMINAL_PPCM:
        return 1.0
    if not 39 <= pixels_per_cm <= 800:
        raise InvalidTemplateError(
            f"{field} is {pixels_per_cm:g} pixels a centimetre: 39 to 800 are read, "
            "which are 99 to 2,032 ppi"
        )
    return STANDARD_PPI / (pixels_per_cm * _CM_INCH)


def in_range(field: str, value: int, low: int, high: int) -> int:
    """Return a number that is in its range. Raises InvalidTemplateError."""
    if not low <= value <= high:
        raise InvalidTemplateError(f"{field} is {value}: {low} to {high} are allowed")
    return value


def impression_of(code: int) -> ImpressionType:
    """Read an impression type. Latents and swipes count as plain."""
    try:
        return ImpressionType(code)
    except ValueError:
        return ImpressionType.LIVESCAN_PLAIN


def extent(values: Sequence[float], margin_px: float = 16.0) -> int:
    """Return how large an image is at least that holds these coordinates."""
    return round(max(values, default=0.0) + margin_px)
