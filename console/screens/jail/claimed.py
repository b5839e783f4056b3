"""Which detainers in force a claim of citizenship stands against, as far as a jail may know.

A jail reads no claim. It reads whether a claim can be taken: not if one is open or was upheld, nor
after the match was withdrawn. A withdrawn match ends its detainer in the same step, an upheld claim
within minutes even where a merge shows later whose claim it was. So an open claim is what stands
against a detainer that lasts.
"""

import asyncio
from collections.abc import Sequence

from console.web import Page
from tenprint.errors import RpcError
from tenprint.v1 import detainer_service_pb2 as pb2

MOST = 100
"""Detainers that a board asks about: each is a call. A jail with more is told which were asked."""
_AT_ONCE = 8
_LIVE = (
    pb2.DETAINER_STATE_REQUESTED,
    pb2.DETAINER_STATE_ACKNOWLEDGED,
    pb2.DETAINER_STATE_RUNNING,
)


def is_claimed(file: pb2.GetDetainerResponse) -> bool:
    """Tell whether a claim of citizenship stands against a detainer that is in force."""
    return file.detainer.state in _LIVE and not file.takes_claim


async def claimed_of(page: Page, detainers: Sequence[pb2.Detainer]) -> frozenset[str]:
    """Name the detainers, of the first `MOST` in force, that a claim stands against.

    Raises RpcError.
    """
    ids = [one.detainer_id for one in detainers if one.state in _LIVE][:MOST]
    found = set[str]()
    for first in range(0, len(ids), _AT_ONCE):
        part = ids[first : first + _AT_ONCE]
        answers = await asyncio.gather(*(_is_claimed(page, one) for one in part))
        found.update(one for one, answer in zip(part, answers, strict=True) if answer)
    return frozenset(found)


async def _is_claimed(page: Page, detainer_id: str) -> bool:
    try:
        request = pb2.GetDetainerRequest(detainer_id=detainer_id)
        return is_claimed(await page.call(request, pb2.GetDetainerResponse))
    except RpcError as error:
        if error.reason == "DETAINER_NOT_FOUND":
            # Meanwhile the person was moved to another jail.
            return False
        raise
