"""The rules of fields, for values that enter the system and values that leave it.

A value that enters must be able to leave. IDENT took names and alien numbers in forms that the
LESC refuses. So these two rules can also rewrite a value, if only one rewriting is possible.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """What a field may hold."""

    pattern: str
    """The whole value must match."""
    words: str
    mend: Callable[[str], str] = str
    """Rewrites a value that has another form; by default changes nothing."""

    def allows(self, value: str) -> bool:
        """Tell whether a value has the form of the rule."""
        return re.fullmatch(self.pattern, value) is not None

    def fault(self, value: str) -> str:
        """Say what a value that breaks the rule has, and the rule."""
        shown = repr(value[:_SHOWN_LENGTH]) + ("…" if len(value) > _SHOWN_LENGTH else "")
        for number, character in enumerate(value, 1):
            if not self._takes(character):
                name = unicodedata.name(character, f"U+{ord(character):04X}")
                return f"{shown} has {character!r} ({name}) as character {number}: {self.words}"
        return f"{shown}: {self.words}" if value else f"empty: {self.words}"

    def _takes(self, character: str) -> bool:
        """Tell whether some place of the pattern takes a character."""
        classes = re.findall(r"\[[^]]+\]", self.pattern)
        fixed = re.sub(r"\[[^]]+\]|\{[^}]*\}|\(\?=[^)]*\)", "", self.pattern)
        return character in fixed or any(re.fullmatch(one, character) for one in classes)

    def mended(self, value: str) -> str:
        """Bring a value into the form of the rule; empty if that is not possible."""
        if self.allows(value):
            return value
        rewritten = self.mend(value)
        return rewritten if self.allows(rewritten) else ""


NAME_LENGTH = 30
_SHOWN_LENGTH = 40


def _mend_name(value: str) -> str:
    letters = unicodedata.normalize("NFKD", value).replace("’", "'").replace(".", "")
    plain = "".join(one for one in letters if not unicodedata.combining(one)).upper()
    last, comma, further = (" ".join(part.split()) for part in plain.partition(","))
    # A long name keeps its comma and at least one letter after the comma.
    return f"{last[: NAME_LENGTH - 2]}{comma}{further}"[:NAME_LENGTH]


def _mend_alien_number(value: str) -> str:
    # A leading zero does not change a number.
    return re.sub(r"A?([0-9]{7})", r"A0\1", value)


TCN = Rule(r"[A-Za-z0-9._:-]{10,40}", "a TCN is 10 to 40 characters of [A-Za-z0-9._:-]")
ORI = Rule(r"[A-Z0-9]{9}", "an ORI is 9 characters of [A-Z0-9]")
ID = Rule(r"[A-Za-z0-9._:-]{1,64}", "an id is 1 to 64 characters of [A-Za-z0-9._:-]")
NOTICE_ID = Rule(r"[A-Za-z0-9._:-]{1,96}", "take it from ListNotices")
MESSAGE_ID = Rule(r"[A-Za-z0-9._:-]{1,128}", "an id is 1 to 128 characters of [A-Za-z0-9._:-]")
CASE_NUMBER = Rule(r"[ -~]{0,20}", "at most 20 printable ASCII characters")
PURPOSE = Rule(r"[CF]", "C or F")
ATTENTION = Rule(r"[ -~]{1,30}", "1 to 30 printable ASCII characters")
PHONE = Rule(r"[ -~]{1,20}", "1 to 20 printable ASCII characters")
NAME = Rule(
    r"(?=.{3,30}$)[A-Z' -]+,[A-Z' -]+",
    "LAST,FIRST MIDDLE in capitals A to Z, 3 to 30 characters",
    _mend_name,
)
DATE_OF_BIRTH = Rule(r"[0-9]{8}", "YYYYMMDD")
SEX = Rule(r"[MFX]", "M, F or X")
PLACE = Rule(r"[A-Z]{2}", "two capital letters")
ALIEN_NUMBER = Rule(r"A?[0-9]{8,9}", "8 or 9 digits", _mend_alien_number)
ALIEN_NUMBER_ON_FILE = Rule(r"A[0-9]{7,8}", "A and 7 or 8 digits")
"""The form in which IDENT takes alien numbers; both lengths can leave."""
FBI_NUMBER = Rule(r"[A-Z0-9]{1,9}", "at most 9 characters of [A-Z0-9]")
STATE_ID = Rule(r"[A-Z0-9]{1,10}", "at most 10 characters of [A-Z0-9]")
DOCUMENT_NUMBER = Rule(r"[A-Z0-9]{1,32}", "at most 32 characters of [A-Z0-9]")
OFFENSE_CODE = Rule(r"[0-9]{4}", "four digits")
JURISDICTION = Rule(r"[ -~]{1,100}", "1 to 100 printable ASCII characters")
CHARGE = Rule(r"[ -~]{1,300}", "1 to 300 printable ASCII characters")
SITE = Rule(r"[^\x00-\x1f\x7f]{0,60}", "at most 60 characters")
NAME_ON_FILE = Rule(SITE.pattern, "LAST,FIRST MIDDLE in letters of A to Z, at most 60 characters")
"""The form in which IDENT takes names: also small letters and accents that `NAME` can mend."""
LINE = Rule(r"[^\x00-\x1f\x7f]{0,100}", "at most 100 characters")
TEXT = Rule(r"[^\x00-\x1f\x7f]{0,300}", "at most 300 characters")

QUERY: Mapping[str, Rule] = {
    "purpose": PURPOSE,
    "attention": ATTENTION,
    "phone": PHONE,
    "name": NAME,
    "date_of_birth": DATE_OF_BIRTH,
    "sex": SEX,
    "place_of_birth": PLACE,
    "offense_code": OFFENSE_CODE,
    "alien_number": ALIEN_NUMBER,
    "fbi_number": FBI_NUMBER,
    "state_id": STATE_ID,
    "fin": ID,
}
"""The rules for the fields of a query to the LESC."""


def leaving(field: str, stated: Iterable[str]) -> str:
    """Choose the first of the stated values that can leave; empty if no value can leave."""
    return next(filter(None, map(QUERY[field].mended, stated)), "")


def alien_number_spellings(value: str) -> frozenset[str]:
    """List the forms in which an alien number may be on file, with the given form."""
    digits = value.removeprefix("A").lstrip("0")
    forms = {f"{letter}{digits.zfill(width)}" for letter in ("", "A") for width in (7, 8, 9)}
    return frozenset({value, *forms})
