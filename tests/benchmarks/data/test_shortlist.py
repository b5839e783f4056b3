"""Ranks in the shortlist: forms and blocks must not change what they need not."""

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.data.metrics import ranks
from benchmarks.data.shortlist import FORMS, Searches, shortlist_ranks
from matcher.vector import VECTOR_DIMENSION


def units(count: int, seed: int) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(count, VECTOR_DIMENSION))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


@pytest.fixture(scope="module")
def searches() -> Searches:
    references = units(6, 1)
    mate = np.arange(6)
    blurred = references + 0.4 * np.random.default_rng(2).normal(size=references.shape)
    return Searches(blurred.astype(np.float32), references, mate)


def test_ranks_are_those_of_all_references_at_once(searches: Searches) -> None:
    others = units(500, 3)
    found = shortlist_ranks(searches, [others[:200], others[200:]])
    together = np.concatenate([searches.references, others])
    assert np.array_equal(found["float"], ranks(searches.probes @ together.T, searches.mate))
    assert (found["float"] > 1).any(), "else the forms have nothing to lose"


def test_smaller_forms_rank_nearly_as_well(searches: Searches) -> None:
    found = shortlist_ranks(searches, [units(500, 3)])
    assert np.abs(found["int8"] - found["float"]).max() <= 10
    assert found["sign"].mean() < 120, "of 506; by chance 253"


@pytest.mark.parametrize("form", FORMS)
def test_a_print_without_a_vector_is_found_by_nobody(form: str) -> None:
    vectors = units(3, 4)
    vectors[1] = 0
    searches = Searches(vectors, vectors, np.arange(3))
    found = shortlist_ranks(searches, [units(10, 5)])[form]
    assert found.tolist() == [1, 14, 1]


def test_forms_have_unit_length_and_few_values() -> None:
    rows = units(4, 6)
    for form in FORMS.values():
        assert np.allclose(np.linalg.norm(form(rows), axis=1), 1, atol=1e-5)
    assert len(np.unique(np.abs(FORMS["sign"](rows)).round(6))) == 1
