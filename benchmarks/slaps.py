"""Measures how well slaps are cut into fingers, on rendered slaps whose truth is known.

    python -m benchmarks.slaps [--slaps 500] [--first-seed N] --json OUT

Each slap is of another person: eight of ten are slaps of four fingers, right and left by turns; two
of ten are thumbs. Half of them are live scans and half are inked on cards. A slap is right if it
has all its fingers and none too many. An edge of a box is measured at its middle, along the axes
of the true box. The CPU time is that of one thread.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.data import metrics, option, run_command, track, write_results
from matcher.slaps import FingerBox, Hand, SlapSegmentation, segment
from matcher.types import FingerPosition, ImpressionType
from synthesis.images import Slap, render_slap

Figures = dict[str, Any]

FIRST_SEED = 7_300_000
EDGE_PX = 32
"""An edge that is off by more counts as wrong: 1.6 mm."""
_EDGES = ("left", "right", "top", "bottom")


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    json: Path = option("file for the figures")
    slaps: int = option("slaps to render", 500)
    first_seed: int = option("seed of the first person", FIRST_SEED)


@dataclass(frozen=True)
class Row:
    """What was found in one slap."""

    seed: int
    position: int
    inked: bool
    true_count: int
    count: int
    right_fingers: bool
    """All fingers under their positions, and none too many."""
    hand: str
    """"" for thumbs."""
    hand_confidence: float
    edges_px: list[list[float | None]]
    """For each finger of a right slap: how far left, right, top and bottom lie off, outwards
    positive. None for an edge beyond the image."""
    angles_rad: list[float]
    doubts: list[str]
    cpu_ms: float


def case(number: int) -> tuple[FingerPosition, ImpressionType]:
    """Return position and kind of a slap."""
    fours = (FingerPosition.PLAIN_RIGHT_FOUR, FingerPosition.PLAIN_LEFT_FOUR)
    position = FingerPosition.PLAIN_THUMBS if number % 5 == 4 else fours[number % 2]
    kinds = (ImpressionType.LIVESCAN_PLAIN, ImpressionType.NONLIVESCAN_PLAIN)
    return position, kinds[number // 10 % 2]


def look(seed: int, position: FingerPosition, kind: ImpressionType) -> Row:
    """Render one slap, segment it and compare with its truth."""
    slap = render_slap(seed, 0, position, kind=kind)
    started_s = time.thread_time()
    found = segment(slap.pixels, position)
    cpu_ms = 1_000 * (time.thread_time() - started_s)
    right = [one.position for one in found.fingers] == list(slap.boxes)
    return Row(
        seed=seed,
        position=int(position),
        inked=kind == ImpressionType.NONLIVESCAN_PLAIN,
        true_count=len(slap.boxes),
        count=len(found.fingers),
        right_fingers=right,
        hand=found.hand or "",
        hand_confidence=round(found.hand_confidence, 5),
        edges_px=list(_edges(slap, found)) if right else [],
        angles_rad=list(_turns(slap, found)) if right else [],
        doubts=[one.name for one in found.doubts],
        cpu_ms=round(cpu_ms, 1),
    )


def figures_of(rows: Sequence[Row]) -> Figures:
    """Reduce rows to figures."""
    fours = [one for one in rows if one.position != FingerPosition.PLAIN_THUMBS]
    right_hands = [one for one in fours if one.hand == _hand(one)]
    edges = np.array([edge for row in rows for edge in row.edges_px], np.float64)
    known = np.isfinite(edges)
    off = np.where(known, np.abs(edges), 0.0)
    turns = np.array([turn for row in rows for turn in row.angles_rad])
    cpu = np.array([one.cpu_ms for one in rows])
    return {
        "slaps": len(rows),
        "right_fingers": _share(sum(one.right_fingers for one in rows), len(rows)),
        "right_hand": _share(len(right_hands), len(fours)),
        "fingers_with_all_edges_within": _share(int((off <= EDGE_PX).all(1).sum()), len(off)),
        "edges_within": _share(int((off[known] <= EDGE_PX).sum()), int(known.sum())),
        "edge_px": EDGE_PX,
        "edges_px_mean": dict(zip(_EDGES, np.nanmean(edges, 0).round(1).tolist(), strict=True)),
        "edges_px_percentile_95": float(np.percentile(off[known], 95).round(1)),
        "angle_rad_deviation": float(turns.std().round(4)),
        "cpu_ms": {"mean": float(cpu.mean().round(1)), "most": float(cpu.max())},
    }


def run(arguments: Run) -> Figures:
    """Measure, write and show."""
    seeds = range(arguments.first_seed, arguments.first_seed + arguments.slaps)
    look(arguments.first_seed - 1, *case(0))  # compiles
    rows = [look(seed, *case(n)) for n, seed in enumerate(track(seeds, "slaps", arguments.slaps))]
    groups = {
        "all": rows,
        "live_scan": [one for one in rows if not one.inked],
        "inked": [one for one in rows if one.inked],
    }
    figures = {name: figures_of(some) for name, some in groups.items() if some}
    write_results(
        arguments.json,
        figures | {"rows": [asdict(one) for one in rows]},
        seed=arguments.first_seed,
    )
    for name, found in figures.items():
        print(name, found)
    return figures


def _edges(slap: Slap, found: SlapSegmentation) -> Iterator[list[float | None]]:
    height, width = slap.pixels.shape
    for truth, finger in zip(slap.boxes.values(), found.fingers, strict=True):
        right, down = truth.axes
        origin = np.array([truth.centre_x_px, truth.centre_y_px])
        mine, own = _middles(finger.box), _middles(truth)
        outward = (-right, right, -down, down)
        inside = [0 <= x <= width and 0 <= y <= height for x, y in own.tolist()]
        yield [
            round(float(away @ (at - origin) - away @ (true - origin)), 1) if seen else None
            for away, at, true, seen in zip(outward, mine, own, inside, strict=True)
        ]


def _middles(box: FingerBox) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return the middles of the left, right, top and bottom edge, (4, 2)."""
    corners = box.corners_px
    return (corners[[0, 1, 0, 2]] + corners[[3, 2, 1, 3]]) / 2


def _turns(slap: Slap, found: SlapSegmentation) -> Iterator[float]:
    for truth, finger in zip(slap.boxes.values(), found.fingers, strict=True):
        yield round(finger.box.angle_rad - truth.angle_rad, 4)


def _hand(row: Row) -> Hand:
    return Hand.RIGHT if row.position == FingerPosition.PLAIN_RIGHT_FOUR else Hand.LEFT


def _share(count: int, total: int) -> Figures:
    return {"count": count, "of": total} | metrics.counted_share(count, total)


main = partial(run_command, "benchmarks.slaps", __doc__, Run, run)

if __name__ == "__main__":
    sys.exit(main())
