"""A little provider of identities (OIDC) on loopback: real HTTP, real redirects, a key of its own.

It lets everybody in whom the test names, and lies when the test says so.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from services.access.provider import PROVIDER

CLIENT = "tenprint"
SUBJECT = "8f14e45f-ceea"
OFFICER: Mapping[str, Any] = {
    "sub": SUBJECT,
    "preferred_username": "mina@agency.example",
    "realm_access": {"roles": ["mail", "tenprint-officer"]},
    "office": "Houston",
    "zoneinfo": "America/Chicago",
}
"""An officer as the provider knows her."""
MAPPING = {
    "roles": "realm_access.roles",
    "ori": "office",
    "role_values": {
        "tenprint-officer": "field_office",
        "tenprint-lesc": "lesc",
        "tenprint-examiner": "examiner",
    },
    "ori_values": {"Houston": "ICEHOU000", "LESC": "LESC00000"},
}
"""Of `oidc.json`."""


def rsa(name: str) -> RSAKey:
    """Make a key of a provider."""
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig"})


@dataclass
class LittleProvider:
    """What the provider does now. A test changes it while it runs."""

    issuer: str = ""
    person: dict[str, Any] = field(default_factory=lambda: dict(OFFICER))
    changed: dict[str, Any] = field(default_factory=dict)
    """Claims that the next tokens have otherwise; None: not at all."""
    life_s: int = 3600
    is_down: bool = False
    key: RSAKey | ECKey = field(default_factory=lambda: rsa("one"))
    algorithm: str = "RS256"
    published: list[Any] | None = None
    """The keys that are published; None: the key alone."""
    error: str = ""
    """What it answers instead of a code."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    """Codes that nobody has redeemed, with the request of each."""
    asked: list[str] = field(default_factory=list)
    """The paths that were asked for."""

    def signed(self, nonce: str, /, **changed: object) -> str:
        """Sign an ID token."""
        now_s = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now_s,
            "exp": now_s + self.life_s,
            "nonce": nonce,
            **self.person,
            **self.changed,
            **changed,
        }
        stated = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.algorithm, "kid": self.key.kid}
        return str(jwt.encode(header, stated, self.key, algorithms=[self.algorithm]))

    def jwks(self) -> Mapping[str, Any]:
        """Write the keys as they are published."""
        return dict(KeySet(self.published or [self.key]).as_dict(private=False))


@contextmanager
def little_provider() -> Iterator[LittleProvider]:
    """Serve until the block ends."""
    one = LittleProvider()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            _answer(one, self)

        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", "0"))
            _redeem(one, self, dict(parse_qsl(self.rfile.read(length).decode())))

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    one.issuer = f"http://127.0.0.1:{server.server_port}/realm"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield one
    finally:
        server.shutdown()
        server.server_close()
        thread.join(30)


def trust(folder: Path, one: LittleProvider, **changed: object) -> None:
    """Have a folder of keys trust the provider."""
    stated = {"issuer": one.issuer, "client_id": CLIENT, **MAPPING, **changed}
    (folder / PROVIDER).write_text(json.dumps(stated))


def _answer(one: LittleProvider, to: BaseHTTPRequestHandler) -> None:
    parts = urlsplit(to.path)
    query = dict(parse_qsl(parts.query))
    one.asked.append(parts.path)
    if one.is_down:
        _send(to, 503, {})
    elif parts.path == "/realm/.well-known/openid-configuration":
        _send(
            to,
            200,
            {
                "issuer": one.issuer,
                "authorization_endpoint": f"{one.issuer}/auth",
                "token_endpoint": f"{one.issuer}/token",
                "jwks_uri": f"{one.issuer}/keys",
                "end_session_endpoint": f"{one.issuer}/logout",
            },
        )
    elif parts.path == "/realm/keys":
        _send(to, 200, one.jwks())
    elif parts.path == "/realm/auth":
        back = {"state": query["state"], "iss": one.issuer}
        if one.error:
            back["error"] = one.error
        else:
            back["code"] = secrets.token_urlsafe(16)
            one.codes[back["code"]] = query
        to.send_response(302)
        to.send_header("Location", f"{query['redirect_uri']}?{urlencode(back)}")
        to.end_headers()
    else:
        _send(to, 404, {})


def _redeem(one: LittleProvider, to: BaseHTTPRequestHandler, form: Mapping[str, str]) -> None:
    """Give a token for a code, once, to whoever knows the verifier of the request."""
    asked = one.codes.pop(form.get("code", ""), None)
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    shown = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    if one.is_down:
        _send(to, 503, {})
    elif (
        asked is None
        or asked.get("code_challenge") != shown
        or asked.get("code_challenge_method") != "S256"
        or form.get("redirect_uri") != asked["redirect_uri"]
        or form.get("client_id") != CLIENT
    ):
        _send(to, 400, {"error": "invalid_grant"})
    else:
        token = {"access_token": "opaque", "token_type": "Bearer", "expires_in": one.life_s}
        _send(to, 200, {**token, "id_token": one.signed(asked["nonce"])})


def _send(to: BaseHTTPRequestHandler, status: int, content: object) -> None:
    body = json.dumps(content).encode()
    to.send_response(status)
    to.send_header("Content-Type", "application/json")
    to.send_header("Content-Length", str(len(body)))
    to.end_headers()
    to.wfile.write(body)
