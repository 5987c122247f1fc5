"""Checks every setting and what it names: at the server's start, and in the command `settings`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata import settings
from geodata.basemaps import collection, own_tile_sets
from geodata.engines import addresses
from geodata.errors import GeodataError, MissingPackageError, SettingsError
from geodata.places import services
from geodata.query import publishing

if TYPE_CHECKING:
    from collections.abc import Callable


def problems() -> list[GeodataError]:
    """All that keeps the server from starting; nobody else is asked, neither a database nor a geocoder."""
    found: list[GeodataError] = [*settings.problems()]
    if found:
        return found
    checks = (_store, services.from_settings, own_tile_sets.own, collection.from_settings)
    return [error for check in checks if (error := _error_of(check)) is not None]


def _store() -> None:
    """The address, and the engine's package."""
    address = addresses.from_settings()
    if address is None:
        return
    try:
        publishing.host(address)
    except MissingPackageError as error:
        install = f'its package is missing: python -m pip install "{error.packages}"'
        raise SettingsError("INCIDENTS_STORE", f"'{address.shown}' was found", install) from None


def _error_of(check: Callable[[], object]) -> GeodataError | None:
    try:
        check()
    except GeodataError as error:
        return error
    return None
