"""Lets requests in: by the server's own names, and to Streamlit's own addresses by who may do what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.requests import HTTPConnection

from access import hosts
from access.acts import Act
from access.deciding import may
from api.responses import error_response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from access.acts import Mode
    from api.asking import Who

STREAMLITS: Final = {"_stcore/upload_file/": Act.IMPORT}
"""What is done at addresses of Streamlit's own that are not for everybody, by how these begin."""


class Door:
    """ASGI middleware for requests and for WebSocket handshakes, before anything else looks at them."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        mode: Callable[[], Mode],
        who: Who,
        known: Callable[[], Iterable[str]] = tuple,
        base_path: str = "",
    ) -> None:
        self.app, self._mode, self._who = app, mode, who
        self._known, base = known, base_path.strip("/")
        self._acts = {f"/{base}/{path}" if base else f"/{path}": act for path, act in STREAMLITS.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go on, or refuse in words; a handshake that is refused becomes 403."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        refused = self._refusal(scope)
        if refused is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
        else:
            await error_response(*refused)(scope, receive, send)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        request = HTTPConnection(scope)
        words = hosts.refusal(
            self._mode(),
            request.headers,
            client=request.client.host if request.client else None,
            known=self._known(),
            websocket=scope["type"] == "websocket",
        )
        if words is not None:
            return 421, words
        act = next((act for path, act in self._acts.items() if scope["path"].startswith(path)), None)
        decision = may(self._who(request), act) if act is not None else None
        return None if decision is None or decision else (403, decision.words)
