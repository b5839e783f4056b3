"""Names that several parts share: galleries, the service as a caller, ids made from a TCN."""

from database.caller import Caller

SERVICE = Caller("")
"""The caller of work that the service does by itself."""

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


def withdrawal_id(correction_id: str) -> str:
    """Name the one message to the LESC that a correction causes."""
    return f"withdrawal:{correction_id}"


def split_request_id(tcn: str) -> str:
    """Name the change that splits a booking's prints off a stranger in the criminal file."""
    return f"correction:{tcn}"


def case_id(tcn: str) -> str:
    """Name the one case that a booking can open."""
    return f"case:{tcn}"
