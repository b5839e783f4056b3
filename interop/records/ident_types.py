"""What IDENT knows of a person beside prints. An encounter is history, never a status (R46)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum


class EncounterKind(IntEnum):
    """Why prints were taken. Values are the proto's.

    No kind says what the person is today: a visa applicant may have become a citizen since. The
    people of four kinds were or may have been citizens from the beginning (R9, R10).
    """

    VISA_APPLICATION = 1
    BORDER_ENTRY = 2
    REMOVAL = 3
    RE_ENTRY = 4
    """The person came back after a removal, without permission."""
    PERMANENT_RESIDENCE = 5
    NATURALISATION = 6
    ADOPTION = 7
    """The person, mostly a citizen, adopted a child from abroad."""
    TRUSTED_TRAVELLER = 8
    SMUGGLING_ARREST = 9
    """Immigration officers arrested the person, perhaps a citizen, for smuggling."""


class WatchListReason(IntEnum):
    """Why somebody is on the watch list. Values are the proto's."""

    KNOWN_OR_SUSPECTED_TERRORIST = 1
    CRIMINAL = 2
    IMMIGRATION_VIOLATOR = 3


@dataclass(frozen=True)
class BiographicData:
    """Whom a person claimed to be. Empty or None: not stated."""

    name: str = ""
    """`LAST,FIRST MIDDLE`."""
    date_of_birth: date | None = None
    sex: str = ""
    """M, F or X."""
    place_of_birth: str = ""
    """NCIC code of a State or country, two letters."""


@dataclass(frozen=True)
class IdentEncounter:
    """What an encounter of the gallery was about."""

    encounter_id: str
    """The gallery's encounter, which holds the prints. Both are deleted together."""
    kind: EncounterKind
    time: datetime
    biographic: BiographicData = BiographicData()
    document_number: str = ""
    """The number of the visa, passport or card that was presented or issued."""
    alien_number: str = ""
    site: str = ""


@dataclass(frozen=True)
class WatchListEntry:
    """A reason to stop the person who holds an identity."""

    entry_id: str
    identity_id: str
    reason: WatchListReason
    note: str
    create_time: datetime
    remove_time: datetime | None = None
    """None: the entry is in force."""


@dataclass(frozen=True)
class IdentRecord:
    """What IDENT knows of an identity."""

    identity_id: str
    fin: str = ""
    """Fingerprint identification number; empty if none was given yet."""
    alien_number: str = ""
    """The newest alien number that was stated; empty if none was stated."""
    biographic: BiographicData = BiographicData()
    """The newest stated value of each element."""
    encounters: tuple[IdentEncounter, ...] = ()
    """Oldest first."""
    two_index_fingers: bool = False
    """Only index fingers are on file, as before 2008."""
    other_fins: tuple[str, ...] = ()
    """The numbers of identities that were merged into this identity."""
    other_alien_numbers: tuple[str, ...] = ()
