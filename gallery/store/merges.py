"""The statement that follows merges of identities."""

from typing import Any

from sqlalchemy import Select, bindparam, select

from gallery.store.tables import IdentityRow


def _ends_of_merges() -> Select[Any]:
    """Find where merges of `identity_ids` in `gallery` end."""
    gallery = IdentityRow.gallery == bindparam("gallery")
    columns = (IdentityRow.identity_id, IdentityRow.merged_into)
    given = IdentityRow.identity_id.in_(bindparam("identity_ids", expanding=True))
    merges = (
        select(IdentityRow.identity_id.label("start"), *columns)
        .where(gallery, given)
        .cte(recursive=True)
    )
    merges = merges.union(
        select(merges.c.start, *columns).where(
            gallery, IdentityRow.identity_id == merges.c.merged_into
        )
    )
    return select(merges.c.start, merges.c.identity_id).where(merges.c.merged_into.is_(None))


ENDS_OF_MERGES = _ends_of_merges()
"""Made once: a recursive statement takes longer to make than to run."""
