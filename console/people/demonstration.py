"""One person for each role, for a service that believes its callers and a list without people; and
three examiners, because one alone ends no review."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from console.navigation import PURPOSES, TITLES, TRY, VISITOR, Screen
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

_EXAMINER = "examiner"
_FURTHER = (("Second examiner", 2), ("Third examiner, if two disagree", 3))
"""Two examiners decide about an item, and a third if these two say different things."""


def _desks() -> Iterator[tuple[str, Listed]]:
    for role, one in DEMONSTRATION.items():
        yield TITLES[role], one
        if role == _EXAMINER:
            for words, n in _FURTHER:
                yield words, replace(one, name=f"{one.name}-{n}", person=f"{one.person}-{n}")


DESKS = tuple(_desks())
"""The desks at the door: what the person is called, and who it is."""

WITHOUT_PASSWORDS: dict[str, Listed] = {
    **{one.name: one for _, one in DESKS},
    VISITOR: Visitor(
        VISITOR, "VISITOR00", (_TRIES_AS,), f"demo-{VISITOR}", PURPOSES[_TRIES_AS], _ZONE
    ),
}
"""Everybody whom the door of a demonstration lets in, by name."""
