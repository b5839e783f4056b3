"""One table decides who may submit what, why, and what happens to the prints (R44, R45).

A combination that is not in the table is denied.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from database.caller import Caller
from interop.errors import DelegationError, PermissionDeniedError
from interop.names import CIVIL, IAFIS, IDENT, RISC
from interop.roles import ALIASES, OPERATOR, Operation, require, roles_of


class TransactionType(StrEnum):
    """The types of transaction that the service takes (EBTS 1.004)."""

    CAR = "CAR"
    """Criminal ten-print, answer required."""
    CNA = "CNA"
    """Criminal ten-print, no answer necessary."""
    CPNU = "CPNU"
    """Criminal ten-print, not urgent."""
    MAP = "MAP"
    """Miscellaneous civil applicant."""
    NFUF = "NFUF"
    """Non-federal applicant, user fee."""
    RPIS = "RPIS"
    """Rapid search, from the street."""
    TPIS = "TPIS"
    """Search of the criminal file by federal requesters (R44)."""


class Requester(StrEnum):
    """Who submits. The values are roles of callers."""

    LAW_ENFORCEMENT = "law_enforcement"
    CIVIL_AGENCY = "civil_agency"
    DHS = "dhs"
    CONSULAR = "consular"
    FIELD_OFFICE = "field_office"
    """Officers of ICE, who investigate aliens."""


class Purpose(StrEnum):
    """What prints are submitted for. The values are the words of callers."""

    CRIMINAL_JUSTICE = "arrest"
    APPLICANT = "applicant"
    FIELD_IDENTIFICATION = "field_identification"
    BORDER = "border"
    VISA = "visa"
    INVESTIGATION = "investigation"


@dataclass(frozen=True)
class Handling:
    """What happens to prints."""

    searched: str
    """The gallery that answers first."""
    retained_in: str | None
    """The gallery that keeps the prints if the submission asks for it (RET = Y)."""
    forwarded: bool
    """Whether the prints go on to IDENT if the jurisdiction is active."""
    answered: bool
    """Whether the submitting agency gets responses."""


ARREST = Handling(searched=IAFIS, retained_in=IAFIS, forwarded=True, answered=True)
_BOOKED_SILENTLY = Handling(searched=IAFIS, retained_in=IAFIS, forwarded=True, answered=False)
_APPLICANT = Handling(searched=IAFIS, retained_in=CIVIL, forwarded=False, answered=True)
_RAPID = Handling(searched=RISC, retained_in=None, forwarded=False, answered=True)
_OTHER_WAY = Handling(searched=IAFIS, retained_in=None, forwarded=False, answered=True)

Cell = tuple[TransactionType, Requester, Purpose]

HANDLING: Mapping[Cell, Handling] = {
    (TransactionType.CAR, Requester.LAW_ENFORCEMENT, Purpose.CRIMINAL_JUSTICE): ARREST,
    (TransactionType.CNA, Requester.LAW_ENFORCEMENT, Purpose.CRIMINAL_JUSTICE): _BOOKED_SILENTLY,
    (TransactionType.CPNU, Requester.LAW_ENFORCEMENT, Purpose.CRIMINAL_JUSTICE): ARREST,
    (TransactionType.MAP, Requester.CIVIL_AGENCY, Purpose.APPLICANT): _APPLICANT,
    (TransactionType.NFUF, Requester.CIVIL_AGENCY, Purpose.APPLICANT): _APPLICANT,
    (TransactionType.RPIS, Requester.LAW_ENFORCEMENT, Purpose.FIELD_IDENTIFICATION): _RAPID,
    (TransactionType.TPIS, Requester.DHS, Purpose.BORDER): _OTHER_WAY,
    (TransactionType.TPIS, Requester.DHS, Purpose.CRIMINAL_JUSTICE): _OTHER_WAY,
    (TransactionType.TPIS, Requester.CONSULAR, Purpose.VISA): _OTHER_WAY,
    (TransactionType.TPIS, Requester.FIELD_OFFICE, Purpose.INVESTIGATION): _OTHER_WAY,
}


def requester_of(caller: Caller) -> Requester:
    """Tell from a caller's roles who submits; a caller without roles is a booking agency.

    Raises PermissionDeniedError if the roles do not name exactly one requester.
    """
    if not caller.roles:
        return Requester.LAW_ENFORCEMENT
    held = {ALIASES.get(role, role) for role in caller.roles}
    found = [one for one in Requester if one.value in held]
    if len(found) != 1:
        raise PermissionDeniedError(
            f"callers with the roles {sorted(caller.roles)} may not submit prints: use one of "
            f"{', '.join(one.value for one in Requester)}"
        )
    return found.pop()


def purpose_of(caller: Caller) -> Purpose:
    """Tell from a caller's purpose what prints are submitted for; no purpose is an arrest.

    Raises PermissionDeniedError.
    """
    if not caller.purpose:
        return Purpose.CRIMINAL_JUSTICE
    try:
        return Purpose(caller.purpose)
    except ValueError:
        raise PermissionDeniedError(
            f"the service takes no prints for the purpose {caller.purpose!r}: use one of "
            f"{', '.join(one.value for one in Purpose)}"
        ) from None


_FEDERAL = {
    (Requester.DHS, Purpose.BORDER),
    (Requester.DHS, Purpose.CRIMINAL_JUSTICE),
    (Requester.CONSULAR, Purpose.VISA),
}
"""Who reads and fills IDENT beside the flow of bookings, and what for."""

SEARCHED: Mapping[tuple[Requester, Purpose], frozenset[str]] = {
    asked: frozenset(
        {cell.searched for key, cell in HANDLING.items() if key[1:] == asked}
        | ({IDENT} if asked in _FEDERAL else set())
    )
    for asked in dict.fromkeys(key[1:] for key in HANDLING)
}
"""The galleries that a requester may search directly: those that its submissions search."""


def require_search(caller: Caller, gallery: str) -> None:
    """Check that a caller may search a gallery for the caller's purpose.

    Operators search every gallery, to look after it. Raises PermissionDeniedError.
    """
    require(caller, Operation.SEARCH_GALLERY)
    if OPERATOR in roles_of(caller):
        return
    asked = requester_of(caller), purpose_of(caller)
    if gallery not in SEARCHED.get(asked, ()):
        raise PermissionDeniedError(
            f"{asked[0].value} may not search {gallery[:64]!r} for the purpose {asked[1].value!r}"
        )


def require_federal(caller: Caller, gallery: str) -> None:
    """Check that a caller may enrol in a gallery or read its people.

    Operators may in every gallery, federal requesters in IDENT for their purposes. Raises
    PermissionDeniedError.
    """
    if OPERATOR in roles_of(caller):
        return
    asked = requester_of(caller), purpose_of(caller)
    if gallery != IDENT or asked not in _FEDERAL:
        raise PermissionDeniedError(
            f"{asked[0].value} may not work in {gallery[:64]!r} for the purpose {asked[1].value!r}"
        )


def delegation(ori: str, caller: Caller) -> str:
    """Tell the audit log for whom a caller submits; empty: for the caller's own agency.

    Raises DelegationError if the agency has not let the caller submit in its name.
    """
    if ori == caller.ori:
        return ""
    if ori not in caller.acts_for:
        raise DelegationError(
            f"the prints are of agency {ori}, and the caller is "
            f"{caller.ori or 'nobody: it has no ORI'}: call as that agency (`tenprint-ori`; "
            "`--ori` and TENPRINT_ORI of the command `tenprint`), or as one whose credential "
            "(`tenprint-acts-for` on loopback) names the agency"
        )
    return f"for.{ori}"


def handling(type_of_transaction: TransactionType, caller: Caller) -> Handling:
    """Look up what happens to a submission. Raises PermissionDeniedError."""
    cell = (type_of_transaction, requester_of(caller), purpose_of(caller))
    found = HANDLING.get(cell)
    if found is None:
        kind, requester, purpose = cell
        raise PermissionDeniedError(
            f"{requester.value} may not submit {kind} for the purpose {purpose.value!r}"
        )
    return found
