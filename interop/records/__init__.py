"""Criminal histories and wants of IAFIS; encounters, watch list and checks of IDENT."""

from typing import TYPE_CHECKING

from interop.faces import names_of

if TYPE_CHECKING:
    from interop.records import criminal, errors, ident, watch_list
    from interop.records.checks import (
        DocumentCheck,
        FullCheck,
        IdentChecks,
        WatchListCheck,
        WatchListHit,
    )
    from interop.records.criminal import FBI_NUMBERS
    from interop.records.criminal_types import CriminalEvent, EventKind, RapSheet, Want
    from interop.records.desk import Person, Records
    from interop.records.ident import FINS
    from interop.records.ident_tables import IdentEncounterRow
    from interop.records.ident_types import (
        BiographicData,
        EncounterKind,
        IdentEncounter,
        IdentRecord,
        WatchListEntry,
        WatchListReason,
    )
    from interop.records.lists import Filed
    from interop.records.register import Register
else:
    __getattr__ = names_of(
        __name__,
        {
            "checks": "DocumentCheck FullCheck IdentChecks WatchListCheck WatchListHit",
            "criminal": "FBI_NUMBERS",
            "criminal_types": "CriminalEvent EventKind RapSheet Want",
            "desk": "Person Records",
            "ident": "FINS",
            "ident_tables": "IdentEncounterRow",
            "ident_types": "BiographicData EncounterKind IdentEncounter IdentRecord "
            "WatchListEntry WatchListReason",
            "lists": "Filed",
            "register": "Register",
        },
        submodules="criminal errors ident watch_list",
    )

__all__ = [
    "BiographicData",
    "CriminalEvent",
    "DocumentCheck",
    "EncounterKind",
    "EventKind",
    "FBI_NUMBERS",
    "FINS",
    "Filed",
    "FullCheck",
    "IdentChecks",
    "IdentEncounter",
    "IdentEncounterRow",
    "IdentRecord",
    "Person",
    "RapSheet",
    "Records",
    "Register",
    "Want",
    "WatchListCheck",
    "WatchListEntry",
    "WatchListHit",
    "WatchListReason",
    "criminal",
    "errors",
    "ident",
    "watch_list",
]
