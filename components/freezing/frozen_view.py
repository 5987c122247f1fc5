"""Freezes a view for whoever is at the machine; the file tells of a dataset what anybody may know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from access import configuration
from access.deciding import is_public
from components.freezing import document
from geodata import citing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.filters import Filters
    from geodata.query.store import Store


def of(store: Store, filters: Filters, *, server: str = "") -> Iterator[bytes]:
    """The file in pieces, see `document.freeze`; it leads to a server's page if the dataset is public."""
    public = is_public(configuration.mode("127.0.0.1"), store.dataset.name)
    address = citing.address(server, store.dataset, filters) if server and public else ""
    return document.freeze(store, filters, document.Told(address, named=public))
