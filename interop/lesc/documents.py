"""Stored documents: messages from and to the LESC, and the facts of a source."""

from database.documents import Codec
from interop.lesc.messages import LescAnswer, LescQuery
from interop.lesc.research import Fact, Research

QUERY = Codec(LescQuery, version={"version": 1})
ANSWER = Codec(
    LescAnswer, version={"document_version": 1}, strict=False, bare={"research": Research}
)
FACTS = Codec(tuple[Fact, ...], strict=False)
ARGUMENTS = Codec(dict[str, str])
"""The arguments of the methods of LescSender other than `submit_query`."""
