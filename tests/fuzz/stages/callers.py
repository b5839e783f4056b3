"""Who sends the requests of stages."""

from dataclasses import dataclass

from google.protobuf.message import Message

from tenprint.channel import Metadata, caller_metadata

CENTRE, BOSTON, HEADQUARTERS = "ICEIRC000", "ICEBOS000", "ICEHQ0000"
LESC, OPERATOR, AUDITOR = "DCLESC000", "OPERATOR0", "AUDITOR00"
OFFICER, SUPERVISOR, SPECIALIST, JAILER = "O-1", "S-1", "L-1", "J-1"


@dataclass(frozen=True)
class Staged:
    """A request that is answered OK, and who sends it."""

    request: Message
    caller: Metadata


def by(ori: str, role: str, request: Message) -> Staged:
    """Send a request as somebody of an agency in a role."""
    return Staged(request, caller(ori, role))


def by_centre(request: Message) -> Staged:
    """Send a request as an officer of the resource centre."""
    return by(CENTRE, "field_office", request)


def by_supervisor(request: Message) -> Staged:
    """Send a request as a supervisor."""
    return by(HEADQUARTERS, "supervisor", request)


def by_examiner(request: Message) -> Staged:
    """Send a request as an examiner."""
    return by(HEADQUARTERS, "examiner", request)


def by_operator(request: Message) -> Staged:
    """Send a request as an operator."""
    return by(OPERATOR, "operator", request)


def by_auditor(request: Message) -> Staged:
    """Send a request as an auditor."""
    return by(AUDITOR, "auditor", request)


def by_lesc(request: Message) -> Staged:
    """Send a request as a specialist of the LESC."""
    return by(LESC, "lesc", request)


def caller(ori: str, role: str) -> Metadata:
    """Write who calls."""
    return caller_metadata(ori, [role], "arrest")
