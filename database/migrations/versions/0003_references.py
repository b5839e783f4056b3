"""References of identities, their journal, and the history of identities.

Existing identities get their references here, by the rules of decision 0009 at the time of
writing.
"""

import struct
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import groupby
from typing import NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_PLAIN_THUMBS = {11: 1, 12: 6}
_PAGE = 1_000


class _Template(NamedTuple):
    gallery: str
    identity_id: str
    sequence: int
    ordinal: int
    position: int
    quality: int
    checksum: bytes

    @property
    def finger(self) -> int:
        return _PLAIN_THUMBS.get(self.position, self.position)


def upgrade() -> None:
    sequence = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("identity", sa.Column("merged_into", sa.String(64)))
    op.create_table(
        "reference",
        sa.Column("reference_id", sequence, primary_key=True, autoincrement=True),
        sa.Column("gallery", sa.String(32), nullable=False),
        sa.Column("identity_id", sa.String(64), nullable=False),
        sa.Column(
            "encounter_sequence",
            sequence,
            sa.ForeignKey("encounter.sequence", name="reference_encounter"),
            nullable=False,
        ),
        sa.Column("composite", sa.Boolean(), nullable=False),
        sa.Column("make_up", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["gallery", "identity_id"],
            ["identity.gallery", "identity.identity_id"],
            name="reference_identity",
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("reference_by_identity", "reference", ["gallery", "identity_id"])
    op.create_index("reference_by_encounter", "reference", ["encounter_sequence"])
    op.create_table(
        "reference_change",
        sa.Column("change", sequence, primary_key=True, autoincrement=True),
        sa.Column("gallery", sa.String(32), nullable=False),
        sa.Column("reference_id", sequence, nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("identity_id", sa.String(64), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("reference_change_by_gallery", "reference_change", ["gallery", "change"])
    op.create_index(
        "reference_change_removed",
        "reference_change",
        ["gallery", "identity_id"],
        sqlite_where=sa.text("kind = 2"),
        postgresql_where=sa.text("kind = 2"),
    )
    _create_history(sequence)
    _refer_to_what_is_there()
    origin = op.create_table("origin", sa.Column("database_id", sa.String(32), primary_key=True))
    op.bulk_insert(origin, [{"database_id": uuid.uuid4().hex}])


def _create_history(sequence: sa.types.TypeEngine[int]) -> None:
    op.create_table(
        "identity_change",
        sa.Column("change_id", sequence, primary_key=True, autoincrement=True),
        sa.Column("gallery", sa.String(32), nullable=False),
        sa.Column("request_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("from_identity_id", sa.String(64), nullable=False),
        sa.Column("to_identity_id", sa.String(64), nullable=False),
        sa.Column("source_emptied", sa.Boolean(), nullable=False),
        sa.Column("reverses", sequence),
        sa.Column("reversed_by", sequence),
        sa.Column("ori", sa.String(64), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("create_time", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("gallery", "request_id", name="identity_change_request"),
        sqlite_autoincrement=True,
    )
    op.create_index("identity_change_by_gallery", "identity_change", ["gallery", "change_id"])
    op.create_table(
        "moved_encounter",
        sa.Column(
            "change_id",
            sequence,
            sa.ForeignKey("identity_change.change_id", name="moved_encounter_change"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("encounter_sequence", sequence, primary_key=True, autoincrement=False),
        sa.Column("encounter_id", sa.String(64), nullable=False),
    )
    op.create_index("moved_encounter_by_encounter", "moved_encounter", ["encounter_sequence"])


def _refer_to_what_is_there() -> None:
    connection = op.get_bind()
    insert = sa.text(
        "INSERT INTO reference (gallery, identity_id, encounter_sequence, composite, make_up) "
        "VALUES (:gallery, :identity_id, :encounter_sequence, :composite, :make_up)"
    )
    after = ("", "")
    while identities := _page_of_identities(connection, after):
        templates = _templates_of(connection, after, identities[-1])
        rows = [row for own in templates for row in _references(own)]
        if rows:
            connection.execute(insert, rows)
        after = identities[-1]
    connection.execute(
        sa.text(
            "INSERT INTO reference_change (gallery, reference_id, kind, identity_id) "
            "SELECT gallery, reference_id, 1, '' FROM reference ORDER BY reference_id"
        )
    )


def _page_of_identities(connection: sa.Connection, after: tuple[str, str]) -> list[tuple[str, str]]:
    page = sa.text(
        "SELECT gallery, identity_id FROM identity WHERE (gallery, identity_id) > (:g, :i) "
        "ORDER BY gallery, identity_id LIMIT :limit"
    )
    rows = connection.execute(page, {"g": after[0], "i": after[1], "limit": _PAGE})
    return [(gallery, identity_id) for gallery, identity_id in rows]


def _templates_of(
    connection: sa.Connection, after: tuple[str, str], last: tuple[str, str]
) -> Iterator[list[_Template]]:
    """Read the templates of a page of identities, identity by identity."""
    rows = connection.execute(
        sa.text(
            "SELECT e.gallery, e.identity_id, e.sequence, i.ordinal, i.position, i.quality, "
            "substr(i.template, 45, 8) "
            "FROM encounter e JOIN impression i ON i.encounter_sequence = e.sequence "
            "WHERE (e.gallery, e.identity_id) > (:g, :i) "
            "AND (e.gallery, e.identity_id) <= (:last_g, :last_i) AND i.template IS NOT NULL "
            "AND i.position BETWEEN 1 AND 12 "
            "ORDER BY e.gallery, e.identity_id, e.sequence, i.ordinal"
        ),
        {"g": after[0], "i": after[1], "last_g": last[0], "last_i": last[1]},
    )
    templates = (_Template._make((*row[:6], bytes(row[6]))) for row in rows)
    for _, own in groupby(templates, key=lambda one: (one.gallery, one.identity_id)):
        yield list(own)


def _references(templates: Sequence[_Template]) -> Iterator[dict[str, object]]:
    """Lay out the composite and the two newest encounters that differ from it."""
    composite = _best(templates)
    given = Counter(one.sequence for one in composite.values())
    wanted = {_make_up(composite): max(given, key=lambda one: (given[one], one))}
    for sequence in sorted({one.sequence for one in templates}, reverse=True)[:2]:
        own = [one for one in templates if one.sequence == sequence]
        wanted.setdefault(_make_up(_best(own)), sequence)
    for n, (make_up, sequence) in enumerate(wanted.items()):
        yield {
            "gallery": templates[0].gallery,
            "identity_id": templates[0].identity_id,
            "encounter_sequence": sequence,
            "composite": n == 0,
            "make_up": make_up,
        }


def _best(templates: Sequence[_Template]) -> dict[int, _Template]:
    """Choose the best quality of each finger, the oldest of equals."""
    best: dict[int, _Template] = {}
    for one in sorted(templates, key=lambda t: (-t.quality, t.sequence, t.ordinal)):
        best.setdefault(one.finger, one)
    return best


def _make_up(fingers: dict[int, _Template]) -> bytes:
    digest = blake2b(digest_size=16)
    for finger, one in sorted(fingers.items()):
        digest.update(struct.pack("<BqI8s", finger, one.sequence, one.ordinal, one.checksum))
    return digest.digest()


def downgrade() -> None:
    for table in (
        "origin",
        "moved_encounter",
        "identity_change",
        "reference_change",
        "reference",
    ):
        op.drop_table(table)
    op.drop_column("identity", "merged_into")
