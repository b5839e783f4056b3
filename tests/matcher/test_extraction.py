from dataclasses import replace

import numpy as np
import pytest

from matcher import template
from matcher.errors import NoForegroundError, QualityError
from matcher.extraction import ExtractionParameters, Extractor
from matcher.segmentation import segment
from matcher.types import FingerPosition, Sample
from matcher.vector import vector
from tests.images import print_pixels


@pytest.fixture(scope="module")
def sample() -> Sample:
    return Sample(print_pixels(3), FingerPosition.RIGHT_INDEX)


def test_a_template_holds_what_lies_on_the_finger_best_first(
    extractor: Extractor, sample: Sample
) -> None:
    found = extractor.extract(sample)
    assert (found.height_px, found.width_px) == sample.pixels.shape
    assert found.minutia_count > 15
    assert 0 < found.quality <= 100
    assert (np.diff(found.minutia_quality) <= 0).all()
    assert found.minutia_quality.min() >= 0.19
    mask = segment(sample.pixels).mask
    assert mask[found.y_px.astype(int), found.x_px.astype(int)].all()
    assert found.extractor_digest == extractor.digest


def test_what_is_extracted_is_what_is_stored(extractor: Extractor, sample: Sample) -> None:
    found = extractor.extract(sample)
    stored = template.decode(template.encode(found))
    assert np.array_equal(stored.x_px, found.x_px)
    assert np.array_equal(stored.direction_rad, found.direction_rad)


def test_extraction_is_repeatable(extractor: Extractor, sample: Sample) -> None:
    one, two = (template.encode(extractor.extract(sample)) for _ in range(2))
    assert one == two


def test_features_are_template_and_vector(extractor: Extractor, sample: Sample) -> None:
    found = extractor.features(sample)
    assert found.position is sample.position
    assert np.array_equal(found.vector, vector(found.template))


def test_paper_around_the_print_changes_little(extractor: Extractor, sample: Sample) -> None:
    height, width = sample.pixels.shape
    paper = np.full((height + 256, width + 256), 255, np.uint8)
    paper[128 : 128 + height, 128 : 128 + width] = sample.pixels
    found, moved = extractor.extract(sample), extractor.extract(replace(sample, pixels=paper))
    sure = found.minutia_quality > 0.8
    near = np.hypot(
        found.x_px[sure, None] + 128 - moved.x_px[None],
        found.y_px[sure, None] + 128 - moved.y_px[None],
    ).min(1)
    assert (near < 2).mean() > 0.95


def test_the_trace_receives_each_intermediate(extractor: Extractor, sample: Sample) -> None:
    seen: dict[str, object] = {}
    extractor.extract(sample, trace=seen.__setitem__)
    assert seen.keys() == {"foreground", "detection", "kept_minutiae"}


def test_blank_noise_and_plain_stripes_are_refused(extractor: Extractor, sample: Sample) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (400, 400), np.uint8)
    stripes = np.tile((128 + 100 * np.sin(np.arange(400) * 0.7)).astype(np.uint8), (400, 1))
    blank = np.full((400, 400), 200, np.uint8)
    for pixels, error in (
        (blank, NoForegroundError),
        (noise, QualityError),
        (stripes, QualityError),
    ):
        with pytest.raises(error):
            extractor.extract(replace(sample, pixels=pixels))


def test_the_digest_names_weights_and_version(extractor: Extractor) -> None:
    assert len(extractor.digest) == 8
    assert Extractor().digest == extractor.digest
    assert Extractor(pruned=False).digest != extractor.digest
    assert Extractor(ExtractionParameters(version=4)).digest != extractor.digest
