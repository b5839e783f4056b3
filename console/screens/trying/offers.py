"""What a person may try: the galleries that the person's role and purpose search and fill."""

from console.people import Listed
from database.caller import Caller
from interop import purposes
from interop.names import CIVIL, IAFIS, IDENT, RISC
from interop.roles import OPERATOR, Operation, may

_GALLERIES = (IAFIS, IDENT, CIVIL, RISC)
TARGET_FPIRS = (("0.001", "1 in 1,000"), ("0.0001", "1 in 10,000"), ("0.01", "1 in 100"))
"""The share of strangers' searches that may find somebody."""


def searched(person: Listed) -> list[str]:
    """List the galleries that a person may search."""
    if OPERATOR in person.roles:
        return list(_GALLERIES)
    caller = _caller(person)
    asked = (purposes.requester_of(caller), purposes.purpose_of(caller))
    found = purposes.SEARCHED.get(asked, frozenset())
    return [one for one in _GALLERIES if one in found]


def filled(person: Listed) -> list[str]:
    """List the galleries in which a person may enrol."""
    if OPERATOR in person.roles:
        return list(_GALLERIES)
    return [IDENT] if may(_caller(person), Operation.ENROL) else []


def _caller(person: Listed) -> Caller:
    return Caller(person.ori, frozenset(person.roles), person.purpose)
