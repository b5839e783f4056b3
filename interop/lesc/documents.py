"""What passes between here and the LESC, and what a source holds, as stored documents."""

from database.documents import Codec
from interop.lesc.messages import LescAnswer, LescQuery
from interop.lesc.research import Fact, Research

QUERY = Codec(LescQuery, version={"version": 1})
ANSWER = Codec(
    LescAnswer, version={"document_version": 1}, strict=False, bare={"research": Research}
)
FACTS = Codec(tuple[Fact, ...], strict=False)
ARGUMENTS = Codec(dict[str, str])
"""What a method of LescSender other than `submit_query` is called with."""
