"""What a specialist can do with a research: one table, from the fields of a form to a request."""

from collections.abc import Mapping

from google.protobuf.message import Message

from console.screens import claims
from console.web import Action, Page, choices, forms
from tenprint.v1 import case_service_pb2 as case_pb2
from tenprint.v1 import correction_service_pb2 as correction_pb2
from tenprint.v1 import lesc_service_pb2 as pb2
from tenprint.v1.research_pb2 import ImmigrationStatus, RemovalGround

GROUND = "ground_"
"""The field of a ground is this prefix and the ground's number."""
WHY_DOUBT, WHY_UNRESOLVED = "Why the identity is doubtful or refuted", "Why it is unresolved"
"""Labels of fields that an answer needs."""
_CONFIRMED = pb2.IdentityResult.Name(pb2.IDENTITY_RESULT_CONFIRMED)
_UNRESOLVED = ImmigrationStatus.Name(ImmigrationStatus.IMMIGRATION_STATUS_UNRESOLVED)


def _task(page: Page) -> int:
    return int(page.part("task_id"))


def _take(page: Page, _: forms.Fields) -> Message:
    return pb2.TakeResearchTaskRequest(task_id=_task(page), person=page.person.person)


def _release(page: Page, _: forms.Fields) -> Message:
    return pb2.ReleaseResearchTaskRequest(task_id=_task(page), person=page.person.person)


def _identity(page: Page, fields: forms.Fields) -> Message:
    result, remark = (
        forms.choice(fields, "result", pb2.IdentityResult),
        fields.get("identity_remark", ""),
    )
    if result != _CONFIRMED and not remark:
        raise forms.RefusedFormError(WHY_DOUBT, "say what speaks against the identity")
    return pb2.RecordIdentityCheckRequest(
        task_id=_task(page), person=page.person.person, result=result, remark=remark
    )


def _determine(page: Page, fields: forms.Fields) -> Message:
    status = forms.choice(fields, "status", ImmigrationStatus)
    if status == _UNRESOLVED and not fields.get("because"):
        raise forms.RefusedFormError(WHY_UNRESOLVED, "say what is missing")
    stated = [value for value, _ in CHOICES["ground"] if fields.get(f"{GROUND}{value}")]
    return pb2.RecordDeterminationRequest(
        task_id=_task(page),
        person=page.person.person,
        status=status,
        grounds=[RemovalGround.Name(int(value)) for value in stated],
        unresolved_because=fields.get("because", ""),
        remark=fields.get("remark", ""),
    )


CHOICES: Mapping[str, list[tuple[str, str]]] = {
    "result": choices(pb2.IdentityResult.DESCRIPTOR),
    "status": choices(ImmigrationStatus.DESCRIPTOR),
    "ground": choices(RemovalGround.DESCRIPTOR),
}
"""The values of fields with choices."""

ACTIONS: Mapping[str, Action] = {
    "take": Action(_take, pb2.TakeResearchTaskResponse, "You hold this research for an hour."),
    "release": Action(_release, pb2.ReleaseResearchTaskResponse, "The research waits again."),
    "identity": Action(
        _identity, pb2.RecordIdentityCheckResponse, "What you found of the identity is recorded."
    ),
    "determine": Action(
        _determine,
        pb2.RecordDeterminationResponse,
        "Determined: the answer leaves.",
        to="/research",
    ),
    "claim": Action(
        claims.claim,
        case_pb2.RecordCitizenshipClaimResponse,
        "Claim recorded: advice is suspended, and the research is reviewed.",
    ),
    "evidence": Action(claims.evidence, case_pb2.AddClaimEvidenceResponse, "Evidence kept."),
    "uphold": Action(claims.uphold, case_pb2.UpholdCitizenshipClaimResponse, "Claim upheld."),
    "refute": Action(claims.refute, case_pb2.RefuteCitizenshipClaimResponse, "Claim refuted."),
    "compare": Action(
        claims.comparison,
        correction_pb2.RequestComparisonResponse,
        "Examiners are asked to compare the prints again.",
    ),
}
"""By the last part of the address."""
