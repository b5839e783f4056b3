"""People composed from a pool, and exact search over them, against plain arithmetic."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from benchmarks.search import exact, probes, tails
from benchmarks.search.cells import CELLS, LEVELS, make_cells
from benchmarks.search.people import Composition, Kind
from benchmarks.search.pool import Pool, PoolRecipe
from matcher.errors import CorruptRecordError
from matcher.template import decode
from matcher.vector import vector

FINGERS = np.arange(10)
PLANTED = 12


@pytest.fixture(scope="module")
def people(search_pool: Pool) -> Composition:
    return Composition(search_pool, 20_000, PLANTED)


def test_a_pool_keeps_what_templates_give(search_pool: Pool) -> None:
    template = decode(search_pool.template(7, 3))
    kept = search_pool.vectors[3, 7] * search_pool.scale[3, 7]
    assert kept @ vector(template) > 0.99
    assert np.linalg.norm(kept) == pytest.approx(1, abs=1e-5)


def test_a_pool_notices_a_flipped_byte(search_pool: Pool, tmp_path: Path) -> None:
    stored = bytearray(search_pool.template_file.read_bytes())
    stored[search_pool.starts[1, 1] + 40] ^= 1
    (tmp_path / "templates.bin").write_bytes(stored)
    other = replace(search_pool, folder=tmp_path)
    assert other.template(1, 0) == search_pool.template(1, 0)
    with pytest.raises(CorruptRecordError, match="finger 2"):
        other.template(1, 1)


def test_a_person_is_the_same_whoever_is_composed_before(people: Composition) -> None:
    many = people.ids(0, 2_000)
    assert np.array_equal(many[137:205], people.ids(137, 68))
    other = Composition(people.pool, people.records, PLANTED, seed=2)
    assert not np.array_equal(many, other.ids(0, 2_000))


def test_kinds_have_their_shares(people: Composition) -> None:
    kinds = np.bincount(people.kinds(0, 20_000), minlength=len(Kind))
    assert kinds[Kind.DUPLICATE] == 200
    assert kinds[Kind.TWIN] == 140
    assert kinds[Kind.PLANTED] == PLANTED


def test_planted_people_are_whole(people: Composition) -> None:
    for person in range(PLANTED):
        assert (people.ids(people.planted_number(person), 1) == person).all()


def test_nobody_else_has_a_finger_of_who_is_searched_for(people: Composition) -> None:
    ids, kinds = people.ids(0, 20_000), people.kinds(0, 20_000)
    assert ids[kinds != Kind.PLANTED].min() >= people.pool.recipe.probed


def test_a_duplicate_has_other_impressions_of_the_same_fingers(people: Composition) -> None:
    ids, kinds = people.ids(0, 20_000), people.kinds(0, 20_000)
    twice = np.flatnonzero(kinds == Kind.DUPLICATE)
    recipe = people.pool.recipe
    assert (ids[twice] >= recipe.people).all()
    assert np.array_equal(ids[twice] - recipe.people + recipe.probed, ids[twice - 1])
    pool = people.pool
    near = exact.cosines(pool, pool.unit_vectors(ids[twice[:1]]))
    assert exact.sums(near, ids[twice[:1] - 1])[0, 0] > 3


def test_twins_share_classes_more_than_strangers(people: Composition) -> None:
    ids, kinds = people.ids(0, 20_000), people.kinds(0, 20_000)
    pattern = people.pool.pattern[ids, FINGERS]
    twins = np.flatnonzero(kinds == Kind.TWIN)
    alike = (pattern[twins] == pattern[twins - 1]).mean()
    strangers = (pattern[twins] == pattern[twins - 2]).mean()
    assert alike > strangers + 0.2


def test_classes_of_a_person_go_together_as_in_the_pool(people: Composition) -> None:
    plain = Composition(people.pool, 20_000, 0, plain=True)
    recipe = people.pool.recipe
    own = people.pool.pattern[recipe.probed : recipe.people]
    made = people.pool.pattern[plain.ids(0, 20_000), FINGERS]
    for one, other in ((0, 5), (1, 6), (1, 2), (3, 8)):
        together = (own[:, one] == 4) & (own[:, other] == 4)
        found = (made[:, one] == 4) & (made[:, other] == 4)
        assert found.mean() == pytest.approx(together.mean(), abs=0.02)


def test_a_thin_cell_is_widened(search_pool: Pool) -> None:
    cells = make_cells(search_pool, np.arange(search_pool.recipe.people))
    first, end, level = cells.span.transpose(2, 0, 1)
    assert (end > first).all()
    # In so small a pool hardly any cell of all traits holds enough.
    assert (level >= LEVELS.index("no period")).mean() > 0.9
    assert cells.span.shape == (10, CELLS, 3)


def test_looked_up_sums_are_those_of_the_vectors(people: Composition, search_cache: Path) -> None:
    searched = probes.mated(people.pool.recipe, 5, search_cache).vectors
    ids = people.ids(0, 50)
    table = exact.cosines(people.pool, searched)
    plain = np.einsum("nfd,mfd->nm", people.pool.unit_vectors(ids), searched)
    assert exact.sums(table, ids) == pytest.approx(plain, abs=1e-4)


def test_the_nearest_are_found_over_parts(
    people: Composition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exact, "PEOPLE_AT_ONCE", 700)
    pool = people.pool
    searched = pool.unit_vectors(people.ids(3, 4))
    everybody = np.concatenate([ids for _, ids in exact.parts(people)])
    assert len(everybody) == people.records
    near = exact.sums(exact.cosines(pool, searched), everybody)
    found = exact.nearest(pool, partial(exact.parts, people), searched, 30)
    assert found.similarity == pytest.approx(-np.sort(-near, 0)[:30].T, abs=1e-6)
    for numbers, similarity, column in zip(found.numbers, found.similarity, near.T, strict=True):
        assert column[numbers] == pytest.approx(similarity, abs=1e-6)


def test_mates_stand_first_by_exact_search(people: Composition, search_cache: Path) -> None:
    searched = probes.mated(people.pool.recipe, PLANTED, search_cache)
    ranks = exact.mate_ranks(people, searched.vectors, searched.mates)
    assert (ranks == 1).mean() > 0.8
    other = exact.mate_ranks(people, searched.vectors, np.roll(searched.mates, 1))
    assert np.median(other) > 50


def test_probes_are_prepared_from_their_own_templates(search_cache: Path) -> None:
    searched = probes.mated(PoolRecipe(90, 15, 15), 4, search_cache)
    stored = searched.templates(3)
    assert vector(decode(stored[6])) @ searched.vectors[3, 6] > 0.99
    prepared = searched.prepared(3)
    assert 0 < len(prepared) <= 10


def test_more_people_are_predicted_from_the_tail() -> None:
    rng = np.random.default_rng(3)
    scores = rng.normal(0, 0.2, (60, 40_000)).astype(np.float32)
    predicted = tails.predicted_best(-np.sort(-scores, 1)[:, :2_000], 40_000, 1_000_000)
    best = [rng.normal(0, 0.2, 1_000_000).max() for _ in range(20)]
    assert predicted.mean() == pytest.approx(np.mean(best), abs=0.04)


def test_a_paired_difference_has_an_interval() -> None:
    rng = np.random.default_rng(4)
    one = rng.normal(1, 0.5, 400).astype(np.float32)
    apart = tails.difference(one + np.float32(0.1), one)
    assert apart.low <= apart.mean <= apart.high
    assert apart.mean == pytest.approx(0.1, abs=1e-4)
    assert apart.quantiles == pytest.approx([0.1] * len(tails.QUANTILES), abs=1e-4)
