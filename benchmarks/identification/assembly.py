"""The gallery and the probes of a run: who is enrolled, and who is searched for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from benchmarks.data import MeasurementError
from benchmarks.identification import blocks
from benchmarks.identification.blocks import Block, Work
from benchmarks.identification.gallery import Gallery, People, Rows
from benchmarks.identification.images import ImageSource
from benchmarks.identification.measuring import ProbeBlock
from benchmarks.identification.raw import Searches
from benchmarks.identification.recipe import KINDS, FingerSet, Mask, Run, lacking
from benchmarks.identification.sources import (
    Source,
    capture_shares,
    features_digest,
    minutiae_source,
)

PROBE_ENCOUNTER = 1
ENROLLED_ENCOUNTERS = (0, 2, 3, 4)
STRANGERS = 8_000_000
"""The first number of people who are never enrolled."""

_PROBES_AT_ONCE = 500
_PROBE_SALT, _REFERENCE_SALT = 1, 2


@dataclass(frozen=True, eq=False)
class Trial:
    """A gallery and the people who are searched for in the gallery."""

    gallery: Gallery
    gallery_key: str
    mated: Sequence[ProbeBlock]
    nonmated: Sequence[ProbeBlock]
    generator: str
    level: str

    def of_all(self) -> dict[str, object]:
        """Return more figures of the whole run."""
        return {}

    def of_set(self, fingers: FingerSet, searches: Searches) -> dict[str, object]:
        """Return more figures of a finger set."""
        return {}

    def draw(self, fingers: FingerSet, searches: Searches, name: str) -> None:
        """Draw what only some trials can draw. name: of the run."""


def assemble(run: Run) -> Trial:
    """Make the missing people of a run and read its gallery. Raises MeasurementError."""
    if run.level == "image" and (run.encounters > 1 or run.generator != "first"):
        raise MeasurementError("images: of the first generator, one encounter enrolled")
    probes = _source(run, run.level, run.probe_kind)
    if run.level == "image" and run.probe_kind == run.reference_kind:
        # References and probes together: the ridges of a finger are grown once for both.
        _make(run, Work(probes, 0, run.mated_count, (0, PROBE_ENCOUNTER)), "image-level mates")
    gallery, key = _gallery(run)
    return Trial(
        gallery,
        key,
        _probes(run, Work(probes, 0, run.mated_count, (PROBE_ENCOUNTER,)), "mated probes"),
        _probes(run, Work(probes, STRANGERS, run.nonmated_count, (PROBE_ENCOUNTER,)), "non-mated"),
        run.generator,
        run.level,
    )


def probe_blocks(parts: Sequence[Block], digest: str, missing: int) -> list[ProbeBlock]:
    """Group blocks of people into blocks that are searched at once."""
    size = max(1, _PROBES_AT_ONCE // max(one.count for one in parts)) if parts else 1
    groups = [parts[start : start + size] for start in range(0, len(parts), size)]
    return [_probe_block(group, digest, missing) for group in groups]


def _gallery(run: Run) -> tuple[Gallery, str]:
    """Read the references: image-level mates, and other people at minutiae level."""
    encounters = ENROLLED_ENCOUNTERS[: run.encounters]
    rendered = run.mated_count if run.level == "image" else 0
    images = _source(run, "image", run.reference_kind) if rendered else None
    works = [Work(images, 0, rendered, encounters)] if images else []
    alone = _source(run, "minutiae", run.reference_kind)
    works.append(Work(alone, rendered, run.subjects - rendered, encounters))
    made = [block for work in works for block in _make(run, work, "references")]
    identity = np.tile(np.arange(run.subjects), run.encounters)
    taken = _lacking(identity, run.missing_reference, _REFERENCE_SALT)
    key = [features_digest(work.source) for work in works]
    return (
        Gallery(People(blocks.load(made), taken), identity),
        f"{key}/{rendered}/{run.subjects}/{encounters}/{run.missing_reference}",
    )


def _source(run: Run, level: str, kind: str) -> Source:
    shares = capture_shares(run.correlation)
    if level == "image":
        return ImageSource(run.cache, KINDS[kind], shares)
    return minutiae_source(run.generator, KINDS[kind], shares)


def _make(run: Run, work: Work, label: str) -> list[Block]:
    return blocks.make(work, run.cache, workers=run.workers, label=label)


def _probes(run: Run, work: Work, label: str) -> list[ProbeBlock]:
    made = _make(run, work, label)
    return probe_blocks(made, features_digest(work.source), run.missing_probe)


def _probe_block(parts: Sequence[Block], digest: str, missing: int) -> ProbeBlock:
    person = np.concatenate([np.arange(one.first, one.first + one.count) for one in parts])
    taken = _lacking(person, missing, _PROBE_SALT)
    names = [(one.first, one.count) for one in parts]
    return ProbeBlock(
        key=f"{digest}/{names}/{missing}",
        person=person,
        mate=np.where(person < STRANGERS, person, -1),
        load=partial(_load, parts, taken),
    )


def _load(parts: Sequence[Block], taken: Mask) -> People:
    return People(blocks.load(parts), taken)


def _lacking(numbers: Rows, missing_count: int, salt: int) -> Mask:
    return np.stack([lacking(int(number), missing_count, salt) for number in numbers])
