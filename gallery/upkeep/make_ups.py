"""Make-ups of references after their records were sealed."""

from sqlalchemy import select, tuple_

from database.connection import Database
from gallery.store import ReferenceRow, renew_make_ups

_PAGE = 200


def renew_all_make_ups(database: Database) -> None:
    """Compute the make-ups of all references anew, so that no identity gets other references."""
    key, after = (ReferenceRow.gallery, ReferenceRow.identity_id), ("", "")
    while True:
        with database.write() as session:
            page = session.execute(
                select(*key).where(tuple_(*key) > after).distinct().order_by(*key).limit(_PAGE)
            ).all()
            for gallery, identity_id in page:
                renew_make_ups(session, gallery, identity_id)
        if not page:
            return
        after = (page[-1].gallery, page[-1].identity_id)
