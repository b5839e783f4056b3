"""The caller as a provider of identities (OIDC) proves it, to us and not to the console alone.

A token is `oidc1.KEY.ID_TOKEN`: the public key of the holder, base64url, and the ID token as the
provider signed it. The console made the key before it sent the person to the provider, and the
nonce of that request, which the provider signs into the token, is the digest of the key
(`nonce_of`). So the provider's own signature binds the token to its holder, and each call carries
the holder's proof, as `services.access.tokens` has it. Whoever copies a token cannot use it, and
the console cannot invent a person.
"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Collection, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from database.caller import Caller
from services.access.provider import Provider, caller_of_claims
from services.access.published import PublishedKeys
from services.access.tokens import MAX_LIFE_S, PROOF_WINDOW_S, Nonces, check_proof, decoded
from services.errors import CredentialRefusedError

FORM = "oidc1"
MAX_LENGTH = 6_000
"""What a call may carry besides is little: gRPC allows 8 KiB of metadata."""
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Signatures by public keys alone."""


Holder = Ed25519PrivateKey
"""The private key of whoever holds a token; it never leaves the process that signs the calls."""


def new_holder() -> Holder:
    """Make the key of a session."""
    return Ed25519PrivateKey.generate()


def nonce_of(holder: Ed25519PublicKey) -> str:
    """Name a holder's key in the request to the provider, which signs the name."""
    public = holder.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return _text(hashlib.sha256(b"tenprint holder|" + public).digest())


def written(holder: Ed25519PublicKey, id_token: str) -> str:
    """Write the token of a person."""
    return f"{FORM}.{_text(holder.public_bytes(Encoding.Raw, PublicFormat.Raw))}.{id_token}"


def caller_of_identity(
    token: str,
    proof: str,
    method: str,
    *,
    now_s: float,
    published: PublishedKeys,
    revoked: Collection[str],
    nonces: Nonces,
) -> Caller:
    """Read the caller. Raises CredentialRefusedError, ProviderKeysError."""
    form, _, rest = token.partition(".")
    stated, _, id_token = rest.partition(".")
    if form != FORM or len(token) > MAX_LENGTH:
        raise CredentialRefusedError(
            f"the token is no token of the form {FORM}, or longer than {MAX_LENGTH:,} characters"
        )
    try:
        holder = Ed25519PublicKey.from_public_bytes(decoded(stated))
    except ValueError as error:
        raise CredentialRefusedError("the token names no key of its holder") from error
    claims = verified(published, id_token, nonce_of(holder), now_s)
    caller = caller_of_claims(published.provider, claims)
    if {str(claims.get("jti", "")).lower(), caller.person.lower()} & set(revoked):
        raise CredentialRefusedError("the token is revoked, or the person")
    check_proof(holder, token, proof, method, now_s, nonces)
    return caller


def verified(
    published: PublishedKeys, id_token: str, nonce: str, now_s: float
) -> Mapping[str, Any]:
    """Check an ID token: who signed it, for whom, for which request, and until when.

    Raises CredentialRefusedError, ProviderKeysError.
    """
    from authlib.oidc.core import CodeIDToken
    from joserfc import jws, jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    provider: Provider = published.provider
    try:
        key_id = str(jws.extract_compact(id_token.encode()).headers().get("kid", ""))
        keys = KeySet.import_key_set(_public(published.now(key_id)))
        found = jwt.decode(id_token, keys, algorithms=list(ALGORITHMS))
        claims = CodeIDToken(
            found.claims,
            found.header,
            {
                "iss": {"essential": True, "value": provider.issuer},
                "aud": {"essential": True, "value": provider.client_id},
            },
            {"nonce": nonce, "client_id": provider.client_id},
        )
        claims.validate(now=int(now_s), leeway=PROOF_WINDOW_S)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        words = str(error).strip() or type(error).__name__
        raise CredentialRefusedError(f"the provider's token is refused: {words[:200]}") from error
    _check_rest(provider, claims, now_s)
    return dict(claims)


def _check_rest(provider: Provider, claims: Mapping[str, Any], now_s: float) -> None:
    """Check what the library leaves open: the audience, and how long the token may serve."""
    stated = claims["aud"]
    audience = stated if isinstance(stated, list) else [stated]
    if provider.client_id not in audience:
        raise CredentialRefusedError("the provider's token is for somebody else: audience")
    issued, expiry = claims["iat"], claims["exp"]
    if not (isinstance(issued, int) and isinstance(expiry, int)) or now_s >= expiry:
        raise CredentialRefusedError("the token is not valid at this time: sign in again")
    if expiry - issued > MAX_LIFE_S:
        raise CredentialRefusedError(f"the token is for longer than {MAX_LIFE_S // 3600} hours")


def _public(keys: Mapping[str, Any]) -> Any:
    """Leave out keys that are no public keys for signatures."""
    listed = [
        one
        for one in keys["keys"]
        if isinstance(one, dict)
        and one.get("kty") in ("RSA", "EC", "OKP")
        and one.get("use", "sig") == "sig"
    ]
    return {"keys": listed}


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")
