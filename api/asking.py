"""Asks of each request who sends it and whether they may: an address is answered by its rule alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.requests import HTTPConnection
from starlette.routing import Route

from access import asking, links, shown, visitors
from access.acts import Act, Mode
from access.deciding import require
from access.people import Person
from geodata.filters import checked_parameters

if TYPE_CHECKING:
    from starlette.requests import Request

Made = TypeVar("Made")
Who = Callable[[HTTPConnection], Person]
"""A request → who sends it."""
Claims = Callable[[Mapping[str, str]], Mapping[str, Any]]
"""A browser's cookies → the claims of the identity token in them, if the server signed it."""


def nobody(_: HTTPConnection) -> Person:
    """A visitor of whom nothing is known."""
    return Person(Mode.PUBLIC)


def known_by(mode: Callable[[], Mode], claims: Claims) -> Who:
    """Who sends a request: its session's cookie, a signed link, or a key in `Authorization`."""

    def who(request: HTTPConnection) -> Person:
        own = not asking.comes_from_elsewhere(request.headers)
        return asking.person(
            mode(),
            claims=claims(request.cookies) if own else None,
            cookie=request.cookies.get(links.COOKIE, "") if own else "",
            link=request.query_params.get(links.PARAMETER, ""),
            authorization=request.headers.get("authorization", ""),
            address=visitors.address(request.client.host if request.client else "", request.headers),
        )

    return who


def address(request: Request, path: str) -> str:
    """The whole address of a path of this server, by the name under which it was asked."""
    return f"{str(request.base_url).rstrip('/')}{path}"


class Ruled(Route):
    """A route with the act that it is; none where there is nothing to protect."""

    def __init__(self, path: str, endpoint: Callable[..., Any], *, act: Act | None) -> None:
        self.act = act
        super().__init__(path, endpoint)


def guarded(
    make: Callable[[Request], Made], who: Who, act: Act | None, takes: Sequence[str] = ()
) -> Callable[[Request], Made]:
    """The same for those who may do the act, to the dataset that the address names if it names one.

    Others meet an `AccessDeniedError`, or an `UnknownDatasetError` where they may not know of it;
    those who may, an `UnknownParameterError` where the address has a parameter besides those that it `takes`.
    """

    @wraps(make)
    def asked(request: Request) -> Made:
        person = request.state.person = who(request)
        shown.look_as(person)
        dataset = request.path_params.get("dataset")
        if act is not None and dataset is not None:
            shown.check(person, act, dataset, request.path_params.get("version"))
        elif act is not None:
            require(person, act)
        if act is not None:
            checked_parameters(request.url.query, known=(*takes, links.PARAMETER))
        return make(request)

    return asked
