"""Measures what sealing the database costs an enrolment and a search.

    python -m benchmarks.at_rest --json OUT

The same people are enrolled into two data folders, one in clear and one sealed, and the same
probes are searched in both, in alternating order. The cost is the difference of a pair, as a share
of the same work in clear. Both are given by the clock and by processor time, because others may use
the machine's cores. An enrolment is ten rendered prints, from their encoded images to the
acknowledgement: extraction and the durable commit. A search is of features, so that the extraction
of the probe hides nothing; it is measured with keys in memory, and without. The store's part of an
enrolment is shown alone, too.
"""

import hashlib
import io
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.data import (
    DEFAULT_CACHE,
    GALLERY,
    MixedPeople,
    enrolment_of,
    fill,
    mixed_people,
    option,
    run_command,
    write_results,
)
from database.caller import Caller
from database.connection import Database, open_database
from database.master_key import KeyPlace, MasterKey
from gallery.gallery import Gallery
from gallery.search import LocalIndex
from gallery.types import Enrolment, ExtractedSample
from matcher.codecs import Encoding
from matcher.extraction import Extractor
from matcher.sampling import make_sample
from matcher.types import FINGERS, STANDARD_PPI, Features, FingerPosition, ImpressionType
from matcher.vector import vector
from synthesis.images import render_person
from synthesis.minutiae import minutiae_template
from synthesis.people import person

Figures = dict[str, Any]
Times = tuple[float, float]
"""Milliseconds by the clock, and of processor time."""
Pair = tuple[Times, Times]
"""In clear, and sealed."""

FIRST_SEED = 9_700_000
CALLER = Caller("CA0190000", frozenset({"operator"}), "measurement")
_BLOCK = 500
_WAYS = {"ten": FINGERS, "two_index": (FINGERS[1], FINGERS[6]), "one": FINGERS[1:2]}
_RESAMPLES = 2_000


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    json: Path = option("file for the figures")
    people: int = option("people in each gallery", 600)
    enrolments: int = option("pairs of enrolments", 200)
    rendered: int = option("rendered people, whose prints the enrolments take", 4)
    searches: int = option("pairs of searches of each set of fingers", 200)
    donors: int = option("mix people from the fingers of so many; 0: everybody is generated", 0)
    cache: Path = option("folder of the donors, kept for the next run", DEFAULT_CACHE)


@dataclass(frozen=True)
class Place:
    """A gallery with its database."""

    gallery: Gallery
    database: Database


def run(arguments: Run) -> Figures:
    """Measure, write and show."""
    with TemporaryDirectory(prefix="tenprint-at-rest-") as folder, ExitStack() as stack:
        clear = stack.enter_context(_opened(Path(folder) / "clear", None))
        sealed = stack.enter_context(_opened(Path(folder) / "sealed", MasterKey(bytes(32))))
        places = (clear, sealed)
        mixed = None
        if arguments.donors:
            mixed = mixed_people(arguments.donors, arguments.cache, have_all=True)
        for place in places:
            encounter_id = "person-{}".format
            fill(
                place.gallery,
                place.database,
                arguments.people,
                mixed.enrolments if mixed is not None else _people,
                encounter_id,
                caller=CALLER,
                block=_BLOCK,
            )
            assert isinstance(place.gallery._index, LocalIndex)
            place.gallery._index.segments.seal()
        rows = _enrolments(places, arguments)
        for name, positions in _WAYS.items():
            probe = partial(_probe, mixed, positions)
            rows[f"search_{name}"] = _searches(places, probe, arguments)
            rows[f"search_{name}_cold"] = _searches(places, probe, arguments, is_cold=True)
    figures: Figures = {"people": arguments.people, "donors": arguments.donors} | {
        name: _judged(pairs) for name, pairs in rows.items()
    }
    write_results(arguments.json, figures, seed=FIRST_SEED)
    for name, way in product(rows, ("clock", "processor")):
        one = figures[name][way]
        print(
            f"{name:18} {way:10} {one['pair_count']} pairs: clear {one['clear_ms_median']:.2f} ms, "
            f"more {one['more_ms_median']:+.3f} ms, {one['share']:+.2%} "
            f"[{one['share_low']:+.2%}, {one['share_high']:+.2%}]"
        )
    return figures


@contextmanager
def _opened(folder: Path, master: MasterKey | None) -> Iterator[Place]:
    place = None if master is None else KeyPlace(folder / "record.keys", master)
    database = open_database(f"sqlite:///{folder / 'tenprint.sqlite'}", key_place=place)
    with Gallery(GALLERY, database, folder=folder / "galleries" / GALLERY) as gallery:
        yield Place(gallery, database)
    database.close()


@cache
def _prints(number: int, impression: int, positions: tuple[FingerPosition, ...]) -> list[Features]:
    found = []
    for position in positions:
        template = minutiae_template(person(FIRST_SEED + number).finger(position), impression)
        found.append(Features(position, template, vector(template)))
    return found


def _people(numbers: range) -> list[Enrolment]:
    return [enrolment_of(f"person-{number}", _prints(number, 1, FINGERS)) for number in numbers]


def _probe(
    mixed: MixedPeople | None, positions: tuple[FingerPosition, ...], number: int
) -> Sequence[Features]:
    """Return prints that somebody enrolled gave at another time."""
    if mixed is not None:
        return mixed.other_impression(number, positions, 2)
    return _prints(number, 2, positions)


def _enrolment(encounter_id: str, samples: Sequence[ExtractedSample]) -> Enrolment:
    digest = hashlib.sha256(encounter_id.encode()).digest()
    return Enrolment(encounter_id, tuple(samples), digest)


def _enrolments(places: Sequence[Place], arguments: Run) -> dict[str, list[Pair]]:
    """Enrol rendered prints in both folders; extraction is timed for each, too."""
    extractor = Extractor()
    cards = [_card(number) for number in range(arguments.rendered)]
    whole, stored = list[Pair](), list[Pair]()
    for number in range(arguments.enrolments + 1):
        card = cards[number % len(cards)]
        times: dict[int, tuple[Times, Times]] = {}
        for which in (0, 1) if number % 2 else (1, 0):
            times[which] = _enrol(places[which].gallery, extractor, card, f"enrolled-{number}")
        if number:
            whole.append((times[0][0], times[1][0]))
            stored.append((times[0][1], times[1][1]))
    return {"enrolment": whole, "enrolment_stored": stored}


def _card(number: int) -> dict[FingerPosition, bytes]:
    """Render ten prints as PNG files."""
    found = {}
    for position, pixels in render_person(person(FIRST_SEED + number), 0).items():
        data = io.BytesIO()
        Image.fromarray(pixels).save(data, "PNG")
        found[position] = data.getvalue()
    return found


def _enrol(
    gallery: Gallery, extractor: Extractor, card: dict[FingerPosition, bytes], encounter_id: str
) -> tuple[Times, Times]:
    """Enrol a card; return the times of the whole and of the store."""
    started = _now_ms()
    samples = []
    for position, image in card.items():
        sample = make_sample(
            image,
            Encoding.PNG,
            resolution_ppi=STANDARD_PPI,
            position=position,
            impression=ImpressionType.LIVESCAN_ROLLED,
        )
        features = extractor.features(sample)
        height, width = sample.pixels.shape
        samples.append(
            ExtractedSample(
                position=position,
                impression=ImpressionType.LIVESCAN_ROLLED,
                image=image,
                encoding=Encoding.PNG,
                resolution_ppi=STANDARD_PPI,
                width_px=width,
                height_px=height,
                features=features,
            )
        )
    extracted = _now_ms()
    gallery.enrol(_enrolment(encounter_id, samples), caller=CALLER, now=datetime.now(UTC))
    return _since(started), _since(extracted)


def _searches(
    places: Sequence[Place],
    probe_of: Callable[[int], Sequence[Features]],
    arguments: Run,
    *,
    is_cold: bool = False,
) -> list[Pair]:
    """Search for people who are enrolled, by another impression.

    is_cold: no key is in memory, as where there are many more people than keys in memory.
    """
    pairs = []
    for number in range(arguments.searches + 1):
        probe = probe_of(number * 7 % arguments.people)
        times: dict[int, Times] = {}
        for which in (0, 1) if number % 2 else (1, 0):
            if is_cold:
                _forget_keys(places[which].database)
            started = _now_ms()
            places[which].gallery.identify(probe)
            times[which] = _since(started)
        if number:
            pairs.append((times[0], times[1]))
    return pairs


def _forget_keys(database: Database) -> None:
    if database.keys is not None:
        database.keys.store.forget()


def _now_ms() -> Times:
    return 1_000 * time.perf_counter(), 1_000 * time.process_time()


def _since(started: Times) -> Times:
    clock, processor = _now_ms()
    return clock - started[0], processor - started[1]


def _judged(pairs: Sequence[Pair]) -> Figures:
    """Compute the cost of sealing by both ways to count time."""
    times = np.array(pairs)
    return {"clock": _cost(times[:, :, 0]), "processor": _cost(times[:, :, 1])}


def _cost(times: NDArray[np.float64]) -> Figures:
    """Compute the median difference of pairs, as a share of the median in clear."""
    draws = np.random.default_rng(0).integers(0, len(times), (_RESAMPLES, len(times)))
    clear = np.median(times[draws, 0], axis=1)
    shares = np.median(times[draws, 1] - times[draws, 0], axis=1) / clear
    low, high = np.percentile(shares, [2.5, 97.5])
    more = times[:, 1] - times[:, 0]
    return {
        "pair_count": len(times),
        "clear_ms_median": float(np.median(times[:, 0])),
        "sealed_ms_median": float(np.median(times[:, 1])),
        "more_ms_median": float(np.median(more)),
        "share": float(np.median(more) / np.median(times[:, 0])),
        "share_low": float(low),
        "share_high": float(high),
        "clear_ms": [round(one, 3) for one in times[:, 0]],
        "sealed_ms": [round(one, 3) for one in times[:, 1]],
    }


main = partial(run_command, "benchmarks.at_rest", __doc__, Run, run)

if __name__ == "__main__":
    sys.exit(main())
