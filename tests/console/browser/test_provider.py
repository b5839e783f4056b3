"""Signing in at a provider of identities with a real browser: cookies, policies, redirects."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

pytest.importorskip("authlib", reason="the extra [oidc] is not installed")

from services.access import issuing
from tests.console.browser.conftest import running_console
from tests.provider import OFFICER, SUBJECT, LittleProvider, little_provider, trust
from tests.servers import running_server

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LittleProvider, str]]:
    """A provider, and the address of a console with TLS that sends people there."""
    keys, data = tmp_path_factory.mktemp("keys"), tmp_path_factory.mktemp("data")
    issuing.make_folder(keys)
    with little_provider() as provider:
        trust(keys, provider)
        flags = ("--machine-port", "0", "--lesc-specialists", "0")
        with (
            running_server(data, *flags, door=("--keys", str(keys))) as server,
            running_console(server, data, keys=keys) as address,
        ):
            yield provider, address


@pytest.fixture
def tab(browser: Browser, world: tuple[LittleProvider, str]) -> Iterator[tuple[Page, list[str]]]:
    """A tab, and the errors that it notes."""
    context = browser.new_context(ignore_https_errors=True)
    page, errors = context.new_page(), list[str]()
    page.on("console", lambda one: errors.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda one: errors.append(str(one)))
    yield page, errors
    context.close()
    world[0].person = dict(OFFICER)


def test_an_officer_signs_in_works_and_signs_out(
    tab: tuple[Page, list[str]], world: tuple[LittleProvider, str]
) -> None:
    (page, errors), (_, address) = tab, world
    page.goto(f"{address}/work?priority=1")
    page.get_by_role("link", name="Sign in at 127.0.0.1").click()
    page.wait_for_url(f"{address}/work?priority=1")
    assert "mina@agency.example" in page.inner_text("header")
    assert SUBJECT in page.inner_text(".purpose")
    cookies = {one["name"]: one for one in page.context.cookies()}
    session = cookies["__Host-tenprint"]
    assert (session["sameSite"], session["httpOnly"], session["secure"]) == ("Strict", True, True)
    assert "__Host-tenprint-trip" not in cookies
    page.reload()
    assert page.url == f"{address}/work?priority=1"
    page.go_back()
    page.go_forward()
    assert "Work list" in page.inner_text("main")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()
    assert "Sign out there too" in page.inner_text("main")
    page.goto(f"{address}/work")
    assert "/sign-in" in page.url
    assert errors == []


def test_a_specialist_of_the_provider_works_at_the_lesc(
    tab: tuple[Page, list[str]], world: tuple[LittleProvider, str]
) -> None:
    (page, errors), (provider, address) = tab, world
    provider.person = {**OFFICER, "realm_access": {"roles": ["tenprint-lesc"]}, "office": "LESC"}
    page.goto(address)
    page.get_by_role("link", name="Sign in at 127.0.0.1").click()
    page.wait_for_url(f"{address}/research")
    assert "No research waits here" in page.inner_text("main")
    assert errors == []


def test_somebody_without_a_role_is_told_so(
    tab: tuple[Page, list[str]], world: tuple[LittleProvider, str]
) -> None:
    (page, _), (provider, address) = tab, world
    provider.person = {**OFFICER, "realm_access": {"roles": ["mail"]}}
    page.goto(address)
    page.get_by_role("link", name="Sign in at 127.0.0.1").click()
    page.wait_for_selector("text=none of it is a role here")
