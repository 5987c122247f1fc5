"""Answers what goes wrong as problem details (RFC 9457), and lets pages of other hosts read all answers."""

from __future__ import annotations

import json
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from api.responses import CUT, in_response, status_of
from geodata import entries, settings
from geodata.errors import GeodataError

if TYPE_CHECKING:
    from starlette.requests import Request

    from api.responses import Endpoint

_KIND: Final = "application/problem+json"


def problem(status: int, words: str, **headers: str) -> Response:
    """One of them, which no cache has."""
    said = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": words}
    kept = {"Cache-Control": "no-store", **headers}
    return Response(json.dumps(said, ensure_ascii=False), status, media_type=_KIND, headers=kept)


def in_problems(endpoint: Endpoint) -> Endpoint:
    """Answer as `responses.in_words` does, in the form that OGC's clients read."""

    @wraps(endpoint)
    def answered(request: Request) -> Response:
        try:
            found = endpoint(request)
        except GeodataError as error:
            if status_of(error) == CUT:  # nobody reads it
                return in_response(error)
            kept = in_response(error).headers
            headers = {name: kept[name] for name in ("retry-after", "www-authenticate") if name in kept}
            found = problem(status_of(error), str(error), **headers)
        found.headers.add_vary_header("Accept")  # which chooses between JSON and HTML
        _share(request, found)
        return found

    return answered


def _share(request: Request, answer: Response) -> None:
    """Let pages of the origins that the host named read an answer, which is anybody's: no cookie counts."""
    origin, allowed = request.headers.get("origin", ""), entries.split(settings.current().cors)
    if "*" in allowed:
        answer.headers["Access-Control-Allow-Origin"] = "*"
    elif allowed:
        answer.headers.add_vary_header("Origin")
        if origin.casefold() in allowed:
            answer.headers["Access-Control-Allow-Origin"] = origin
