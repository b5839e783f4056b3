from pathlib import Path

from matcher.types import FINGERS
from synthesis.images.print_cache import PrintCache, Recipe
from synthesis.images.prints import encode_png, render_person
from synthesis.people import person


def test_prints_are_rendered_once_and_read_as_rendered(tmp_path: Path) -> None:
    cache, recipe = PrintCache(tmp_path / "prints"), Recipe(seed=3, encounter=1)
    assert cache.missing([recipe]) == [recipe]
    prints = cache.read(recipe)
    assert cache.missing([recipe]) == []
    assert prints == {p: encode_png(x) for p, x in render_person(person(3), 1).items()}

    marked = cache.folder_of(recipe) / "01.png"
    marked.write_bytes(b"read, not rendered again")
    assert cache.read(recipe)[FINGERS[0]] == b"read, not rendered again"
    assert [path.name for path in cache.folder.iterdir()] == [cache.folder_of(recipe).name]


def test_every_part_of_a_recipe_has_prints_of_its_own(tmp_path: Path) -> None:
    cache = PrintCache(tmp_path)
    recipes = [Recipe(1, 0), Recipe(2, 0), Recipe(1, 1), Recipe(1, 0, difficulty=0.5)]
    assert len({cache.folder_of(recipe) for recipe in recipes}) == len(recipes)


def test_the_process_that_comes_second_keeps_what_is_there(tmp_path: Path) -> None:
    cache, recipe = PrintCache(tmp_path), Recipe(seed=3, encounter=1)
    first = cache.folder_of(recipe)
    first.mkdir()
    (first / "01.png").write_bytes(b"first")
    cache._store(recipe, {FINGERS[0]: b"second"})
    assert (first / "01.png").read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [first]
