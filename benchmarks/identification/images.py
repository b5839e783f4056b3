"""People whose prints are rendered and extracted like those of a booking; templates are kept."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.data import write_atomically
from benchmarks.identification.features import Fingers
from matcher import template
from matcher.errors import SampleError
from matcher.extraction import Extractor
from matcher.types import FINGERS, FingerPosition, ImpressionType, Sample, Template
from synthesis.images import Master, grow_masters, render_encounter
from synthesis.people import Person, person
from synthesis.population import CaptureShares
from synthesis.seeds import Purpose

_SENTINEL = FingerPosition.RIGHT_INDEX


@dataclass(frozen=True)
class ImageSource:
    """People of the first generator, at image level: rendered at 500 ppi, read by LEADER."""

    cache: Path
    kind: ImpressionType = ImpressionType.LIVESCAN_PLAIN
    shares: CaptureShares = CaptureShares()  # noqa: RUF009 - frozen
    block_people: int = 5

    def name(self) -> str:
        """Name everything that the prints depend on."""
        return f"images/{_extractor().digest.hex()}/{self.shares}/{self.kind}"

    def encounters(self, number: int, encounters: Sequence[int]) -> list[Fingers]:
        """Take the prints of a person's encounters, or read the kept templates."""
        seed = Purpose.EVALUATE.seed(number)
        files = [self._folder / f"{seed}-{encounter}.json" for encounter in encounters]
        if not all(file.is_file() for file in files):
            subject = person(seed)
            masters = grow_masters(subject)
            for encounter, file in zip(encounters, files, strict=True):
                taken = self._take(subject, encounter, masters)
                write_atomically(file, json.dumps(_encoded(taken)))
        return [_decoded(json.loads(file.read_text())) for file in files]

    def sentinel(self) -> Fingers:
        """Take one print of the first test person."""
        subject = person(Purpose.TEST.seed(0))
        return self._take(subject, 1, grow_masters(subject, positions=[_SENTINEL]))

    @property
    def _folder(self) -> Path:
        return self.cache / "identification" / "images" / _prints_digest(self)

    def _take(
        self, subject: Person, encounter: int, masters: dict[FingerPosition, Master]
    ) -> dict[FingerPosition, Template]:
        """Render and extract; a finger that cannot be extracted is left out."""
        prints = render_encounter(
            subject,
            encounter,
            kind=self.kind,
            positions=list(masters),
            shares=self.shares,
            masters=masters,
        )
        taken = {}
        for position, pixels in prints.items():
            try:
                taken[position] = _extractor().extract(Sample(pixels, position, self.kind))
            except SampleError:
                continue
        return taken


@cache
def _prints_digest(source: ImageSource) -> str:
    made = json.dumps([source.name(), _encoded(source.sentinel())])
    return hashlib.blake2s(made.encode(), digest_size=10).hexdigest()


@cache
def _extractor() -> Extractor:
    """Load the network once a process."""
    return Extractor()


def _encoded(fingers: Fingers) -> dict[str, str]:
    return {str(int(p)): template.encode(one).hex() for p, one in fingers.items()}


def _decoded(kept: dict[str, str]) -> dict[FingerPosition, Template]:
    known = {FingerPosition(int(p)): bytes.fromhex(one) for p, one in kept.items()}
    return {p: template.decode(known[p]) for p in FINGERS if p in known}
