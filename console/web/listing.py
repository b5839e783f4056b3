"""One page of a list of the service, as a table: the address says which page, and how many rows."""

from collections.abc import Callable, Sequence
from typing import Any

from google.protobuf.message import Message

from console.web.page import Page
from console.web.tables import Column, Filter, Table, page_size, page_token, table


async def read_table(
    page: Page,
    path: str,
    request: Message,
    response_type: type[Message],
    field: str,
    columns: Sequence[Column],
    *,
    caption: str,
    empty: str,
    filters: Sequence[Filter] = (),
    href: Callable[[Any], str] = lambda _: "",
) -> Table:
    """Read the page that the address names, and make its table. Raises RpcError.

    path: of the page that is shown. request: what is asked for, without size and token. field: of
    the response, which holds the items. The rest is as in `console.web.table`.
    """
    asked: Any = type(request)()
    asked.CopyFrom(request)
    asked.page_size, asked.page_token = page_size(page.query), page_token(page.query)
    answer: Any = await page.call(asked, response_type)
    return table(
        path,
        page.query,
        columns,
        getattr(answer, field),
        caption=caption,
        empty=empty,
        next_page_token=answer.next_page_token,
        filters=filters,
        href=href,
    )
