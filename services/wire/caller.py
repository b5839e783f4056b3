"""The caller, read from request metadata. Loopback callers are trusted until certificates come."""

import re
from collections.abc import Iterable

from database.caller import Caller
from interop import fields
from services.errors import InvalidFieldError
from services.wire import validation

ORI_KEY = "tenprint-ori"
ROLES_KEY = "tenprint-roles"
PURPOSE_KEY = "tenprint-purpose"

MAX_ROLE_COUNT = 16
_ROLE = re.compile(r"[a-z0-9_.-]{1,32}")
_PURPOSE = re.compile(r"[ -~]{0,128}")


def caller_of(metadata: Iterable[tuple[str, str | bytes]]) -> Caller:
    """Build the caller. Every part is optional. Raises InvalidFieldError for a malformed part."""
    values: dict[str, list[str]] = {}
    for key, value in metadata:
        if key in (ORI_KEY, ROLES_KEY, PURPOSE_KEY):
            values.setdefault(key, []).append(str(value))
    return Caller(
        ori=validation.check(ORI_KEY, _single(ORI_KEY, values), fields.ORI, optional=True),
        roles=_roles(",".join(values.get(ROLES_KEY, []))),
        purpose=_purpose(_single(PURPOSE_KEY, values)),
    )


def _single(key: str, values: dict[str, list[str]]) -> str:
    found = values.get(key, [""])
    if len(found) > 1:
        raise InvalidFieldError(key, "given more than once: give it once")
    return found[0]


def _roles(text: str) -> frozenset[str]:
    roles = frozenset(filter(None, (role.strip() for role in text.split(","))))
    if len(roles) > MAX_ROLE_COUNT:
        raise InvalidFieldError(ROLES_KEY, f"more than {MAX_ROLE_COUNT} roles")
    if not all(_ROLE.fullmatch(role) for role in roles):
        raise InvalidFieldError(ROLES_KEY, "roles are 1 to 32 characters of [a-z0-9_.-]")
    return roles


def _purpose(text: str) -> str:
    if not _PURPOSE.fullmatch(text):
        raise InvalidFieldError(PURPOSE_KEY, "at most 128 printable ASCII characters")
    return text
