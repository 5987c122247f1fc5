"""Puts large uploads on the disk as they come: what Streamlit holds in memory is a ticket for them.

Small files of one page that are many together are large, too.
"""

from __future__ import annotations

import asyncio
import re
import shutil
from typing import TYPE_CHECKING, Any, Final

from starlette.datastructures import MutableHeaders, UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from access import imports
from api.responses import error_response
from geodata import settings
from geodata.sandbox.private_folders import PrivateFolder

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PUT: Final = re.compile(r".*/_stcore/upload_file/(?P<session>[^/]+)/[^/]+/?")
_FRAMING: Final = 2**16
"""Bytes that a form has beside its file."""
_BOUNDARY: Final = "incident-map-upload"


class Spooled:
    """ASGI middleware in front of Streamlit's uploads; its checks of who may upload are made as before."""

    def __init__(self, app: ASGIApp, *, base_path: str = "") -> None:
        self.app, self._base = app, base_path.strip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go on, with a ticket in place of a large file."""
        if not _is_large(scope):
            await self.app(scope, receive, send)
            return
        if (refused := _too_large(scope)) is not None:
            await refused(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            async with request.form(max_files=1, max_fields=1) as form:
                files = [each for each in form.values() if isinstance(each, UploadFile)]
                if len(files) != 1:
                    await error_response(400, "One file was expected.")(scope, receive, send)
                    return
                await self._handed_on(request, files[0], send)
        except MultiPartException as error:
            await error_response(400, error.message)(scope, receive, send)

    async def _handed_on(self, request: Request, file: UploadFile, send: Send) -> None:
        secret = imports.secret_of(request.cookies.get(imports.COOKIE, ""))
        folder = await asyncio.to_thread(_kept, file)
        ticket = imports.put(folder, file.size or 0, secret)
        taken = False

        async def answered(message: Message) -> None:
            nonlocal taken
            if message["type"] == "http.response.start" and message["status"] < 300:
                taken = True
                self._remember(MutableHeaders(scope=message), secret, request)
            await send(message)

        try:
            scope, receive = _with_ticket(request.scope, file, ticket)
            await self.app(scope, receive, answered)
        finally:
            if not taken:
                imports.drop(ticket)

    def _remember(self, headers: MutableHeaders, secret: str, request: Request) -> None:
        """Have the browser hold its secret until it is closed, for this server, out of scripts' reach."""
        path = f"/{self._base}/" if self._base else "/"
        secure = "; Secure" if request.url.scheme == "https" else ""
        headers.append(
            "Set-Cookie", f"{imports.COOKIE}={secret}; Path={path}; HttpOnly; SameSite=Lax{secure}"
        )


def _is_large(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "PUT":
        return False
    found = _PUT.fullmatch(scope["path"])
    return found is not None and imports.is_large(found["session"], _announced(scope))


def _announced(scope: Scope) -> int:
    said = dict(scope["headers"]).get(b"content-length", b"")
    return int(said) if said.isdigit() and len(said) < 16 else 0


def _too_large(scope: Scope) -> Response | None:
    """Refused before it is sent: the page said how large a file may be."""
    most = settings.current().limit.bytes_in
    if _announced(scope) <= most + _FRAMING:
        return None
    return error_response(413, f"A file may have {most:,} bytes at the most.")


def _kept(file: UploadFile) -> PrivateFolder:
    """The file in a folder of its own."""
    folder = PrivateFolder()
    with (folder.path / "upload").open("xb") as target:
        shutil.copyfileobj(file.file, target, 1 << 20)
    (folder.path / "upload").chmod(0o400)
    return folder


def _with_ticket(scope: Scope, file: UploadFile, ticket: bytes) -> tuple[Scope, Receive]:
    """The same request with a ticket as the file's content."""
    described = b"".join(b"%s: %s\r\n" % each for each in file.headers.raw)
    body = b"--%s\r\n%s\r\n" % (_BOUNDARY.encode(), described) + ticket + f"\r\n--{_BOUNDARY}--\r\n".encode()
    headers = MutableHeaders(raw=list(scope["headers"]))
    headers["content-type"] = f"multipart/form-data; boundary={_BOUNDARY}"
    headers["content-length"] = str(len(body))
    messages: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return messages.pop() if messages else {"type": "http.disconnect"}

    return {**scope, "headers": headers.raw}, receive
