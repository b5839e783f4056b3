"""A determination that concludes nothing."""

from datetime import datetime

from interop.lesc import SOURCES, Determination, Status


def unresolved(because: str, now: datetime) -> Determination:
    """Conclude that nothing can be concluded yet."""
    return Determination(
        status=Status.UNRESOLVED,
        identity_confirmed=False,
        grounds=(),
        convictions=(),
        unresolved_because=because,
        not_consulted=SOURCES,
        determine_time=now,
        specialist="",
    )
