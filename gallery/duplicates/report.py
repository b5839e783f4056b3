"""What a search for duplicates has found so far, in a file that survives a kill.

The file is JSON with a checksum over its content. It is written to a draft and renamed after every
page of identities. It is the report of a finished search, and an interrupted search continues
from it.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path

from gallery.index import write_durably
from matcher.errors import CorruptRecordError
from matcher.repetition import FINGER_FMR

_MAGIC = "tenprint-duplicates"
FORMAT = 1


class FindingKind(StrEnum):
    """What may be wrong."""

    SAME_PERSON = "same_person"
    """Two identities are as similar as two encounters of one person."""
    SWAPPED_HANDS = "swapped_hands"
    """Two identities, or two encounters of one, are so similar with the hands exchanged."""
    REPEATED_FINGER = "repeated_finger"
    """One finger stands at two positions of an encounter."""


@dataclass(frozen=True)
class Finding:
    """Something for an examiner to examine; a score is no determination."""

    kind: FindingKind
    identity_id: str
    other_identity_id: str
    other_encounter_id: str
    """The encounter whose prints gave the score."""
    score_db: float
    threshold_db: float
    extrapolated: bool
    encounter_id: str = ""
    """The encounter of a repeated finger."""
    position: int = 0
    """The position of a repeated finger, ANSI/NIST code."""
    other_position: int = 0

    @property
    def key(self) -> tuple[str, ...]:
        """The key of the finding, the same from both sides."""
        sides = sorted(
            [
                (self.identity_id, str(self.position)),
                (self.other_identity_id, str(self.other_position)),
            ]
        )
        record = self.encounter_id if self.kind is FindingKind.REPEATED_FINGER else ""
        return (self.kind, record, *sides[0], *sides[1])


@dataclass
class DuplicateReport:
    """The progress of a search, and its findings."""

    gallery: str
    target_fpir: float = 1e-3
    """False positive rate of each search of an identity among the others, as in identification."""
    finger_fmr: float = FINGER_FMR
    """False match rate of two fingers of one record."""
    swapped_hands: bool = True
    """Also search with the hands exchanged, which doubles the time."""
    identity_count: int = 0
    """Identities in the gallery when the search began."""
    searched_count: int = 0
    after_identity_id: str = ""
    """Identities are searched in the order of their ids; this id was the last."""
    complete: bool = False
    since_sequence: int = 0
    """This round searches identities with an encounter of a higher sequence; 0 means all."""
    until_sequence: int = 0
    """The highest sequence of an encounter of the gallery when this round began."""
    findings: dict[tuple[str, ...], Finding] = field(default_factory=dict)

    @property
    def question(self) -> tuple[str, float, float, bool]:
        """The parameters of the search: a search continues only with the same parameters."""
        return self.gallery, self.target_fpir, self.finger_fmr, self.swapped_hands

    def begin_round(self) -> None:
        """Search whoever was enrolled since the last round began; keep what was found."""
        self.since_sequence = self.until_sequence
        self.after_identity_id, self.searched_count, self.complete = "", 0, False

    def add(self, finding: Finding) -> None:
        """Keep a finding; of two with the same key, the one with the higher score."""
        kept = self.findings.get(finding.key)
        if kept is None or finding.score_db > kept.score_db:
            self.findings[finding.key] = finding

    def ranked(self, kind: FindingKind) -> list[Finding]:
        """The findings of a kind, highest score first."""
        found = [one for one in self.findings.values() if one.kind is kind]
        return sorted(found, key=lambda one: (-one.score_db, one.key))

    def merges(self) -> list[tuple[str, str]]:
        """Propose merges as pairs (source, target); a group is merged into its smallest id."""
        root: dict[str, str] = {}

        def find(one: str) -> str:
            while (up := root.get(one, one)) != one:
                one = up
            return one

        for finding in self.ranked(FindingKind.SAME_PERSON):
            first, second = sorted((find(finding.identity_id), find(finding.other_identity_id)))
            root[second] = first
        return sorted((one, find(one)) for one in root if find(one) != one)

    def as_json(self) -> dict[str, object]:
        """Return the report as plain data."""
        fields = {name: value for name, value in vars(self).items() if name != "findings"}
        findings = [asdict(one) for kind in FindingKind for one in self.ranked(kind)]
        return {**fields, "findings": findings}


def save(path: Path, report: DuplicateReport) -> None:
    """Write the report durably; a reader sees the whole new report or the one before."""
    body = report.as_json()
    fields = {"magic": _MAGIC, "format": FORMAT, **body, "checksum": _checksum(body)}
    write_durably(path, (json.dumps(fields, indent=1) + "\n").encode())


def load(path: Path) -> DuplicateReport | None:
    """Read a report; None if there is no file. Raises CorruptRecordError for other content."""
    try:
        fields = json.loads(path.read_bytes())
        if fields.pop("magic") != _MAGIC or fields.pop("format") != FORMAT:
            raise CorruptRecordError(f"{path} is not a report of duplicates of format {FORMAT}")
        if fields.pop("checksum") != _checksum(fields):
            raise CorruptRecordError(
                f"{path} does not pass its checksum: delete it and search again"
            )
        findings = [
            Finding(**{**one, "kind": FindingKind(one["kind"])}) for one in fields.pop("findings")
        ]
        return DuplicateReport(**fields, findings={one.key: one for one in findings})
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorruptRecordError(f"{path} is not a report of duplicates: {error!r}") from error


def _checksum(fields: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()
