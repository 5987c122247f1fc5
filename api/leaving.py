"""Ends a login for good where Streamlit forgets its cookie: a copy of the cookie opens nothing more."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from starlette.requests import HTTPConnection

from access import asking
from geodata.errors import GeodataError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from api.asking import Claims

_log: Final = logging.getLogger("incidents.access")
_WAY_OUT: Final = "auth/logout"


class LoggedOut:
    """ASGI middleware in front of Streamlit's way out."""

    def __init__(self, app: ASGIApp, *, claims: Claims, base_path: str = "") -> None:
        self.app, self._claims = app, claims
        self._path = "/" + "/".join(filter(None, (base_path.strip("/"), _WAY_OUT)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as Streamlit does, who takes the cookie away, when the login has been ended."""
        if scope["type"] == "http" and scope["path"].rstrip("/") == self._path:
            await asyncio.to_thread(self._ended, HTTPConnection(scope))
        await self.app(scope, receive, send)

    def _ended(self, request: HTTPConnection) -> None:
        if asking.comes_from_elsewhere(request.headers):
            return
        try:
            if claims := self._claims(request.cookies):
                asking.log_out(claims)
        except GeodataError as error:  # the cookie goes all the same
            _log.error("a login was not ended for good: %s", error)
