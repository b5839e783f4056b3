"""A reference set of synthetic people, with twins and people of several rows."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from gallery.transfer.file import PeopleBatch
from gallery.transfer.reference_sets import import_reference_set
from gallery.transfer.writer import PeopleWriter
from matcher.types import FINGERS, Features
from tests.cluster.people import fingers_of
from tests.gallery.prints import prints, stored_templates

FIRST, END = 100, 124
"""Numbers of the people of the set."""


def import_people(folder: Path, name: str = "national", numbers: Sequence[int] = ()) -> None:
    """Import people into a set of several segments. numbers: otherwise everybody."""
    rows = _rows(numbers or range(FIRST, END))
    file = folder.with_suffix(".parquet")
    with PeopleWriter(file, templates=True, vectors=False) as writer:
        for first in range(0, len(rows), 5):
            part = rows[first : first + 5]
            writer.write(
                PeopleBatch(
                    0,
                    [identity_id for identity_id, _, _ in part],
                    [encounter_id for _, encounter_id, _ in part],
                    [stored_templates(features) for _, _, features in part],
                    None,
                    np.zeros((len(part), 12), np.int8),
                )
            )
        writer.finish()
    import_reference_set(folder, name, file, piece_rows=12)


def _rows(numbers: Sequence[int]) -> list[tuple[str, str, Sequence[Features]]]:
    rows: list[tuple[str, str, Sequence[Features]]] = []
    for number in numbers:
        rows.append((f"N-{number}", f"E-{number}", prints(number, 1, fingers_of(number))))
        if number % 5 == 0:
            rows.append((f"N-{number}", f"F-{number}", prints(number, 3, FINGERS[:3])))
        if number % 4 == 1:
            rows.append((f"TWIN-{number}", f"G-{number}", prints(number, 1, fingers_of(number))))
    return rows
