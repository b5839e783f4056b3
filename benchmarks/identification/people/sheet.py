"""Contact sheets of failures: probe on the left, the other person on the right."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from benchmarks.identification import pictures
from benchmarks.identification.people.cases import Case, FingerPair, finger_pairs, list_cases
from benchmarks.identification.people.cast import Cast
from benchmarks.identification.raw import Searches
from matcher.drawing import Picture

MOST_DRAWN = 120
"""Failures of a finger set."""
_ROWS = 8
_FINGERS = 3
_HEIGHT_PX = 260
_TITLE_PX = 30


def draw(cast: Cast, searches: Searches, reference_count: int, stem: Path) -> list[Path]:
    """Write pages `{stem}_failures_1.png` and so on; return them.

    Each row has the fingers that tell most of a wrong person, or have most minutiae of a mate.
    """
    cases = list_cases(searches, reference_count)[:MOST_DRAWN]
    stem.parent.mkdir(parents=True, exist_ok=True)
    # Pages of an earlier run would be taken for this run's.
    for page in stem.parent.glob(f"{stem.name}_failures_*.png"):
        page.unlink()
    pages = []
    for number, start in enumerate(range(0, len(cases), _ROWS), start=1):
        rows = [_row(cast, case) for case in cases[start : start + _ROWS]]
        pages.append(stem.with_name(f"{stem.name}_failures_{number}.png"))
        cv2.imwrite(str(pages[-1]), pictures.stack(rows))
    return pages


def _row(cast: Cast, case: Case) -> Picture:
    pairs = _chosen(case, finger_pairs(cast, case))
    cells = [_cell(one) for one in pairs] or [_blank(_HEIGHT_PX)]
    return pictures.stack([_title(_caption(cast, case, pairs)), pictures.beside(cells)], 4)


def _chosen(case: Case, pairs: Sequence[FingerPair]) -> list[FingerPair]:
    if not case.missed:
        return list(pairs[:_FINGERS])
    fullest = sorted(pairs, key=_fewer_minutiae, reverse=True)
    return sorted(fullest[:_FINGERS], key=lambda one: one.finger)


def _fewer_minutiae(pair: FingerPair) -> int:
    return min(pair.probe.template.minutia_count, pair.reference.template.minutia_count)


def _cell(pair: FingerPair) -> Picture:
    drawn = pictures.paired(
        pair.probe.template, pair.reference.template, pair.probe.pixels, pair.reference.pixels
    )
    width = max(1, round(drawn.shape[1] * _HEIGHT_PX / drawn.shape[0]))
    small = cv2.resize(drawn, (width, _HEIGHT_PX), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def _caption(cast: Cast, case: Case, pairs: Sequence[FingerPair]) -> str:
    person = cast.people[case.person]
    probe = f"{person.name}, {person.encounters[case.encounter].name}"
    score = f"{case.score_db:.1f} dB" if np.isfinite(case.score_db) else "not compared"
    against = "" if case.missed else f" against {cast.name(case.other)}"
    shown = ", ".join(f"{one.finger.value}: {one.llr:+.1f}" for one in pairs) or "nothing in common"
    kind = "miss" if case.missed else "false positive"
    return f"{kind}: {probe}{against}: {score}, threshold {case.threshold_db:.1f}; llr {shown}"


def _title(text: str) -> Picture:
    title = _blank(_TITLE_PX)
    # OpenCV's letters are ASCII.
    ascii_text = text.encode("ascii", "replace").decode()
    at, font = (6, _TITLE_PX - 9), cv2.FONT_HERSHEY_SIMPLEX
    cv2.putText(title, ascii_text, at, font, 0.55, (0, 0, 0), 1, cv2.LINE_AA)
    return title


def _blank(height_px: int) -> Picture:
    return np.full((height_px, 1_100, 3), pictures.WHITE, np.uint8)
