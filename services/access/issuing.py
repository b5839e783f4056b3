"""Make keys, certificates and tokens for development and for tests.

A real installation has an authority of its own. What its certificates and tokens must hold, this
module shows.
"""

import ipaddress
import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from database.caller import Caller
from interop import fields
from interop.names import INTEROP_ORI, LESC_ORI
from interop.roles import INTEROP_SYSTEM, LESC_SYSTEM, MACHINE_ROLES
from services.access.certificates import known_roles, serial_of, uri_of
from services.access.key_folder import CA, REVOKED, TOKENS
from services.access.tokens import FORM
from services.errors import InvalidFieldError

CA_KEY = "ca.key"
TOKEN_KEY = "tokens.key"  # nosec B105 # the name of a file
SERVER, LESC = "server", "lesc"
LOCAL = ("localhost", "127.0.0.1")
_CA_DAYS = 3650
_PRIVATE = 0o600
_FOLDER = 0o700
_BEFORE = timedelta(minutes=5)
"""Certificates begin a little earlier, because clocks differ."""

_SYSTEMS = {
    SERVER: Caller(INTEROP_ORI, frozenset({INTEROP_SYSTEM})),
    LESC: Caller(LESC_ORI, frozenset({LESC_SYSTEM})),
}
"""Who the two servers are when they call each other."""

PrivateKey = ec.EllipticCurvePrivateKey


def make_folder(folder: Path, hosts: Sequence[str] = LOCAL, days: float = 365) -> None:
    """Make an authority, an issuer of tokens, and the certificates of both servers."""
    folder.mkdir(_FOLDER, parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tenprint development CA")])
    builder = _builder(name, name, key.public_key(), timedelta(days=_CA_DAYS)).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    _write(folder / CA, builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    _write_key(folder / CA_KEY, key)
    issuer = Ed25519PrivateKey.generate()
    public = issuer.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    _write(folder / TOKENS, public)
    _write_key(folder / TOKEN_KEY, issuer)
    (folder / REVOKED).touch()
    for system in _SYSTEMS:
        renew_server(folder, system, hosts, days)


def renew_server(folder: Path, system: str, hosts: Sequence[str], days: float) -> None:
    """Replace the certificate of a server. The server uses the new one without a restart."""
    certificate(folder, system, folder, _SYSTEMS[system], days, hosts)


def certificate(
    folder: Path,
    name: str,
    into: Path,
    caller: Caller,
    days: float,
    hosts: Sequence[str] = (),
) -> str:
    """Sign a certificate that names a caller; returns its serial number."""
    authority = x509.load_pem_x509_certificate((folder / CA).read_bytes())
    ca_key = load_pem_private_key((folder / CA_KEY).read_bytes(), None)
    assert isinstance(ca_key, PrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, caller.ori)])
    names: list[x509.GeneralName] = [x509.UniformResourceIdentifier(uri_of(caller))]
    usages = [ExtendedKeyUsageOID.CLIENT_AUTH]
    if hosts:
        names += map(_host, hosts)
        usages.append(ExtendedKeyUsageOID.SERVER_AUTH)
    made = (
        _builder(subject, authority.subject, key.public_key(), timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.ExtendedKeyUsage(usages), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    into.mkdir(_FOLDER, parents=True, exist_ok=True)
    _write_key(into / f"{name}.key", key)
    _write(into / f"{name}.pem", made.public_bytes(Encoding.PEM))
    return serial_of(made)


def checked(caller: Caller, *, of_person: bool = False) -> Caller:
    """Pass on a caller whom a server would take. Raises InvalidFieldError.

    of_person: the caller gets a token, which names a person and holds no role of a machine.
    """
    for field, ori in (("ori", caller.ori), *(("acts-for", one) for one in caller.acts_for)):
        if not fields.ORI.allows(ori):
            raise InvalidFieldError(field, fields.ORI.fault(ori))
    known = known_roles() - (MACHINE_ROLES if of_person else frozenset())
    for role in sorted(caller.roles - known):
        raise InvalidFieldError("role", f"{role!r}: use one of {', '.join(sorted(known))}")
    if of_person and not fields.ID.allows(caller.person):
        raise InvalidFieldError("person", fields.ID.fault(caller.person))
    return caller


def machine(folder: Path, into: Path, caller: Caller, days: float) -> str:
    """Sign a certificate for a machine that only calls; returns its serial number."""
    serial = certificate(folder, "client", into, caller, days)
    _write(into / CA, (folder / CA).read_bytes())
    return serial


@dataclass(frozen=True)
class Issued:
    """A token of a person, and the private key of its holder."""

    token_id: str
    token: str
    holder: Ed25519PrivateKey


def issue(issuer_key: Path, caller: Caller, life: timedelta) -> Issued:
    """Sign a token for a person, with a new key of its holder. Raises OSError, ValueError.

    issuer_key: the private key of an issuer whom the service trusts.
    """
    issuer = load_pem_private_key(issuer_key.read_bytes(), None)
    if not isinstance(issuer, Ed25519PrivateKey):
        raise ValueError(f"{issuer_key} is no key of Ed25519")
    holder, now, token_id = Ed25519PrivateKey.generate(), datetime.now(UTC), secrets.token_hex(8)
    public = holder.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    claims = {
        "id": token_id,
        "sub": caller.person,
        "ori": caller.ori,
        "roles": sorted(caller.roles),
        "for": sorted(caller.acts_for),
        "iat": int(now.timestamp()),
        "exp": int((now + life).timestamp()),
        "key": _text(public),
    }
    content = f"{FORM}.{_text(json.dumps(claims).encode())}"
    return Issued(token_id, f"{content}.{_text(issuer.sign(content.encode()))}", holder)


def token(folder: Path, into: Path, caller: Caller, life: timedelta) -> str:
    """Sign a token for a person into a folder; returns the token's id."""
    issued = issue(folder / TOKEN_KEY, caller, life)
    into.mkdir(_FOLDER, parents=True, exist_ok=True)
    _write(into / CA, (folder / CA).read_bytes())
    _write_key(into / "token.key", issued.holder)
    _write(into / "token", f"{issued.token}\n".encode(), _PRIVATE)
    return issued.token_id


def revoke(folder: Path, name: str) -> None:
    """Refuse a certificate or a token from now on, by its serial number or its id."""
    with (folder / REVOKED).open("a") as file:
        file.write(f"{name.lower()}\n")


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, life: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        public_key=key,
        serial_number=x509.random_serial_number(),
        not_valid_before=min(now, now + life) - _BEFORE,
        not_valid_after=now + life,
    )


def _host(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _write_key(path: Path, key: PrivateKey | Ed25519PrivateKey) -> None:
    form = Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    _write(path, key.private_bytes(*form), _PRIVATE)


def _write(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Replace a file in one step, so that a running server never reads half of the file."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=mode)
    draft.write_bytes(content)
    draft.replace(path)


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")
