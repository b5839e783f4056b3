"""A probe finger that belongs to several people proves nothing about anybody."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from gallery.gallery import Gallery
from matcher import template
from matcher.types import Features, FingerPosition
from matcher.vector import vector
from tests.gallery.prints import enrol, enrol_people, prints

INDEX = FingerPosition.RIGHT_INDEX
PEOPLE = range(12)


def side_by_side(parts: Sequence[Features]) -> Features:
    """Lay the minutiae of several prints on one template, as a composite's would lie."""
    left, columns = 0.0, []
    for one in parts:
        t = one.template
        columns.append((t.x_px + np.float32(left), t.y_px, t.direction_rad, t.type,
                        t.minutia_quality))  # fmt: skip
        left += t.width_px
    x, y, direction, kind, quality = (np.concatenate(one) for one in zip(*columns, strict=True))
    order = np.argsort(-quality, kind="stable")
    height = max(one.template.height_px for one in parts)
    together = replace(
        parts[0].template,
        width_px=int(left),
        height_px=height,
        outline_px=np.array([[0, 0], [left, 0], [left, height], [0, height]], np.float32),
        x_px=x[order],
        y_px=y[order],
        direction_rad=direction[order],
        type=kind[order],
        minutia_quality=quality[order],
    )
    stored = template.decode(template.encode(together))
    return Features(parts[0].position, stored, vector(stored))


def one_finger(seed: int, impression: int = 2) -> Features:
    [found] = prints(seed, impression, [INDEX])
    return found


@pytest.mark.parametrize("seeds", [(1, 2), (3, 7), (4, 5, 6), (0, 8, 9, 10)])
def test_a_composite_identifies_nobody(iafis: Gallery, seeds: tuple[int, ...]) -> None:
    enrol_people(iafis, PEOPLE)
    composite = side_by_side([one_finger(seed) for seed in seeds])
    found = iafis.identify([composite])
    above = [one for one in found.candidates if one.above_threshold]
    if found.report.contradicted_positions:
        assert found.report.contradicted_positions == (INDEX,)
        assert not above
        assert all(one.score_db == 0 and not one.fingers for one in found.candidates)
    assert len(above) <= 1


def test_some_composite_is_found_by_several_people_without_the_rule(iafis: Gallery) -> None:
    enrol_people(iafis, PEOPLE)
    composites = [side_by_side([one_finger(k), one_finger(k + 1)]) for k in range(8)]
    contradicted = [iafis.identify([one]).report.contradicted_positions for one in composites]
    assert (INDEX,) in contradicted


def test_other_fingers_still_identify(iafis: Gallery) -> None:
    identity_ids = enrol_people(iafis, PEOPLE)
    own = prints(3, 2)
    composite = side_by_side([one_finger(3), one_finger(9)])
    fingers = [composite if one.position == INDEX else one for one in own]
    found = iafis.identify(fingers)
    first = found.candidates[0]
    assert first.identity_id == identity_ids[3]
    assert first.above_threshold
    assert [one.identity_id for one in found.candidates if one.above_threshold] == [identity_ids[3]]


def test_one_person_under_two_identities_is_no_contradiction(iafis: Gallery) -> None:
    enrol_people(iafis, PEOPLE)
    enrol(iafis, "again", prints(5, 3))
    found = iafis.identify(prints(5, 2))
    assert not found.report.contradicted_positions
    assert [one.above_threshold for one in found.candidates[:2]] == [True, True]


@pytest.mark.parametrize("seed", PEOPLE)
def test_a_single_finger_contradicts_nothing(iafis: Gallery, seed: int) -> None:
    enrol_people(iafis, PEOPLE)
    assert not iafis.identify([one_finger(seed)]).report.contradicted_positions
