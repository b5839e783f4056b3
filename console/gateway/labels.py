"""Fields of forms that hold a time or a day: what the page calls each, by its place in a request.

The service names a field that it refuses as its protocol does; people know it by the page's label.
"""

LABELS = {
    "ReportReleaseRequest.release_time": "Would have been free from",
    "RecordReleaseRequest.release_time": "Released at",
    "ConfirmReleaseRequest.release_time": "Released at",
    "RecordEncounterRequest.encounter.encounter_time": "When",
    "RecordDispositionRequest.disposition.decision_time": "Decided at",
    "RecordDeathRequest.deceased_date": "Day",
    "UpdateJurisdictionRequest.jurisdiction.activation_date": "Active from",
    "UpdateJurisdictionRequest.jurisdiction.deactivation_date": "Not from this day on",
}
"""By the request's name and the field's path in the request."""


def labelled(message: str, asked: str) -> str:
    """Put the page's label in the place of the field that a refusal begins with.

    asked: the name of the refused request.
    """
    field, found, rule = message.partition(": ")
    label = LABELS.get(f"{asked}.{field}")
    return f"{label}: {rule}" if found and label else message
