"""The caller as a token proves it: signed by an issuer, short-lived, and of use to its holder only.

A token is `tp1.CLAIMS.SIGNATURE`, base64url, signed with Ed25519 by an issuer. The claims name the
public key of the holder. Each call carries a proof `TIME.NONCE.SIGNATURE`: the holder's signature
over the method, the time, the nonce and the token. A token or a call that somebody has copied is
therefore worth nothing. `tenprint.credentials` makes the proofs.
"""

import hashlib
import json
import threading
from base64 import urlsafe_b64decode
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from database.caller import Caller
from interop import fields
from interop.roles import MACHINE_ROLES
from services.access.certificates import known_roles
from services.errors import CredentialRefusedError

FORM = "tp1"
MAX_LIFE_S = 12 * 3600
"""A token for longer than a shift is refused, whoever signed the token."""
PROOF_WINDOW_S = 60
"""How far the clocks of holder and service may differ. Nonces are remembered for twice as long."""
MAX_NONCES = 1_000_000
MAX_TOKEN_LENGTH = 4_096


@dataclass(frozen=True)
class _Claims:
    caller: Caller
    token_id: str
    issue_time_s: int
    expiry_time_s: int
    holder: Ed25519PublicKey


class Nonces:
    """The proofs that were seen. Safe for threads. Lost with the process, as old proofs expire."""

    def __init__(self) -> None:
        self._seen: dict[str, float] = {}
        self._lock = threading.Lock()

    def use(self, nonce: str, now_s: float) -> None:
        """Remember a nonce. Raises CredentialRefusedError for a nonce that was used."""
        with self._lock:
            # The oldest come first, because they are remembered in the order of their use.
            while self._seen:
                oldest = next(iter(self._seen))
                if self._seen[oldest] > now_s:
                    break
                del self._seen[oldest]
            if nonce in self._seen:
                raise CredentialRefusedError("the call repeats a call: each proof is used once")
            if len(self._seen) >= MAX_NONCES:
                raise CredentialRefusedError("too many calls in a minute: try later")
            self._seen[nonce] = now_s + 2 * PROOF_WINDOW_S


def caller_of_token(
    token: str,
    proof: str,
    method: str,
    *,
    now_s: float,
    issuers: Iterable[Ed25519PublicKey],
    revoked: Collection[str],
    nonces: Nonces,
) -> Caller:
    """Read the caller. Raises CredentialRefusedError."""
    claims = _claims(token, issuers)
    if not claims.issue_time_s - PROOF_WINDOW_S <= now_s < claims.expiry_time_s:
        raise CredentialRefusedError("the token is not valid at this time: get another token")
    if claims.expiry_time_s - claims.issue_time_s > MAX_LIFE_S:
        raise CredentialRefusedError(f"the token is for longer than {MAX_LIFE_S // 3600} hours")
    if claims.token_id in revoked:
        raise CredentialRefusedError("the token is revoked")
    check_proof(claims.holder, token, proof, method, now_s, nonces)
    return claims.caller


def proof_text(token: str, method: str, time_s: int, nonce: str) -> bytes:
    """Write what a holder signs for a call."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    return f"{FORM}|{method}|{time_s}|{nonce}|{digest}".encode()


def _claims(token: str, issuers: Iterable[Ed25519PublicKey]) -> _Claims:
    form, _, rest = token.partition(".")
    content, _, signature = rest.partition(".")
    if form != FORM or len(token) > MAX_TOKEN_LENGTH:
        raise CredentialRefusedError(f"the token is no token of the form {FORM}")
    signed = f"{form}.{content}".encode()
    if not any(_is_signed(one, decoded(signature), signed) for one in issuers):
        raise CredentialRefusedError("no issuer whom we trust has signed the token")
    try:
        return _read(json.loads(decoded(content)))
    except (ValueError, TypeError, KeyError) as error:
        raise CredentialRefusedError("the token's claims cannot be read") from error


def _read(claims: dict[str, object]) -> _Claims:
    roles = frozenset(map(str, _listed(claims["roles"])))
    agencies = frozenset(map(str, _listed(claims.get("for", []))))
    person, token_id, ori = (str(claims[key]) for key in ("sub", "id", "ori"))
    if not (fields.ID.allows(person) and fields.ID.allows(token_id)):
        raise ValueError("a token names a person and itself")
    if not all(map(fields.ORI.allows, (ori, *agencies))):
        raise ValueError("an ORI is none")
    if not roles <= known_roles() - MACHINE_ROLES:
        raise ValueError("a role is none, or is of machines alone")
    caller = Caller(ori, roles, person=person, acts_for=agencies, is_proved=True)
    issued, expiry = claims["iat"], claims["exp"]
    if not (isinstance(issued, int) and isinstance(expiry, int)):
        raise TypeError("times are whole seconds")
    holder = Ed25519PublicKey.from_public_bytes(decoded(str(claims["key"])))
    return _Claims(caller, token_id.lower(), issued, expiry, holder)


def _listed(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("a list is missing")
    return value


def check_proof(
    holder: Ed25519PublicKey, token: str, proof: str, method: str, now_s: float, nonces: Nonces
) -> None:
    """Check that the holder of a token has signed a call, once. Raises CredentialRefusedError."""
    stated, _, rest = proof.partition(".")
    nonce, _, signature = rest.partition(".")
    if not (stated.isascii() and stated.isdigit() and len(stated) <= 12):
        raise CredentialRefusedError("the call carries no proof of the token's holder")
    if not fields.ID.allows(nonce):
        raise CredentialRefusedError(
            "the proof of the token's holder has no nonce: send TIME.NONCE.SIGNATURE with a nonce "
            "of 1 to 64 characters of [A-Za-z0-9_:-]"
        )
    if abs(int(stated) - now_s) > PROOF_WINDOW_S:
        raise CredentialRefusedError(
            f"the proof of the token's holder is {int(stated) - now_s:+,.0f} s from our time, more "
            f"than {PROOF_WINDOW_S} s: set the clock"
        )
    if not _is_signed(holder, decoded(signature), proof_text(token, method, int(stated), nonce)):
        raise CredentialRefusedError("the token's holder has not signed the call")
    nonces.use(nonce, now_s)


def _is_signed(key: Ed25519PublicKey, signature: bytes, content: bytes) -> bool:
    try:
        key.verify(signature, content)
    except InvalidSignature:
        return False
    return True


def decoded(text: str) -> bytes:
    """Read base64url without padding. Raises CredentialRefusedError."""
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise CredentialRefusedError("the token cannot be read") from error
