"""Whom the console knows by a role: supervisors give work to people, by their ids.

The service keeps no list of people. An id that nobody has would hold the work until its time is
over.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from console.web import Page, RefusedFormError, forms


@dataclass(frozen=True)
class Colleagues:
    """People of one role."""

    known: Sequence[tuple[str, str]]
    """Id, and the id with name and agency, as people choose from."""
    is_complete: bool
    """Whether nobody else can sign in at this console in this role."""


def of_role(page: Page, role: str) -> Colleagues:
    """List whom the console knows by a role.

    A provider of identities may name others. A list without anybody of the role is not complete
    either: these people work elsewhere.
    """
    found = sorted(
        (one.person, f"{one.person}: {one.name}, {one.ori}")
        for one in page.console.listed.values()
        if role in one.roles
    )
    return Colleagues(found, page.console.sign_ins is None and bool(found))


def named(page: Page, fields: forms.Fields, name: str, role: str) -> str:
    """Read whom somebody named; nobody is an empty id. Raises RefusedFormError."""
    stated, colleagues = fields.get(name, ""), of_role(page, role)
    known = [person for person, _ in colleagues.known]
    if stated and colleagues.is_complete and stated not in known:
        raise RefusedFormError(
            name, f"nobody has the id {stated} here: choose one of {', '.join(known)}"
        )
    return stated
