"""The responses to a transaction as transactions: SRE, RPISR, SRT and ERRT.

ORI and DAI change places, and TCR is the submission's TCN (EBTS 9.1, 1.008 and 1.010). Its own TCN
is made from the submission's TCN and the response's name, so that a response that is written again
is the same, byte by byte.
"""

import hashlib
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ebts import codes
from ebts.faults import Fault
from ebts.making import Heading, compose, fields_of
from ebts.records import DAI, ORI, PRY, TCN, Field, TaggedRecord, Transaction
from ebts.rules import AGENCY

OWN_ORI = "XXTENPRNT"
"""Stands for this service where the submission names no agency that could be its ORI."""
UNREADABLE_TCN = "TCN-NOT-READABLE"

_UNKNOWN_NAME = "DOE,JOHN"
"""EBTS's name of a person whose name is not known (2.018)."""
_LINE_LENGTH = 72
_LEAST_SHEET, _SHEET_LENGTH = 4, 200_000
"""Fewest and most characters of ERS (2.075)."""
_MESSAGE_LENGTH, _MAX_MESSAGES = 300, 11
_ECHOED = (6, 7, 9, 15, 39, 40, 41, 87)
"""Fields that a response returns as they were submitted: ATN, SCO, OCA, SID, EAD, OCP, RES, TAA."""
_ANSWERS = {"CAR": "SRE", "CPNU": "SRE", "MAP": "SRE", "NFUF": "SRE", "RPIS": "RPISR"}
_ANSWERS |= {"TPIS": "SRT"}
"""The response to each type of submission. CNA has none."""
_RETURNED = {"SRE": {9, 39, 40, 41, 7, 6, 15, 87}, "RPISR": {6, 9}, "SRT": {6, 7, 9, 39, 40, 41}}


@dataclass(frozen=True)
class Finding:
    """What a search found, in words that EBTS has fields for."""

    name: str
    """Which response this is, such as `first`: it makes the response's TCN."""
    time: datetime
    is_identified: bool
    fbi_number: str = ""
    """Of the person who was found; empty if nobody was found."""
    lines: tuple[str, ...] = ()
    """The rap sheet, or what IDENT and the LESC answered."""
    from_ident: bool = False
    """Whether the answer is IDENT's: then NDR (2.098) is 9."""
    reserve: str = ""
    """Why nobody could be found. EBTS has no finding for that, so the text of a response says it,
    if the finding is that nobody was found."""


def answer_type(type_of_transaction: str) -> str:
    """Name the response to a type of submission; empty if the type has none."""
    return _ANSWERS.get(type_of_transaction, "")


def response(submission: Transaction, finding: Finding) -> Transaction:
    """Write the answer to a sound submission.

    EBTS 9.1 has no transaction for IDENT's answer. The service writes it as a second SRE, whose
    NDR names IDENT's repository.
    """
    said = submission.description
    kind = _ANSWERS[submission.type_of_transaction]
    echoed = [Field.of(2, n, *said.values(n)) for n in _ECHOED if n in _RETURNED[kind]]
    fields = [one for one in echoed if one.subfields and one.value]
    fields += _findings(kind, said, finding)
    heading = _heading(submission.header, kind, finding.name, finding.time)
    return compose(heading, sorted(fields, key=lambda one: one.number))


def error_response(
    submission: Transaction | None, faults: Sequence[Fault | str], name: str, time: datetime
) -> Transaction:
    """Write an ERRT with every fault, as far as eleven messages of 300 characters hold them."""
    header = submission.header if submission else TaggedRecord(1, ())
    agency = submission.description.value(73) if submission else ""
    fields = [Field.of(2, 60, *_messages([str(one) for one in faults]))]
    if submission and submission.description.value(9):
        fields += _sound(9, submission.description.value(9))
    if not AGENCY.fault(agency) and agency:
        fields.append(Field.of(2, 73, agency))
    heading = _heading(header, "ERRT", name, time)
    return compose(heading, sorted(fields, key=lambda one: one.number))


def _findings(kind: str, said: TaggedRecord, finding: Finding) -> list[Field]:
    found = ("R", "G") if kind == "RPISR" else ("I", "N")
    name, number = said.value(18), finding.fbi_number
    reserve = "" if finding.is_identified else finding.reserve
    fields: list[Field] = []
    if kind == "SRT":
        if finding.is_identified and number:
            fields.append(Field.of(2, 64, (number, _UNKNOWN_NAME)))
        return [*fields, *([Field.of(2, 88, _lines([reserve]))] if reserve else [])]
    fields += fields_of(2, [(14, number), (18, name)])
    fields.append(Field.of(2, 59, found[0] if finding.is_identified else found[1]))
    if agency := said.value(73):
        fields.append(Field.of(2, 73, agency))
    sheet = _lines([*finding.lines, *filter(None, [reserve])])[:_SHEET_LENGTH]
    if len(sheet) >= _LEAST_SHEET:
        fields.append(Field.of(2, 75, sheet))
    if kind == "RPISR":
        words = "a record was found" if finding.is_identified else "no record was found"
        fields.append(Field.of(2, 88, _lines([words, *filter(None, [reserve])])))
    if finding.from_ident:
        fields.append(Field.of(2, 98, codes.DHS_REPOSITORY))
    return fields


def _heading(header: TaggedRecord, kind: str, name: str, time: datetime) -> Heading:
    tcn = header.value(TCN) if re.fullmatch("[ -~]{10,40}", header.value(TCN)) else UNREADABLE_TCN
    origin, destination = header.value(DAI), header.value(ORI)
    priority = header.value(PRY)
    return Heading(
        kind,
        destination=destination if re.fullmatch("[A-Za-z0-9]{9}", destination) else OWN_ORI,
        origin=OWN_ORI if AGENCY.fault(origin) else origin,
        tcn=_own_tcn(tcn, name),
        time=time,
        tcr=tcn,
        priority=int(priority) if re.fullmatch("[1-9]", priority) else 0,
    )


def _own_tcn(tcn: str, name: str) -> str:
    digest = hashlib.sha256(f"{tcn}\n{name}".encode()).hexdigest()
    return f"TENPRINT-{digest[:24].upper()}"


def _lines(lines: Sequence[str]) -> str:
    """Break text into lines of at most 72 characters, as ERS (2.075) wants them."""
    broken = [
        part for line in lines for part in textwrap.wrap(_printable(line), _LINE_LENGTH) or [""]
    ]
    return "\r\n".join(broken)


def _messages(texts: Sequence[str]) -> list[str]:
    """Pack texts into messages. Short texts share a message; the last one counts what is left."""
    packed: list[str] = []
    for number, text in enumerate(map(_printable, texts)):
        cut = text if len(text) <= _MESSAGE_LENGTH else f"{text[: _MESSAGE_LENGTH - 3]}..."
        if packed and len(packed[-1]) + len(cut) + 3 <= _MESSAGE_LENGTH:
            packed[-1] += f" / {cut}"
        elif len(packed) < _MAX_MESSAGES - 1:
            packed.append(cut)
        else:
            return [*packed, f"and {len(texts) - number} more faults"]
    return packed or ["the transaction was refused"]


def _printable(text: str) -> str:
    plain = text.replace("…", "...").encode("ascii", "backslashreplace").decode()
    return "".join(one if " " <= one <= "~" else " " for one in plain)


def _sound(number: int, value: str) -> list[Field]:
    return [Field.of(2, number, value)] if re.fullmatch(r"[!-\-/-~][ -\-/-~]{0,19}", value) else []
