"""Answers with a file or one range of its bytes, as RFC 9110 has it (sections 13 and 14).

Several ranges are answered whole, which it allows; nothing has a date, so that in `If-Range` none holds.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, BinaryIO, Final

from starlette.responses import Response, StreamingResponse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

_BLOCK: Final = 2**18
_UNIT: Final = re.compile(r"bytes=(?P<set>.*)", re.IGNORECASE)
_ONE: Final = re.compile(r"(?P<first>\d{0,4000})-(?P<last>\d{0,4000})", re.ASCII)


class UnsatisfiableRangeError(ValueError):
    """No byte that was asked for is there: 416."""


def asked_range(header: str | None, size: int) -> range | None:
    """The bytes that a `Range` header asks for; None: all of them.

    A header of another unit, of no valid form or of several satisfiable ranges asks for all.

    Raises
    ------
    UnsatisfiableRangeError
        If it is valid and none of its ranges lies within `size` bytes.
    """
    matched = _UNIT.fullmatch(header.strip()) if header else None
    if matched is None:
        return None
    parts = [part.strip(" \t") for part in matched["set"].split(",")]
    found = [_one(part, size) for part in parts if part]
    if not found or None in found:
        return None
    satisfiable = [each for each in found if each]
    if not satisfiable:
        raise UnsatisfiableRangeError(header)
    return satisfiable[0] if len(satisfiable) == 1 else None


def _one(part: str, size: int) -> range | None:
    """One range, empty if it is unsatisfiable; None if it is not valid."""
    matched = _ONE.fullmatch(part)
    if matched is None or part == "-":
        return None
    first, last = matched["first"], matched["last"]
    if not first:
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(size, int(last) + 1) if last else size)


def respond_with_range(
    request: Request, path: Path, media_type: str, *, tag: str, cache_control: str
) -> Response:
    """The file, a range of it, or what its preconditions ask for.

    Parameters
    ----------
    tag
        Names the file's content; the `ETag` without its quotation marks.

    Raises
    ------
    OSError
        If the file cannot be opened.
    """
    stream = path.open("rb")
    try:
        size = stream.seek(0, 2)
        headers = {"ETag": f'"{tag}"', "Cache-Control": cache_control, "Accept-Ranges": "bytes"}
        status, chosen = _decided(request, tag, size)
    except BaseException:
        stream.close()
        raise
    if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        headers["Content-Range"] = f"bytes */{size}"
    if status == HTTPStatus.PARTIAL_CONTENT:
        headers["Content-Range"] = f"bytes {chosen.start}-{chosen.stop - 1}/{size}"
    if status not in {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT}:
        stream.close()
        return Response(status_code=status, headers=headers)
    headers["Content-Length"] = str(len(chosen))
    if request.method == "HEAD":
        stream.close()
        return Response(status_code=status, headers=headers, media_type=media_type)
    return StreamingResponse(_bytes(stream, chosen), status, headers, media_type)


def _decided(request: Request, tag: str, size: int) -> tuple[HTTPStatus, range]:
    """In the order of RFC 9110, 13.2.2."""
    whole, asked = range(size), request.headers
    if "if-match" in asked and not _names(asked["if-match"], tag, weak=False):
        return HTTPStatus.PRECONDITION_FAILED, whole
    if "if-none-match" in asked and _names(asked["if-none-match"], tag, weak=True):
        return HTTPStatus.NOT_MODIFIED, whole
    # ranges are defined for GET alone (14.2)
    if request.method != "GET" or asked.get("if-range", f'"{tag}"').strip() != f'"{tag}"':
        return HTTPStatus.OK, whole
    try:
        chosen = asked_range(asked.get("range"), size)
    except UnsatisfiableRangeError:
        return HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, whole
    return (HTTPStatus.OK, whole) if chosen is None else (HTTPStatus.PARTIAL_CONTENT, chosen)


def _names(header: str, tag: str, *, weak: bool) -> bool:
    """Whether a list of entity tags has this one, or is `*`."""
    tags = (part.strip() for part in header.split(","))
    return any(part in {"*", f'"{tag}"'} or (weak and part == f'W/"{tag}"') for part in tags)


def _bytes(stream: BinaryIO, chosen: range) -> Iterator[bytes]:
    with stream:
        stream.seek(chosen.start)
        left = len(chosen)
        while left and (block := stream.read(min(_BLOCK, left))):
            left -= len(block)
            yield block


class Uncompressed:
    """ASGI middleware: base maps stay as they are, so that one `ETag` names one sequence of bytes.

    Streamlit's middleware would compress whatever a browser takes compressed.
    """

    def __init__(self, app: ASGIApp, *, base_path: str = "") -> None:
        self.app = app
        base = "/" + base_path.strip("/") if base_path.strip("/") else ""
        self.path = base + "/basemaps/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take `Accept-Encoding` out of such a request."""
        if scope["type"] == "http" and scope["path"].startswith(self.path):
            others = [pair for pair in scope["headers"] if pair[0].lower() != b"accept-encoding"]
            scope = {**scope, "headers": others}
        await self.app(scope, receive, send)
