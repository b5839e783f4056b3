"""One table: which screens there are, who sees them, and for which purpose people look.

The service decides what a caller may see. This table only decides what is offered.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Screen:
    """A screen: the first part of its addresses, its name, and the roles that see it."""

    path: str
    title: str
    roles: frozenset[str]
    lesc: bool = False
    """Whether the screen speaks with the LESC, which is a server of its own."""

    @property
    def href(self) -> str:
        """The address of the screen."""
        return f"/{self.path}"


def _screen(path: str, title: str, roles: str, *, lesc: bool = False) -> Screen:
    return Screen(path, title, frozenset(roles.split()), lesc)


SCREENS = (
    _screen("work", "Work list", "field_office"),
    _screen("compare", "Compare", "examiner"),
    _screen("afterwards", "Afterwards", "examiner"),
    _screen("research", "Research", "lesc", lesc=True),
    _screen("jail", "Jail", "law_enforcement"),
    _screen("transactions", "Transactions", "law_enforcement civil_agency dhs consular"),
    _screen("supervisor", "Supervisor", "supervisor"),
    _screen("audit", "Audit", "auditor"),
    _screen("operate", "Operate", "operator"),
    _screen("try", "Try it", "operator dhs consular law_enforcement civil_agency"),
)
"""In the order of the navigation. The first screen of a person's roles is that person's start."""

TRY = "/try"
"""Where people start while there is nothing to work on."""
VISITOR = "visitor"
"""Whoever only tries a demonstration, and sees no other screen."""

PURPOSES = {
    "law_enforcement": "arrest",
    "civil_agency": "applicant",
    "dhs": "border",
    "consular": "visa",
    "field_office": "investigation",
    "examiner": "review",
    "lesc": "interoperability",
    "supervisor": "supervision",
    "auditor": "audit",
    "operator": "upkeep",
}
"""By role, what calls are for, unless the list of people says otherwise. The service logs it."""

TITLES = {
    "law_enforcement": "Booking agency, jail",
    "civil_agency": "Civil agency",
    "dhs": "Border officer, DHS",
    "consular": "Consular post",
    "field_office": "Officer, field office",
    "examiner": "Examiner",
    "lesc": "Specialist, LESC",
    "supervisor": "Supervisor",
    "auditor": "Auditor",
    "operator": "Operator",
}
"""What people are called by their role."""

ROLES = frozenset(PURPOSES)
"""The roles that people may have."""


def screens_of(roles: Iterable[str]) -> list[Screen]:
    """List the screens of somebody's roles."""
    held = frozenset(roles)
    return [one for one in SCREENS if one.roles & held]


def screen_at(path: str) -> Screen | None:
    """Find the screen of an address."""
    first = path.lstrip("/").partition("/")[0]
    return next((one for one in SCREENS if one.path == first), None)


def purpose_of(roles: Iterable[str]) -> str:
    """Name the purpose of somebody's calls."""
    held = frozenset(roles)
    return next((word for role, word in PURPOSES.items() if role in held), "")
