"""Names that several parts share: galleries, the service as a caller, ids made from a TCN."""

import hashlib

from database.caller import Caller

SERVICE = Caller("")
"""The caller of work that the service does by itself."""

SERVICE_NAME = "service"
"""Who caused what the service did by itself. No officer may have this id."""

INTEROP_ORI = "INTEROP00"
"""The ORI of the system that asks the LESC, in the LESC's eyes."""

LESC_ORI = "LESC00000"
"""The ORI of the LESC's own system, which delivers the answers."""

IAFIS = "iafis"
"""The criminal master file."""

CIVIL = "civil"
"""Prints of civil applicants. This gallery is never shared (R45)."""

RISC = "risc"
"""The small gallery of rapid searches."""

IDENT = "ident"

GALLERY_NAMES = (IAFIS, CIVIL, RISC, IDENT)

BOOKING_PREFIX = "tcn:"
"""Begins the encounter ids of bookings. Nobody else may enrol under these ids."""


def encounter_id(tcn: str) -> str:
    """Name the encounter that a booking leaves in the criminal file."""
    return BOOKING_PREFIX + tcn


def event_id(tcn: str, ordinal: int) -> str:
    """Name an entry that a booking adds to a criminal history."""
    return f"{encounter_id(tcn)}:{ordinal}"


def response_id(tcn: str, version: int | str) -> str:
    """Name a response to a booking: `first`, or the ordinal of a second response."""
    return f"{tcn}:{version}"


def query_id(tcn: str) -> str:
    """Name the one query that a booking can cause."""
    return f"iaq:{tcn}"


def receipt_id(message_id: str) -> str:
    """Name the LESC's receipt of a query, a withdrawal or a claim."""
    return f"lesc:{message_id}"


def claim_message_id(claim_id: str) -> str:
    """Name the one message to the LESC that a claim of citizenship causes."""
    return f"claim:{claim_id}"


def citizenship_message_id(claim_id: str, tcn: str) -> str:
    """Name the message to the LESC that an upheld claim causes for a booking's query."""
    return f"citizen:{claim_id}:{tcn}"


_WITHDRAWAL, _REINSTATEMENT = "withdrawal:", "reinstatement:"


def withdrawal_id(correction_id: str) -> str:
    """Name the message to the LESC that a correction causes."""
    return _WITHDRAWAL + correction_id


def reinstatement_message_id(correction_id: str) -> str:
    """Name the message to the LESC that the end of a correction causes."""
    return _REINSTATEMENT + correction_id


def correction_of_message(message_id: str) -> str:
    """Name the correction that caused a message to the LESC."""
    return message_id.removeprefix(_WITHDRAWAL).removeprefix(_REINSTATEMENT)


def expungement_id(tcn: str) -> str:
    """Name the correction of a booking's match that an expunged record causes."""
    return f"expunged:{tcn}"


def doubt_id(tcn: str) -> str:
    """Name the one comparison that doubt about a booked person causes."""
    return f"doubt:{tcn}"


def comparison_correction_id(item_id: str) -> str:
    """Name the correction that examiners' verdict about a review item causes."""
    return f"compared:{item_id}"


def split_request_id(correction_id: str) -> str:
    """Name the change of identities by which a correction splits prints off a stranger's."""
    return hashlib.sha256(f"correction:{correction_id}".encode()).hexdigest()


def case_id(tcn: str) -> str:
    """Name the one case that a booking can open."""
    return f"case:{tcn}"
