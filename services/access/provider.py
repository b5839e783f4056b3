"""The provider of identities (OIDC) whom an installation trusts, and what its claims mean here.

`oidc.json` in the folder of keys names the provider, and maps its claims to ORI, roles and person:

    {"issuer": "https://login.example/realms/agency",   where discovery begins; `iss` of each token
     "client_id": "tenprint",                           `aud` of each token
     "client_secret_file": "oidc.secret",               for the console alone; none: a public client
     "scope": "openid profile",                         what the console asks for
     "ca": "provider-ca.pem",                           whom TLS trusts; none: as the system does
     "person": "sub", "name": "preferred_username",     which claims say who somebody is,
     "roles": "realm_access.roles", "ori": "office",    which roles somebody has, and for which ORI
     "zone": "zoneinfo", "default_zone": "America/Chicago",
     "role_values": {"tenprint-officer": "field_office"},
     "ori_values": {"Houston": "ICEHOU000"}}

Everything but issuer and client_id may be left out. A dot in the name of a claim leads into a claim
within. Without `role_values` the claim has roles as we name them, and without `ori_values` ORIs.
With them, only what they name counts. Files lie beside `oidc.json`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from database.caller import Caller
from interop import fields as rules
from interop.roles import MACHINE_ROLES
from services.access.certificates import known_roles
from services.errors import CredentialRefusedError

PROVIDER = "oidc.json"
_MOST_BYTES = 64 * 1024


@dataclass(frozen=True)
class Provider:
    """A provider of identities, and the mapping of its claims."""

    folder: Path
    """Of `oidc.json`, beside which other files lie."""
    issuer: str
    client_id: str
    client_secret_file: str = ""
    scope: str = "openid profile"
    ca: str = ""
    person: str = "sub"
    name: str = "preferred_username"
    roles: str = "roles"
    ori: str = "ori"
    zone: str = "zoneinfo"
    default_zone: str = "UTC"
    role_values: Mapping[str, str] = field(default_factory=dict)
    ori_values: Mapping[str, str] = field(default_factory=dict)

    @property
    def ca_file(self) -> Path | None:
        """Whom TLS trusts; None: whom the system trusts."""
        return self.folder / self.ca if self.ca else None

    def secret(self) -> str:
        """Read the secret that the console shares with the provider; empty: a public client.

        Raises OSError.
        """
        name = self.client_secret_file
        return (self.folder / name).read_text().strip() if name else ""


def read_provider(folder: Path) -> Provider | None:
    """Read `oidc.json`; None if the folder has none. Raises OSError, ValueError, TypeError."""
    path = folder / PROVIDER
    if not path.is_file():
        return None
    content = path.read_bytes()
    if len(content) > _MOST_BYTES:
        raise ValueError(f"{PROVIDER} has more than {_MOST_BYTES:,} bytes")
    stated = json.loads(content)
    if not isinstance(stated, dict):
        raise TypeError(f"{PROVIDER} is no object of JSON")
    unknown = sorted(
        set(stated) - {one.name for one in fields(Provider)} | {"folder"} & set(stated)
    )
    if unknown:
        raise ValueError(f"{PROVIDER} has {', '.join(unknown)}, which means nothing")
    return _checked(Provider(folder, **stated))


def is_safe(address: str) -> bool:
    """Tell whether an address is of HTTPS, or of this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname))


def caller_of_claims(provider: Provider, claims: Mapping[str, Any]) -> Caller:
    """Read who a person is here from what the provider says. Raises CredentialRefusedError."""
    person = claim(claims, provider.person)
    if not isinstance(person, str) or not rules.ID.allows(person):
        raise CredentialRefusedError(
            f"the provider names no person that we can log: claim {provider.person}: "
            f"{rules.ID.words}"
        )
    return Caller(_ori(provider, claims), _roles(provider, claims), person=person, is_proved=True)


def claim(claims: Mapping[str, Any], name: str) -> object:
    """Find a claim, also within another one; None if there is none."""
    if name in claims:
        return claims[name]
    found: object = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _roles(provider: Provider, claims: Mapping[str, Any]) -> frozenset[str]:
    stated = _texts(claim(claims, provider.roles))
    known = provider.role_values or {one: one for one in known_roles() - MACHINE_ROLES}
    roles = frozenset(known[one] for one in stated if one in known)
    if not roles:
        said = ", ".join(sorted(stated))[:200] or "nothing"
        raise CredentialRefusedError(
            f"the provider gives {said} in the claim {provider.roles}, and none of it is a role "
            "here: whoever keeps the provider, or oidc.json, can give one"
        )
    return roles


def _ori(provider: Provider, claims: Mapping[str, Any]) -> str:
    stated = _texts(claim(claims, provider.ori))
    found = {provider.ori_values.get(one, "") for one in stated} if provider.ori_values else stated
    oris = sorted(one for one in found if rules.ORI.allows(one))
    if len(oris) != 1:
        raise CredentialRefusedError(
            f"the provider's claim {provider.ori} names {len(oris)} agencies, not one: whoever "
            "keeps the provider, or oidc.json, can correct it"
        )
    return oris[0]


def _texts(value: object) -> set[str]:
    listed = value if isinstance(value, list) else [value]
    return {one for one in listed if isinstance(one, str)}


def _checked(one: Provider) -> Provider:
    """Check a provider. Raises ValueError, TypeError."""
    for name, value in vars(one).items():
        if name.endswith("_values"):
            if not isinstance(value, dict) or not all(
                isinstance(two, str) for two in value.values()
            ):
                raise TypeError(f"{PROVIDER}: {name} maps words to words")
        elif name != "folder" and not isinstance(value, str):
            raise TypeError(f"{PROVIDER}: {name} is no text")
    if not one.client_id:
        raise ValueError(f"{PROVIDER}: client_id is empty")
    if not is_safe(one.issuer):
        raise ValueError(f"{PROVIDER}: issuer has to be an https address, or one of this machine")
    if one.ca_file is not None and not one.ca_file.is_file():
        raise ValueError(f"{PROVIDER}: ca: {one.ca_file} is missing")
    wrong = sorted(set(one.role_values.values()) - (known_roles() - MACHINE_ROLES))
    if wrong:
        raise ValueError(f"{PROVIDER}: role_values has {', '.join(wrong)}, which is no role")
    wrong = sorted(ori for ori in one.ori_values.values() if not rules.ORI.allows(ori))
    if wrong:
        raise ValueError(f"{PROVIDER}: ori_values has {', '.join(wrong)}: {rules.ORI.words}")
    return one


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False
