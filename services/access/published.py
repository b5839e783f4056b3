"""The keys by which a provider of identities signs, as the provider publishes them.

They are fetched beside the calls, on a thread of its own, so that a provider that hangs holds up
nobody: when the server starts, every few minutes while people call, and when a token names a key
that is not there yet.
"""

import json
import ssl
import threading
import time
from collections.abc import Mapping
from typing import Any

import structlog

from services.access.provider import Provider, is_safe
from services.errors import ProviderKeysError, SettingError

REFRESH_S = 300.0
"""After this time the keys are fetched anew, while people call."""
RETRY_S = 5.0
"""A provider is asked no more often than this, whatever tokens say."""
TIMEOUT_S = 5.0
_MOST_BYTES = 256 * 1024
_DISCOVERY = "/.well-known/openid-configuration"

log = structlog.get_logger(__name__)


class PublishedKeys:
    """The keys of a provider. Safe for threads."""

    def __init__(self, provider: Provider) -> None:
        """Begin to fetch. Raises SettingError without the packages."""
        try:
            import authlib  # noqa: F401
            import httpx2  # noqa: F401
        except ImportError as error:
            raise SettingError(
                "the folder of keys has oidc.json, and the packages for it are missing: install "
                "the extra [oidc]"
            ) from error
        self.provider = provider
        self._keys: Mapping[str, Any] | None = None
        self._fetched_s = self._tried_s = float("-inf")
        self._lock = threading.Lock()
        self._fetching: threading.Thread | None = None
        self._fetch_soon()

    def now(self, key_id: str) -> Mapping[str, Any]:
        """Give the set of keys (JWKS), which has the key of this id.

        Raises ProviderKeysError if the key is not there, or not yet.
        """
        if time.monotonic() - self._fetched_s > REFRESH_S:
            self._fetch_soon()
        keys = self._keys
        if keys is not None and _has(keys, key_id):
            return keys
        self._fetch_soon()
        raise ProviderKeysError(
            "the provider of identities has not given us the key of this token yet: try again in "
            "a moment"
        )

    def wait(self, timeout_s: float) -> None:
        """Wait until what is fetched is there, or the provider has failed."""
        fetching = self._fetching
        if fetching is not None:
            fetching.join(timeout_s)

    def _fetch_soon(self) -> None:
        with self._lock:
            is_busy = self._fetching is not None and self._fetching.is_alive()
            if is_busy or time.monotonic() - self._tried_s < RETRY_S:
                return
            self._tried_s = time.monotonic()
            self._fetching = threading.Thread(target=self._fetch, name="provider", daemon=True)
            self._fetching.start()

    def _fetch(self) -> None:
        try:
            self._keys = _jwks(self.provider)
            self._fetched_s = time.monotonic()
        except Exception as error:
            log.warning("provider_failed", issuer=self.provider.issuer, error=str(error)[:500])


def discover(provider: Provider) -> dict[str, Any]:
    """Read what a provider says of itself. Raises OSError, ValueError, httpx2.HTTPError."""
    found = fetched(provider, provider.issuer.rstrip("/") + _DISCOVERY)
    if found.get("issuer") != provider.issuer:
        raise ValueError(f"{provider.issuer} calls itself {str(found.get('issuer'))[:200]}")
    return found


def tls(provider: Provider) -> ssl.SSLContext:
    """Say whom TLS trusts. Raises OSError."""
    return ssl.create_default_context(cafile=provider.ca_file)


def fetched(provider: Provider, address: str) -> dict[str, Any]:
    """Read an object of JSON. Raises OSError, ValueError, httpx2.HTTPError."""
    import httpx2

    if not is_safe(address):
        raise ValueError(f"{address[:200]} is no https address")
    content = b""
    with (
        httpx2.Client(verify=tls(provider), timeout=TIMEOUT_S, trust_env=False) as client,
        client.stream("GET", address) as answer,
    ):
        answer.raise_for_status()
        for part in answer.iter_bytes():
            content += part
            if len(content) > _MOST_BYTES:
                raise ValueError(f"{address[:200]} answers with more than {_MOST_BYTES:,} bytes")
    found = json.loads(content)
    if not isinstance(found, dict):
        raise ValueError(f"{address[:200]} answers with no object")
    return found


def _jwks(provider: Provider) -> dict[str, Any]:
    found = fetched(provider, str(discover(provider).get("jwks_uri")))
    if not isinstance(found.get("keys"), list):
        raise ValueError("the provider's keys are no list")
    return found


def _has(keys: Mapping[str, Any], key_id: str) -> bool:
    """Tell whether a set has the key. A token of a set of one key needs no id."""
    listed = [one for one in keys["keys"] if isinstance(one, dict)]
    return len(listed) == 1 if not key_id else any(one.get("kid") == key_id for one in listed)
