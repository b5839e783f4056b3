"""Write many encounters at once, with one statement for each table.

The caller holds the writer's turn. So rows numbered above the last number read before are exactly
the rows written since.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from operator import itemgetter

from sqlalchemy import Table, func, insert, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from database.keys import Owner, RecordKey
from database.sealed_columns import keys_of
from database.sealing import CHECKSUM_OFFSET, CHECKSUM_SIZE_BYTES
from gallery.store import rows as store
from gallery.store.references import TemplateKey, wanted_references
from gallery.store.tables import (
    ChangeKind,
    EncounterRow,
    IdentityRow,
    ImpressionRow,
    ReferenceChangeRow,
    ReferenceRow,
)
from gallery.types import Enrolment
from matcher.types import FingerPosition

_LOOK_UP = 500
"""Ids in one statement; SQLite takes 32,766."""
_CHECKSUM = slice(CHECKSUM_OFFSET, CHECKSUM_OFFSET + CHECKSUM_SIZE_BYTES)
_IMPRESSION = tuple(column.name for column in ImpressionRow.__table__.columns)
_values = itemgetter(*_IMPRESSION)


def present_encounters(session: Session, gallery: str, encounter_ids: Sequence[str]) -> set[str]:
    """Return which of these encounter ids exist."""
    column = EncounterRow.encounter_id
    return _present(session, column, EncounterRow.gallery, gallery, encounter_ids)


def present_identities(session: Session, gallery: str, identity_ids: Sequence[str]) -> set[str]:
    """Return which of these identities exist; merged identities count too."""
    column = IdentityRow.identity_id
    return _present(session, column, IdentityRow.gallery, gallery, identity_ids)


def insert_identities(
    session: Session, gallery: str, identity_ids: Collection[str], now: datetime
) -> None:
    """Make identities without encounters."""
    rows = [
        {"gallery": gallery, "identity_id": one, "create_time": now, "merged_into": None}
        for one in identity_ids
    ]
    if rows:
        session.connection().execute(insert(_table(IdentityRow)), rows)


def insert_encounters(
    session: Session,
    gallery: str,
    encounters: Sequence[dict[str, object]],
    enrolments: Sequence[Enrolment],
    keys: Sequence[RecordKey | None],
) -> list[list[TemplateKey]]:
    """Store encounters with their samples; return the templates of each encounter.

    encounters: all columns but the number, in the order of the enrolments, as are the keys.
    """
    before = session.scalar(select(func.max(EncounterRow.sequence))) or 0
    session.connection().execute(insert(_table(EncounterRow)), encounters)
    numbered = session.execute(
        select(EncounterRow.encounter_id, EncounterRow.sequence).where(
            EncounterRow.gallery == gallery, EncounterRow.sequence > before
        )
    )
    sequences = {row.encounter_id: row.sequence for row in numbered}
    rows, templates, owned = [], [], dict[Owner, RecordKey]()
    for enrolment, key in zip(enrolments, keys, strict=True):
        sequence = sequences[enrolment.encounter_id]
        if key is not None:
            owned["encounter", str(sequence)] = key
        own = [
            store.impression_columns(gallery, sequence, ordinal, sample, key)
            for ordinal, sample in enumerate(enrolment.samples)
        ]
        rows += own
        templates.append([one for row in own if (one := _template_key(row))])
    _insert_impressions(session, rows)
    if found := keys_of(session.connection()):
        found.give(session.connection(), owned)
    return templates


def new_keys(session: Session, count: int) -> list[RecordKey | None]:
    """Take a key for each of some new encounters; None if the database is not sealed."""
    found = keys_of(session.connection())
    return [None if found is None else found.new() for _ in range(count)]


def insert_references(
    session: Session, gallery: str, templates: Iterable[tuple[str, list[TemplateKey]]]
) -> None:
    """Make and journal the references of identities that have none.

    templates: the templates of each identity, over all its encounters.
    """
    before = session.scalar(select(func.max(ReferenceRow.reference_id))) or 0
    rows = [
        {
            "gallery": gallery,
            "identity_id": identity_id,
            "encounter_sequence": one.encounter_sequence,
            "composite": one.composite,
            "make_up": one.make_up,
        }
        for identity_id, own in templates
        for one in wanted_references(own)
    ]
    if not rows:
        return
    session.connection().execute(insert(_table(ReferenceRow)), rows)
    added = (
        select(
            ReferenceRow.gallery,
            ReferenceRow.reference_id,
            literal(int(ChangeKind.ADDED)),
            literal(""),
        )
        .where(ReferenceRow.reference_id > before)
        .order_by(ReferenceRow.reference_id)
    )
    columns = ["gallery", "reference_id", "kind", "identity_id"]
    session.connection().execute(insert(_table(ReferenceChangeRow)).from_select(columns, added))


def _present(
    session: Session,
    column: InstrumentedAttribute[str],
    owner: InstrumentedAttribute[str],
    gallery: str,
    wanted: Sequence[str],
) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(wanted), _LOOK_UP):
        some = wanted[start : start + _LOOK_UP]
        found.update(session.scalars(select(column).where(owner == gallery, column.in_(some))))
    return found


def _table(row: type[object]) -> Table:
    table = row.__table__  # type: ignore[attr-defined]
    assert isinstance(table, Table)
    return table


def _template_key(row: dict[str, object]) -> TemplateKey | None:
    """Return what choosing references needs of a row; None for a row without a template."""
    template, sequence, ordinal = row["template"], row["encounter_sequence"], row["ordinal"]
    position, quality = row["position"], row["quality"]
    if not isinstance(template, bytes):
        return None
    assert isinstance(sequence, int) and isinstance(ordinal, int)
    assert isinstance(position, int) and isinstance(quality, int)
    finger = FingerPosition(position).finger
    return TemplateKey(sequence, ordinal, finger, quality, template[_CHECKSUM])


def _insert_impressions(session: Session, rows: Sequence[dict[str, object]]) -> None:
    """Hand rows to the driver unchanged: they need no conversion, which would cost most."""
    if not rows:
        return
    connection = session.connection()
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    columns, marks = ", ".join(_IMPRESSION), ", ".join([mark] * len(_IMPRESSION))
    connection.exec_driver_sql(
        " ".join(
            ["INSERT INTO", f"{ImpressionRow.__tablename__} ({columns})", f"VALUES ({marks})"]
        ),
        [_values(row) for row in rows],
    )
