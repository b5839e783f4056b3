"""Sign-in at a provider of identities (OIDC): authorization code with PKCE.

The key of the session's holder is made before the person goes to the provider, and its digest is
the request's nonce. What comes back is therefore the person's own token for this session
(`services.access.identities`), which the service checks by itself.
"""

import asyncio
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import grpc

from console.gateway.callers import Credentials
from console.people import Listed, person_of
from services.access import Provider, identities, is_safe, published
from services.errors import CredentialRefusedError, ProviderKeysError
from tenprint.channel import caller_metadata
from tenprint.credentials import HeldToken

FLOW_S = 600.0
"""How long somebody may take at the provider."""
MAX_FLOWS = 10_000
_BYTES = 32
_ASKED_AT_ONCE = 4
"""Whoever opens the door often asks the provider no more often than it answers."""


class ProviderDownError(Exception):
    """The provider cannot be reached, or answers nonsense."""


class SignInRefusedError(Exception):
    """The provider, or what it says of the person, does not let this person in."""


@dataclass(frozen=True)
class Flow:
    """Somebody who was sent to the provider."""

    browser: bytes
    """The digest of the cookie of the browser that was sent."""
    next_path: str
    begin_s: float
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(_BYTES))
    """Of PKCE: the code is of use to whoever has it."""
    holder: identities.Holder = field(default_factory=identities.new_holder)

    @property
    def nonce(self) -> str:
        """What the provider signs into the token."""
        return identities.nonce_of(self.holder.public_key())


@dataclass(frozen=True)
class SignedIn:
    """Somebody who came back, with the person's own credentials."""

    person: Listed
    credentials: Credentials
    life_s: float
    """How long the provider's token lasts."""
    next_path: str


class SignIns:
    """Everybody who is at the provider now. Used from one event loop. In memory alone."""

    def __init__(self, one: Provider) -> None:
        """Begin to fetch the provider's keys. Raises SettingError without the packages."""
        self.provider = one
        self._published = published.PublishedKeys(one)
        self._flows: dict[str, Flow] = {}
        self._asking = asyncio.Semaphore(_ASKED_AT_ONCE)

    async def begin(self, browser: str, next_path: str, redirect_uri: str) -> str:
        """Give the address at the provider to which a browser goes. Raises ProviderDownError.

        browser: the secret that the browser keeps meanwhile.
        """
        stated = await self._stated()
        now_s = time.monotonic()
        self._forget(now_s)
        state, flow = secrets.token_urlsafe(_BYTES), Flow(_digest(browser), next_path, now_s)
        self._flows[state] = flow
        async with self._client(redirect_uri) as client:
            address, _ = client.create_authorization_url(
                stated["authorization_endpoint"],
                state=state,
                code_verifier=flow.verifier,
                nonce=flow.nonce,
            )
        return str(address)

    async def end(self, browser: str, query: Mapping[str, str], redirect_uri: str) -> SignedIn:
        """Take what a browser brings back from the provider.

        Raises SignInRefusedError, ProviderDownError.
        """
        flow = self._flow(browser, query.get("state", ""))
        if query.get("error"):
            raise SignInRefusedError(f"The provider says: {query['error'][:100]}.")
        if query.get("iss", self.provider.issuer) != self.provider.issuer:
            raise SignInRefusedError("This answer comes from another provider.")
        if not query.get("code"):
            raise SignInRefusedError("The answer of the provider has no code.")
        id_token = await self._redeemed(flow, query["code"], redirect_uri)
        try:
            claims = await asyncio.to_thread(self._verified, id_token, flow.nonce)
            person = person_of(self.provider, claims)
        except CredentialRefusedError as error:
            raise SignInRefusedError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from error
        except ProviderKeysError as error:
            raise ProviderDownError(str(error)) from error
        token = identities.written(flow.holder.public_key(), id_token)
        proof = grpc.metadata_call_credentials(HeldToken(token, flow.holder))
        credentials = Credentials(caller_metadata("", purpose=person.purpose), proof)
        return SignedIn(person, credentials, claims["exp"] - time.time(), flow.next_path)

    async def sign_out_address(self) -> str:
        """Give the address at which people end their session at the provider; empty: none."""
        try:
            address = str((await self._stated()).get("end_session_endpoint") or "")
        except ProviderDownError:
            return ""
        return address if is_safe(address) else ""

    def _flow(self, browser: str, state: str) -> Flow:
        """Find whom we sent, once. Raises SignInRefusedError."""
        self._forget(time.monotonic())
        flow = self._flows.pop(state, None)
        if flow is None or not hmac.compare_digest(flow.browser, _digest(browser)):
            raise SignInRefusedError(
                "This browser was not sent to the provider for this, or has come back before, or "
                f"took longer than {FLOW_S / 60:.0f} minutes."
            )
        return flow

    async def _redeemed(self, flow: Flow, code: str, redirect_uri: str) -> str:
        """Exchange the code for the ID token. Raises SignInRefusedError, ProviderDownError."""
        from authlib.integrations.base_client import OAuthError
        from httpx2 import HTTPError

        stated = await self._stated()
        try:
            async with self._client(redirect_uri) as client:
                token = await client.fetch_token(
                    stated["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=flow.verifier,
                )
        except OAuthError as error:
            words = str(error.error or "no reason")[:100]
            raise SignInRefusedError(f"The provider refuses the code: {words}.") from error
        except (HTTPError, ValueError, OSError) as error:
            raise ProviderDownError(str(error)) from error
        id_token = token.get("id_token")
        if not isinstance(id_token, str):
            raise SignInRefusedError("The provider gave no token of the person.")
        return id_token

    def _verified(self, id_token: str, nonce: str) -> Mapping[str, Any]:
        """Check a token as the service will. Waits for the provider's keys."""
        try:
            return identities.verified(self._published, id_token, nonce, time.time())
        except ProviderKeysError:
            self._published.wait(2 * published.TIMEOUT_S)
            return identities.verified(self._published, id_token, nonce, time.time())

    async def _stated(self) -> Mapping[str, Any]:
        """Read what the provider says of itself. Raises ProviderDownError."""
        from httpx2 import HTTPError

        try:
            async with self._asking:
                found = await asyncio.to_thread(published.discover, self.provider)
        except (HTTPError, ValueError, OSError) as error:
            raise ProviderDownError(str(error)) from error
        for name in ("authorization_endpoint", "token_endpoint"):
            if not is_safe(str(found.get(name, ""))):
                raise ProviderDownError(f"{name} is no https address")
        return found

    def _client(self, redirect_uri: str) -> Any:  # noqa: ANN401 - the library has no types
        from authlib.integrations.httpx_client import AsyncOAuth2Client

        secret = self.provider.secret()
        return AsyncOAuth2Client(
            self.provider.client_id,
            secret or None,
            token_endpoint_auth_method="client_secret_basic" if secret else "none",
            scope=self.provider.scope,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            verify=published.tls(self.provider),
            timeout=published.TIMEOUT_S,
            trust_env=False,
        )

    def _forget(self, now_s: float) -> None:
        for state, flow in list(self._flows.items()):
            if now_s - flow.begin_s < FLOW_S and len(self._flows) < MAX_FLOWS:
                # The oldest come first.
                break
            del self._flows[state]


def _digest(browser: str) -> bytes:
    return hashlib.sha256(browser.encode()).digest()
