"""One page of a list of the service, as a table: the address says which page, and how many rows."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from google.protobuf.message import Message

from console.gateway import explain
from console.web.forms import RefusedFormError
from console.web.page import Page
from console.web.tables import Column, Filter, Table, page_size, page_token, table
from tenprint.errors import RpcError

_OF_FILTERS = (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND)


async def read_table(
    page: Page,
    path: str,
    request: Message | Callable[[], Message],
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

    path: of the page that is shown. request: what is asked for, without size and token, or what
    makes it of the filters. field: of the response, which holds the items. The rest is as in
    `console.web.table`. Filters that are refused make an empty table, whose page says why: people
    change a filter where they set it.
    """
    found: Sequence[Any] = ()
    following = ""
    try:
        made = request if isinstance(request, Message) else request()
        asked: Any = type(made)()
        asked.CopyFrom(made)
        asked.page_size, asked.page_token = page_size(page.query), page_token(page.query)
        answer: Any = await page.call(asked, response_type)
        found, following = getattr(answer, field), answer.next_page_token
    except RefusedFormError as error:
        page.fault = error.failure
    except RpcError as error:
        failure = explain(error)
        if failure.status not in _OF_FILTERS or not any(one.value for one in filters):
            raise
        page.fault = failure
    return table(
        path,
        page.query,
        columns,
        found,
        caption=caption,
        empty="Nothing is listed: a filter is refused." if page.fault else empty,
        next_page_token=following,
        filters=filters,
        href=href,
    )
