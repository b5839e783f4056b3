"""What people do with one thing: a table of actions, each from a form to a request."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from google.protobuf.message import Message
from starlette.responses import Response

from console.gateway import Failure, explain
from console.web.forms import Fields, RefusedFormError
from console.web.page import Page
from console.web.routing import failed
from tenprint.errors import RpcError

Show = Callable[[Page, Failure | None, dict[str, str] | None], Awaitable[Response]]
"""Shows the thing as it is now, with what failed and what was filled in."""


@dataclass(frozen=True)
class Action:
    """One action: how its request is made, the response, and what the next page tells."""

    make: Callable[[Page, Fields], Message]
    """Raises RefusedFormError."""
    response_type: type[Message]
    told: str
    to: str = ""
    """Where the next page is, if the thing itself is done with."""


async def act(page: Page, actions: Mapping[str, Action], show: Show, href: str) -> Response:
    """Do the action that the address names, and go to `href`; what fails is shown on the thing."""
    fields = await page.fields()
    action = actions.get(page.part("action"))
    if action is None:
        return await show(page, None, None)
    try:
        await page.call(action.make(page, fields), action.response_type)
    except RefusedFormError as error:
        return await show(page, error.failure, fields)
    except RpcError as error:
        try:
            return await show(page, explain(error), fields)
        except RpcError:
            # The thing itself cannot be read any more.
            return failed(page, explain(error))
    return page.to(action.to or href, action.told)
