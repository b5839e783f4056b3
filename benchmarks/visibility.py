"""How soon an enrolment is visible everywhere in a cluster.

Part of `python -m benchmarks.cluster --enrolments`. People are enrolled one after the other. From
the end of each commit on, every replica is asked to say when it has seen it, as a search does. Then
the person is searched for. The same is done once more while a thread searches all the time.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from benchmarks.data import GALLERY, ORI, MeasurementError, enrolment_of
from cluster.questions import Fault, Kind
from cluster.remote_index import RemoteIndex
from database.caller import Caller
from database.connection import Database
from gallery.gallery import Gallery
from gallery.people import enrol_batch
from gallery.store import journal
from matcher.types import Features

Figures = dict[str, Any]

_WITHIN_S = 10.0


@dataclass(frozen=True, eq=False)
class Watched:
    """A gallery on a cluster, into whose database people are enrolled."""

    database: Database
    gallery: Gallery
    index: RemoteIndex


def measured(
    watched: Watched,
    people: Sequence[Sequence[Features]],
    loaded: Callable[[], AbstractContextManager[object]],
) -> Figures:
    """Enrol half of the people alone, and half while `loaded` keeps the cluster busy."""
    half = len(people) // 2
    figures: Figures = {"enrolment_count": len(people)}
    for phase, beside, some in (
        ("alone", nullcontext, people[:half]),
        ("beside_searches", loaded, people[half:]),
    ):
        with beside():
            took_ms = [_seen_everywhere(watched, one, phase, n) for n, one in enumerate(some)]
        for percent in (50, 99):
            figures[f"visible_{phase}_ms_p{percent}"] = float(np.percentile(took_ms, percent))
        figures[f"visible_{phase}_ms_max"] = max(took_ms)
        figures[f"visible_{phase}_ms"] = took_ms
    return figures


def _seen_everywhere(
    watched: Watched, person: Sequence[Features], phase: str, number: int
) -> float:
    """Enrol; return the milliseconds from the commit until every replica has seen it.

    Raises MeasurementError if a replica does not, or if the person is not found then.
    """
    name = f"visible-{phase}-{number}"
    enrolment = enrolment_of(name, person)
    with watched.database.write() as session:
        enrol_batch(session, GALLERY, [enrolment], caller=Caller(ORI), now=datetime.now(UTC))
    started = time.perf_counter()
    with watched.database.read() as session:
        change = journal.last_change(session, GALLERY)
    question = watched.index.asker.question(Kind.FOLLOW, change, _WITHIN_S)
    answers = watched.index.asker.tell_all(question, _WITHIN_S)
    took_s = time.perf_counter() - started
    behind = [
        f"{one}: {answer.fault} at {answer.watermark}"
        for one, answer in answers.items()
        if answer.fault is not Fault.NONE or answer.watermark < change
    ]
    found = watched.gallery.identify(person).candidates
    if behind or not found or found[0].encounter_id != name:
        raise MeasurementError(f"enrolment {name} of change {change} is not visible: {behind}")
    return 1_000 * took_s
