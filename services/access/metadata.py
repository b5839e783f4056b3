"""The caller as the metadata of a call states it. Believed on loopback alone, in development."""

import re
from collections.abc import Iterable

from database.caller import Caller
from interop import fields
from interop.fields import Rule
from services.access.gate import Context
from services.errors import InvalidFieldError

ORI_KEY = "tenprint-ori"
ROLES_KEY = "tenprint-roles"
PURPOSE_KEY = "tenprint-purpose"
PERSON_KEY = "tenprint-person"
ACTS_FOR_KEY = "tenprint-acts-for"
_KEYS = (ORI_KEY, ROLES_KEY, PURPOSE_KEY, PERSON_KEY, ACTS_FOR_KEY)

MAX_ROLE_COUNT = 16
MAX_DELEGATION_COUNT = 64
_ROLE = re.compile(r"[a-z0-9_.-]{1,32}")
_PURPOSE = Rule(r"[ -~]{0,128}", "at most 128 printable ASCII characters")


def believed(context: Context, _method: str = "") -> Caller:
    """Believe what a call says of its caller. Raises InvalidFieldError for a malformed part."""
    return caller_of(context.invocation_metadata() or ())


def caller_of(metadata: Iterable[tuple[str, str | bytes]]) -> Caller:
    """Build the caller. Every part is optional. Raises InvalidFieldError for a malformed part."""
    values: dict[str, list[str]] = {}
    for key, value in metadata:
        if key in _KEYS:
            values.setdefault(key, []).append(str(value))
    return Caller(
        ori=_single(ORI_KEY, values, fields.ORI),
        roles=_roles(",".join(values.get(ROLES_KEY, []))),
        purpose=purpose_of(values.get(PURPOSE_KEY, [])),
        person=_single(PERSON_KEY, values, fields.ID),
        acts_for=_delegations(",".join(values.get(ACTS_FOR_KEY, []))),
    )


def purpose_of(stated: list[str]) -> str:
    """Read the purpose of a call, which every caller states anew. Raises InvalidFieldError."""
    return _single(PURPOSE_KEY, {PURPOSE_KEY: stated}, _PURPOSE)


def _single(key: str, values: dict[str, list[str]], rule: Rule) -> str:
    found = values.get(key) or [""]
    if len(found) > 1:
        raise InvalidFieldError(key, "given more than once: give it once")
    if found[0] and not rule.allows(found[0]):
        raise InvalidFieldError(key, rule.fault(found[0]))
    return found[0]


def _roles(text: str) -> frozenset[str]:
    roles = _listed(text)
    if len(roles) > MAX_ROLE_COUNT:
        raise InvalidFieldError(ROLES_KEY, f"more than {MAX_ROLE_COUNT} roles")
    if not all(_ROLE.fullmatch(role) for role in roles):
        raise InvalidFieldError(ROLES_KEY, "roles are 1 to 32 characters of [a-z0-9_.-]")
    return roles


def _delegations(text: str) -> frozenset[str]:
    oris = _listed(text)
    if len(oris) > MAX_DELEGATION_COUNT:
        raise InvalidFieldError(ACTS_FOR_KEY, f"more than {MAX_DELEGATION_COUNT} agencies")
    if not all(map(fields.ORI.allows, oris)):
        raise InvalidFieldError(ACTS_FOR_KEY, fields.ORI.words)
    return oris


def _listed(text: str) -> frozenset[str]:
    return frozenset(filter(None, (one.strip() for one in text.split(","))))
