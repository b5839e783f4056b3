"""One person for each role, for a service that believes its callers and a list without people."""

from dataclasses import dataclass

from console.navigation import PURPOSES, TRY, VISITOR, Screen
from console.people.listed import Listed

_ORIS = {
    "law_enforcement": "TXDEMO000",
    "civil_agency": "TXCIVIL00",
    "dhs": "DHSDEMO00",
    "consular": "DOSDEMO00",
    "field_office": "ICEHOU000",
    "examiner": "DHSEXAM01",
    "lesc": "LESC00000",
    "supervisor": "DHSEXAM01",
    "auditor": "AUDITOR00",
    "operator": "TENPRINT0",
}
_ZONE = "America/Chicago"
_TRIES_AS = "consular"
"""Of the roles that may search and enrol, the one that may do the least besides."""


@dataclass(frozen=True)
class Visitor(Listed):
    """Somebody who tries the service, and has no desk."""

    @property
    def screens(self) -> list[Screen]:
        """List the one screen of a visitor, whatever else the role sees."""
        return [one for one in super().screens if one.href == TRY]


DEMONSTRATION = {
    role: Listed(role, _ORIS[role], (role,), f"demo-{role.replace('_', '-')}", purpose, _ZONE)
    for role, purpose in PURPOSES.items()
}
"""By role. They have no passwords: whoever reaches the service may say of himself what he likes."""

WITHOUT_PASSWORDS: dict[str, Listed] = {
    **DEMONSTRATION,
    VISITOR: Visitor(
        VISITOR, "VISITOR00", (_TRIES_AS,), f"demo-{VISITOR}", PURPOSES[_TRIES_AS], _ZONE
    ),
}
"""Everybody whom the door of a demonstration lets in, by name."""
