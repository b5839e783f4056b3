"""What the journal of references forgets.

A reference that is there keeps its entry, by which an index is made anew. Of one that is gone, the
entries tell indexes to let go of it, and are of use to those alone that are behind them. All up to
some change are forgotten, which is written down first: an index that is behind that change, and
not empty, begins anew. Removed references are journaled as expunged before they are forgotten, as
only their entries say whose prints still lie in files until compaction.

So many of the newest changes stay that an index of another process that is behind them would have
as much to read by following as by beginning anew.
"""

from dataclasses import dataclass

from sqlalchemy import delete, exists, func, insert, select
from sqlalchemy.orm import Session

from database.connection import Database
from gallery.store import journal as reference_journal
from gallery.store.tables import ChangeKind, PruningRow, ReferenceChangeRow, ReferenceRow

_PAGE = 5_000
"""Changes looked at in one transaction: some ten milliseconds of the writer's turn."""


@dataclass(frozen=True)
class PruningParameters:
    """How much of the journal stays."""

    kept_count: int = 1_000_000
    """Newest changes, at least 1; an entry takes some 60 bytes."""
    least_count: int = 50_000
    """Fewer changes than that are not worth a look at the journal."""


class JournalPruner:
    """Prunes one gallery's journal."""

    def __init__(
        self, gallery: str, database: Database, parameters: PruningParameters | None = None
    ) -> None:
        self._gallery = gallery
        self._database = database
        self._parameters = parameters or PruningParameters()

    def prune(self, settled: int) -> int:
        """Forget up to the change `settled`, above which any start of an index goes on.

        Returns how many entries went. Whatever cuts it short, the next time finishes it.
        """
        with self._database.write() as session:
            upto = min(
                settled, reference_journal.last_change(session, self._gallery) - self._kept_count
            )
            if (
                upto - reference_journal.pruned_change(session, self._gallery)
                < self._parameters.least_count
            ):
                return 0
            _write_down(session, self._gallery, upto)
        gone, after = 0, 0
        while after < upto:
            with self._database.write() as session:
                end = _end_of_page(session, self._gallery, after, upto)
                _expunge_removed(session, self._gallery, after, end)
                gone += _forget(session, self._gallery, after, end)
            after = end
        return gone

    @property
    def _kept_count(self) -> int:
        return max(1, self._parameters.kept_count)


def _write_down(session: Session, gallery: str, upto: int) -> None:
    session.merge(PruningRow(gallery=gallery, change=upto))
    session.flush()


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
    expunged = int(ChangeKind.EXPUNGED)
    rows = [
        {"gallery": gallery, "reference_id": one, "kind": expunged, "identity_id": ""}
        for one in removed
    ]
    if rows:
        session.execute(insert(ReferenceChangeRow), rows)


def _forget(session: Session, gallery: str, after: int, end: int) -> int:
    """Delete the entries of references that are gone; return how many."""
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
