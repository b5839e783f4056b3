"""Ten-print cards of rendered people, as small plain prints or as blocks of a card."""

from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.data import track
from matcher.types import STANDARD_PPI, FingerPosition, ImpressionType
from synthesis.images import PrintCache, Recipe
from tenprint.samples import sample_from_bytes
from tenprint.v1.sample_pb2 import Sample

FIRST_SEED = 7_100_000
"""The first person of a card."""
PLAIN, CARD = "plain", "card"
KINDS = {PLAIN: ImpressionType.LIVESCAN_PLAIN, CARD: ImpressionType.LIVESCAN_ROLLED}
"""`plain`: about 450 by 370 pixels, as the images of FVC. `card`: rolled, in blocks of a card."""
BLOCK_PX = (750, 800)
"""Height and width of a block of a card at 500 ppi: 1.5 by 1.6 inches.

Source: ANSI/NIST-ITL 1-2011, table of the finger positions of Type-14 (maximum sizes).
"""
_PAPER = 255


def render_cards(kind: str, count: int, cache: Path) -> list[tuple[Sample, ...]]:
    """Render ten fingers of each of some people, and cache the prints."""
    prints = PrintCache(cache / "prints")
    seeds = range(FIRST_SEED, FIRST_SEED + count)
    return [
        _card(kind, prints.read(Recipe(seed, 0, KINDS[kind])))
        for seed in track(seeds, f"rendering people, {kind}")
    ]


def _card(kind: str, fingers: Mapping[FingerPosition, bytes]) -> tuple[Sample, ...]:
    return tuple(
        sample_from_bytes(png if kind == PLAIN else _block(png), position, STANDARD_PPI)
        for position, png in fingers.items()
    )


def _block(png: bytes) -> bytes:
    """Lay a print in the middle of an empty block."""
    pixels = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert pixels is not None
    height, width = pixels.shape
    block: NDArray[np.uint8] = np.full(BLOCK_PX, _PAPER, np.uint8)
    top, left = (BLOCK_PX[0] - height) // 2, (BLOCK_PX[1] - width) // 2
    block[top : top + height, left : left + width] = pixels
    done, encoded = cv2.imencode(".png", block)
    assert done
    return encoded.tobytes()
