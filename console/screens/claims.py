"""What officers and the LESC both do: claims of citizenship, and asking examiners."""

from collections.abc import Sequence

from console.web import Page, enum, forms
from tenprint.v1 import case_service_pb2 as pb2
from tenprint.v1 import correction_service_pb2 as correction_pb2


def barring(file: pb2.GetCaseResponse) -> str:
    """Name the state of the claim because of which nobody may be held; empty: there is none.

    An upheld claim counts for ever. Otherwise the newest claim counts, unless it was refuted.
    """
    states = [enum(one, "state") for one in file.person_claims]
    if "upheld" in states:
        return "upheld"
    return states[-1] if states and states[-1] != "refuted" else ""


def refusal(file: pb2.GetCaseResponse) -> str:
    """Say why no claim can be taken on a case now; empty: one can be taken."""
    if file.case.HasField("withdraw_time"):
        return "The match was withdrawn: nobody may be held because of it."
    return {
        "open": "A claim of citizenship is open: another one adds nothing.",
        "upheld": "A claim of citizenship was upheld: another one adds nothing.",
    }.get(barring(file), "")


def comparison_refusal(comparisons: Sequence[correction_pb2.Comparison]) -> str:
    """Say why examiners cannot be asked about a booking now; empty: they can.

    comparisons: of the booking.
    """
    if any(not one.HasField("end_time") for one in comparisons):
        return "Examiners compare the prints already."
    return "Examiners have decided: a supervisor may ask others." if comparisons else ""


def claim(page: Page, fields: forms.Fields) -> pb2.RecordCitizenshipClaimRequest:
    """Record that the person claims to be a citizen. The form names the case."""
    return pb2.RecordCitizenshipClaimRequest(
        case_id=fields.get("case_id", ""),
        claim_id=forms.form_id(fields),
        officer=page.person.person,
    )


def evidence(page: Page, fields: forms.Fields) -> pb2.AddClaimEvidenceRequest:
    """Keep what somebody has seen."""
    return pb2.AddClaimEvidenceRequest(
        claim_id=fields.get("claim_id", ""),
        evidence_id=forms.form_id(fields),
        text=fields.get("evidence", ""),
        officer=page.person.person,
    )


def uphold(page: Page, fields: forms.Fields) -> pb2.UpholdCitizenshipClaimRequest:
    """Accept a claim."""
    return pb2.UpholdCitizenshipClaimRequest(
        claim_id=fields.get("claim_id", ""),
        evidence=fields.get("evidence", ""),
        officer=page.person.person,
    )


def refute(page: Page, fields: forms.Fields) -> pb2.RefuteCitizenshipClaimRequest:
    """Refuse a claim because of evidence."""
    return pb2.RefuteCitizenshipClaimRequest(
        claim_id=fields.get("claim_id", ""),
        evidence=fields.get("evidence", ""),
        officer=page.person.person,
    )


def comparison(page: Page, fields: forms.Fields) -> correction_pb2.RequestComparisonRequest:
    """Ask examiners to compare the prints of a match again."""
    return correction_pb2.RequestComparisonRequest(
        comparison_id=forms.form_id(fields),
        tcn=fields.get("tcn", ""),
        reason=fields.get("compare_reason", ""),
        officer=page.person.person,
    )
