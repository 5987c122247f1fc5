"""Checks every setting and what it names: at the server's start, and in the command `settings`.

What reads data is imported by a check alone whose variable is set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata import settings
from geodata.errors import GeodataError, MissingPackageError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable


def problems() -> list[GeodataError]:
    """All that keeps the server from starting; nobody else is asked, neither a database nor a geocoder."""
    found: list[GeodataError] = [*settings.problems()]
    if found:
        return found
    given = [each.variable for each in settings.listed() if each.source == "environment"]
    checks = [check for begins, check in _CHECKS.items() if any(name.startswith(begins) for name in given)]
    return [error for check in checks if (error := _error_of(check)) is not None]


def remarks() -> list[SettingsError]:
    """What a setting names and is not here, or not yet: the server starts all the same."""
    now = settings.current()
    if not now.opens:
        return []
    from geodata.library import catalog, paths  # noqa: PLC0415 - see above

    hidden = now.case == "hidden" and now.opens == paths.DEFAULT
    if now.opens in catalog.names() and not hidden:
        return []
    expected = "no dataset here has this name, so the page opens the first that its visitor may see"
    return [SettingsError("INCIDENTS_OPENS", f"'{now.opens}' was found", expected)]


def _store() -> None:
    """The address, and the engine's package."""
    from geodata.engines import addresses  # noqa: PLC0415 - see above
    from geodata.query import publishing  # noqa: PLC0415 - as above

    address = addresses.from_settings()
    if address is None:
        return
    try:
        publishing.host(address)
    except MissingPackageError as error:
        install = f'its package is missing: python -m pip install "{error.packages}"'
        raise SettingsError("INCIDENTS_STORE", f"'{address.shown}' was found", install) from None


def _geocoder() -> None:
    from geodata.places import services  # noqa: PLC0415 - as above

    services.from_settings()


def _tile_sets() -> None:
    from geodata.basemaps import own_tile_sets  # noqa: PLC0415 - as above

    own_tile_sets.own()


def _base_map() -> None:
    from geodata.basemaps import collection  # noqa: PLC0415 - as above

    collection.from_settings()


_CHECKS: Final = {
    "INCIDENTS_STORE": _store,
    "INCIDENTS_GEOCODER": _geocoder,
    "INCIDENTS_TILE_SETS": _tile_sets,
    "INCIDENTS_BASEMAP": _base_map,
}
"""By how their variables begin."""


def _error_of(check: Callable[[], object]) -> GeodataError | None:
    try:
        check()
    except GeodataError as error:
        return error
    return None
