"""Routes of screens: who is signed in, whether the role sees the screen, and what goes wrong."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from console.gateway import Failure, explain
from console.navigation import screen_at
from console.web.forms import RefusedFormError
from console.web.page import (
    CSRF_FIELD,
    MAX_FIELDS,
    MAX_FILES,
    Console,
    ForeignFormError,
    Page,
    came_from,
    instead,
)
from tenprint.errors import RpcError

Handler = Callable[[Page], Awaitable[Response]]

SIGN_IN = "/sign-in"

_FOREIGN = Failure(
    "This form is not yours",
    "It was made in another session, or by another site. Nothing was done.",
    "Load the page again and fill it in there.",
    HTTPStatus.FORBIDDEN,
    "FOREIGN_FORM",
)
_OTHER_ROLE = Failure(
    "Your role does not have this screen",
    "Nothing was asked of the service.",
    "The screens of your role are at the top of the page.",
    HTTPStatus.FORBIDDEN,
    "OTHER_ROLE",
)


@dataclass(frozen=True)
class Place:
    """An address of a screen, and what answers there."""

    method: str
    path: str
    handler: Handler


def get(path: str, handler: Handler) -> Place:
    """Show something. Changes nothing, so it may be repeated and opened anywhere."""
    return Place("GET", path, handler)


def post(path: str, handler: Handler) -> Place:
    """Do something. The handler reads `page.form()` or `page.fields()`, which check the form."""
    return Place("POST", path, handler)


def route(console: Console, place: Place) -> Route:
    """Make the route of an address: only for people who are signed in and have the screen."""
    screen = screen_at(place.path)
    assert screen is not None, f"{place.path} belongs to no screen"

    async def endpoint(request: Request) -> Response:
        session = console.session_of(request)
        if session is None:
            return await _signed_out(console, request)
        page = Page(console, request, session, screen)
        if screen not in session.person.screens:
            return failed(page, _OTHER_ROLE)
        try:
            return await place.handler(page)
        except ForeignFormError:
            return failed(page, _FOREIGN)
        except RefusedFormError as error:
            return failed(page, error.failure)
        except RpcError as error:
            return failed(page, explain(error))

    return Route(place.path, endpoint, methods=[place.method])


def failed(page: Page, failure: Failure) -> Response:
    """Show that something failed: a form on the page from which it came, the rest on its own."""
    if not page.is_read:
        came = came_from(page.request)
        return page.refuse(page.screen.href if came == "/" else came, failure)
    shown = page.shown_failure(failure) or failure
    return page.show("failure.html", title=shown.title, failure=failure, back=page.path)


async def _signed_out(console: Console, request: Request) -> Response:
    """Send people to sign in, and bring them back; what they had filled in is not lost."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method == "GET":
        if request.headers.get("hx-request") == "true":
            return Response(
                status_code=HTTPStatus.UNAUTHORIZED,
                headers={"HX-Redirect": f"{SIGN_IN}?{urlencode({'next': here})}"},
            )
        return RedirectResponse(f"{SIGN_IN}?{urlencode({'next': here})}", HTTPStatus.SEE_OTHER)
    fields = await _own_fields(request)
    text = console.rendering.draw(
        "session_ended.html",
        title="Your session has ended",
        sign_in=f"{SIGN_IN}?{urlencode({'next': came_from(request)})}",
        instead=instead(request),
        fields=fields,
        page=None,
    )
    return HTMLResponse(text, HTTPStatus.UNAUTHORIZED)


async def _own_fields(request: Request) -> list[tuple[str, str]]:
    """Read what a person had typed, so that it can be copied; never from another site's form."""
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return []
    form = await request.form(max_files=MAX_FILES, max_fields=MAX_FIELDS)
    return [
        (name.replace("_", " "), value)
        for name, value in form.multi_items()
        if not isinstance(value, UploadFile) and value and name not in (CSRF_FIELD, "request_id")
    ]
