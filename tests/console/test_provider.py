"""Signing in at a provider of identities, over real redirects; the service checks for itself."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest

pytest.importorskip("authlib", reason="the extra [oidc] is not installed")

from console import people
from console.settings import ConsoleSettings, users_file
from services.access import issuing
from tests.console.visitors import Visitor, another, visiting
from tests.provider import OFFICER, SUBJECT, LittleProvider, little_provider, rsa, trust
from tests.servers import RunningServer, running_server

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def world(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[LittleProvider, Path, RunningServer]]:
    """A provider, a folder of keys that trusts it, and a service with that folder."""
    folder, data = tmp_path_factory.mktemp("keys"), tmp_path_factory.mktemp("data")
    issuing.make_folder(folder)
    # The console cannot sign tokens: people are the provider's.
    (folder / issuing.TOKEN_KEY).unlink()
    with little_provider() as provider:
        trust(folder, provider)
        with running_server(data, "--machine-port", "0", door=("--keys", str(folder))) as running:
            yield provider, folder, running


@pytest.fixture
def provider(world: tuple[LittleProvider, Path, RunningServer]) -> Iterator[LittleProvider]:
    one = world[0]
    key = one.key
    yield one
    one.person, one.changed, one.error = dict(OFFICER), {}, ""
    one.is_down, one.key, one.life_s, one.published = False, key, 3600, None


@pytest.fixture
def settings(world: tuple[LittleProvider, Path, RunningServer], tmp_path: Path) -> ConsoleSettings:
    _, folder, running = world
    target = running.target.replace("127.0.0.1", "localhost")
    return ConsoleSettings(target, "", tmp_path, port=0, keys=folder)


@pytest.fixture
def visitor(settings: ConsoleSettings, provider: LittleProvider) -> Iterator[Visitor]:
    with visiting(settings) as one:
        yield one


def go(visitor: Visitor, path: str = "/sign-in/provider") -> str:
    """Let the console send a browser to the provider; gives the address to which it sends back."""
    answer = visitor.client.get(path, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    # The provider is another site: a real request over HTTP, without the console's cookies.
    back = httpx2.get(answer.headers["location"], follow_redirects=False)
    assert back.status_code == 302, back.text
    return back.headers["location"]


def come(visitor: Visitor, back: str) -> str:
    """Come back from the provider."""
    parts = urlsplit(back)
    assert f"{parts.scheme}://{parts.netloc}" == "https://testserver"
    return visitor.get(f"{parts.path}?{parts.query}")


def enter(visitor: Visitor) -> str:
    return come(visitor, go(visitor))


def test_the_service_knows_the_person_by_the_provider_s_own_token(
    visitor: Visitor, world: tuple[LittleProvider, Path, RunningServer]
) -> None:
    assert "Sign in at 127.0.0.1" in visitor.get("/work")
    assert "The list of people is empty" not in visitor.text
    assert "Signed in" in enter(visitor)
    assert (visitor.get("/work"), visitor.status) == (visitor.text, 200)
    assert "mina@agency.example" in visitor.text
    assert SUBJECT in visitor.text
    assert "America/Chicago" in visitor.text
    visitor.get("/audit")
    assert "Your role does not have this screen" in visitor.text


def test_the_way_back_leads_to_the_page_that_was_asked_for(visitor: Visitor) -> None:
    page = visitor.get("/work?priority=1")
    assert 'href="/sign-in/provider?next=%2Fwork%3Fpriority%3D1"' in page
    back = come(visitor, go(visitor, "/sign-in/provider?next=%2Fwork%3Fpriority%3D1"))
    assert 'content="0; url=/work?priority=1"' in back
    elsewhere = come(visitor, go(visitor, "/sign-in/provider?next=https%3A%2F%2Fevil.example"))
    assert "evil.example" not in elsewhere


def test_the_request_to_the_provider_has_pkce_state_and_nonce(visitor: Visitor) -> None:
    answer = visitor.client.get("/sign-in/provider", follow_redirects=False)
    query = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
    assert query["response_type"] == "code"
    assert query["code_challenge_method"] == "S256"
    assert query["redirect_uri"] == "https://testserver/sign-in/back"
    assert "openid" in query["scope"].split()
    assert len(query["state"]) >= 43
    assert len(query["nonce"]) == 43
    [cookie] = answer.headers.get_list("set-cookie")
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    again = visitor.client.get("/sign-in/provider", follow_redirects=False)
    for name in ("state", "nonce", "code_challenge"):
        assert dict(parse_qsl(urlsplit(again.headers["location"]).query))[name] != query[name]


def test_a_code_is_of_use_once(visitor: Visitor) -> None:
    back = go(visitor)
    assert "Signed in" in come(visitor, back)
    assert "has come back before" in come(visitor, back)
    assert visitor.status == 403


def test_a_code_of_somebody_else_is_of_no_use(visitor: Visitor) -> None:
    """Neither in the browser of a victim, nor beside the attacker's own state."""
    other = another(visitor)
    stolen = go(visitor)
    assert "was not sent to the provider for this" in come(other, stolen)
    assert other.status == 403
    mine, theirs = go(other), go(visitor)
    code = dict(parse_qsl(urlsplit(theirs).query))["code"]
    state = dict(parse_qsl(urlsplit(mine).query))["state"]
    said = other.get(f"/sign-in/back?state={state}&code={code}")
    assert "refuses the code: invalid_grant" in said, "PKCE binds a code to its request"
    assert other.get("/work") and other.path == "/sign-in"


@pytest.mark.parametrize("state", ["", "x", "é"])
def test_a_state_that_is_not_ours_is_refused(visitor: Visitor, state: str) -> None:
    go(visitor)
    visitor.get(f"/sign-in/back?state={state}&code=x")
    assert visitor.status == 403
    assert "was not sent to the provider" in visitor.text


def test_an_answer_of_another_provider_is_refused(visitor: Visitor) -> None:
    state = dict(parse_qsl(urlsplit(go(visitor)).query))["state"]
    said = visitor.get(f"/sign-in/back?state={state}&code=x&iss=https%3A%2F%2Fevil.example")
    assert "another provider" in said


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"aud": "another"}, "aud"),
        ({"iss": "https://evil.example"}, "iss"),
        ({"exp": 1, "iat": 0}, "expired"),
        ({"realm_access": {"roles": ["<b>mail</b>"]}}, "none of it is a role here"),
        ({"office": "Nowhere"}, "names 0 agencies"),
        ({"sub": "a b"}, "names no person"),
    ],
    ids=str,
)
def test_a_person_whom_the_token_does_not_name_is_not_let_in(
    visitor: Visitor, provider: LittleProvider, changed: dict[str, object], words: str
) -> None:
    provider.changed = changed
    said = enter(visitor)
    assert visitor.status == 403
    assert words in said
    assert "<b>mail" not in said
    assert visitor.get("/work") and visitor.path == "/sign-in"


def test_a_token_of_another_key_is_not_believed(visitor: Visitor, provider: LittleProvider) -> None:
    provider.published = [provider.key]
    provider.key = rsa(str(provider.key.kid))
    enter(visitor)
    assert visitor.status == 403


def test_what_the_provider_says_against_it_is_told(
    visitor: Visitor, provider: LittleProvider
) -> None:
    provider.error = "access_denied"
    assert "The provider says: access_denied" in enter(visitor)
    assert visitor.status == 403


def test_a_provider_that_is_down_is_said_to_be_down(
    visitor: Visitor, provider: LittleProvider
) -> None:
    back = go(visitor)
    provider.is_down = True
    assert "cannot be reached" in visitor.get("/sign-in/provider")
    assert visitor.status == 503
    assert "cannot be reached" in come(visitor, back)
    assert visitor.status == 503


def test_a_session_lasts_no_longer_than_the_provider_s_token(
    visitor: Visitor, provider: LittleProvider
) -> None:
    provider.life_s = 2
    enter(visitor)
    visitor.get("/work")
    assert visitor.status == 200
    time.sleep(2.2)
    visitor.get("/work")
    assert visitor.path == "/sign-in"


def test_signing_out_ends_the_session_and_leads_to_the_provider(visitor: Visitor) -> None:
    enter(visitor)
    visitor.get("/work")
    said = visitor.send("/sign-out")
    assert "/realm/logout" in said
    assert visitor.get("/work") and visitor.path == "/sign-in"


def test_people_of_the_list_still_sign_in_by_passwords_where_the_console_signs(
    settings: ConsoleSettings, tmp_path: Path
) -> None:
    """Which this service does not believe, because the console's key is not among its issuers."""
    key = tmp_path / "keys"
    issuing.make_folder(key)
    hashed = people.hash_password(PASSWORD)
    one = people.Listed("ed", "TENPRINT0", ("operator",), "ed", "", "UTC", hashed)
    people.put(users_file(tmp_path), one)
    with visiting(replace(settings, issuer_key=key / issuing.TOKEN_KEY)) as visitor:
        assert "Sign in at 127.0.0.1" in visitor.get("/sign-in")
        visitor.send("/sign-in", name="ed", password=PASSWORD)
        assert "no issuer whom we trust" in visitor.get("/operate/messages")


def test_an_address_of_its_own_is_where_the_provider_sends_back(
    settings: ConsoleSettings, provider: LittleProvider
) -> None:
    with visiting(replace(settings, public_address="https://tenprint.example/")) as visitor:
        answer = visitor.client.get("/sign-in/provider", follow_redirects=False)
        query = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
        assert query["redirect_uri"] == "https://tenprint.example/sign-in/back"
