"""People whom a provider of identities (OIDC) has named: nobody has to list them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from console.people.listed import Listed, checked
from services.access import Provider, caller_of_claims, claim
from services.errors import CredentialRefusedError, SettingError


def person_of(provider: Provider, claims: Mapping[str, Any]) -> Listed:
    """Read who a person is from what the provider says. Raises CredentialRefusedError."""
    caller = caller_of_claims(provider, claims)
    name = claim(claims, provider.name)
    zone = claim(claims, provider.zone)
    one = Listed(
        str(name)[:64] if isinstance(name, str) and name.isprintable() and name else caller.person,
        caller.ori,
        tuple(sorted(caller.roles)),
        caller.person,
        "",
        provider.default_zone,
        subject=str(claims["sub"]),
    )
    try:
        return checked(replace(one, zone=zone) if isinstance(zone, str) else one)
    except SettingError:
        # A time zone that is none hinders nobody; whatever else is wrong does.
        return _checked(one)


def _checked(one: Listed) -> Listed:
    try:
        return checked(one)
    except SettingError as error:
        raise CredentialRefusedError(f"what the provider says cannot be used: {error}") from error
