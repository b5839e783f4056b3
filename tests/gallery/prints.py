"""Synthetic people at minutiae level, as the gallery gets them."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache

from database.caller import Caller
from database.connection import Database
from gallery.gallery import Gallery
from gallery.people.enrolment import MakeId
from gallery.people.identities import IdentityAdministration
from gallery.types import Enrolment, ExtractedSample
from matcher import template
from matcher.codecs import Encoding
from matcher.types import FINGERS, Features, FingerPosition, ImpressionType
from matcher.vector import vector
from synthesis.minutiae import minutiae_template
from synthesis.people import person

CALLER = Caller("CA0190000", frozenset({"booking", "examiner"}), "arrest")
NOW = datetime(2026, 3, 4, 5, 6, 7, 890_000, tzinfo=UTC)
HAND = FINGERS[:4]
"""Enough fingers for most tests; ten take longer and show nothing more."""


@cache
def finger(seed: int, impression: int, position: FingerPosition) -> Features:
    """Take an impression of one finger."""
    template = minutiae_template(person(seed).finger(position), impression)
    return Features(position, template, vector(template))


def prints(
    seed: int, impression: int = 1, positions: Sequence[FingerPosition] = HAND
) -> tuple[Features, ...]:
    """Take an impression of several fingers of a person."""
    return tuple(finger(seed, impression, position) for position in positions)


def stored_templates(features: Sequence[Features]) -> list[bytes]:
    """Encode features as a row of a people file has them: by position, "" where none is."""
    stored = [b""] * 12
    for one in features:
        stored[one.position - 1] = template.encode(one.template)
    return stored


def samples(features: Sequence[Features]) -> tuple[ExtractedSample, ...]:
    """Wrap features as samples that were imported without an image."""
    return tuple(sample(one) for one in features)


def sample(features: Features, image: bytes = b"") -> ExtractedSample:
    """Wrap features of one finger."""
    return ExtractedSample(
        position=features.position,
        impression=ImpressionType.LIVESCAN_PLAIN,
        image=image,
        encoding=Encoding.PNG,
        resolution_ppi=500,
        width_px=features.template.width_px,
        height_px=features.template.height_px,
        features=features,
    )


def failed_sample(position: FingerPosition, reason: str) -> ExtractedSample:
    """Make a sample that nothing could be extracted from."""
    plain = ImpressionType.LIVESCAN_PLAIN
    return ExtractedSample(position, plain, b"image", Encoding.PNG, 500, 300, 300, None, reason)


def enrol(
    gallery: Gallery,
    encounter_id: str,
    features: Sequence[Features],
    identity_id: str | None = None,
) -> str:
    """Enrol features; return the identity id. The content digest is that of the id."""
    one = Enrolment(encounter_id, samples(features), digest(encounter_id), identity_id)
    return enrol_all(gallery, [one])[0]


def enrol_all(gallery: Gallery, enrolments: Sequence[Enrolment]) -> list[str]:
    """Enrol encounters one after the other; return their identity ids."""
    return [gallery.enrol(one, caller=CALLER, now=NOW)[0].identity_id for one in enrolments]


def enrol_people(gallery: Gallery, seeds: Sequence[int]) -> list[str]:
    """Enrol impression 1 of people as encounters `person-SEED`; return their identity ids."""
    enrolments = [
        Enrolment(f"person-{seed}", samples(prints(seed)), digest(f"person-{seed}"))
        for seed in seeds
    ]
    return enrol_all(gallery, enrolments)


def administration(
    database: Database, gallery: str, make_id: MakeId = lambda: "NEW"
) -> IdentityAdministration:
    """Change identities in the database alone, without an index."""
    return IdentityAdministration(gallery, database, make_id, lambda: None)


def digest(content: str) -> bytes:
    """Stand for the digest of a request."""
    return hashlib.sha256(content.encode()).digest()
