"""Makes and reads signed links that open one dataset until a moment, whoever has them."""

from __future__ import annotations

import time
from typing import Final

from itsdangerous import BadSignature, URLSafeSerializer

from access.configuration import link_secret
from geodata.library import catalog, readers

COOKIE: Final = "incidents_links"
PARAMETER: Final = "link"
MOST: Final = 8
"""Links that a browser holds; of more, the oldest go."""
LONGEST_DAYS: Final = 366
_SALT: Final = "incident-map link 1"


def make(dataset: str, mark: str, *, days: float) -> str:
    """A text that opens a dataset for so many days.

    Raises
    ------
    ValueError
        If the days are not between 0 and 366, or there is no mark.
    """
    if not mark or not 0 < days <= LONGEST_DAYS:
        raise ValueError(f"days: more than 0 and at most {LONGEST_DAYS} were expected, and a mark")
    return _serializer().dumps([dataset, mark, int(time.time() + days * 86_400)])


def read(text: str, *, now: float | None = None) -> tuple[str, str] | None:
    """The dataset and the mark that a link names; none if it is no link of ours, or has ended."""
    try:
        dataset, mark, ends = _serializer().loads(text)
    except (BadSignature, ValueError, TypeError):
        return None
    return (str(dataset), str(mark)) if (time.time() if now is None else now) < ends else None


def opens(named: tuple[str, str]) -> str | None:
    """The dataset that a link opens, which may have been renamed since; none if no dataset has its mark."""
    dataset, mark = named
    names = (dataset, *catalog.names()) if mark else ()
    return next((each for each in names if readers.of(each).mark == mark), None)


def held(cookie: str) -> frozenset[tuple[str, str]]:
    """What the links in a cookie open."""
    found = (read(each) for each in cookie.split("~")[:MOST])
    return frozenset(each for each in found if each is not None)


def added(cookie: str, link: str) -> str:
    """The cookie with one more link, the newest first, without those that have ended."""
    before = [each for each in cookie.split("~") if each != link and read(each) is not None]
    return "~".join([link, *before][:MOST])


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(link_secret(), salt=_SALT)
