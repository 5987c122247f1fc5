"""Keeps what only an operator may ask for from everybody else: metrics, and what Streamlit says of itself."""

from __future__ import annotations

import hmac
import ipaddress
from typing import TYPE_CHECKING, Final

from starlette.requests import HTTPConnection

from api.responses import error_response
from geodata import settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

FOR_OPERATORS: Final = ("/metrics", "/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent")
"""With all that lies below them."""
_FORWARDED: Final = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
"""What a proxy adds: its own address is this machine's, its visitors are not."""


class OperatorsOnly:
    """ASGI middleware: `FOR_OPERATORS` answer this machine, or who has the token; 403 to everybody else."""

    def __init__(self, app: ASGIApp, *, base_path: str = "") -> None:
        self.app = app
        base = "/" + base_path.strip("/") if base_path.strip("/") else ""
        self._paths = tuple(base + path for path in FOR_OPERATORS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, or refuse."""
        if scope["type"] == "http" and self._covers(scope["path"]) and not may_operate(HTTPConnection(scope)):
            words = "This is answered to the machine itself, or with the token of INCIDENTS_METRICS_TOKEN."
            await error_response(403, words)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _covers(self, path: str) -> bool:
        return any(path == each or path.startswith(each + "/") for each in self._paths)


def may_operate(asked: HTTPConnection) -> bool:
    """Whether who asks has the operator's token, or sits at this machine without a proxy between."""
    token = settings.current().metrics_token.get_secret_value()
    given = asked.headers.get("authorization", "")
    if token and hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    return _is_loopback(asked) and not any(name in asked.headers for name in _FORWARDED)


def _is_loopback(asked: HTTPConnection) -> bool:
    try:
        return asked.client is not None and ipaddress.ip_address(asked.client.host).is_loopback
    except ValueError:
        return False
