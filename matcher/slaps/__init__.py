"""Slaps: several fingers of one hand, or two thumbs, on one image."""

from matcher.slaps.cropping import crop
from matcher.slaps.drawing import SLAP_LEGEND, draw_segmentation
from matcher.slaps.segmenting import SLAP_FINGERS, count_fingers, segment
from matcher.slaps.types import Doubt, FingerBox, Hand, SlapSegmentation

__all__ = [
    "SLAP_FINGERS",
    "Doubt",
    "FingerBox",
    "Hand",
    "SlapSegmentation",
    "count_fingers",
    "crop",
    "SLAP_LEGEND",
    "draw_segmentation",
    "segment",
]
