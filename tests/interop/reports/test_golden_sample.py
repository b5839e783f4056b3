"""The golden records say what the audit says of its sample, before anything classifies them."""

from collections import Counter
from datetime import date

from tests.interop.reports.audited import case_of, determination_of, match_time, records

AUDITED = {
    "INCOMPLETE": 43,
    "PRIORITY_1_ACTED": 267,
    "PRIORITY_2_OR_3_ACTED": 48,
    "RESIDENT_DETAINED": 11,
    "CITIZEN_NOT_DETAINED": 88,
    "LAWFUL_NOT_DETAINED": 218,
    "UNKNOWN_NOT_DETAINED": 21,
    "CHARGED_DETAINED": 45,
    "PRIORITY_1_NOT_DETAINED": 16,
    "PRIORITY_2_OR_3_NOT_DETAINED": 8,
    "RESIDENT_WITHOUT_GROUND_DETAINED": 1,
}
"""“In 43 of the 766 cases” … “Of the 723 cases we could assess … consistent … in 698”."""


def test_r43_the_golden_records_have_the_counts_of_the_audit() -> None:
    kept = records()
    assert Counter(one["row"] for one in kept) == AUDITED
    assert len({one["case"] for one in kept}) == sum(AUDITED.values()) == 766
    assert 766 - AUDITED["INCOMPLETE"] == 723
    assert sum(list(AUDITED.values())[1:8]) == 698
    assert sum(list(AUDITED.values())[8:]) == 25


def test_r43_every_golden_record_is_of_fiscal_year_2011_and_can_be_read() -> None:
    for record in records():
        assert date(2010, 10, 1) <= match_time(record).date() <= date(2011, 9, 30)
        assert case_of(record).case_id.endswith(record["case"])
        assert determination_of(record).status.name == record["status"]
