"""The compiled quantisation and FAISS's choose the same centroids."""

import faiss
import numpy as np

from gallery.index.quantiser import CODE_BITS, load_quantiser
from matcher.types import FINGERS
from matcher.vector import CODE_DIMENSION
from tests.gallery.index.references import decode

ROUNDING = 1e-5
"""Of squared distances of some units."""


def test_codes_are_those_of_faiss() -> None:
    quantiser = load_quantiser()
    codes = np.random.default_rng(3).normal(size=(3_000, len(FINGERS), CODE_DIMENSION))
    codes[::7, ::3] = 0
    small = codes.astype(np.float32)
    product = faiss.ProductQuantizer(small[0].size, len(quantiser.centroids), CODE_BITS)
    faiss.copy_array_to_vector(quantiser.centroids.ravel(), product.centroids)
    expected = decode(quantiser, product.compute_codes(small.reshape(len(small), -1)))
    found = decode(quantiser, quantiser.encode(small))
    assert (found == expected).mean() > 0.999_9
    # Where they differ two centroids are as near.
    nearer = ((found - small) ** 2).reshape(len(small), -1, 4).sum(axis=2)
    theirs = ((expected - small) ** 2).reshape(len(small), -1, 4).sum(axis=2)
    assert np.abs(nearer - theirs).max() < ROUNDING
