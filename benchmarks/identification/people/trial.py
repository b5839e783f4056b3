"""Your own people as a run: who is enrolled, who is searched for, and what is said of them.

The first encounter of every person is enrolled. Every other encounter is searched with twice: with
the person enrolled, and with the person left out of the gallery. A person's only encounter is
enrolled too, and is searched with only while the person is left out.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.data import MeasurementError, read_people, refuse_repository, show
from benchmarks.identification import blocks, features
from benchmarks.identification.assembly import ENROLLED_ENCOUNTERS, Trial
from benchmarks.identification.blocks import Work
from benchmarks.identification.features import PeopleFeatures, describe
from benchmarks.identification.gallery import Gallery, People, Rows
from benchmarks.identification.measuring import ProbeBlock
from benchmarks.identification.people import figures, sheet
from benchmarks.identification.people.cast import Cast
from benchmarks.identification.people.encounters import Encounter, by_person
from benchmarks.identification.people.extracting import extract_people
from benchmarks.identification.raw import Searches
from benchmarks.identification.recipe import KINDS, FingerSet, Mask, Run
from benchmarks.identification.sources import capture_shares, features_digest, minutiae_source
from matcher.types import FINGERS
from matcher.vector import VECTOR_VERSION
from matcher.version import MATCHER_VERSION

_PROBES_AT_ONCE = 50
_PEOPLE_AT_ONCE = 200

Taken = tuple[int, int]
"""A person and the number of an encounter."""


@dataclass(frozen=True, eq=False)
class PeopleTrial(Trial):
    """A trial with real people."""

    cast: Cast
    failures: Path | None
    """Where pictures go."""

    def of_all(self) -> dict[str, object]:
        """Describe prints, people, and what was passed over."""
        return figures.of_prints(self.cast)

    def of_set(self, fingers: FingerSet, searches: Searches) -> dict[str, object]:
        """Describe people one by one, and what went wrong."""
        asked = sum(len(one.asked(fingers)) for one in self.mated)
        able = sum(len(replace(one, mate_offered=None).asked(fingers)) for one in self.mated)
        judged = figures.of_searches(self.cast, searches, self.gallery.reference_count)
        return {"searches_without_common_finger": able - asked, **judged}

    def draw(self, fingers: FingerSet, searches: Searches, name: str) -> None:
        """Draw what went wrong, if anybody asked."""
        if self.failures:
            page = self.failures / f"{name}_{fingers.name}"
            sheet.draw(self.cast, searches, self.gallery.reference_count, page)


def assemble_people(run: Run) -> PeopleTrial:
    """Read, extract and enrol people. Raises MeasurementError."""
    assert run.people is not None
    _check(run)
    found = read_people(run.people, default_ppi=run.ppi)
    extracted, skipped = extract_people(found.prints, cache=run.cache, workers=run.workers)
    if not extracted:
        reasons = ", ".join(sorted({one.reason for one in skipped}))
        raise MeasurementError(f"{run.people}: no print can be used: {reasons}")
    people, second = by_person(extracted)
    everything = [*found.skipped, *skipped, *second]
    source = minutiae_source(
        run.generator, KINDS[run.reference_kind], capture_shares(run.correlation)
    )
    synthetic = max(0, run.subjects - len(people))
    cast = Cast(people, everything, run.encounters, source, synthetic)
    show(*figures.lines(cast))
    gallery, key = _gallery(cast, run)
    mated, left_out = _probe_blocks(cast, run)
    return PeopleTrial(gallery, key, mated, left_out, "real", "image", cast, run.failures)


def _check(run: Run) -> None:
    """Refuse what cannot be meant before anything is made."""
    if run.other and run.subjects:
        raise MeasurementError("--other is without synthetic people: leave --subjects out")
    if run.missing_probe or run.missing_reference or run.level == "image":
        raise MeasurementError(
            "--missing-probe, --missing-reference and --level are of synthetic people: "
            "leave them out beside --people"
        )
    if run.failures:
        refuse_repository(run.failures / "page")


def _gallery(cast: Cast, run: Run) -> tuple[Gallery, str]:
    """Enrol all real people, and synthetic people beside them."""
    taken = [
        (number, encounter)
        for number in range(len(cast.people))
        for encounter in range(len(cast.enrolled(number)))
    ]
    digest = hashlib.blake2s(digest_size=10)
    parts = []
    for start in range(0, len(taken), _PEOPLE_AT_ONCE):
        parts.append(_describe(cast, taken[start : start + _PEOPLE_AT_ONCE]))
        # With the features themselves, so that changed code without a new version shows.
        digest.update(features.to_bytes(parts[-1]))
    identity = [number for number, _ in taken]
    if cast.synthetic_count:
        work = Work(cast.synthetic, 0, cast.synthetic_count, ENROLLED_ENCOUNTERS[:1])
        made = blocks.make(work, run.cache, workers=run.workers, label="synthetic people")
        parts.append(blocks.load(made))
        identity += range(len(cast.people), len(cast.people) + cast.synthetic_count)
    beside = f"{features_digest(cast.synthetic)}/{cast.synthetic_count}"
    whole = features.concatenate(parts)
    key = f"{digest.hexdigest()}/{identity[: len(taken)]}/{beside}"
    return Gallery(People(whole, _nothing(whole.count)), np.array(identity)), key


def _probe_blocks(cast: Cast, run: Run) -> tuple[list[ProbeBlock], list[ProbeBlock]]:
    """Make blocks of probes with their people enrolled, and with their people left out."""
    person, encounter = cast.probes()
    again = np.array([len(cast.people[n].encounters) > 1 for n in person.tolist()], np.bool_)
    mated = _some(np.flatnonzero(again), run.mated)
    left_out = _some(np.arange(len(person)), run.nonmated)
    return (
        [_block(cast, person[rows], encounter[rows], enrolled=True) for rows in _parts(mated)],
        [_block(cast, person[rows], encounter[rows], enrolled=False) for rows in _parts(left_out)],
    )


def _some(rows: Rows, most: int | None) -> Rows:
    """Choose at most so many, evenly."""
    if most is None or most >= len(rows):
        return rows
    return rows[np.arange(most) * len(rows) // max(1, most)]


def _parts(rows: Rows) -> list[Rows]:
    return [rows[start : start + _PROBES_AT_ONCE] for start in range(0, len(rows), _PROBES_AT_ONCE)]


def _block(cast: Cast, person: Rows, encounter: Rows, *, enrolled: bool) -> ProbeBlock:
    taken = list(zip(person.tolist(), encounter.tolist(), strict=True))
    nobody = np.full(len(person), -1)
    return ProbeBlock(
        key=f"{_name(cast, taken)}/{enrolled}",
        person=person,
        mate=person if enrolled else nobody,
        load=partial(_load, cast, taken),
        offered=_masks([cast.people[n].encounters[e].offered for n, e in taken]),
        mate_offered=_masks([_enrolled(cast, n) for n, _ in taken]) if enrolled else None,
        encounter=encounter,
        left_out=nobody if enrolled else person,
    )


def _enrolled(cast: Cast, number: int) -> Mask:
    """Return the fingers that a person is enrolled with: (10,)."""
    return np.asarray(np.any([one.offered for one in cast.enrolled(number)], axis=0))


def _name(cast: Cast, taken: Sequence[Taken]) -> str:
    """Name everything that the features of probes depend on, and the fingers that they offer."""
    digest = hashlib.blake2s(f"{MATCHER_VERSION} {VECTOR_VERSION}".encode(), digest_size=12)
    for number, encounter in taken:
        own = cast.people[number].encounters[encounter].prints
        prints = [(int(f), *one.kept.parts[-2:], one.failure) for f, one in own.items()]
        enrolled = _enrolled(cast, number).tolist()
        digest.update(repr((number, encounter, prints, enrolled)).encode())
    return digest.hexdigest()


def _load(cast: Cast, taken: Sequence[Taken]) -> People:
    made = _describe(cast, taken)
    return People(made, _nothing(made.count))


def _describe(cast: Cast, taken: Sequence[Taken]) -> PeopleFeatures:
    encounters: list[Encounter] = [cast.people[n].encounters[e] for n, e in taken]
    return describe([one.templates() for one in encounters])


def _masks(rows: Sequence[Mask]) -> Mask:
    return np.array(rows, np.bool_).reshape(-1, len(FINGERS))


def _nothing(count: int) -> Mask:
    return np.zeros((count, len(FINGERS)), np.bool_)
