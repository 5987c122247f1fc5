"""Answers with a frozen map: one HTML file of what is shown, sent while it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from api import asking, data
from api.exports import Export
from api.responses import ASK_AGAIN
from geodata import citing
from geodata.exporters.registry import file_name
from geodata.filters import Filters
from geodata.query import answers

if TYPE_CHECKING:
    from starlette.requests import Request

    from geodata.query.store import Store

Freeze = Callable[["Store", Filters, str, bool], Iterator[bytes]]
"""A dataset, a filter, the live view's address and whether the dataset's name may be told → the file."""
NAME: Final = "map.html"
TYPE: Final = "text/html; charset=utf-8"


def frozen(freeze: Freeze, base: str) -> Callable[[Request], Export]:
    """What is shown as a file to take away; of a dataset that is not public no address is told in it."""

    def made(request: Request) -> Export:
        store, filters = data.asked(request)
        public = data.is_public(request)
        server = asking.address(request, base)
        address = citing.address(server, store.dataset, filters) if public else ""
        name = file_name("html", store.dataset, filters)
        headers = {
            "Cache-Control": data.lifetime_of(request, ASK_AGAIN),
            "Content-Disposition": f'attachment; filename="{name}"',
        }
        blocks = freeze(store, filters, address, public)
        return Export(blocks, TYPE, headers, answers.counts(store, filters).shown)

    return made
