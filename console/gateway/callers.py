"""As whom the console calls: always the signed-in person, by that person's own credentials."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import grpc

from console.people import Listed
from database.caller import Caller
from services.access import issuing
from tenprint.channel import Metadata, caller_metadata
from tenprint.credentials import HeldToken

MARGIN = timedelta(minutes=5)
"""A token outlives its session by this time, so that the session's last call has a token."""


@dataclass(frozen=True)
class Credentials:
    """What goes with each call of a person."""

    metadata: Metadata
    """The purpose; and who calls, if the service believes its callers."""
    proof: grpc.CallCredentials | None = None
    """The token and the holder's signature; None if the service believes its callers."""


def believed(one: Listed) -> Credentials:
    """Say who calls."""
    return Credentials(caller_metadata(one.ori, one.roles, one.purpose, person=one.person))


def issued(one: Listed, issuer_key: Path, life: timedelta) -> Credentials:
    """Sign a token for a person. Its key never leaves this process. Raises OSError, ValueError."""
    caller = Caller(one.ori, frozenset(one.roles), person=one.person)
    made = issuing.issue(issuer_key, caller, life + MARGIN)
    proof = grpc.metadata_call_credentials(HeldToken(made.token, made.holder))
    return Credentials(caller_metadata("", purpose=one.purpose), proof)
