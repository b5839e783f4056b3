"""The keys of records: where they lie, whose they are, and whether a database is sealed."""

from database.keys.memory import Cipher
from database.keys.records import (
    KEYS,
    Owner,
    RecordKeys,
    mark_sealed,
    open_keys,
    sealing_tables,
)
from database.keys.slots import NONCE_BYTES
from database.keys.store import KeyStore, RecordKey

__all__ = [
    "Cipher",
    "KEYS",
    "KeyStore",
    "NONCE_BYTES",
    "Owner",
    "RecordKey",
    "RecordKeys",
    "mark_sealed",
    "open_keys",
    "sealing_tables",
]
