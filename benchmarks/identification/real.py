"""Your own people, enrolled and searched for with real prints; synthetic people join on request."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import groupby

import numpy as np

from benchmarks.data import MeasurementError, PersonPrint, extract_all, read_people
from benchmarks.identification import blocks, features
from benchmarks.identification.assembly import ENROLLED_ENCOUNTERS, Trial
from benchmarks.identification.blocks import Work
from benchmarks.identification.features import Fingers, PeopleFeatures, describe
from benchmarks.identification.gallery import Gallery, People, Rows
from benchmarks.identification.measuring import ProbeBlock
from benchmarks.identification.recipe import KINDS, Mask, Run
from benchmarks.identification.sources import capture_shares, minutiae_source
from matcher.types import FINGERS, FingerPosition, Template

HELD_OUT_ONE_IN = 5
"""One of so many people is never enrolled, and is searched for as a stranger."""

Offered = Mapping[FingerPosition, Template | None]
"""A person's prints of one encounter; None if extraction failed."""
Encounters = list[Offered]
"""The encounters of a person, in the order of their names."""


def assemble_real(run: Run) -> Trial:
    """Extract, enrol the first encounter of each person, search with the second.

    Each person is searched for once, so that searches are independent of each other. Held-out
    people are searched for once too. Raises MeasurementError.
    """
    assert run.people is not None
    people = by_person(_extracted(run, read_people(run.people, default_ppi=run.ppi)))
    enrolled, mated, strangers = split(people)
    if not mated:
        raise MeasurementError(f"{run.people}: nobody has two encounters, nobody could be found")
    references = describe([_usable(person[0]) for person in enrolled])
    background = _background(run, len(enrolled))
    gallery = _gallery([references, *background])
    probes = [enrolled[row][1] for row in mated]
    unknown = [person[min(1, len(person) - 1)] for person in strangers]
    held_out = len(enrolled) + np.arange(len(unknown))
    return Trial(
        gallery,
        _digest(references) + _digest(*background),
        [_block(probes, np.array(mated), np.array(mated))],
        # Of fewer than five people nobody is held out.
        [_block(unknown, held_out, np.full(len(unknown), -1))] if unknown else [],
        "real",
        "image",
    )


def by_person(
    prints: Sequence[tuple[PersonPrint, Template | None]],
) -> list[Encounters]:
    """Group sorted prints by person and encounter, and keep the better of two of one finger."""
    people = []
    for _, own in groupby(prints, key=lambda one: one[0].person):
        encounters: Encounters = []
        for _, taken in groupby(own, key=lambda one: one[0].encounter):
            encounters.append(_best(list(taken)))
        people.append(encounters)
    return people


def split(people: Sequence[Encounters]) -> tuple[list[Encounters], list[int], list[Encounters]]:
    """Choose the enrolled people, those of them with a second encounter, and held-out people."""
    strangers = list(people[HELD_OUT_ONE_IN - 1 :: HELD_OUT_ONE_IN])
    enrolled = [one for n, one in enumerate(people) if n % HELD_OUT_ONE_IN != HELD_OUT_ONE_IN - 1]
    return enrolled, [n for n, one in enumerate(enrolled) if len(one) > 1], strangers


def _extracted(
    run: Run, prints: Sequence[PersonPrint]
) -> list[tuple[PersonPrint, Template | None]]:
    by_ppi: dict[int, list[PersonPrint]] = defaultdict(list)
    for one in prints:
        by_ppi[one.ppi].append(one)
    done = []
    for ppi, some in by_ppi.items():
        paths = [one.path for one in some]
        extractions = extract_all(paths, ppi=ppi, workers=run.workers, cache=run.cache)
        done += [(one, kept.template) for one, kept in zip(some, extractions, strict=True)]
    return sorted(done, key=lambda one: one[0])


def _best(taken: Sequence[tuple[PersonPrint, Template | None]]) -> Offered:
    best: dict[FingerPosition, Template | None] = {}
    for one, made in taken:
        kept = best.setdefault(one.position, made)
        if kept is None or (made is not None and made.quality > kept.quality):
            best[one.position] = made
    return best


def _usable(offered: Offered) -> Fingers:
    return {position: made for position, made in offered.items() if made is not None}


def _background(run: Run, enrolled_count: int) -> list[PeopleFeatures]:
    """Make synthetic people who fill the gallery up to the wanted size."""
    count = max(0, run.subjects - enrolled_count)
    if not count:
        return []
    shares = capture_shares(run.correlation)
    source = minutiae_source(run.generator, KINDS[run.reference_kind], shares)
    work = Work(source, 0, count, ENROLLED_ENCOUNTERS[:1])
    made = blocks.make(work, run.cache, workers=run.workers, label="synthetic background")
    return [blocks.load(made)]


def _gallery(parts: Sequence[PeopleFeatures]) -> Gallery:
    whole = features.concatenate(parts)
    return Gallery(People(whole, _nothing(whole.count)), np.arange(whole.count))


def _block(offered: Sequence[Offered], person: Rows, mate: Rows) -> ProbeBlock:
    made = describe([_usable(one) for one in offered])
    given = np.array([[p in one for p in FINGERS] for one in offered], np.bool_)
    return ProbeBlock(
        key=_digest(made),
        person=person,
        mate=mate,
        load=lambda: People(made, _nothing(made.count)),
        offered=given.reshape(-1, len(FINGERS)),
    )


def _nothing(count: int) -> Mask:
    return np.zeros((count, len(FINGERS)), np.bool_)


def _digest(*parts: PeopleFeatures) -> str:
    whole = b"".join(features.to_bytes(part) for part in parts)
    return hashlib.blake2s(whole, digest_size=10).hexdigest()
