"""Keys that were opened before stay in memory, a bounded number of them."""

import threading
from collections.abc import Collection, Mapping

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

Cipher = AESGCM
"""A key, ready for use."""

_MOST_CIPHERS, _MOST_SECRETS = 4_096, 262_144
"""How many keys stay in memory: 10 MiB ready for use, and 30 MiB as they are."""


class KeyMemory:
    """Keys by their numbers; safe for threads. A destroyed key never comes back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ciphers: dict[int, Cipher] = {}
        self._secrets: dict[int, bytes] = {}
        self._destroyed: set[int] = set()

    def cipher(self, number: int) -> Cipher | None:
        """Return a key that is ready for use, or becomes so; None if the key is not here."""
        found = self._ciphers.get(number)
        if found is None and (secret := self._secrets.get(number)) is not None:
            found = AESGCM(secret)
            self._keep({number: found}, {})
        return found

    def ciphers(self, numbers: Collection[int]) -> dict[int, Cipher]:
        """Return the keys that are here."""
        ready, secrets = self._ciphers, self._secrets
        found = {one: cipher for one in numbers if (cipher := ready.get(one)) is not None}
        if len(found) < len(numbers):
            made = {
                one: AESGCM(secret)
                for one in numbers
                if one not in found and (secret := secrets.get(one)) is not None
            }
            self._keep(made, {})
            found |= made
        return found

    def add(self, secrets: Mapping[int, bytes]) -> dict[int, Cipher]:
        """Keep keys that were read from the file, and return them ready for use."""
        made = {number: AESGCM(secret) for number, secret in secrets.items()}
        self._keep(made, secrets)
        return made

    def hold(self, secrets: Mapping[int, bytes]) -> None:
        """Keep keys that may be used later."""
        self._keep({}, secrets)

    def destroy(self, numbers: Collection[int]) -> None:
        """Forget keys for good, also if a thread is reading them now."""
        with self._lock:
            self._destroyed.update(numbers)
            for number in numbers:
                self._ciphers.pop(number, None)
                self._secrets.pop(number, None)

    def forget(self) -> None:
        """Forget all keys; the file has them."""
        with self._lock:
            self._ciphers.clear()
            self._secrets.clear()

    def _keep(self, ciphers: Mapping[int, Cipher], secrets: Mapping[int, bytes]) -> None:
        with self._lock:
            if len(self._ciphers) + len(ciphers) > _MOST_CIPHERS:
                self._ciphers.clear()
            if len(self._secrets) + len(secrets) > _MOST_SECRETS:
                self._secrets.clear()
            self._ciphers.update(ciphers)
            self._secrets.update(secrets)
            if self._destroyed:
                for number in self._destroyed & (ciphers.keys() | secrets.keys()):
                    self._ciphers.pop(number, None)
                    self._secrets.pop(number, None)
