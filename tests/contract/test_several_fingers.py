"""An image of several fingers under one position is refused by name, and nothing is stored."""

import uuid

import grpc
import pytest

from synthesis.forgery import GRIDS, Layout, compose
from tenprint.v1 import identification_service_pb2
from tenprint.v1.sample_pb2 import Sample
from tests.contract.rpc import Stubs, refused
from tests.images import encode, print_pixels, sample

SEEDS = range(40, 46)


def _composite(rows: tuple[int, ...], gap_px: int) -> Sample:
    prints = [print_pixels(seed) for seed in SEEDS][: sum(rows)]
    layout = Layout(rows, gap_px, tight=True, even=True, paper=255)
    return sample(encode(compose(prints, layout).pixels))


@pytest.mark.parametrize("rows", [grids[-1] for grids in GRIDS.values()])
@pytest.mark.parametrize("gap_px", [0, 15, 30])
def test_a_composite_is_refused(rows: tuple[int, ...], gap_px: int, stubs: Stubs) -> None:
    request = identification_service_pb2.ExtractTemplateRequest(sample=_composite(rows, gap_px))
    error = refused(
        stubs.identification.ExtractTemplate,
        request,
        grpc.StatusCode.INVALID_ARGUMENT,
        "SEVERAL_FINGERS",
    )
    assert error.metadata["position"] == "2"


def test_a_composite_is_not_enrolled(stubs: Stubs) -> None:
    encounter_id = uuid.uuid4().hex
    request = identification_service_pb2.EnrolRequest(
        gallery="ident", encounter_id=encounter_id, samples=[_composite((2, 2), 0)]
    )
    refused(
        stubs.identification.Enrol, request, grpc.StatusCode.INVALID_ARGUMENT, "SEVERAL_FINGERS"
    )
    refused(
        stubs.identification.DeleteEncounter,
        identification_service_pb2.DeleteEncounterRequest(
            gallery="ident", encounter_id=encounter_id
        ),
        grpc.StatusCode.NOT_FOUND,
        "ENCOUNTER_NOT_FOUND",
    )
