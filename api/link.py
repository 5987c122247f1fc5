"""Takes a signed link: its bearer's browser holds it from then on, and sees the dataset that it opens."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.responses import PlainTextResponse, RedirectResponse

from access import links

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from api.responses import Endpoint

_NOT_KEPT = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
ENDED = "This link opens nothing, or no more. Ask whoever gave it to you for a new one."


def followed(base: str) -> Endpoint:
    """Answer `/link/…` by going on to the dataset's page, without the link in its address."""

    def endpoint(request: Request) -> Response:
        link = request.path_params["link"]
        named = links.read(link)
        dataset = links.opens(named) if named else None
        if dataset is None:
            return PlainTextResponse(ENDED, 404, headers=_NOT_KEPT)
        response = RedirectResponse(f"{base}/?{urlencode({'dataset': dataset})}", 303, headers=_NOT_KEPT)
        response.set_cookie(
            links.COOKIE,
            links.added(request.cookies.get(links.COOKIE, ""), link),
            path=f"{base}/",
            max_age=links.LONGEST_DAYS * 86_400,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return response

    return endpoint
