"""Stages of what supervisors, auditors and operators read."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from google.type.date_pb2 import Date

from tenprint.v1 import audit_service_pb2 as audit_pb2
from tenprint.v1 import overdue_service_pb2 as overdue_pb2
from tenprint.v1 import report_service_pb2 as report_pb2
from tenprint.v1 import telemetry_service_pb2 as telemetry_pb2
from tests.fuzz.stages.callers import Staged, by_auditor, by_operator, by_supervisor
from tests.fuzz.stages.world import World


def _entries(world: World) -> Staged:
    one = world.anyone()
    return by_auditor(audit_pb2.ListAuditEntriesRequest(page_size=5, person_id=one.tcn))


def _verify(_: World) -> Staged:
    return by_auditor(audit_pb2.VerifyAuditLogRequest())


def _head(_: World) -> Staged:
    return by_operator(audit_pb2.GetAuditHeadRequest())


def _overdue(_: World) -> Staged:
    return by_supervisor(overdue_pb2.ListOverdueRequest(page_size=5))


def _rates(_: World) -> Staged:
    return by_operator(telemetry_pb2.GetWorkRatesRequest())


def _sample(world: World) -> Staged:
    world.anyone()
    first, last = (_day(timedelta(days=days)) for days in (-2, 0))
    return by_auditor(
        report_pb2.SampleCasesRequest(first_day=first, last_day=last, case_count=5, seed=1)
    )


def _day(away: timedelta) -> Date:
    day = datetime.now(UTC) + away
    return Date(year=day.year, month=day.month, day=day.day)


def _compliance(world: World) -> Staged:
    world.anyone()
    month = f"{datetime.now(UTC):%Y-%m}"
    return by_supervisor(report_pb2.GetComplianceReportRequest(month=month))


def _exceptions(_: World) -> Staged:
    return by_supervisor(report_pb2.GetExceptionReportRequest())


def _dossier(world: World) -> Staged:
    return by_supervisor(report_pb2.GetDossierRequest(person_id=world.anyone().identity_id))


def _find(world: World) -> Staged:
    return by_supervisor(report_pb2.FindPersonRequest(number=world.anyone().tcn))


STAGES: Mapping[str, Callable[[World], Staged]] = {
    "ListAuditEntries": _entries,
    "VerifyAuditLog": _verify,
    "GetAuditHead": _head,
    "ListOverdue": _overdue,
    "GetWorkRates": _rates,
    "SampleCases": _sample,
    "GetComplianceReport": _compliance,
    "GetExceptionReport": _exceptions,
    "GetDossier": _dossier,
    "FindPerson": _find,
}
