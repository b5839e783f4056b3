"""Responses and searches survive their stored form."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from gallery.types import Candidate, Identification, Retention, SearchReport, Stage
from interop.bookings import documents
from interop.bookings.types import Finding, FirstResponse, SecondResponse, SecondResponseKind
from interop.lesc import documents as lesc_documents
from interop.lesc.messages import LescQuery
from matcher.errors import CorruptRecordError
from matcher.fusion import FingerComparison
from matcher.types import FingerPosition

TIME = datetime(2026, 3, 4, 5, 6, 7, 890_123, tzinfo=UTC)
CANDIDATE = Candidate(
    rank=1,
    identity_id="IAFIS-1",
    encounter_id="tcn:TCN-0000000001",
    score_db=81.25,
    above_threshold=True,
    extrapolated=True,
    fingers=(FingerComparison(FingerPosition.RIGHT_INDEX, 0.375, 4.5, 17),),
    reference_set="national",
)
REPORT = SearchReport(
    gallery="iafis",
    reference_count=2,
    target_fpir=1e-3,
    threshold_db=33.01,
    matcher_version="tenprint-0.1",
    index_version="flat-1",
    calibration_version="provisional",
    stages=(Stage("extract", 612.5, 4), Stage("decide", 0.25, 1)),
)
FIRST = FirstResponse(
    "TCN-0000000001", Finding.IDENT, "IAFIS-1", "tcn:TCN-0000000001", (CANDIDATE,), REPORT, TIME
)
SECOND = SecondResponse(
    "TCN-0000000001",
    SecondResponseKind.IDR_WITH_IAR,
    TIME,
    (CANDIDATE,),
    REPORT,
    "research pending",
)
QUERY = LescQuery("iaq:1", "TCN-0000000001", "CA0190000", "IDENT-1", "e-1", 81.25, TIME)


def test_first_responses() -> None:
    assert documents.FIRST_RESPONSE.load(documents.FIRST_RESPONSE.dump(FIRST)) == FIRST


@pytest.mark.parametrize("report", [REPORT, None])
def test_second_responses(report: SearchReport | None) -> None:
    response = replace(SECOND, report=report)
    assert documents.SECOND_RESPONSE.load(documents.SECOND_RESPONSE.dump(response)) == response


@pytest.mark.parametrize("candidates", [(CANDIDATE,), ()])
def test_searches(candidates: tuple[Candidate, ...]) -> None:
    # An empty gallery has a threshold of minus infinity decibels.
    report = replace(REPORT, threshold_db=float("-inf"))
    search = Identification(candidates, report, watermark=12)
    assert documents.IDENTIFICATION.load(documents.IDENTIFICATION.dump(search)) == search


def test_numbers_of_numpy_are_written_as_numbers() -> None:
    candidate = replace(
        CANDIDATE,
        score_db=np.float64(81.25),
        above_threshold=np.bool_(True),  # type: ignore[arg-type]
        rank=np.int64(1),  # type: ignore[arg-type]
    )
    text = documents.FIRST_RESPONSE.dump(replace(FIRST, candidates=(candidate,)))
    assert documents.FIRST_RESPONSE.load(text) == FIRST


def test_retentions_and_queries() -> None:
    retention = Retention("IAFIS-1", "tcn:1", new_identity=True)
    assert documents.RETENTION.load(documents.RETENTION.dump(retention)) == retention
    assert lesc_documents.QUERY.load(lesc_documents.QUERY.dump(QUERY)) == QUERY


def test_a_document_of_another_version_is_refused() -> None:
    data = json.loads(lesc_documents.QUERY.dump(QUERY))
    with pytest.raises(CorruptRecordError, match="version 2"):
        lesc_documents.QUERY.load(json.dumps({**data, "version": 2}))


def test_a_search_of_before_reference_sets_is_read() -> None:
    search = Identification((replace(CANDIDATE, reference_set=""),), REPORT, watermark=12)
    data = json.loads(documents.IDENTIFICATION.dump(search))
    del data["candidates"][0]["reference_set"]
    assert documents.IDENTIFICATION.load(json.dumps(data)) == search
