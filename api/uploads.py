"""Bounds the files that visitors' browsers put into the server's memory, by visitor and in all.

Streamlit takes any file for an open session, under whatever id the address invents, and holds it until the
session ends, some time after its page was closed. What a visitor brings beyond their share takes the place of
what they brought before, in other pages first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from starlette.requests import HTTPConnection

from api.responses import error_response, limit_response
from geodata import settings
from geodata.errors import BusyError, LimitError, QuotaError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

Held = Callable[[], Mapping[str, Mapping[str, int]]]
"""Bytes of each file that memory holds, by session and file, the oldest first."""
Forget = Callable[[str, str], None]
"""Takes a session's file out of memory."""

_PUT: Final = re.compile(r".*/_stcore/upload_file/(?P<session>[^/]+)/(?P<file>[^/]+)/?")
_FRAMING: Final = 2**16
"""Bytes that a form has beside its file."""


class UploadQuotas:
    """ASGI middleware in front of Streamlit's uploads."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        held: Held,
        forget: Forget,
        visitor: Callable[[HTTPConnection], str] | None = None,
    ) -> None:
        self.app, self._held, self._forget, self._visitor = app, held, forget, visitor
        self._coming: Counter[str] = Counter()
        self._whose: dict[str, str] = {}
        """The visitor of each session that has brought something; without, each is a visitor of its own."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, but 413 or 503 for what is too much."""
        found = (
            _PUT.fullmatch(scope["path"]) if scope["type"] == "http" and scope["method"] == "PUT" else None
        )
        if found is None:
            await self.app(scope, receive, send)
            return
        if self._visitor is not None:
            self._whose[found["session"]] = self._visitor(HTTPConnection(scope))
        started, refused = False, list[LimitError]()

        async def noted(message: Message) -> None:
            nonlocal started
            if started or not refused:  # an error within would be answered by the application itself
                started = True
                await send(message)

        try:
            await self._taken(scope, receive, noted, found["session"], found["file"], refused)
        except Exception:
            if started or not refused:
                raise
        if refused and not started:
            too_large = isinstance(refused[0], QuotaError)
            answer = error_response(413, str(refused[0])) if too_large else limit_response(refused[0])
            await answer(scope, receive, send)

    async def _taken(  # noqa: PLR0913, PLR0917 - what ASGI gives, and whose file it is
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        session: str,
        file: str,
        refused: list[LimitError],
    ) -> None:
        reserved = received = 0

        def reserve(size: int) -> None:
            nonlocal reserved
            if size > reserved:
                try:
                    self._make_room(session, file, size - reserved)
                except LimitError as error:
                    refused.append(error)
                    raise
                self._coming[session] += size - reserved
                reserved = size

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            reserve(received)
            return message

        try:
            reserve(_announced(scope))
            await self.app(scope, counted, send)
        finally:
            self._coming[session] -= reserved
            self._coming += Counter()  # those at zero are gone
            self._keep_few(session, file)

    def _make_room(self, session: str, file: str, more: int) -> None:
        """Forget the visitor's oldest files for a new one; refuse what would be too much all the same."""
        quota, files = settings.current().quota, self._held()
        own = self._sessions_of_the_same(session, files)
        mine = sum(self._coming[each] for each in own) + more - _FRAMING
        if mine > quota.upload_bytes:
            raise QuotaError(
                f"This would be {_megabytes(mine)}, at most {_megabytes(quota.upload_bytes)} may be "
                "under way for one visitor. Make the file smaller, for example by a ZIP archive, or split it."
            )
        held = {(each, name): size for each in own for name, size in files.get(each, {}).items()}
        for each, name in [*held]:
            here = sum(1 for other, _ in held if other == session)
            too_many = each == session and here >= quota.upload_files
            too_large = mine + sum(held.values()) > quota.upload_bytes
            if (too_many or too_large) and (each, name) != (session, file):
                self._forget(each, name)
                del held[each, name]
        everybody = sum(sum(files.values()) for files in self._held().values()) + self._coming.total() + more
        if everybody - _FRAMING > quota.upload_bytes_all:
            raise BusyError(
                "The files of other visitors fill the memory that there is for uploads.", retry_after_s=60
            )

    def _sessions_of_the_same(self, session: str, files: Mapping[str, Mapping[str, int]]) -> list[str]:
        """All sessions of a session's visitor that have, or send, something: this one last."""
        self._whose = {
            each: whose for each, whose in self._whose.items() if each in files or each in self._coming
        } | ({session: self._whose[session]} if session in self._whose else {})
        whose = self._whose.get(session)
        return [each for each, other in self._whose.items() if other == whose and each != session] + [session]

    def _keep_few(self, session: str, newest: str) -> None:
        held = [each for each in self._held().get(session, {}) if each != newest]
        for each in held[: max(0, len(held) + 1 - settings.current().quota.upload_files)]:
            self._forget(session, each)


def _announced(scope: Scope) -> int:
    """Bytes that the request says it has; 0 where it does not say."""
    said = dict(scope["headers"]).get(b"content-length", b"0")
    return int(said) if said.isdigit() and len(said) < 16 else 0


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB"
