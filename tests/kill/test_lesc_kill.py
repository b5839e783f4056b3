"""A short run against a LESC that misbehaves, and the audit's own eyes."""

from pathlib import Path

import pytest

from tenprint.v1.lesc_service_pb2 import Query
from tests.kill.lesc_asker import person, tcn
from tests.kill.lesc_audit import audit_record
from tests.kill.lesc_soak import Plan, run

COUNT, PEOPLE, SEED = 40, 6, 3


def record() -> list[Query]:
    return [
        Query(query_id=f"iaq:{tcn(number)}", identity_id=person(number, PEOPLE, SEED))
        for number in range(COUNT)
    ]


def faults(queries: list[Query]) -> list[str]:
    return audit_record(queries, COUNT, PEOPLE, SEED)


@pytest.mark.slow
def test_nothing_is_lost_doubled_or_out_of_order(tmp_path: Path) -> None:
    outcome = run(Plan(COUNT, PEOPLE, SEED, chaos_limit_s=4.0), tmp_path)
    assert outcome.faults == []
    assert outcome.queries_on_record == COUNT
    assert outcome.states == {"SECOND_RESPONSE_READY": COUNT}
    assert outcome.strikes
    # Started again, it finds everything done, and says so.
    again = run(Plan(COUNT, PEOPLE, SEED, chaos_limit_s=0.0), tmp_path)
    assert (again.faults, again.queries_on_record) == ([], COUNT)


def test_the_audit_sees_what_is_wrong() -> None:
    assert faults(record()) == []
    assert "not on record" in faults(record()[1:])[0]
    assert "2 times" in faults([*record(), record()[-1]])[0]
    assert "never sent" in faults([*record(), Query(query_id="iaq:stray")])[0]
    stranger = record()
    stranger[0].identity_id = "PERSON-9"
    assert "for PERSON-9" in faults(stranger)[0]


@pytest.mark.parametrize("shift", [1, 7])
def test_the_audit_sees_another_order(shift: int) -> None:
    rotated = [*record()[shift:], *record()[:shift]]
    assert any("came after a later one" in fault for fault in faults(rotated))
