"""The folder of keys of a server, read anew when a file changes: rotation without a restart.

`tenprint keys` makes the folder. NAME is `server` or `lesc`.

    ca.pem       the certificates of the authorities that we trust, one or more
    NAME.pem     our certificate; NAME.key: its private key
    tokens.pem   the public keys of those who issue tokens, one or more
    revoked.txt  what is valid no more: serial numbers of certificates, ids of tokens, and people of
                 the provider of identities, one a line
    oidc.json    the provider of identities whom we trust, if there is one
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import grpc
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from services.access.provider import PROVIDER, Provider, read_provider
from services.errors import SettingError

CA = "ca.pem"
TOKENS = "tokens.pem"
REVOKED = "revoked.txt"
_END = b"-----END PUBLIC KEY-----"


@dataclass(frozen=True)
class Keys:
    """What the files hold at one time."""

    ca: bytes
    certificate: bytes
    private_key: bytes
    issuers: tuple[Ed25519PublicKey, ...]
    revoked: frozenset[str]
    provider: Provider | None = None

    def server(self) -> grpc.ServerCertificateConfiguration:
        """Write what TLS needs for the next connection."""
        return grpc.ssl_server_certificate_configuration(
            [(self.private_key, self.certificate)], root_certificates=self.ca
        )

    def client(self) -> grpc.ChannelCredentials:
        """Prove ourselves to another server."""
        return grpc.ssl_channel_credentials(self.ca, self.private_key, self.certificate)


class KeyFolder:
    """The newest readable state of the folder. Safe for threads."""

    def __init__(self, folder: Path, name: str) -> None:
        """Read the folder. Raises SettingError if a file is missing or wrong."""
        self._folder, self._name = folder, name
        self._lock = threading.Lock()
        try:
            self._stamp, self._keys = self._signature(), self._read()
        except (OSError, ValueError, TypeError) as error:
            raise SettingError(
                f"--keys {folder}: {error}: `tenprint keys init {folder}` makes a folder"
            ) from error

    def now(self) -> Keys:
        """Give the keys that are in force; a folder that cannot be read changes nothing."""
        with self._lock:
            try:
                stamp = self._signature()
                if stamp != self._stamp:
                    self._keys, self._stamp = self._read(), stamp
            except (OSError, ValueError, TypeError):
                # Somebody is writing. The next call looks again.
                pass
            return self._keys

    def server_credentials(self, *, of_clients: bool) -> grpc.ServerCredentials:
        """Listen with TLS. of_clients: a client needs a certificate too.

        gRPC asks at each handshake, and may crash if it gets a new configuration at each; so it
        gets one only when the keys have changed. None means that they have not.
        """
        first = given = self.now()

        def newer() -> grpc.ServerCertificateConfiguration | None:
            nonlocal given
            keys = self.now()
            if keys is given:
                return None
            given = keys
            return keys.server()

        # gRPC documents None as an answer; its types do not.
        fetch = cast(Callable[[], grpc.ServerCertificateConfiguration], newer)
        return grpc.dynamic_ssl_server_credentials(first.server(), fetch, of_clients)

    def _files(self) -> tuple[str, ...]:
        return (CA, f"{self._name}.pem", f"{self._name}.key", TOKENS, REVOKED)

    def _signature(self) -> tuple[tuple[int, int, int], ...]:
        optional = [PROVIDER] if (self._folder / PROVIDER).is_file() else []
        states = [(self._folder / name).stat() for name in (*self._files(), *optional)]
        return tuple((one.st_mtime_ns, one.st_size, one.st_ino) for one in states)

    def _read(self) -> Keys:
        ca, certificate, private_key, tokens, revoked = (
            (self._folder / name).read_bytes() for name in self._files()
        )
        provider = read_provider(self._folder)
        return Keys(ca, certificate, private_key, _issuers(tokens), _lines(revoked), provider)


def _issuers(pem: bytes) -> tuple[Ed25519PublicKey, ...]:
    found = []
    for part in pem.split(_END)[:-1]:
        key = load_pem_public_key(part.strip() + b"\n" + _END + b"\n")
        if not isinstance(key, Ed25519PublicKey):
            raise ValueError(f"{TOKENS}: a key is not of Ed25519")
        found.append(key)
    return tuple(found)


def _lines(text: bytes) -> frozenset[str]:
    words = (line.partition("#")[0].strip().lower() for line in text.decode().splitlines())
    return frozenset(filter(None, words))
