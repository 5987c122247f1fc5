"""Puts security headers on every HTTP response, Streamlit's own and those of unforeseen errors included."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING, Final

from api import requests
from api.responses import error_response
from geodata import settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send


_INLINE_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def content_security_policy(image_hosts: Iterable[str], frame_ancestors: str, page: str = "") -> str:
    """The page's policy: scripts from this server alone, no `eval`, pictures also from `image_hosts`.

    Streamlit styles with inline styles and embeds one font. The inline script of its `page`, of one line, is
    named by its hash: a visitor's console has no error then. WebAssembly stays refused: nothing needs it.
    """
    directives = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", *inline_scripts(page)]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": " ".join(["'self'", "data:", "blob:", *image_hosts]),
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": frame_ancestors,
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def inline_scripts(page: str) -> list[str]:
    """The sources by which a policy lets in the scripts that stand in a page of HTML itself."""
    digests = [hashlib.sha256(script.encode()).digest() for script in _INLINE_SCRIPT.findall(page)]
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def frame_ancestors() -> str:
    """Who may frame the page; the settings are checked: a `;` there could change the whole policy."""
    return " ".join(settings.current().frame_ancestors.split())


class SecurityHeaders:
    """ASGI middleware; it leaves WebSocket handshakes alone."""

    def __init__(self, app: ASGIApp, *, image_hosts: Iterable[str] = (), page: str = "") -> None:
        self.app = app
        headers = {
            "content-security-policy": content_security_policy(image_hosts, frame_ancestors(), page),
            "x-content-type-options": "nosniff",
            # OpenStreetMap's tile servers refuse requests without a referrer
            "referrer-policy": "strict-origin-when-cross-origin",
            "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "cross-origin-opener-policy": "same-origin",
        }
        self._headers = [(name.encode(), value.encode()) for name, value in headers.items()]
        self._names = {name for name, _ in self._headers}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, with our headers in place of its own of the same names."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def secured(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                others = [pair for pair in message.get("headers", ()) if pair[0].lower() not in self._names]
                message = {**message, "headers": [*others, *self._headers]}
            await send(message)

        try:
            await self.app(scope, receive, secured)
        except requests.LEFT:
            raise
        except Exception:
            # Starlette answers unforeseen errors outside of all middleware, so without these headers
            if not started:
                quoted = requests.current_id()
                words = (
                    f"Something went wrong on the server; its log has the details under {quoted}: quote it."
                )
                await error_response(500, words)(scope, receive, secured)
            raise
