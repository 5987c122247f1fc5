"""Makes HTTP responses of bytes, files and errors: validators, compression, how long a cache has them."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse

from access.deciding import AccessDeniedError
from geodata.errors import (
    AbandonedError,
    ExportError,
    GeodataError,
    LibraryError,
    LimitError,
    QuotaError,
    WithdrawnError,
)

if TYPE_CHECKING:
    from pathlib import Path

FOREVER: Final = "public, max-age=31536000, immutable"
"""For what its address names completely: the answer at that address never changes."""
FIVE_MINUTES: Final = "public, max-age=300, must-revalidate"
"""For what is said of a version: it stays the same, but may be withdrawn, and must then be forgotten soon."""
NO_STORE: Final = "private, no-store"
"""For one person's upload, and for errors: no cache has it, the browser's own neither."""
ONE_DAY: Final = "public, max-age=86400"
"""For what changes with the program's packages alone, and does no harm if it is seen a day longer."""
ASK_AGAIN: Final = "no-cache"
"""A cache may have it, and asks each time whether it is still the same."""

WORTH_COMPRESSING: Final = 512  # bytes
_BLOCK: Final = 2**20
_REFUSED: Final = re.compile(r"q=0(\.0{0,3})?", re.IGNORECASE)
"""A quality of zero, in all the ways that it may be written (RFC 9110, 12.4.2)."""

Endpoint = Callable[[Request], Response]


@dataclass(frozen=True)
class Body:
    """What an address answers; while it is in memory, it is compressed once."""

    content: bytes
    media_type: str
    cache_control: str = FOREVER
    effort: int = 6
    """Of gzip: little for what is asked for once, and waited for."""
    named: str = ""
    """The tag, where the address names the content; else it is made of the content."""

    @cached_property
    def tag(self) -> str:
        """What an `ETag` is made of."""
        return self.named or hashlib.sha256(self.content).hexdigest()[:32]

    @cached_property
    def gzipped(self) -> bytes:
        """The content as gzip, the same bytes every time."""
        return gzip.compress(self.content, compresslevel=self.effort, mtime=0)


def respond(request: Request, body: Body, **headers: str) -> Response:
    """The body, compressed where the browser takes that, or 304 where it has it already.

    These bytes bring their own `Content-Encoding`: Streamlit's middleware would compress them every time.
    """
    compress = len(body.content) >= WORTH_COMPRESSING and accepts_gzip(request)
    tag = f'"{body.tag}-gzip"' if compress else f'"{body.tag}"'
    headers |= tagged(tag, body.cache_control)
    if has_already(request, body.tag):
        return Response(status_code=304, headers=headers)
    if compress:
        headers["Content-Encoding"] = "gzip"
    return Response(body.gzipped if compress else body.content, headers=headers, media_type=body.media_type)


def respond_with_file(
    request: Request, path: Path, media_type: str, *, cache_control: str, tag: str
) -> Response:
    """A gzip file, as it is where the browser takes that, else unpacked on the way."""
    headers = tagged(f'"{tag}-gzip"' if accepts_gzip(request) else f'"{tag}"', cache_control)
    if has_already(request, tag):
        return Response(status_code=304, headers=headers)
    if accepts_gzip(request):
        headers["Content-Encoding"] = "gzip"
        return FileResponse(path, headers=headers, media_type=media_type)
    return StreamingResponse(_unpacked(path), headers=headers, media_type=media_type)


def unchanged(request: Request, tag: str, *, cache_control: str) -> Response | None:
    """304 for a browser that names this tag; nothing of the content is needed for it."""
    for each in (f"{tag}-gzip", tag):
        if f'"{each}"' in _given_tags(request):
            return Response(status_code=304, headers=tagged(f'"{each}"', cache_control))
    return None


def tagged(tag: str, cache_control: str) -> dict[str, str]:
    """Headers of an answer with a tag, which one that nobody may keep does not have."""
    said = {"Cache-Control": cache_control, "Vary": "Accept-Encoding"}
    return said if cache_control == NO_STORE else {"ETag": tag, **said}


def _unpacked(path: Path) -> Iterator[bytes]:
    with gzip.open(path, "rb") as stream:
        while block := stream.read(_BLOCK):
            yield block


def accepts_gzip(request: Request) -> bool:
    """As the browser says of gzip itself, else of all that it does not name, `*` (RFC 9110, 12.5.3)."""
    accepted = {}
    for choice in request.headers.get("accept-encoding", "").split(","):
        name, _, quality = choice.partition(";")
        accepted[name.strip().lower()] = not _REFUSED.fullmatch(quality.replace(" ", ""))
    return accepted.get("gzip", accepted.get("*", False))


def has_already(request: Request, tag: str) -> bool:
    """Whether `If-None-Match` names this content, in either encoding (weak comparison, RFC 9110, 13.1.2)."""
    return not {"*", f'"{tag}"', f'"{tag}-gzip"'}.isdisjoint(_given_tags(request))


def _given_tags(request: Request) -> set[str]:
    given = request.headers.get("if-none-match", "").split(",")
    return {part.strip().removeprefix("W/") for part in given}


def error_response(status: int, words: str, **headers: str) -> JSONResponse:
    """An error a person can read; no cache has it."""
    kept = {"Cache-Control": "no-store", **headers}
    return JSONResponse({"error": words}, status_code=status, headers=kept)


def limit_response(error: LimitError) -> JSONResponse:
    """Says which limit was met, and when it may be asked again."""
    return error_response(status_of(error), str(error), **{"Retry-After": str(error.retry_after_s)})


def in_words(endpoint: Endpoint) -> Endpoint:
    """Answer errors a researcher can meet in words: see `_STATUS`; 400 for a wrong question.

    Anything else is a bug and ends as one.
    """

    @wraps(endpoint)
    def answered(request: Request) -> Response:
        try:
            return endpoint(request)
        except GeodataError as error:
            return in_response(error)

    return answered


def in_response(error: GeodataError) -> JSONResponse:
    """An error's words with its status code, and with what its asker can do about it."""
    if isinstance(error, LimitError):
        return limit_response(error)
    login = {"WWW-Authenticate": "Bearer"} if status_of(error) == 401 else {}
    return error_response(status_of(error), str(error), **login)


CUT: Final = 499
"""The status of a request whose answer nobody waited for, as proxies log it."""
_STATUS: Final = (
    (AbandonedError, CUT),
    (WithdrawnError, 410),
    (LookupError, 404),
    (LibraryError, 503),
    (ExportError, 503),
    (QuotaError, 429),
    (LimitError, 503),
)
"""What was taken back is gone; a damaged or unreachable library is the server's fault, and may be mended."""


def status_of(error: GeodataError) -> int:
    """The status code of an error that is told in words; 401 where to log in or to show a key helps."""
    if isinstance(error, AccessDeniedError):
        return 401 if error.login_helps else 403
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 400)
