"""Errors of a field in a list name the index, through every level."""

import pytest
from google.type import date_pb2

from services.errors import InvalidFieldError
from services.messages import lesc, research, review
from services.wire.validation import check_encounter_ids
from tenprint.v1 import lesc_service_pb2, research_pb2, review_service_pb2

DAY = date_pb2.Date(year=2010, month=1, day=2)
NO_DAY = date_pb2.Date(year=2010, month=2, day=30)


def _fact(day: date_pb2.Date) -> research_pb2.Fact:
    return research_pb2.Fact(
        kind="convicted", from_date=DAY, conviction=research_pb2.Conviction(date=day)
    )


def test_a_fact_of_a_record() -> None:
    records = [
        lesc_service_pb2.SourceRecord(source="wants", record_id="R-1", facts=[_fact(DAY)]),
        lesc_service_pb2.SourceRecord(
            source="wants", record_id="R-2", facts=[_fact(DAY), _fact(NO_DAY)]
        ),
    ]
    request = lesc_service_pb2.PutSourceRecordsRequest(records=records[:1])
    assert len(lesc.records_from_proto(request)) == 1
    request.records.append(records[1])
    with pytest.raises(InvalidFieldError, match="not a calendar date") as caught:
        lesc.records_from_proto(request)
    assert caught.value.field == "records[1].facts[1].conviction.date"


def test_a_conviction_of_a_determination() -> None:
    message = research_pb2.Determination(
        status=research_pb2.IMMIGRATION_STATUS_US_CITIZEN,
        convictions=[research_pb2.Conviction(date=DAY, imposed_sentence_months=-1)],
    )
    with pytest.raises(InvalidFieldError) as caught:
        research.determination_from_proto(message)
    assert caught.value.field == "determination.convictions[0].imposed_sentence_months"


def test_a_decision_and_an_encounter() -> None:
    decision = review_service_pb2.CandidateDecision(
        candidate_id="C-1", decision=review_service_pb2.REVIEW_DECISION_SAME
    )
    with pytest.raises(InvalidFieldError) as caught:
        review.read_decisions([decision, decision])
    assert caught.value.field == "decisions[1]"
    with pytest.raises(InvalidFieldError, match="' ' \\(SPACE\\) as character 2") as caught:
        check_encounter_ids(["E-1", "E 2"])
    assert caught.value.field == "encounter_ids[1]"
