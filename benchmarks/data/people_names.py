"""File names of NIST Special Databases 300, 301 and 302, after their users' guides.

SD 300        00001000_roll_500_01.png              subject, impression, ppi, finger
SD 301        00002223_01_dryrun-A_500_roll_01.png  subject, encounter, device, ppi, capture, finger
SD 302a       00002302_A_roll_01.png                subject, device, capture, finger
SD 302b, d    00002302_U_500_roll_01.png            subject, device, ppi, capture, finger

Fingers are ANSI/NIST codes: 11 and 12 are plain thumbs; 13 and more are slaps and palms, which
are ignored, like captures called slap and palm. `slap-segmented` is one finger of a slap.
"""

import re
from dataclasses import dataclass

from matcher.types import FingerPosition

_SUBJECT = r"(?P<person>\d{8})"
_CAPTURE = r"(?P<capture>[a-z]+(?:-segmented)?)"
_FINGER = r"(?P<finger>\d{2})"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_SUBJECT}_(?P<capture>roll|plain)_(?P<ppi>\d+)_{_FINGER}",
        rf"{_SUBJECT}_(?P<device>[A-Z])_{_CAPTURE}_{_FINGER}",
        rf"{_SUBJECT}_(?P<device>[A-Z])_(?P<ppi>\d+)_{_CAPTURE}_{_FINGER}",
        rf"{_SUBJECT}_(?P<encounter>\d+)_(?P<device>[\w-]+?)_(?P<ppi>\d+|variable)_{_CAPTURE}_{_FINGER}",
    )
)
_IMPRESSION = {"roll": "rolled", "plain": "plain", "slap-segmented": "plain"}
_OPERATED = frozenset("RSUV")
"""Devices of SD 302b with an operator; their prints are enrolled."""


@dataclass(frozen=True)
class PrintName:
    """The parts of a file name."""

    person: str
    encounter: str
    """Sorts in the order of use: operated devices first, rolled before plain."""
    position: FingerPosition
    impression: str
    ppi: int | None


def parse_name(stem: str) -> PrintName | None:
    """Parse a name without its ending; None unless it is a single finger of a known database."""
    for pattern in _PATTERNS:
        match = pattern.fullmatch(stem)
        if match is not None:
            return _name(match.groupdict())
    return None


def _name(parts: dict[str, str | None]) -> PrintName | None:
    capture, finger = parts["capture"] or "", int(parts["finger"] or 0)
    if capture not in _IMPRESSION or not 1 <= finger <= 12:
        return None
    ppi = parts.get("ppi")
    return PrintName(
        parts["person"] or "",
        _encounter(capture, parts.get("device") or "", parts.get("encounter") or ""),
        FingerPosition(finger).finger,
        _IMPRESSION[capture],
        int(ppi) if ppi and ppi.isdigit() else None,
    )


def _encounter(capture: str, device: str, number: str) -> str:
    """Name an encounter so that the encounter to enrol sorts first."""
    rank = (0 if capture == "roll" else 1) + (0 if not device or device in _OPERATED else 2)
    return "-".join(part for part in (str(rank), number, device, capture) if part)
