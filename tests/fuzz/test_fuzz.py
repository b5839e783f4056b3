"""A short run of what `make soak fuzz` and `make soak mutation` do at length."""

from contextlib import suppress
from pathlib import Path

import pytest

from matcher.codecs import Encoding
from matcher.decoding import DecodingPool, EncodedImage
from matcher.errors import DecodingFailedError, UndecodableImageError
from tests.fuzz import mutation
from tests.fuzz.soak import piece
from tests.fuzz.targets import TARGETS, drawn_images

SHORT_S = 2


@pytest.mark.parametrize("name", TARGETS)
def test_a_short_run_finds_nothing(name: str, tmp_path: Path) -> None:
    done = piece(name, SHORT_S, tmp_path)
    assert done["found"] == ""
    assert done["runs"] > 100
    assert done["covered"] > 0


def test_damaged_images_cost_no_more_than_themselves() -> None:
    pool = DecodingPool(2, mutation.LIMITS)
    pool.wait_until_ready()
    try:
        done = mutation.damage(pool, 0, 150)
    finally:
        pool.close()
    assert sum(done["outcomes"].values()) == 150
    assert done["slowest_s"] < mutation.LIMITS.deadline_s + 1
    assert mutation.kinds() == {*Encoding} - {Encoding.RAW_GREY8}


def test_a_seed_is_read_and_not_only_refused() -> None:
    """Otherwise the search would begin outside of what it shall search."""
    for name, target in TARGETS.items():
        assert list(target.seeds()), name
        for seed in target.seeds():
            target.run(seed)


@pytest.mark.parametrize("number", [3952, 5564])
def test_an_image_that_may_crash_its_decoder_costs_at_most_itself(number: int) -> None:
    """Found by `make soak mutation`: NBIS reads outside of its memory, whatever its tables say.

    What it finds there decides whether it crashes, refuses the image or decodes it.
    """
    encoding, data = next(drawn_images())
    assert encoding is Encoding.WSQ
    pool = DecodingPool(1, mutation.LIMITS)
    pool.wait_until_ready()
    try:
        with suppress(DecodingFailedError, UndecodableImageError):
            pool.decode(EncodedImage(mutation.damaged(data, number), encoding, 500))
        assert pool.decode(EncodedImage(data, encoding, 500)).pixels.shape == (96, 80)
    finally:
        pool.close()
