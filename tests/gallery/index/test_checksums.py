import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gallery.index.segment.checksums import chunk_sums, first_damaged, row_sums, word_sum


@given(
    st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=40),
    st.integers(0, 2**40),
    st.data(),
)
@settings(max_examples=100, deadline=None)
def test_a_change_of_one_word_always_shows(
    words: list[int], seed: int, data: st.DataObject
) -> None:
    where = data.draw(st.integers(0, len(words) - 1))
    flipped = data.draw(st.integers(1, 2**64 - 1))
    before = np.array(words, np.uint64)
    after = before.copy()
    after[where] ^= np.uint64(flipped)
    assert word_sum(before, np.uint64(seed)) != word_sum(after, np.uint64(seed))


def test_sums_are_what_they_always_were() -> None:
    """They are stored: a change of the function would damage every segment."""
    words = np.arange(1, 12, dtype=np.uint64)
    assert int(word_sum(words, np.uint64(3))) == 0xEB95155804A28B67
    assert int(word_sum(words[:0], np.uint64(0))) == 0xEB342CBE06346B21


def test_order_length_and_place_count() -> None:
    words = np.zeros(8, np.uint64)
    sums = {int(word_sum(words[:n], np.uint64(seed))) for n in range(9) for seed in range(5)}
    assert len(sums) == 45
    ascending = np.arange(8, dtype=np.uint64)
    assert word_sum(ascending, np.uint64(0)) != word_sum(ascending[::-1].copy(), np.uint64(0))


def test_rows_are_summed_by_number() -> None:
    rows = np.random.default_rng(1).integers(0, 2**63, (5, 7), np.int64).view(np.uint64)
    rows[:, -1] = row_sums(rows, 100)
    assert first_damaged(rows, 100) == -1
    assert first_damaged(rows, 99) == 0
    rows[3, 2] ^= np.uint64(1)
    assert first_damaged(rows, 100) == 3


def test_chunks_are_summed_by_number_and_the_last_may_be_short() -> None:
    words = np.ones(10, np.uint64)
    sums = chunk_sums(words, 4)
    assert len(sums) == 3
    assert sums[0] != sums[1]
    assert sums[2] == word_sum(words[8:], np.uint64(2))
    assert len(chunk_sums(words[:0], 4)) == 0
