"""What officers and the LESC both do: claims of citizenship, and asking examiners."""

from console.web import Page, forms
from tenprint.v1 import case_service_pb2 as pb2
from tenprint.v1 import correction_service_pb2 as correction_pb2


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
