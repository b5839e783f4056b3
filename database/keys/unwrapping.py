"""Opens many wrapped keys at once, unchecked, for searches.

A search opens hundreds of records, each under a key of its own. Opening the keys one by one costs
ten times as much as all in one call. AES-GCM with a nonce of 12 bytes encrypts with what AES makes
of the nonce and a counter, from 2 on; the tag, which would tell of damage, is not looked at here.
So such a key may open records, since a record's own tag tells of a wrong key, and nothing may be
sealed under it.
Source: NIST SP 800-38D, §6.5 and §7.1.
"""

from collections.abc import Sequence

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from database.keys.slots import NONCE_BYTES, SLOT_BYTES
from database.master_key import KEY_BYTES

_BLOCK_BYTES = 16
_COUNTERS = np.array([[0, 0, 0, 2], [0, 0, 0, 3]], np.uint8)
"""The blocks of a key of 32 bytes, behind the nonce; big-endian."""


class Unwrapper:
    """Opens slots under a master key; safe for threads."""

    def __init__(self, master_secret: bytes) -> None:
        # Single blocks of AES are wanted, each of another nonce and counter: no block repeats.
        self._blocks = Cipher(algorithms.AES(master_secret), modes.ECB())  # nosec B305 # see above

    def secrets(self, slots: Sequence[bytes]) -> list[bytes]:
        """Return the key of each whole slot, unchecked."""
        table = np.frombuffer(b"".join(slots), np.uint8).reshape(len(slots), SLOT_BYTES)
        blocks = np.empty((len(slots), len(_COUNTERS), _BLOCK_BYTES), np.uint8)
        blocks[:, :, :NONCE_BYTES] = table[:, np.newaxis, :NONCE_BYTES]
        blocks[:, :, NONCE_BYTES:] = _COUNTERS
        stream = self._blocks.encryptor().update(blocks.tobytes())
        wrapped = table[:, NONCE_BYTES : NONCE_BYTES + KEY_BYTES]
        opened = (wrapped ^ np.frombuffer(stream, np.uint8).reshape(wrapped.shape)).tobytes()
        return [opened[at : at + KEY_BYTES] for at in range(0, len(opened), KEY_BYTES)]
