"""Synthetic prints as minutiae on the wire: they cost the service no extraction."""

from collections.abc import Sequence
from functools import cache

from matcher.interchange import TemplateFormat, export_template
from matcher.types import FINGERS, FingerPosition
from synthesis.minutiae import enrolment
from synthesis.people import person
from tenprint.samples import sample_from_bytes
from tenprint.v1.sample_pb2 import Sample

_FORM = TemplateFormat.ISO_19794_2_2005


@cache
def minutiae_samples(
    seed: int, impression: int, positions: Sequence[FingerPosition] = tuple(FINGERS)
) -> tuple[Sample, ...]:
    """Take an impression of a synthetic person's fingers, as records of ISO 19794-2.

    Records say their own resolution.
    """
    found = enrolment(person(seed), impression, positions=positions)
    return tuple(
        sample_from_bytes(export_template(one, _FORM, position), position, 0)
        for position, one in found.items()
    )
