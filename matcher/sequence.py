"""The sequence check: rolled prints against the plain prints of a slap, finger by finger.

The fingers of a slap lie in the order of the hand, so that a slap says which finger is which. Every
rolled print is compared with every plain print. A rolled print that matches another finger's plain
print, and not its own, stands at a wrong position.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from matcher.comparison import MIN_CYLINDERS, Cylinders, prepare
from matcher.fusion import compare_shortlist
from matcher.types import FingerPosition, Template

Scores = Mapping[tuple[FingerPosition, FingerPosition], float]
"""Decibels by rolled and plain finger."""


@dataclass(frozen=True)
class SequenceParameters:
    """Decibels are of one comparison of fingers: 30 dB is a false match in 1,000."""

    same_db: float = 30.0
    """From here on, a rolled print and the plain print of the same position are one finger."""
    other_db: float = 50.0
    """From here on, a rolled print and the plain print of another position are one finger. 90 such
    pairs of ten fingers reach it by chance in one of 1,000 people. If another print has been found
    to be of the print's own position, `same_db` is enough."""
    lead_db: float = 20.0
    """And it leads by as much over the print's own position."""
    least_strange: int = 2
    """A slap of another person is told by at least so many fingers, none of which matches."""
    least_swapped: int = 2
    """Swapped hands are told by at least so many prints of each hand that are of the same finger of
    the other hand, while none is of its own. Then the other prints of the hands go with them."""


class SequenceVerdict(StrEnum):
    """What is wrong with a rolled print."""

    MOVED = "moved"
    """It is of another finger, which is known."""
    REPEATED = "repeated"
    """It is a second print of another finger, whose rolled print is there too."""
    DISPLACED = "displaced"
    """Another rolled print is of this finger, and this one matches no plain print."""
    UNCONFIRMED = "unconfirmed"
    """It matches no plain print. The print stays where it is."""


@dataclass(frozen=True)
class SequenceFinding:
    """What is wrong with one rolled print."""

    position: FingerPosition
    """As stated, codes 1 to 10."""
    verdict: SequenceVerdict
    finger: FingerPosition
    """The finger that the print is of; as stated if that is not known."""
    score_db: float
    """Of the comparison with that finger's plain print."""


@dataclass(frozen=True)
class SequenceCheck:
    """The outcome for one person."""

    confirmed: tuple[FingerPosition, ...]
    """Rolled prints that match the plain print of their position."""
    findings: tuple[SequenceFinding, ...]
    """By position."""
    strange: tuple[FingerPosition, ...]
    """Slaps (as stated) of which no finger matches any rolled print: another person's."""

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong. Prints that are only unconfirmed are not wrong."""
        wrong = [one for one in self.findings if one.verdict is not SequenceVerdict.UNCONFIRMED]
        return not wrong and not self.strange

    def place(self, position: FingerPosition) -> FingerPosition | None:
        """Return the finger whose print the rolled print of a position is to be used as.

        None for a print that is left out. A print that was not compared stays.
        """
        for one in self.findings:
            if one.position == position:
                left_out = one.verdict in (SequenceVerdict.REPEATED, SequenceVerdict.DISPLACED)
                return None if left_out else one.finger
        return position


def compare_all(
    rolled: Mapping[FingerPosition, Template], plain: Mapping[FingerPosition, Template]
) -> Scores:
    """Compare every rolled print with every plain print. Prints too sparse are left out."""
    probes, references = _prepared(rolled), _prepared(plain)
    scores = {}
    for position, probe in probes.items():
        compared = compare_shortlist(
            {position: probe}, [{position: one} for one in references.values()]
        )
        for other, comparison in zip(references, compared, strict=True):
            scores[position, other] = comparison.score_db
    return scores


def check_sequence(
    scores: Scores,
    slaps: Mapping[FingerPosition, Sequence[FingerPosition]],
    parameters: SequenceParameters | None = None,
) -> SequenceCheck:
    """Judge the order of the rolled prints.

    slaps: the fingers (1 to 10) of each slap, under the slap's position.
    """
    p = parameters or SequenceParameters()
    matched = {r: _match(r, scores, p) for r in sorted({r for r, _ in scores})}
    if _hands_are_swapped(matched, p):
        matched = {r: finger or _mirrored(r) for r, finger in matched.items()}
    matched = _with_partners(matched, scores, p)
    confirmed = tuple(r for r, finger in matched.items() if finger == r)
    return SequenceCheck(
        confirmed,
        tuple(_findings(matched, scores)),
        tuple(slap for slap in slaps if _strange(slaps[slap], matched, scores, p)),
    )


def _prepared(prints: Mapping[FingerPosition, Template]) -> dict[FingerPosition, Cylinders]:
    prepared = {position: prepare(one) for position, one in prints.items()}
    return {p: one for p, one in prepared.items() if one.cylinder_count >= MIN_CYLINDERS}


def _match(r: FingerPosition, scores: Scores, p: SequenceParameters) -> FingerPosition | None:
    """Return the finger that a rolled print is of, or None if no plain print says so."""
    own = scores.get((r, r), 0.0)
    others = {finger: db for (one, finger), db in scores.items() if one == r and finger != r}
    best = max(others, key=lambda finger: others[finger], default=r)
    if best != r and others[best] >= max(p.other_db, own + p.lead_db):
        return best
    return r if own >= p.same_db else None


def _mirrored(finger: FingerPosition) -> FingerPosition:
    """Return the same finger of the other hand."""
    return FingerPosition((finger + 4) % 10 + 1)


def _hands_are_swapped(
    matched: Mapping[FingerPosition, FingerPosition | None], p: SequenceParameters
) -> bool:
    """Return whether all prints that are of a finger at all are of the other hand's."""
    known = [r for r, finger in matched.items() if finger is not None]
    if any(matched[r] != _mirrored(r) for r in known):
        return False
    right = sum(r <= FingerPosition.RIGHT_LITTLE for r in known)
    return min(right, len(known) - right) >= p.least_swapped


def _with_partners(
    matched: Mapping[FingerPosition, FingerPosition | None], scores: Scores, p: SequenceParameters
) -> dict[FingerPosition, FingerPosition | None]:
    """Place prints that another print has driven out, where their own finger has become free.

    A swap has two prints, and one that is certain leaves little doubt about the other.
    """
    placed = dict(matched)
    for r in [r for r, finger in matched.items() if finger is None and r in matched.values()]:
        free = {f: db for (one, f), db in scores.items() if one == r and f not in placed.values()}
        best = max(free, key=lambda finger: free[finger], default=r)
        if free.get(best, 0.0) >= p.same_db:
            placed[r] = best
    return placed


def _findings(
    matched: Mapping[FingerPosition, FingerPosition | None], scores: Scores
) -> list[SequenceFinding]:
    """Give every rolled print that is not confirmed its finding."""
    moved = {r: f for r, f in matched.items() if f is not None and f != r}
    # Of several prints of one finger, the print at its own position stays, or else the best.
    claims = [r for r, f in matched.items() if f == r]
    holders = {r: r for r in claims}
    for r, finger in sorted(moved.items(), key=lambda one: -scores.get(one, 0.0)):
        holders.setdefault(finger, r)
    findings = []
    for r, is_of in matched.items():
        if is_of == r:
            continue
        if is_of is None:
            kind = SequenceVerdict.DISPLACED if r in holders else SequenceVerdict.UNCONFIRMED
            if (r, r) in scores or kind is SequenceVerdict.DISPLACED:
                findings.append(SequenceFinding(r, kind, r, scores.get((r, r), 0.0)))
        else:
            kind = SequenceVerdict.MOVED if holders[is_of] == r else SequenceVerdict.REPEATED
            findings.append(SequenceFinding(r, kind, is_of, scores.get((r, is_of), 0.0)))
    return findings


def _strange(
    fingers: Sequence[FingerPosition],
    matched: Mapping[FingerPosition, FingerPosition | None],
    scores: Scores,
    p: SequenceParameters,
) -> bool:
    """Return whether a slap's fingers have rolled counterparts, and none matches any print."""
    compared = [finger for finger in fingers if (finger, finger) in scores]
    found = set(matched.values()) & set(fingers)
    return len(compared) >= p.least_strange and not found
