from dataclasses import replace

import numpy as np
import pytest

from gallery.index.types import FingerClass, finger_class
from matcher.vector import dequantise, quantise, small_code
from tests.gallery.index.references import batch


@pytest.mark.parametrize(
    ("fingers", "expected"),
    [
        (range(1, 11), FingerClass.TEN),
        (range(1, 9), FingerClass.TEN),
        (range(1, 8), FingerClass.OTHER),
        ((2, 7), FingerClass.TWO_INDEX),
        ((7,), FingerClass.TWO_INDEX),
        ((2, 3), FingerClass.OTHER),
        ((), FingerClass.OTHER),
    ],
)
def test_the_class_follows_from_the_fingers(fingers: range, expected: FingerClass) -> None:
    assert finger_class(sum(1 << finger - 1 for finger in fingers)) is expected


def test_a_mask_has_fingers_with_a_vector_or_a_template() -> None:
    vector_only = batch([1], fingers=(2, 7), templates=False)
    template_only = replace(batch([1], fingers=(3,)), vectors=np.zeros((1, 10, 512), np.float32))
    assert vector_only.masks.tolist() == [0b1000010]
    assert template_only.masks.tolist() == [0b100]


def test_a_vector_that_begins_with_zeros_is_there() -> None:
    one = batch([1], fingers=(), templates=False)
    one.vectors[0, 4, 511] = 1
    assert one.masks.tolist() == [0b10000]


def test_quantised_vectors_have_the_same_fingers_and_small_codes_as_their_floats() -> None:
    floats = batch(range(1, 71), fingers=(1, 2, 7))
    levels = replace(floats, vectors=quantise(floats.vectors))
    assert levels.masks.tolist() == floats.masks.tolist()
    exact = small_code(dequantise(levels.vectors).reshape(-1, 512)).reshape(70, 10, -1)
    assert np.allclose(levels.small_codes(), exact, atol=1e-5)
    assert levels.take(np.array([3])).vectors.dtype == np.int8


def test_references_may_be_taken_by_position() -> None:
    taken = batch([3, 5, 8]).take(np.array([0, 2]))
    assert taken.reference_ids.tolist() == [3, 8]
    assert taken.names == ["name 3", "name 8"]
    assert np.array_equal(taken.vectors, batch([3, 8]).vectors)


def test_what_does_not_fit_together_is_refused() -> None:
    good = batch([3, 5])
    with pytest.raises(ValueError, match="ascending"):
        batch([5, 3])
    with pytest.raises(ValueError, match="names"):
        replace(good, names=["one"])
    with pytest.raises(ValueError, match="shape"):
        replace(good, vectors=good.vectors[:1])
