"""Enrol synthetic people over gRPC while other processes render further people."""

import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from itertools import groupby
from multiprocessing import get_context

from matcher.types import STANDARD_PPI, FingerPosition
from synthesis.images import PrintCache
from tenprint.cli.demonstration.plan import PlannedEnrolment
from tenprint.client import Client
from tenprint.samples import sample_from_bytes
from tenprint.v1.sample_pb2 import Sample

WORKERS = 2
"""Number of processes that render, and of requests at the same time."""


def enrol_all(
    client: Client,
    prints: PrintCache,
    enrolments: Sequence[PlannedEnrolment],
    advance: Callable[[], None],
) -> None:
    """Enrol all people. After an interruption, only the missing enrolments take time.

    advance: the function calls it after each enrolment, from several threads.
    """
    with (
        ProcessPoolExecutor(
            WORKERS, mp_context=get_context("spawn"), initializer=_leave_interrupts
        ) as renderers,
        ThreadPoolExecutor(WORKERS) as senders,
    ):
        try:
            sent: list[Future[None]] = []
            for group in _as_rendered(renderers, prints, enrolments):
                sent.append(senders.submit(_enrol, client, prints, group, advance))
            for future in as_completed(sent):
                future.result()
        except BaseException:
            renderers.shutdown(wait=False, cancel_futures=True)
            senders.shutdown(wait=False, cancel_futures=True)
            raise


def samples_of(prints: Mapping[FingerPosition, bytes]) -> list[Sample]:
    """Wrap rendered prints for a request."""
    return [sample_from_bytes(png, int(p), STANDARD_PPI) for p, png in prints.items()]


def _as_rendered(
    renderers: ProcessPoolExecutor,
    prints: PrintCache,
    enrolments: Sequence[PlannedEnrolment],
) -> Iterator[list[PlannedEnrolment]]:
    """Yield the enrolments of each person once their prints exist: first those of earlier runs."""
    rendering = {}
    # Enrolments of one person stand together; one task grows their ridges once for all encounters.
    for _, person in groupby(enrolments, key=lambda one: one.recipe.seed):
        group = list(person)
        missing = prints.missing(one.recipe for one in group)
        if missing:
            rendering[renderers.submit(prints.render, missing)] = group
        else:
            yield group
    for future in as_completed(rendering):
        future.result()
        yield rendering[future]


def _enrol(
    client: Client,
    prints: PrintCache,
    group: Sequence[PlannedEnrolment],
    advance: Callable[[], None],
) -> None:
    """Enrol one person, under one identity in each gallery."""
    identities: dict[str, str] = {}
    for one in group:
        enrolled = client.enrol(
            one.gallery,
            samples_of(prints.read(one.recipe)),
            encounter_id=one.encounter_id,
            identity_id=identities.get(one.gallery, ""),
        )
        identities[one.gallery] = enrolled.identity.identity_id
        advance()


def _leave_interrupts() -> None:
    """Ignore an interrupt at the terminal: the main process ends its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
