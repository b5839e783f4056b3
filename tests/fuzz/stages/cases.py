"""Stages of cases: documentation, claims of citizenship, deaths and alarms."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta

from tenprint.v1 import case_service_pb2 as pb2
from tenprint.v1.research_pb2 import LESC_SOURCE_PASSPORTS
from tests.fuzz.stages.callers import OFFICER, SUPERVISOR, Staged, by_centre, by_supervisor
from tests.fuzz.stages.world import World, first

_SEEN = "the certificate was seen"


def _list(world: World) -> Staged:
    world.anyone()
    return by_centre(pb2.ListCasesRequest(page_size=5, open_only=True, by_urgency=True))


def _count(world: World) -> Staged:
    world.anyone()
    return by_centre(pb2.CountCasesRequest(ori=world.ori))


def _get(world: World) -> Staged:
    return by_centre(pb2.GetCaseRequest(case_id=world.anyone().case_id))


def _versions(world: World) -> Staged:
    return by_centre(pb2.ListCaseVersionsRequest(case_id=world.anyone().case_id))


def _assess(world: World) -> Staged:
    return by_centre(pb2.AssessCaseRequest(case_id=world.anyone().case_id))


def _look_up(world: World) -> Staged:
    return by_centre(
        pb2.RepeatLookUpRequest(
            case_id=world.anyone().case_id,
            look_up_id=f"LU-{world.next_number()}",
            source_code=LESC_SOURCE_PASSPORTS,
            officer=OFFICER,
        )
    )


def _met() -> pb2.EncounterRecord:
    met = pb2.EncounterRecord(manner=pb2.ENCOUNTER_MANNER_RECORDS_ONLY)
    met.encounter_time.FromDatetime(datetime.now(UTC) - timedelta(seconds=5))
    return met


def _decided() -> pb2.Disposition:
    decided = pb2.Disposition(
        action=pb2.DISPOSITION_ACTION_NO_DETENTION,
        reason=pb2.DISPOSITION_REASON_RELEASED_BEFORE,
    )
    decided.decision_time.FromDatetime(datetime.now(UTC) - timedelta(seconds=2))
    return decided


def _encounter(world: World) -> Staged:
    return by_centre(
        pb2.RecordEncounterRequest(
            case_id=world.anyone().case_id, encounter=_met(), officer=OFFICER
        )
    )


def _disposition(world: World) -> Staged:
    return by_centre(
        pb2.RecordDispositionRequest(
            case_id=world.anyone().case_id, disposition=_decided(), officer=OFFICER
        )
    )


def _documented(world: World) -> pb2.Case:
    case_id = world.matched().case_id
    world.centre.cases.record_encounter(case_id, _met(), OFFICER)
    return world.centre.cases.record_disposition(case_id, _decided(), OFFICER)


def _close(world: World) -> Staged:
    case = _documented(world)
    return by_centre(
        pb2.CloseCaseRequest(case_id=case.case_id, version=case.current.version, officer=OFFICER)
    )


def _reopen(world: World) -> Staged:
    case = _documented(world)
    closed = world.centre.cases.close(case.case_id, case.current.version, OFFICER)
    return by_centre(
        pb2.ReopenCaseRequest(
            case_id=closed.case_id, version=closed.current.version, officer=OFFICER
        )
    )


def _claim(world: World) -> Staged:
    one = world.matched()
    return by_centre(
        pb2.RecordCitizenshipClaimRequest(
            case_id=one.case_id, claim_id=f"CLAIM-{one.tcn}", officer=OFFICER
        )
    )


def _claimed(world: World) -> str:
    return world.centre.cases.record_claim(world.matched().case_id, OFFICER).claim_id


def _uphold(world: World) -> Staged:
    return by_centre(
        pb2.UpholdCitizenshipClaimRequest(
            claim_id=_claimed(world), evidence="a passport, seen in person", officer=OFFICER
        )
    )


def _evidence(world: World) -> Staged:
    claim_id = _claimed(world)
    return by_centre(
        pb2.AddClaimEvidenceRequest(
            claim_id=claim_id,
            evidence_id=f"EVIDENCE-{world.next_number()}",
            text="a birth certificate",
            officer=OFFICER,
        )
    )


def _refute(world: World) -> Staged:
    return by_supervisor(
        pb2.RefuteCitizenshipClaimRequest(
            claim_id=_claimed(world), evidence="the passport is forged", officer=SUPERVISOR
        )
    )


def _death(world: World) -> Staged:
    day = _yesterday()
    request = pb2.RecordDeathRequest(
        case_id=world.matched().case_id, because=_SEEN, officer=OFFICER
    )
    died = request.deceased_date
    died.year, died.month, died.day = day.year, day.month, day.day
    return by_centre(request)


def _yesterday() -> date:
    return (datetime.now(UTC) - timedelta(days=1)).date()


def _alarms(_: World) -> Staged:
    return by_centre(pb2.ListCaseAlarmsRequest(page_size=5))


def _alarm(world: World) -> Staged:
    """End a hold because the person has died: the office is alarmed."""
    one = world.matched()
    world.centre.detainers.request(one.case_id, OFFICER)
    died = world.centre.cases.record_death(one.case_id, _SEEN, OFFICER, deceased_date=_yesterday())
    alarm = first(died.alarms, f"alarm about {one.case_id}")
    return by_centre(pb2.AcknowledgeCaseAlarmRequest(alarm_id=alarm.alarm_id, officer=OFFICER))


STAGES: Mapping[str, Callable[[World], Staged]] = {
    "ListCases": _list,
    "CountCases": _count,
    "GetCase": _get,
    "ListCaseVersions": _versions,
    "AssessCase": _assess,
    "RepeatLookUp": _look_up,
    "RecordEncounter": _encounter,
    "RecordDisposition": _disposition,
    "CloseCase": _close,
    "ReopenCase": _reopen,
    "RecordCitizenshipClaim": _claim,
    "UpholdCitizenshipClaim": _uphold,
    "AddClaimEvidence": _evidence,
    "RefuteCitizenshipClaim": _refute,
    "RecordDeath": _death,
    "ListCaseAlarms": _alarms,
    "AcknowledgeCaseAlarm": _alarm,
}
