"""Which people are enrolled, which are searched for: galleries and probes of a run."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from benchmarks.identification import blocks, features
from benchmarks.identification.blocks import Block, Work
from benchmarks.identification.gallery import Gallery, People, Rows
from benchmarks.identification.measuring import ProbeBlock
from benchmarks.identification.recipe import KINDS, Mask, Run, lacking
from benchmarks.identification.sources import Source, features_digest, minutiae_source

PROBE_ENCOUNTER = 1
_ENROLLED_ENCOUNTERS = (0, 2, 3, 4)
_STRANGERS = 8_000_000
"""Numbers from here on are of people who are never enrolled."""
_BLOCKS_AT_ONCE = 5
_PROBE_SALT, _REFERENCE_SALT = 1, 2


@dataclass(frozen=True, eq=False)
class Trial:
    """A gallery and those who are searched for in it."""

    gallery: Gallery
    gallery_key: str
    mated: Sequence[ProbeBlock]
    nonmated: Sequence[ProbeBlock]
    generator: str


def assemble(run: Run) -> Trial:
    """Make what is missing of a run's people and read its gallery."""
    enrolled, enrolled_key = _enrolled(run)
    identity = np.tile(np.arange(run.subjects), run.encounters)
    rows = _lacking(identity, run.missing_reference, _REFERENCE_SALT)
    gallery = Gallery(People.without(blocks.load(enrolled), rows), identity)
    source = _source(run, run.probe_kind)
    probes = partial(_probes, run, source)
    return Trial(
        gallery,
        f"{enrolled_key}/{run.subjects}/{run.encounters}/{run.missing_reference}",
        probes(0, run.mated_count, "mated probes"),
        probes(_STRANGERS, run.nonmated_count, "non-mated probes"),
        run.generator,
    )


def _enrolled(run: Run) -> tuple[list[Block], str]:
    """Make the references, encounter by encounter."""
    encounters = _ENROLLED_ENCOUNTERS[: run.encounters]
    source = _source(run, run.reference_kind)
    work = Work(source, 0, run.subjects, encounters)
    made = blocks.make(work, run.cache, workers=run.workers, label="references")
    return made, features_digest(source)


def _source(run: Run, kind: str) -> Source:
    return minutiae_source(run.generator, KINDS[kind], run.correlation)


def _probes(run: Run, source: Source, first: int, count: int, label: str) -> list[ProbeBlock]:
    work = Work(source, first, count, (PROBE_ENCOUNTER,))
    made = blocks.make(work, run.cache, workers=run.workers, label=label)
    digest = features_digest(source)
    return [
        _probe_block(run, digest, made[start : start + _BLOCKS_AT_ONCE])
        for start in range(0, len(made), _BLOCKS_AT_ONCE)
    ]


def _probe_block(run: Run, digest: str, parts: Sequence[Block]) -> ProbeBlock:
    person = np.concatenate([np.arange(one.first, one.first + one.count) for one in parts])
    taken = _lacking(person, run.missing_probe, _PROBE_SALT)
    names = [(one.first, one.count) for one in parts]
    return ProbeBlock(
        key=f"{digest}/{names}/{run.missing_probe}",
        person=person,
        mate=np.where(person < _STRANGERS, person, -1),
        load=partial(_load, parts, taken),
    )


def _load(parts: Sequence[Block], taken: Mask) -> People:
    return People.without(features.concatenate([one.load() for one in parts]), taken)


def _lacking(numbers: Rows, missing_count: int, salt: int) -> Mask:
    return np.stack([lacking(int(number), missing_count, salt) for number in numbers])
