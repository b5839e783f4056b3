"""Names that several parts of the programme share: of galleries, and of a booking's encounter."""

IAFIS = "iafis"
"""The criminal master file."""


CIVIL = "civil"
"""Prints of civil applicants. Nothing of it is ever shared (R45)."""


RISC = "risc"
"""The small hot gallery of rapid searches."""


IDENT = "ident"


BOOKING_PREFIX = "tcn:"
"""Begins the encounter ids of bookings; nobody else may enrol under it."""


def encounter_id(tcn: str) -> str:
    """Name the encounter that a booking leaves in the criminal file."""
    return BOOKING_PREFIX + tcn
