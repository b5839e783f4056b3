"""Enrol synthetic people over gRPC while further ones are being rendered."""

import signal
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from multiprocessing import get_context

from matcher.types import STANDARD_PPI, FingerPosition
from synthesis.images import PrintCache
from tenprint.cli.demonstration.plan import PlannedEnrolment
from tenprint.client import Client
from tenprint.samples import sample_from_bytes
from tenprint.v1.sample_pb2 import Sample

WORKERS = 2
"""Processes that render, and as many requests at a time."""


def enrol_all(
    client: Client,
    prints: PrintCache,
    enrolments: Sequence[PlannedEnrolment],
    advance: Callable[[], None],
) -> None:
    """Enrol everyone; repeated after an interruption, only what is missing costs time.

    advance: called after each enrolment, from several threads.
    """
    with (
        ProcessPoolExecutor(
            WORKERS, mp_context=get_context("spawn"), initializer=_leave_interrupts
        ) as renderers,
        ThreadPoolExecutor(WORKERS) as senders,
    ):
        try:
            sent: list[Future[None]] = []
            for group in _as_rendered(renderers, prints, _by_seed(enrolments)):
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


def _by_seed(enrolments: Sequence[PlannedEnrolment]) -> list[list[PlannedEnrolment]]:
    """Group by person, whose ridges are grown once for all encounters."""
    groups = defaultdict(list)
    for enrolment in enrolments:
        groups[enrolment.recipe.seed].append(enrolment)
    return list(groups.values())


def _as_rendered(
    renderers: ProcessPoolExecutor,
    prints: PrintCache,
    groups: Sequence[list[PlannedEnrolment]],
) -> Iterator[list[PlannedEnrolment]]:
    """Yield groups whose prints are there: first those from earlier runs."""
    rendering = {}
    for group in groups:
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
    """An interrupt at the terminal is for the main process, which ends its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
