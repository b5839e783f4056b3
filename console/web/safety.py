"""What holds for every response: what browsers may do with it, and how much anybody may send."""

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_UPLOAD_BYTES = 32 * 1024 * 1024
"""The largest message that the service accepts; forms without files are far smaller."""

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_STATIC = "/static/"
_NO_STORE = "no-store"
_KEEP = "public, max-age=86400"
"""Style and scripts hold nothing of anybody; their addresses change with the version."""
_STRICT_TRANSPORT = "max-age=31536000"


class Safety:
    """Adds the headers, and refuses foreign hosts and bodies that are too large."""

    def __init__(self, app: ASGIApp, *, hosts: Collection[str], is_secure: bool) -> None:
        """Wrap an application.

        hosts: by which names the console is reached; empty: any, where a certificate proves the
        name to the browser. Without TLS, a page of another name that resolves to this machine
        would otherwise count as the console's own (DNS rebinding).
        """
        self._app, self._hosts, self._is_secure = app, frozenset(hosts), is_secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(Headers(scope=scope))
        app = self._app if refusal is None else refusal
        await app(scope, _Bounded(receive), self._with_headers(scope, send))

    def _refusal(self, headers: Headers) -> ASGIApp | None:
        host = headers.get("host", "").rpartition(":")[0] or headers.get("host", "")
        if self._hosts and host.strip("[]") not in self._hosts:
            return PlainTextResponse("This console has another name.", 421)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MAX_UPLOAD_BYTES:
            return PlainTextResponse(f"At most {MAX_UPLOAD_BYTES:,} bytes.", 413)
        return None

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        path = str(scope["path"])

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                is_kept = path.startswith(_STATIC) and message["status"] in (200, 304)
                headers["Cache-Control"] = _KEEP if is_kept else _NO_STORE
                if self._is_secure:
                    headers["Strict-Transport-Security"] = _STRICT_TRANSPORT
            await send(message)

        return send_with_headers


class _Bounded:
    """Ends a body that is longer than it may be, whatever its head says."""

    def __init__(self, receive: Receive) -> None:
        self._receive, self._count = receive, 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._count += len(message.get("body", b""))
        if self._count > MAX_UPLOAD_BYTES:
            return {"type": "http.disconnect"}
        return message
