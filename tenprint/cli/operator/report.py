"""Reports: compliance, exceptions and dossiers."""

import csv
from pathlib import Path

import click

from tenprint.cli.operator.dossier import print_dossier
from tenprint.cli.operator.report_page import compliance_page
from tenprint.cli.shared import (
    EnumChoice,
    answered,
    connected,
    output,
    prints_json,
    show,
    table_of,
)
from tenprint.client import Client
from tenprint.enums import enum_name
from tenprint.v1.report_service_pb2 import (
    Dossier,
    FindPersonResponse,
    GetComplianceReportResponse,
    GetExceptionReportResponse,
    NumberKind,
)

_NEW_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)
_COLUMNS = ("kind", "office", "matches", "documented", "violations", "rate")
_LACKING = ("kind", "office", "tcn", "case_id", "match_time", "missing_fields", "violation")


@click.group()
def report() -> None:
    """Compile reports, in the role `supervisor` or `auditor`."""


def _print_compliance(found: GetComplianceReportResponse) -> None:
    table_of(
        {
            "office": "office",
            "matches": "match_count",
            "documented": "documented_count",
            "violations": "violation_count",
            "rate": lambda one: f"{one.rate:.1%}",
        },
        empty="no matches",
        title=f"matches of {found.month} with encounter and disposition",
    )([*found.offices, found.total])
    table_of(
        {
            "match": "tcn",
            "office": "office",
            "time": "match_time",
            "lacks": "missing_fields",
            "against the policy": lambda one: "yes" if one.is_violation else "",
        },
        empty="no match lacks a record",
    )(found.lacking)


@report.command()
@click.option("--month", required=True, help="Month as YYYY-MM.")
@click.option("--csv", "csv_file", type=_NEW_FILE, help="Write a CSV file.")
@click.option("--page", "page_file", type=_NEW_FILE, help="Write a page (HTML).")
@prints_json(GetComplianceReportResponse)
@connected
def compliance(
    client: Client, month: str, csv_file: Path | None, page_file: Path | None, as_json: bool
) -> None:
    """Tell by field office which matches of a month have encounter and disposition.

    \b
    tenprint report compliance --role supervisor --month 2011-11 --csv 2011-11.csv
    """
    found = client.reports.compliance(month)
    if csv_file is not None:
        _write_csv(csv_file, found)
    if page_file is not None:
        page_file.write_text(compliance_page(found), encoding="utf-8")
    if as_json or (csv_file is None and page_file is None):
        show(found, _print_compliance, as_json=as_json)


def _write_csv(file: Path, found: GetComplianceReportResponse) -> None:
    """Write a row for each office and the total, then a row for each match that lacks a record."""
    with file.open("w", newline="", encoding="utf-8") as opened:
        rows = csv.writer(opened)
        rows.writerow(_COLUMNS)
        for one in [*found.offices, found.total]:
            counts = (one.match_count, one.documented_count, one.violation_count)
            rows.writerow(["office", one.office, *counts, f"{one.rate:.4f}"])
        rows.writerow(_LACKING)
        for lack in found.lacking:
            time, fields = output.time_words(lack.match_time), " ".join(lack.missing_fields)
            ids = (lack.office, lack.tcn, lack.case_id)
            rows.writerow(["lacking", *ids, time, fields, lack.is_violation])


def _print_exceptions(found: GetExceptionReportResponse) -> None:
    table_of(
        {
            "lacks": "kind",
            "object": "object_id",
            "case": "case_id",
            "since": "since",
            "detail": "detail",
        },
        empty="no exceptions: every match, query, hold and notice has what it must have",
    )(found.exceptions)


@report.command()
@click.option(
    "--min-age-hours",
    type=click.IntRange(0, 87_600),
    default=0,
    help="Leave out what is younger.",
)
@answered(_print_exceptions)
def exceptions(client: Client, min_age_hours: int) -> GetExceptionReportResponse:
    """List what lacks a case, a query, an answer, an end, an acknowledgement or a release.

    \b
    tenprint report exceptions --role auditor --min-age-hours 72
    """
    return client.reports.exceptions(min_age_hours)


@report.command()
@click.argument("person_id")
@answered(print_dossier)
def person(client: Client, person_id: str) -> Dossier:
    """Show bookings, cases, claims, holds, alarms, answers and log of a person.

    PERSON_ID is an identity, a TCN or a case.

    \b
    tenprint report person --role auditor BOOKING-0001
    """
    return client.reports.dossier(person_id)


_print_people = table_of(
    {
        "by": lambda one: enum_name(NumberKind, one.kind),
        "file": "gallery",
        "identity": "identity_id",
        "number": "number",
        "bookings": lambda one: ", ".join(one.tcns),
        "cases": lambda one: ", ".join(one.case_ids),
    },
    empty="nobody has this number",
)


def _print_found(found: FindPersonResponse) -> None:
    _print_people(found.people)


@report.command()
@click.option("--kind", type=EnumChoice(NumberKind), help="What the number names.")
@click.argument("number")
@answered(_print_found)
def find(client: Client, number: str, kind: NumberKind | None) -> FindPersonResponse:
    """Find people by any number: an FBI number, FIN, alien number, TCN, case, document and others.

    \b
    tenprint report find --role field_office A012345678
    tenprint report find --role lesc --kind state-id TX1234567
    """
    return client.reports.find(number, kind=kind)
