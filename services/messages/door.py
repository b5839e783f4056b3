"""The door of the service: samples become fingers with features, slaps are cut and compared."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import TYPE_CHECKING

from gallery.types import ExtractedSample, MissingFinger, ReceivedSample, SlapReport
from matcher.errors import SampleError
from matcher.repetition import refuse_repeated
from matcher.sequence import SequenceCheck
from matcher.types import Features, Sample
from services.errors import LocatedSampleError
from services.messages import samples, slaps
from services.messages.slaps import CutSlap
from services.wire import Deadline, Pools, RequestClock, Work

if TYPE_CHECKING:
    # Clients that only read responses need not load the network.
    from matcher.extraction import Extractor

_GATE, _GATE_SLAPS, _EXTRACT = "gate", "gate slaps", "extract"
"""Kinds of work, which take more and more for each sample."""


@dataclass(frozen=True, eq=False)
class Fingers:
    """The fingers of one request."""

    samples: list[ExtractedSample]
    """One for each position; see `slaps.in_order`."""
    slaps: tuple[SlapReport, ...] = ()
    sequence: SequenceCheck | None = None


Keep = Callable[[ReceivedSample, Sample | Features], None]
"""Keeps what was made of a sample, in memory and for a while."""


@dataclass(frozen=True, eq=False)
class Gated:
    """The samples of a booking that passed the gate; nothing is kept here of what it made."""

    samples: tuple[ReceivedSample, ...]
    slaps: tuple[SlapReport, ...] = ()
    sequence: SequenceCheck | None = None


@dataclass(frozen=True, eq=False)
class _Opened:
    """A request whose slaps are cut."""

    singles: list[ReceivedSample]
    fingers: list[ReceivedSample]
    places: list[int]
    """Where in the request each single and each finger comes from."""
    cut: list[CutSlap]
    reports: tuple[SlapReport, ...]


async def extract(
    received: Sequence[ReceivedSample],
    missing: Sequence[MissingFinger],
    extractor: "Extractor",
    pools: Pools,
    deadline: Deadline,
    clock: RequestClock | None = None,
    rest_s: float = 0.0,
) -> Fingers:
    """Cut slaps, gate and extract all fingers, and check the sequence.

    rest_s: what the request needs after its extraction.

    Raises what `samples.extract` and `slaps.cut` raise, RepeatedFingerError if two positions show
    one finger, SequenceError, and SlapHandError.
    """
    clock = clock or RequestClock()
    pool = pools.extraction
    async with pool.admit(deadline, Work(_EXTRACT, len(received), rest_s=rest_s)):
        opened = await _open(received, missing, pools, deadline, clock)
        everything = [*opened.singles, *opened.fingers]
        found = await samples.extract(everything, extractor, pools, deadline, clock, opened.places)
        singles, fingers = found[: len(opened.singles)], found[len(opened.singles) :]
        work = partial(_checked, singles, fingers, opened.cut)
        ordered, sequence = await pool.run(clock.marked(work), deadline)
    clock.end("extract", len(samples.probe_of(ordered)))
    return Fingers(ordered, opened.reports, sequence)


async def gate(
    received: Sequence[ReceivedSample],
    missing: Sequence[MissingFinger],
    extractor: "Extractor",
    pools: Pools,
    deadline: Deadline,
    priority: int,
    rest_s: float,
    keep: Keep | None = None,
) -> Gated:
    """Gate the samples of a booking, whose features are extracted later.

    keep: takes what was made of each sample that passed, before the place in the pool is free.

    Slaps beside other samples are extracted at once, because the sequence check needs features.
    Raises what `extract` raises.
    """
    work = Work(_GATE, len(received), priority, rest_s)
    if not any(map(slaps.is_slap, received)):
        async with pools.extraction.admit(deadline, work):
            made = await samples.decode(received, pools, deadline)
            await pools.extraction.run(partial(_keep_all, keep, received, made), deadline)
        return Gated(tuple(received))
    if all(map(slaps.is_slap, received)):
        async with pools.extraction.admit(deadline, replace(work, kind=_GATE_SLAPS)):
            opened = await _open(received, missing, pools, deadline, RequestClock())
            slaps.refuse_unproved_hands(opened.cut, None)
            made = await samples.decode(opened.fingers, pools, deadline, places=opened.places)
            await pools.extraction.run(partial(_keep_all, keep, opened.fingers, made), deadline)
        return Gated(tuple(opened.fingers), opened.reports)
    found = await extract(received, missing, extractor, pools, deadline)
    gated = tuple(map(_as_received, found.samples))
    # Features are small, and no place in the pool is held for them.
    _keep_all(keep, gated, [one.features for one in found.samples])
    return Gated(gated, found.slaps, found.sequence)


def _keep_all(
    keep: Keep | None,
    gated: Sequence[ReceivedSample],
    made: Sequence[Sample | Features | SampleError | None],
) -> None:
    if keep is not None:
        for sample, one in zip(gated, made, strict=True):
            if isinstance(one, (Sample, Features)):
                keep(sample, one)


async def _open(
    received: Sequence[ReceivedSample],
    missing: Sequence[MissingFinger],
    pools: Pools,
    deadline: Deadline,
    clock: RequestClock,
) -> _Opened:
    """Cut the slaps. A slap that cannot be used fails alone if the request has other samples."""
    gone = [one.position for one in missing]
    places = [n for n, one in enumerate(received) if not slaps.is_slap(one)]
    singles = [received[n] for n in places]
    which = [n for n, one in enumerate(received) if slaps.is_slap(one)]
    work = [
        clock.marked(
            partial(
                samples.attempt,
                n,
                int(received[n].position),
                partial(slaps.cut, received[n], gone, pools.decode_image),
            )
        )
        for n in which
    ]
    outcomes = await pools.extraction.run_all(work, deadline)
    cut: list[CutSlap] = []
    fingers: list[ReceivedSample] = []
    reports: list[SlapReport] = []
    for n, outcome in zip(which, outcomes, strict=True):
        if isinstance(outcome, SampleError):
            reports.append(
                SlapReport(
                    received[n].position,
                    failure_reason=outcome.reason,
                    failure_message=str(outcome),
                )
            )
            continue
        cut.append(outcome)
        reports.append(outcome.report)
        fingers += outcome.fingers
        places += [n] * len(outcome.fingers)
    if not singles and not fingers:
        [first, *_] = [one for one in outcomes if isinstance(one, SampleError)]
        raise LocatedSampleError(first, which[0], int(received[which[0]].position))
    slaps.refuse_same_hand(cut)
    return _Opened(singles, fingers, places, cut, tuple(reports))


def _checked(
    singles: list[ExtractedSample], fingers: list[ExtractedSample], cut: list[CutSlap]
) -> tuple[list[ExtractedSample], SequenceCheck | None]:
    """Check the sequence of the prints, put the prints in order, and refuse repeated fingers."""
    sequence = slaps.check(singles, fingers, cut)
    slaps.refuse_unproved_hands(cut, sequence)
    # Without slaps nothing changes: the samples stay in the order of the request.
    ordered = slaps.in_order(singles, fingers, sequence) if cut else singles
    refuse_repeated(samples.probe_of(ordered))
    return ordered, sequence


def _as_received(one: ExtractedSample) -> ReceivedSample:
    return ReceivedSample(**{part.name: getattr(one, part.name) for part in fields(ReceivedSample)})
