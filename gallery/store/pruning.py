"""Pruning of the journal of references.

An existing reference keeps its entry, because an index is rebuilt from these entries. The entries
of a deleted reference tell indexes to remove it; only an index that is behind them needs them.
Pruning deletes all such entries up to some change. It first stores the number of that change: an
index that is behind it, and not empty, begins again. Pruning journals removed references as
expunged before it deletes their entries, because only these entries say whose prints still lie in
files until compaction.

The newest changes stay. Their number is chosen so that an index of another process that is behind
them would read as much by following as by beginning again.
"""

from dataclasses import dataclass

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from database.connection import Database
from gallery.store import journal as reference_journal
from gallery.store.references import journal_changes
from gallery.store.tables import ChangeKind, PruningRow, ReferenceChangeRow, ReferenceRow

_PAGE = 5_000
"""Changes examined in one transaction: some ten milliseconds of the writer's turn."""


@dataclass(frozen=True)
class PruningParameters:
    """How much of the journal stays."""

    kept_count: int = 1_000_000
    """Newest changes, at least 1; an entry takes some 60 bytes."""
    least_count: int = 50_000
    """With fewer changes to prune, the journal is left alone."""


class JournalPruner:
    """Prunes one gallery's journal."""

    def __init__(
        self, gallery: str, database: Database, parameters: PruningParameters | None = None
    ) -> None:
        self._gallery = gallery
        self._database = database
        self._parameters = parameters or PruningParameters()

    def prune(self, settled: int) -> int:
        """Prune up to the change `settled`, above which any start of an index continues.

        Returns how many entries were deleted. The next call finishes an interrupted one.
        """
        with self._database.write() as session:
            kept = max(1, self._parameters.kept_count)
            upto = min(settled, reference_journal.last_change(session, self._gallery) - kept)
            pruned = reference_journal.pruned_change(session, self._gallery)
            if upto - pruned < self._parameters.least_count:
                return 0
            session.merge(PruningRow(gallery=self._gallery, change=upto))
        gone, after = 0, 0
        while after < upto:
            with self._database.write() as session:
                end = _end_of_page(session, self._gallery, after, upto)
                _expunge_removed(session, self._gallery, after, end)
                gone += _forget(session, self._gallery, after, end)
            after = end
        return gone


def _end_of_page(session: Session, gallery: str, after: int, upto: int) -> int:
    page = (
        select(ReferenceChangeRow.change)
        .where(
            ReferenceChangeRow.gallery == gallery,
            ReferenceChangeRow.change > after,
            ReferenceChangeRow.change <= upto,
        )
        .order_by(ReferenceChangeRow.change)
        .limit(_PAGE)
        .subquery()
    )
    return session.scalar(select(func.max(page.c.change))) or upto


def _expunge_removed(session: Session, gallery: str, after: int, end: int) -> None:
    removed = session.scalars(
        select(ReferenceChangeRow.reference_id)
        .where(
            ReferenceChangeRow.gallery == gallery,
            ReferenceChangeRow.change > after,
            ReferenceChangeRow.change <= end,
            ReferenceChangeRow.kind == int(ChangeKind.REMOVED),
        )
        .order_by(ReferenceChangeRow.change)
    ).all()
    journal_changes(session, gallery, ChangeKind.EXPUNGED, removed)


def _forget(session: Session, gallery: str, after: int, end: int) -> int:
    """Delete the entries of deleted references; return how many."""
    there = exists().where(ReferenceRow.reference_id == ReferenceChangeRow.reference_id)
    doomed = list(
        session.scalars(
            select(ReferenceChangeRow.change).where(
                ReferenceChangeRow.gallery == gallery,
                ReferenceChangeRow.change > after,
                ReferenceChangeRow.change <= end,
                ~there,
            )
        )
    )
    if doomed:
        session.execute(
            delete(ReferenceChangeRow)
            .where(ReferenceChangeRow.change.in_(doomed))
            .execution_options(synchronize_session=False)
        )
    return len(doomed)
