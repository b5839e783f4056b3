"""What people do with one thing: a table of actions, each from a form to a request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from google.protobuf.message import Message
from starlette.responses import Response

from console.gateway import explain
from console.web.forms import Fields, RefusedFormError
from console.web.page import Page
from tenprint.errors import RpcError


@dataclass(frozen=True)
class Action:
    """One action: how its request is made, the response, and what the next page tells."""

    make: Callable[[Page, Fields], Message]
    """Raises RefusedFormError."""
    response_type: type[Message]
    told: str
    to: str = ""
    """Where the next page is, if the thing itself is done with."""


async def act(page: Page, actions: Mapping[str, Action], href: str) -> Response:
    """Do the action that the address names, and go to `href`, which shows what fails."""
    fields = await page.fields()
    action = actions.get(page.part("action"))
    if action is None:
        return page.to(href)
    try:
        request = action.make(page, fields)
    except RefusedFormError as error:
        return page.refuse(href, error.failure, fields)
    try:
        await page.call(request, action.response_type)
    except RpcError as error:
        return page.refuse(href, explain(error, request.DESCRIPTOR.name), fields)
    return page.to(action.to or href, action.told)
