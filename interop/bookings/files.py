"""The transaction file that a booking came as.

The whole file goes when the prints go. Its text, Type-1 and Type-2, stays: responses return fields
of the submission. The blobs are sealed records (see `database.sealing`).
"""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from database.sealing import open_record, seal
from interop.bookings.tables import TransactionFileRow
from interop.bookings.types import TransactionFile


def insert(session: Session, tcn: str, file: TransactionFile) -> None:
    """Store the file of a new booking."""
    session.add(TransactionFileRow(tcn=tcn, text=seal(file.text), file=seal(file.whole)))


def text(session: Session, tcn: str) -> bytes:
    """Read Type-1 and Type-2 of a booking's file; empty if the booking came without a file."""
    stored = session.scalar(select(TransactionFileRow.text).where(TransactionFileRow.tcn == tcn))
    return b"" if stored is None else open_record(stored)


def whole(session: Session, tcn: str) -> bytes:
    """Read the file as it came; empty if there was none, or if the prints are gone."""
    stored = session.scalar(select(TransactionFileRow.file).where(TransactionFileRow.tcn == tcn))
    return b"" if stored is None else open_record(stored)


def forget_prints(session: Session, tcn: str) -> None:
    """Delete the file, which holds the prints, and keep its text."""
    session.execute(
        update(TransactionFileRow)
        .where(TransactionFileRow.tcn == tcn)
        .values(file=None)
        .execution_options(synchronize_session=False)
    )
