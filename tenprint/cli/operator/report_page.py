"""The compliance report as a page that stands alone."""

from collections.abc import Iterable
from html import escape

from tenprint.cli.shared import output
from tenprint.v1.report_service_pb2 import GetComplianceReportResponse

_STYLE = (
    "body{font:15px/1.4 sans-serif;margin:2em auto;max-width:60em;color:#222}"
    "table{border-collapse:collapse;margin:1em 0;width:100%}"
    "th,td{border-bottom:1px solid #ccc;padding:.3em .6em;text-align:left}"
)


def compliance_page(found: GetComplianceReportResponse) -> str:
    """Write the report as HTML; all values are escaped."""
    counted = [
        (one.office, one.match_count, one.documented_count, one.violation_count, f"{one.rate:.1%}")
        for one in [*found.offices, found.total]
    ]
    lacking = [
        (
            one.tcn,
            one.office,
            output.time_words(one.match_time),
            ", ".join(one.missing_fields),
            "yes" if one.is_violation else "",
        )
        for one in found.lacking
    ]
    title = f"Matches of {escape(found.month)} with encounter and disposition"
    offices = _table(("office", "matches", "documented", "violations", "rate"), counted)
    headings = ("match", "office", "time", "lacks", "against the policy of the day")
    missing = _table(headings, lacking) if lacking else "<p>No match lacks a record.</p>"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style><h1>{title}</h1>{offices}"
        f"<h2>Matches that lack a record</h2>{missing}</html>\n"
    )


def _table(headings: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    head = "".join(f"<th>{escape(one)}</th>" for one in headings)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><tr>{head}</tr>{body}</table>"
