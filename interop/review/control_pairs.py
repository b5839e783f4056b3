"""Mated and non-mated pairs of a gallery, drawn from hard cases: easy cases tell little.

A mate is another encounter of the probe's identity: the weakest of a few drawn mates. A stranger is
the nearest that a search finds. A stranger that comes too near is left out, because the gallery
may hold the same person under two identities.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from database.connection import Database
from gallery.gallery import Gallery
from gallery.store import EncounterRow
from gallery.types import Candidate
from interop.review.prints import encounter_prints, load_features
from interop.review.thresholds import limits_of
from matcher.fusion import compare_people, prepare_fingers
from matcher.types import Features, FingerPosition

_PLACES = 16
"""How many places of the gallery are searched for suitable encounters."""
_WINDOW = 16
"""How many encounters are looked at in each place."""
_MATES = 4
"""How many mates are compared to find the weakest."""
_SPARE_STRANGERS = 5


@dataclass(frozen=True)
class Control:
    """A probe of the gallery with candidates whose truth is known."""

    probe_encounter_id: str
    fingers: tuple[FingerPosition, ...]
    candidates: tuple[tuple[Candidate, bool], ...]
    """Each candidate, and whether the candidate is a mate."""


@dataclass(frozen=True)
class _Probe:
    identity_id: str
    encounter_id: str
    prints: tuple[Features, ...]


_Mates = tuple[_Probe, Candidate]


def draw(
    database: Database,
    gallery: Gallery,
    fingers: Sequence[FingerPosition],
    candidate_count: int,
    *,
    mated: bool,
    rng: random.Random,
) -> Control | None:
    """Draw a control of these fingers; None if no encounter has these fingers.

    mated: whether a candidate is to be a mate, if the gallery has mates.
    """
    with database.read() as session:
        mates = _weakest_mates(session, gallery.name, fingers, rng) if mated else None
        probe = mates[0] if mates else _somebody(session, gallery.name, fingers, rng)
    if probe is None:
        return None
    known = [(mates[1], True)] if mates else []
    strangers = _nearest_strangers(gallery, probe, candidate_count - len(known))
    ranked = sorted(
        [*known, *((one, False) for one in strangers)], key=lambda one: -one[0].score_db
    )
    if not ranked:
        return None
    candidates = [(replace(one, rank=rank), truth) for rank, (one, truth) in enumerate(ranked, 1)]
    return Control(probe.encounter_id, tuple(fingers), tuple(candidates))


def _somebody(
    session: Session, gallery: str, fingers: Sequence[FingerPosition], rng: random.Random
) -> _Probe | None:
    found = (
        _probe(session, gallery, row, fingers) for row in _encounters(session, gallery, rng, 1)
    )
    return next((probe for probe in found if probe is not None), None)


def _weakest_mates(
    session: Session, gallery: str, fingers: Sequence[FingerPosition], rng: random.Random
) -> _Mates | None:
    drawn = (
        _mates(session, gallery, row, fingers) for row in _encounters(session, gallery, rng, 2)
    )
    found = islice((mates for mates in drawn if mates is not None), _MATES)
    return min(found, key=lambda mates: mates[1].score_db, default=None)


def _encounters(
    session: Session, gallery: str, rng: random.Random, least_count: int
) -> Iterator[EncounterRow]:
    """Draw an encounter at each place, of identities with at least so many encounters."""
    table = EncounterRow
    low, high = session.execute(
        select(func.min(table.sequence), func.max(table.sequence)).where(table.gallery == gallery)
    ).one()
    if low is None:
        return
    for _ in range(_PLACES):
        window = session.scalars(
            select(table)
            .where(table.gallery == gallery, table.sequence >= rng.randint(low, high))
            .order_by(table.sequence)
            .limit(_WINDOW)
        ).all()
        suitable = [row for row in window if _encounter_count(session, row) >= least_count]
        if suitable:
            yield rng.choice(suitable)


def _encounter_count(session: Session, row: EncounterRow) -> int:
    of_identity = select(func.count()).where(
        EncounterRow.gallery == row.gallery, EncounterRow.identity_id == row.identity_id
    )
    return session.scalar(of_identity) or 0


def _probe(
    session: Session, gallery: str, row: EncounterRow, fingers: Sequence[FingerPosition]
) -> _Probe | None:
    """Read the prints of an encounter; None if the encounter lacks one of the fingers."""
    prints = encounter_prints(session, gallery, row.encounter_id, own_only=True)
    if not prints.keys() >= set(fingers):
        return None
    features = load_features(session, prints, fingers)
    return _Probe(row.identity_id, row.encounter_id, features)


def _mates(
    session: Session, gallery: str, row: EncounterRow, fingers: Sequence[FingerPosition]
) -> _Mates | None:
    probe = _probe(session, gallery, row, fingers)
    other = session.scalar(
        select(EncounterRow)
        .where(
            EncounterRow.gallery == gallery,
            EncounterRow.identity_id == row.identity_id,
            EncounterRow.sequence != row.sequence,
        )
        .order_by(EncounterRow.sequence)
        .limit(1)
    )
    mate = None if other is None else _probe(session, gallery, other, fingers)
    return None if probe is None or mate is None else (probe, _compared(probe, mate))


def _compared(probe: _Probe, mate: _Probe) -> Candidate:
    result = compare_people(prepare_fingers(probe.prints), prepare_fingers(mate.prints))
    return Candidate(
        rank=1,
        identity_id=mate.identity_id,
        encounter_id=mate.encounter_id,
        score_db=result.score_db,
        above_threshold=True,
        extrapolated=result.extrapolated,
        fingers=result.fingers,
    )


def _nearest_strangers(gallery: Gallery, probe: _Probe, count: int) -> list[Candidate]:
    if count <= 0:
        return []
    found = gallery.identify(probe.prints, max_candidates=count + _SPARE_STRANGERS)
    too_near_db = limits_of(found.report.reference_count).review_db
    strangers = [
        one
        for one in found.candidates
        if one.identity_id != probe.identity_id and one.score_db < too_near_db
    ]
    return strangers[:count]
