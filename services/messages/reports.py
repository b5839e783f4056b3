"""Reports: proto ↔ domain types."""

import re
from datetime import date

from interop import reports
from interop.review import Rate
from services.errors import InvalidFieldError
from services.messages.audit import entry
from services.messages.bookings import entry_to_proto
from services.messages.cases import case_to_proto, release_notice_to_proto
from services.messages.correction import correction
from services.wire import (
    Writer,
    calendar_date,
    check_length,
    optional,
    read_enum,
    read_text,
)
from tenprint.v1 import report_service_pb2 as pb2

DEFAULT_CASE_COUNT = 766
MAX_CASE_COUNT = 10_000
MAX_AGE_HOURS = 87_600
"""Ten years."""

MAX_NUMBER_LENGTH = 128
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])", re.ASCII)


def read_period(request: pb2.SampleCasesRequest) -> reports.Period:
    """Read the days of a sample. Raises InvalidFieldError."""
    first = optional(calendar_date, "first_day", request)
    last = optional(calendar_date, "last_day", request)
    if first is None or last is None:
        raise InvalidFieldError("first_day", "state the first and the last day of the period")
    if last < first or first.year < 1900 or last.year > 9000:
        raise InvalidFieldError("last_day", f"{last} ends no period that begins on {first}")
    return reports.Period(first, last)


def read_case_count(request: pb2.SampleCasesRequest) -> int:
    """Read how many cases to draw. Raises InvalidFieldError."""
    if not 0 <= request.case_count <= MAX_CASE_COUNT:
        raise InvalidFieldError("case_count", f"1 to {MAX_CASE_COUNT:,}, or 0 for 766")
    return request.case_count or DEFAULT_CASE_COUNT


def read_month(month: str) -> date:
    """Read the first day of a month. Raises InvalidFieldError."""
    found = _MONTH.fullmatch(month)
    if found is None or not 1900 <= int(found[1]) <= 9000:
        raise InvalidFieldError("month", "write the month as YYYY-MM, such as 2011-11")
    return date(int(found[1]), int(found[2]), 1)


def read_min_age_hours(request: pb2.GetExceptionReportRequest) -> int:
    """Read the least age of an exception. Raises InvalidFieldError."""
    if not 0 <= request.min_age_hours <= MAX_AGE_HOURS:
        raise InvalidFieldError("min_age_hours", f"0 to {MAX_AGE_HOURS:,}")
    return request.min_age_hours


_rate = Writer(pb2.SampleRate, Rate)
_office = Writer(pb2.OfficeCompliance, reports.OfficeCompliance)
sample_to_proto = Writer(
    pb2.SampleCasesResponse,
    reports.AuditSample,
    _rate,
    Writer(pb2.SampledCase, reports.SampledCase),
    rows=lambda sample: [
        pb2.SampleRowRate(row=f"SAMPLE_ROW_{row.name}", rate=_rate(rate))
        for row, rate in sample.rows.items()
    ],
)
compliance_to_proto = Writer(
    pb2.GetComplianceReportResponse,
    reports.ComplianceReport,
    _office,
    Writer(pb2.UndocumentedMatch, reports.UndocumentedMatch),
)
exceptions_to_proto = Writer(
    pb2.GetExceptionReportResponse,
    reports.ExceptionReport,
    Writer(pb2.ReportedException, reports.ReportedException),
    counts=lambda report: [
        pb2.ExceptionCount(kind=f"EXCEPTION_KIND_{kind.name}", count=count)
        for kind, count in report.counts.items()
    ],
)
dossier_to_proto = Writer(
    pb2.Dossier,
    reports.Dossier,
    entry_to_proto,
    case_to_proto,
    correction,
    entry,
    release_notice_to_proto,
)
_person = Writer(pb2.FoundPerson, reports.FoundPerson)


def people_to_proto(found: list[reports.FoundPerson]) -> pb2.FindPersonResponse:
    """Write the people whom a number names."""
    return pb2.FindPersonResponse(people=map(_person, found))


def read_number(request: pb2.FindPersonRequest) -> tuple[str, reports.NumberKind | None]:
    """Read a number, and what it names if the request says so. Raises InvalidFieldError."""
    number = read_text("number", check_length("number", request.number, MAX_NUMBER_LENGTH)).strip()
    if not number:
        raise InvalidFieldError("number", "state a number")
    return number, read_enum("kind", reports.NumberKind, request.kind)
