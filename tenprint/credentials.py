"""Credentials of a client from a folder that `tenprint keys` made: a certificate, or a token.

ca.pem       the authority that the service's certificate comes from
client.pem, client.key   a machine: the certificate and its private key
token, token.key         a person: the token and the private key of its holder
"""

import hashlib
import secrets
import time
from base64 import urlsafe_b64encode
from pathlib import Path
from urllib.parse import urlsplit

import grpc
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

_NONCE_BYTES = 16


def load_credentials(folder: Path) -> grpc.ChannelCredentials:
    """Read the credentials of a folder. Raises OSError or ValueError."""
    ca = (folder / "ca.pem").read_bytes()
    if (folder / "client.pem").is_file():
        key, certificate = (folder / "client.key"), (folder / "client.pem")
        return grpc.ssl_channel_credentials(ca, key.read_bytes(), certificate.read_bytes())
    proofs = grpc.metadata_call_credentials(Holder(folder))
    return grpc.composite_channel_credentials(grpc.ssl_channel_credentials(ca), proofs)


class _Signing(grpc.AuthMetadataPlugin):
    """Signs each call of a person, each repetition anew."""

    def __call__(
        self, context: grpc.AuthMetadataContext, callback: grpc.AuthMetadataPluginCallback
    ) -> None:
        """Give gRPC the metadata of a call; a repetition of the call gets a proof of its own."""
        try:
            service = urlsplit(context.service_url).path
            callback(self.metadata(f"{service}/{context.method_name}"), None)
        except (OSError, ValueError) as error:
            callback((), error)

    def metadata(self, method: str) -> tuple[tuple[str, str], ...]:
        """Write token and proof for a call of a method, such as `/tenprint.v1.X/Y`."""
        token, key = self.held()
        time_s, nonce = int(time.time()), secrets.token_hex(_NONCE_BYTES)
        digest = hashlib.sha256(token.encode()).hexdigest()
        signature = key.sign(f"tp1|{method}|{time_s}|{nonce}|{digest}".encode())
        shown = urlsafe_b64encode(signature).decode().rstrip("=")
        return (
            ("authorization", f"Bearer {token}"),
            ("tenprint-proof", f"{time_s}.{nonce}.{shown}"),
        )

    def held(self) -> tuple[str, Ed25519PrivateKey]:
        """Give the token and the private key of its holder. Raises OSError or ValueError."""
        raise NotImplementedError


class Holder(_Signing):
    """A person whose token lies in a folder. A new token is used from the next call on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def held(self) -> tuple[str, Ed25519PrivateKey]:
        """Read the folder."""
        token = (self._folder / "token").read_text().strip()
        key = load_pem_private_key((self._folder / "token.key").read_bytes(), None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError(f"{self._folder / 'token.key'} is no key of Ed25519")
        return token, key


class HeldToken(_Signing):
    """A person whose token is in memory alone."""

    def __init__(self, token: str, key: Ed25519PrivateKey) -> None:
        self._held = token, key

    def held(self) -> tuple[str, Ed25519PrivateKey]:
        """Give what was given."""
        return self._held
