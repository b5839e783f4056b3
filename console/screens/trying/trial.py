"""What somebody tries: prints from files or of an invented person, and what the service said.

A trial lives in the session and ends with it. The console stores nothing.
"""

from dataclasses import dataclass, field, replace

from console.web import Cell
from tenprint.v1 import identification_service_pb2 as pb2
from tenprint.v1.candidate_pb2 import Candidate, SearchReport
from tenprint.v1.sample_pb2 import MissingFinger, Sample, SampleReport

MAX_RESULTS = 10
BEFORE = ", before the person was enrolled there"
CARD_ROWS = ((1, 2, 3, 4, 5), (6, 7, 8, 9, 10))
"""Rolled prints as on a card, right hand above left hand."""
SLAP_ROW = (14, 12, 11, 13)
"""Plain prints as on a card: left four, thumbs, right four. Position 15 shows both thumbs."""


@dataclass(frozen=True, eq=False)
class Print:
    """One print of a trial."""

    number: int
    """Of the print in the trial."""
    position: int
    """1 to 15."""
    words: str
    """Where the print comes from, and in which form."""
    sample: Sample
    picture: bytes
    """PNG at 500 ppi; empty if it could not be decoded."""
    fault: str = ""
    """Why there is no picture."""


@dataclass(frozen=True, eq=False)
class Extracted:
    """What the service extracted from a print."""

    report: SampleReport
    template: bytes
    """Empty if nothing could be extracted."""


@dataclass(frozen=True, eq=False)
class Result:
    """An answer of the service."""

    title: str
    candidates: tuple[Candidate, ...]
    threshold_db: float
    report: SearchReport | None
    """None for a verification, which searches nobody."""
    words: str = ""
    gallery: str = ""
    truth: Cell | None = None
    """Whether the answer is right, where the page knows who is who."""


@dataclass(eq=False)
class Trial:
    """What somebody tries at present."""

    title: str
    prints: tuple[Print, ...]
    missing: tuple[MissingFinger, ...] = ()
    faults: tuple[str, ...] = ()
    """Of the file. The prints are tried all the same."""
    facts: tuple[tuple[str, str], ...] = ()
    """What the file says beside its prints."""
    file: bytes = b""
    """The EBTS file, as it came."""
    seed: int | None = None
    """The number of the invented person who was picked; None: nobody knows whose prints these are.
    """
    extracted: dict[int, Extracted] = field(default_factory=dict)
    """By the number of the print."""
    results: list[Result] = field(default_factory=list)
    """The newest first."""

    def at(self, position: int) -> Print | None:
        """Find the print of a position."""
        return next((one for one in self.prints if one.position == position), None)

    @property
    def samples(self) -> list[Sample]:
        """The samples of a request."""
        return [one.sample for one in self.prints]

    @property
    def single(self) -> list[Print]:
        """The prints of one finger each, of which templates can be extracted."""
        return [one for one in self.prints if one.position <= 12]

    @property
    def slap_row(self) -> tuple[int, ...]:
        """The plain prints that the card shows; none if the trial has none."""
        if not any(one.position > 10 for one in self.prints):
            return ()
        return (14, 15, 13) if self.at(15) else SLAP_ROW

    def took(self, number: int, found: pb2.ExtractTemplateResponse) -> None:
        """Keep what was extracted from a print."""
        self.extracted[number] = Extracted(found.report, found.template)

    def enrolled_in(self, gallery: str) -> None:
        """Say of earlier answers of a gallery that they are of before the enrolment there."""
        self.results = [
            replace(one, title=f"{one.title}{BEFORE}")
            if one.gallery == gallery and not one.title.endswith(BEFORE)
            else one
            for one in self.results
        ]

    def said(self, result: Result) -> None:
        """Keep an answer, and forget the oldest of many."""
        self.results.insert(0, result)
        del self.results[MAX_RESULTS:]
