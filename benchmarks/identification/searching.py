"""One search after the shortlist: rescore by full vectors, compare some, compare the best fully."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.identification.gallery import Floats, Gallery, People, Rows, fused_cosines
from benchmarks.identification.recipe import Depths, Mask
from matcher import calibration
from matcher.comparison import score_packed
from matcher.types import FINGERS


@dataclass(frozen=True, eq=False)
class Judged:
    """References that were compared by all fingers of the probe."""

    rows: Rows
    llr: Floats
    finger_count: Rows
    """Fingers that probe and reference both have."""


@dataclass(frozen=True)
class Best:
    """What a search says of a person, or of the best of some people."""

    person: int = -1
    decibels: float = -np.inf
    llr: float = -np.inf
    finger_count: int = 0
    extrapolated: bool = False


@dataclass(frozen=True, eq=False)
class Found:
    """The outcome of one search."""

    probe_finger_count: int
    mate_rescored_rank: int
    """From 1; 0 where the mate was not on the shortlist."""
    mate_cosine: float
    other_cosine: float
    """Highest fused cosine of a reference that is no mate's."""
    mate: Best
    other: Best
    rescoring_ms: float
    comparison_ms: float


class Searcher:
    """Searches a gallery for probes whose shortlist is known."""

    def __init__(self, gallery: Gallery, depths: Depths) -> None:
        self._gallery = gallery
        self._depths = depths

    def search(self, probe: People, row: int, mask: Mask, shortlist: Rows, mate: int) -> Found:
        """Search for one row of the probes. mate: person, -1 where there is none."""
        started = time.thread_time()
        cosine = fused_cosines(probe, row, mask, self._gallery.people, shortlist)
        order = np.argsort(-cosine, kind="stable")
        rows, cosine = shortlist[order], cosine[order]
        rescored = time.thread_time()
        fingers = self._fingers(probe, row, mask)
        judged = self._compare(probe, row, fingers, rows[: self._depths.candidates])
        own = self._gallery.identity[rows] == mate
        judged_own = self._gallery.identity[judged.rows] == mate
        return Found(
            probe_finger_count=len(fingers),
            mate_rescored_rank=int(own.argmax()) + 1 if own.any() else 0,
            mate_cosine=float(cosine[own].max(initial=-np.inf)),
            other_cosine=float(cosine[~own].max(initial=-np.inf)),
            mate=self._best(judged, judged_own),
            other=self._best(judged, ~judged_own),
            rescoring_ms=1_000 * (rescored - started),
            comparison_ms=1_000 * (time.thread_time() - rescored),
        )

    def compare_all(self, probe: People, row: int, mask: Mask, shortlist: Rows, mate: int) -> Found:
        """Search with every finger of everybody on the shortlist compared."""
        everybody = len(shortlist)
        whole = Depths(everybody, everybody, len(FINGERS), everybody)
        return Searcher(self._gallery, whole).search(probe, row, mask, shortlist, mate)

    def _fingers(self, probe: People, row: int, mask: Mask) -> list[int]:
        """Return the probe's columns that can be compared, those with most cylinders first."""
        columns = np.flatnonzero(mask & probe.usable[row])
        counts = [-int(probe.features.fingers[c].cylinder_count[row]) for c in columns]
        return [int(one) for one in columns[np.argsort(counts, kind="stable")]]

    def _compare(self, probe: People, row: int, fingers: Sequence[int], rows: Rows) -> Judged:
        few, more = fingers[: self._depths.few_fingers], fingers[self._depths.few_fingers :]
        llr, count = self._sum(probe, row, few, rows)
        if not more:
            return Judged(rows, llr, count)
        # The nearest by vector goes on whatever a few fingers say of it.
        chosen = np.unique([*np.argsort(-llr, kind="stable")[: self._depths.finalists], 0])
        chosen = chosen[chosen < len(rows)]
        more_llr, more_count = self._sum(probe, row, more, rows[chosen])
        return Judged(rows[chosen], llr[chosen] + more_llr, count[chosen] + more_count)

    def _sum(
        self, probe: People, row: int, fingers: Sequence[int], rows: Rows
    ) -> tuple[Floats, Rows]:
        """Sum the llr of some fingers, and count them, for each reference."""
        llr, count = np.zeros(len(rows)), np.zeros(len(rows), np.int64)
        references = self._gallery.people
        for finger in fingers:
            known = np.flatnonzero(references.usable[rows, finger])
            enrolled = references.features.fingers[finger]
            cylinders = probe.features.fingers[finger].cylinders(row)
            which = rows[known]
            score = score_packed(cylinders, enrolled, which)
            smaller = np.minimum(enrolled.cylinder_count[which], cylinders.cylinder_count)
            llr[known] += calibration.llr_many(score, calibration.bands(smaller))
            count[known] += 1
        return llr.astype(np.float32), count

    def _best(self, judged: Judged, whose: Mask) -> Best:
        """Return the highest in decibels: the best llr of each finger count is asked about."""
        best = Best()
        for count in np.unique(judged.finger_count[whose]):
            these = np.flatnonzero(whose & (judged.finger_count == count))
            first = these[judged.llr[these].argmax()]
            llr = float(judged.llr[first])
            decibels, extrapolated = calibration.score_db(llr, int(count))
            if (decibels, llr) > (best.decibels, best.llr):
                person = int(self._gallery.identity[judged.rows[first]])
                best = Best(person, decibels, llr, int(count), extrapolated)
        return best
