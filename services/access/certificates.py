"""The caller as a client certificate proves it. TLS has checked the chain before.

The certificate names its caller in one URI of its subject alternative name:

    tenprint:ORI?role=ROLE&role=ROLE&for=ORI

`for` names agencies in whose names the caller submits.
"""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from cryptography import x509

from database.caller import Caller
from interop import fields
from interop.roles import COLUMNS
from services.errors import CredentialRefusedError

SCHEME = "tenprint"


def caller_of_certificate(pem: bytes, now: datetime, revoked: Collection[str]) -> Caller:
    """Read the caller. Raises CredentialRefusedError.

    A connection may outlive its certificate, so the time and the revocation are checked at each
    call.
    """
    certificate, caller = _read(pem)
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise CredentialRefusedError("the certificate is not valid at this time")
    if serial_of(certificate) in revoked:
        raise CredentialRefusedError("the certificate is revoked")
    return caller


def serial_of(certificate: x509.Certificate) -> str:
    """Write the serial number as revoked.txt has it."""
    return f"{certificate.serial_number:x}"


def uri_of(caller: Caller) -> str:
    """Write the URI that names a caller."""
    roles = "&".join(f"role={role}" for role in sorted(caller.roles))
    agencies = "".join(f"&for={ori}" for ori in sorted(caller.acts_for))
    return f"{SCHEME}:{caller.ori}?{roles}{agencies}"


@lru_cache(maxsize=1_024)
def _read(pem: bytes) -> tuple[x509.Certificate, Caller]:
    try:
        certificate = x509.load_pem_x509_certificate(pem)
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        uris = names.get_values_for_type(x509.UniformResourceIdentifier)
    except (ValueError, x509.ExtensionNotFound) as error:
        raise CredentialRefusedError("the certificate names no caller") from error
    ours = [uri for uri in uris if uri.startswith(f"{SCHEME}:")]
    if len(ours) != 1:
        raise CredentialRefusedError(f"the certificate names {len(ours)} callers, not one")
    return certificate, _caller(ours[0])


def _caller(uri: str) -> Caller:
    parts = urlsplit(uri)
    stated = parse_qsl(parts.query)
    roles = frozenset(value for key, value in stated if key == "role")
    agencies = frozenset(value for key, value in stated if key == "for")
    if not all(map(fields.ORI.allows, (parts.path, *agencies))) or not roles <= known_roles():
        raise CredentialRefusedError("the certificate names an ORI or a role that is none")
    return Caller(parts.path, roles, acts_for=agencies, is_proved=True)


def known_roles() -> frozenset[str]:
    """List the roles that credentials may hold."""
    return frozenset(COLUMNS.values()) - {""}
