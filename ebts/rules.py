"""The rules of EBTS 9.1 about fields and records, as tables that a reader can check.

A field that no table names is kept and not judged. Only what the verification file of EBTS 9.1
says is here; see docs/decisions/0020-transactions.md for the source and for what is left out.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ebts import codes


@dataclass(frozen=True)
class Form:
    """What a value may look like."""

    words: str
    pattern: str = ""
    """The whole value must match; empty: every value."""
    characters: str = ""
    """Class of the allowed characters, so that a fault can name the one that is not allowed."""

    def fault(self, value: str) -> str:
        """Say what is wrong with a value; empty if nothing is."""
        if self.characters:
            wrong = re.search(f"[^{self.characters}]", value)
            if wrong:
                return f"character {wrong[0]!r} is not allowed: {self.words}"
        if self.pattern and not re.fullmatch(self.pattern, value, re.DOTALL):
            return self.words
        return ""


@dataclass(frozen=True)
class Rule:
    """The rule of one field."""

    number: int
    name: str
    size: tuple[int, int]
    """Fewest and most characters of a subfield; of an item, if the field has items."""
    times: int
    """Most subfields."""
    form: Form
    must: frozenset[str] = frozenset()
    """The types of transaction that need the field."""
    items: tuple["Rule", ...] = ()
    """Rules of the items; empty if a subfield has one item."""


def one_of(values: Iterable[str], words: str = "") -> Form:
    """Make the form of a code."""
    listed = sorted(values)
    return Form(words or f"one of {', '.join(listed)}", "|".join(map(re.escape, listed)))


DIGITS = Form("digits", characters="0-9")
LETTERS = Form("letters of A to Z", characters="A-Za-z")
ALPHANUMERIC = Form("letters of A to Z and digits", characters="A-Za-z0-9")
PRINTABLE = Form("printable ASCII characters", characters="\\x20-\\x7e")
LINES = Form("printable ASCII characters, TAB, CR and LF", characters="\\x20-\\x7e\t\r\n")
NO_PERIOD = Form(
    "printable ASCII characters without a period, not beginning with a blank",
    r"[^ ].*",
    "\\x20-\\x2d\\x2f-\\x7e",
)
TEXT = Form(
    "printable ASCII characters, not beginning with a blank", r"[^ ].*", "\\x20-\\x7e\t\r\n"
)
YES = one_of(["Y"], "Y, or leave the field out")
YES_NO = one_of(["Y", "N"], "Y or N")
AGENCY = Form(
    "9 letters of A to Z and digits; the first two are a code of a State or country",
    rf"({'|'.join(sorted(codes.PLACES))})[A-Z0-9]{{7}}",
    "A-Z0-9",
)
DATE = Form("a date as CCYYMMDD", r"[0-9]{8}", "0-9")
NAME = Form(
    "LAST,FIRST MIDDLE in letters of A to Z, hyphens and blanks",
    r"[A-Za-z][A-Za-z -]*,[A-Za-z][A-Za-z -]*",
    "A-Za-z, -",
)
ALIAS = Form(
    "LAST,FIRST MIDDLE in letters, digits, hyphens, blanks and &",
    r"[A-Za-z&][A-Za-z0-9& -]*,[A-Za-z][A-Za-z0-9& -]*",
    "A-Za-z0-9&, -",
)
PLACE = one_of(codes.PLACES, "a code of NCIC's table of States and countries")
RESOLUTION = Form("pixels per millimetre as NN.NN", r"[0-9]{2}\.[0-9]{2}", "0-9.")
HEIGHT = Form(
    "feet and inches such as 511, 400 to 711, or N and two digits; 000 if unknown",
    r"000|[4-6](0[0-9]|1[01])|7(0[0-9]|1[01])|N[0-9]{2}",
)
WEIGHT = Form("pounds, 050 to 499; 000 if unknown", r"000|0[5-9][0-9]|[1-4][0-9]{2}")
FINGER = Form("a finger, 01 to 10", r"0?[1-9]|10")

_ALL = frozenset(codes.IN + codes.OUT)
_BOOKINGS = "CAR CNA CPNU"
_RETAINED = "CAR CNA CPNU MAP NFUF"
_CIVIL = "MAP NFUF"


def _row(
    number: int,
    name: str,
    size: tuple[int, int],
    times: int,
    form: Form,
    must: str = "",
    items: tuple[Rule, ...] = (),
) -> Rule:
    return Rule(number, name, size, times, form, frozenset(must.split()), items)


def _item(number: int, name: str, size: tuple[int, int], form: Form) -> Rule:
    return Rule(number, name, size, 1, form)


TYPE_1 = (
    # number, name, size, times, form, needed in
    _row(2, "VER", (4, 4), 1, DIGITS, " ".join(_ALL)),
    _row(4, "TOT", (3, 5), 1, LETTERS, " ".join(_ALL)),
    _row(5, "DAT", (8, 8), 1, DATE, " ".join(_ALL)),
    _row(6, "PRY", (1, 1), 1, Form("a priority: 1, the most urgent, to 9", "[1-9]")),
    _row(7, "DAI", (9, 9), 1, ALPHANUMERIC, " ".join(_ALL)),
    _row(8, "ORI", (9, 9), 1, AGENCY, " ".join(_ALL)),
    _row(9, "TCN", (10, 40), 1, PRINTABLE, " ".join(_ALL)),
    _row(10, "TCR", (10, 40), 1, PRINTABLE, " ".join(codes.OUT)),
    _row(11, "NSR", (5, 5), 1, RESOLUTION, " ".join(_ALL)),
    _row(12, "NTR", (5, 5), 1, RESOLUTION, " ".join(_ALL)),
    _row(14, "GMT", (15, 15), 1, Form("a time as CCYYMMDDhhmmssZ", r"[0-9]{14}Z")),
)
"""Fields of Type-1. The reader judges LEN, CNT and DCS."""

TYPE_2 = (
    # number, name, size, times, form, needed in, items
    _row(5, "RET", (1, 1), 1, YES_NO, _RETAINED),
    _row(6, "ATN", (3, 30), 1, NO_PERIOD, "RPIS TPIS RPISR"),
    _row(7, "SCO", (9, 19), 9, PRINTABLE, "TPIS SRT"),
    _row(9, "OCA", (1, 20), 1, NO_PERIOD, "TPIS SRT"),
    _row(14, "FBI", (1, 9), 5, ALPHANUMERIC),
    _row(15, "SID", (3, 10), 1, Form("letters, digits and hyphens", characters="A-Za-z0-9-")),
    _row(16, "SOC", (9, 9), 4, DIGITS),
    _row(17, "MNU", (4, 15), 4, Form("two letters, hyphen, number", "[A-Z]{2}-[A-Za-z0-9-]+")),
    _row(18, "NAM", (3, 30), 1, NAME, f"{_RETAINED} SRE"),
    _row(19, "AKA", (3, 30), 10, ALIAS),
    _row(20, "POB", (2, 2), 1, PLACE, f"{_RETAINED} TPIS"),
    _row(21, "CTZ", (2, 2), 1, PLACE),
    _row(22, "DOB", (8, 8), 5, DATE, _RETAINED),
    _row(24, "SEX", (1, 1), 1, one_of(codes.SEX), _RETAINED),
    _row(25, "RAC", (1, 1), 1, one_of(codes.RACE), _RETAINED),
    _row(26, "SMT", (3, 10), 10, Form("letters, digits and blanks", characters="A-Za-z0-9 ")),
    _row(27, "HGT", (3, 3), 1, HEIGHT, _RETAINED),
    _row(29, "WGT", (3, 3), 1, WEIGHT, _RETAINED),
    _row(31, "EYE", (3, 3), 1, one_of(codes.EYES), _RETAINED),
    _row(32, "HAI", (3, 3), 1, one_of(codes.HAIR), _RETAINED),
    _row(35, "PPA", (1, 1), 1, YES),
    _row(36, "PHT", (1, 1), 1, YES),
    _row(37, "RFP", (1, 75), 1, Form("letters, digits, `, -/`", "", "A-Za-z0-9, /-"), _CIVIL),
    _row(38, "DPR", (8, 8), 1, DATE, _CIVIL),
    _row(39, "EAD", (1, 120), 1, PRINTABLE, "TPIS SRT"),
    _row(40, "OCP", (1, 50), 1, PRINTABLE, "TPIS SRT"),
    _row(41, "RES", (1, 120), 1, LINES, "TPIS SRT"),
    _row(43, "TSR", (1, 1), 1, one_of(codes.TYPE_OF_SEARCH)),
    _row(45, "DOA", (8, 8), 1, DATE, _BOOKINGS),
    _row(
        *(47, "ASL", (1, 308), 40, TEXT, _BOOKINGS),
        (
            _item(1, "DOO", (0, 8), Form(DATE.words, r"([0-9]{8})?")),
            _item(2, "AOL", (1, 300), TEXT),
        ),
    ),
    _row(54, "SSD", (8, 8), 1, DATE),
    _row(55, "SLE", (1, 300), 1, TEXT),
    _row(56, "ICO", (1, 50), 1, TEXT),
    _row(59, "SRF", (1, 1), 1, one_of(["I", "N", "R", "Y", "G"]), "SRE RPISR"),
    _row(60, "MSG", (1, 300), 11, PRINTABLE, "ERRT"),
    _row(
        *(64, "CAN", (4, 39), 25, PRINTABLE, ""),
        (_item(1, "UCN", (1, 9), ALPHANUMERIC), _item(2, "NAM", (3, 30), NAME)),
    ),
    _row(
        *(67, "IMA", (1, 100), 1, PRINTABLE, ""),
        (
            _item(1, "MAK", (1, 25), PRINTABLE),
            _item(2, "MODL", (1, 25), PRINTABLE),
            _item(3, "SERNO", (1, 50), PRINTABLE),
        ),
    ),
    _row(70, "RAP", (1, 1), 1, YES_NO),
    _row(73, "CRI", (1, 9), 3, AGENCY, f"{_RETAINED} RPIS SRE"),
    _row(75, "ERS", (4, 200_000), 1, LINES),
    _row(
        *(84, "AMP", (4, 4), 10, PRINTABLE, ""),
        (
            _item(1, "FGP", (1, 2), FINGER),
            _item(2, "AMPCD", (2, 2), one_of(["XX", "UP"], "XX (amputated) or UP (not printable)")),
        ),
    ),
    _row(85, "CRN", (9, 9), 1, ALPHANUMERIC),
    _row(87, "TAA", (1, 1), 1, YES),
    _row(88, "NOT", (1, 1_000), 1, LINES, "RPISR"),
    _row(98, "NDR", (1, 3), 4, one_of(codes.REPOSITORIES, "a repository, 1 to 15"), "RPIS"),
)
"""Fields of Type-2. EBTS names the field of the second and third CRI the agency's own."""

DATES = (22, 38, 45, 54)
"""Dates of Type-2: none may lie behind the day of the transaction."""
UNKNOWN_DATE = "00000000"
"""Stands for a date of birth that nobody knows."""

Counts = Mapping[int, tuple[int, int]]

FINGERPRINTS = 414
"""Stands for Type-4 and Type-14 together: a file has one of the two."""
_CARD: Counts = {2: (1, 1), FINGERPRINTS: (1, 14), 9: (0, 14), 10: (0, 4), 13: (0, 2), 15: (0, 8)}
_SEARCH: Counts = {2: (1, 1), FINGERPRINTS: (2, 10)}
_TEXT: Counts = {2: (1, 1)}

RECORD_COUNTS: Mapping[str, Counts] = {
    # How many records of which type, beside the one of Type-1. A type that is not named is refused.
    # EBTS has no Type-9 in a card; NIST's own cards have, so the service keeps up to 14.
    **dict.fromkeys(("CAR", "CNA", "CPNU", "MAP", "NFUF"), _CARD),
    **dict.fromkeys(("RPIS", "TPIS"), _SEARCH),
    "SRE": {2: (1, 1), 10: (0, 1)},
    "ERRT": _TEXT,
    "RPISR": {2: (1, 2), 10: (0, 2)},
    "SRT": {2: (1, 1), FINGERPRINTS: (0, 14)},
}

FINDINGS = {"SRE": "IN", "RPISR": "RYG"}
"""The values of SRF (2.059) by type of response."""

AMPUTATIONS_STATED = frozenset({"CAR", "CNA", "CPNU", "MAP", "NFUF"})
"""In these, AMP (2.084) names every finger of which no image shows the print."""
