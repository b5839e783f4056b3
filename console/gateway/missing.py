"""What keeps a case from being closed, in the words of the pages where people fill it in."""

import re
from collections.abc import Iterable

from tenprint.v1.case_service_pb2 import DispositionAction, DispositionReason
from tenprint.v1.research_pb2 import ImmigrationStatus

WORDS = {
    "determination": "the LESC's answer",
    "encounter.officer": "the record of the encounter",
    "encounter.encounter_time": "when the encounter was",
    "encounter.manner": "how the encounter was",
    "encounter.place": "the place of the encounter",
    "disposition.officer": "the record of the disposition",
    "disposition.action": "what was decided",
    "disposition.reason": "because of what it was decided",
    "disposition.remark": "the remark on the disposition",
    "disposition.decision_time": "when it was decided",
    "detainer": "the detainer that the disposition speaks of",
    "detainer.end_time": "the end of the detainer",
    "detainer.freed_time": "the release of the person from custody",
    "citizenship_claim.end_time": "the end of the claim of citizenship",
    "comparison.end_time": "what examiners decide, who compare the prints again",
}
"""By the names of the service."""
COMPARISON = "comparison.end_time"
_WHOLE = "officer"
"""A record without its officer is not there: its other fields need no mention."""
_NAME = re.compile(
    r"(?<![\w.])(?:"
    + "|".join(re.escape(one) for one in sorted(WORDS, key=len, reverse=True))
    + r")(?![\w.])"
)
_PREFIXES = {
    "DISPOSITION_ACTION_": DispositionAction,
    "DISPOSITION_REASON_": DispositionReason,
    "IMMIGRATION_STATUS_": ImmigrationStatus,
}
_VALUE = re.compile(
    r"\b(?:"
    + "|".join(
        name.removeprefix(prefix) for prefix, kind in _PREFIXES.items() for name, _ in kind.items()
    )
    + r")\b"
)
"""The name of a value, as the service writes it inside a sentence."""


def missing_words(names: Iterable[str]) -> list[str]:
    """Say what is missing. names: as the service lists them; one without words stays as it is."""
    stated = list(names)
    absent = {one.partition(".")[0] for one in stated if one.endswith(f".{_WHOLE}")}
    return [
        WORDS.get(one, one.replace("_", " "))
        for one in stated
        if one.partition(".")[0] not in absent or one.endswith(f".{_WHOLE}")
    ]


def in_words(message: str) -> str:
    """Put words in the place of the service's names, in what it says of an incomplete case."""
    return _NAME.sub(lambda found: WORDS[found[0]], message)


def values_in_words(message: str) -> str:
    """Put words in the place of the names of values, in what a disposition contradicts."""
    return _VALUE.sub(lambda found: found[0].lower().replace("_", " "), message)
