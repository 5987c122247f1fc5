"""Reads from an address where the map stands and which layers it shows; the browser alone writes it there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geodata.errors import FilterError
from geodata.model import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

VIEW, BASE, HIDDEN = "at", "base", "hide"
NAMES: Final = (VIEW, BASE, HIDDEN)
"""Parameters of the address: `at=42.97,20.78,11&base=osm&hide=site,statement`."""
HIGHEST_ZOOM: Final = 22


@dataclass(frozen=True)
class MapAddress:
    """What an address says of the map."""

    view: tuple[float, float, float] | None = None
    """Latitude and longitude of the centre in degrees, and the zoom; None: as the map fits itself."""
    base: str | None = None
    """Key of a base map; None: the outline."""
    hidden: tuple[str, ...] = ()
    """Kinds and reference layers switched off in the layer control."""

    def to_map(self) -> dict[str, Any]:
        """As the component takes it: JSON."""
        view = None if self.view is None else dict(zip(("lat", "lon", "zoom"), self.view, strict=True))
        return {"view": view, "base": self.base, "hidden": list(self.hidden)}


def read(
    address: Mapping[str, Sequence[str]], bases: Sequence[str], layers: Sequence[str] = ()
) -> MapAddress:
    """What the address says of the map.

    Parameters
    ----------
    bases, layers
        Keys of the base maps and of the reference layers that are offered.

    Raises
    ------
    FilterError
        If it names a view, a base map or a kind that cannot be.
    """
    given = _given(address)
    return MapAddress(
        view=_view(given[VIEW]) if VIEW in given else None,
        base=_one_of(BASE, given[BASE], bases) if BASE in given else None,
        hidden=tuple(
            _one_of(HIDDEN, each, (*KINDS, *layers)) for each in given.get(HIDDEN, "").split(",") if each
        ),
    )


def readable(
    address: Mapping[str, Sequence[str]], bases: Sequence[str], layers: Sequence[str] = ()
) -> tuple[MapAddress, tuple[FilterError, ...]]:
    """The same without what cannot be, and what is wrong with each part left out."""
    found, wrong = MapAddress(), []
    hidden = [kind for kind in _given(address).get(HIDDEN, "").split(",") if kind]
    asked = [*((name, value) for name, value in _given(address).items() if name != HIDDEN)]
    for name, value in (*asked, *((HIDDEN, kind) for kind in hidden)):
        try:
            alone = read({name: [value]}, bases, layers)
        except FilterError as error:
            wrong.append(error)
        else:
            found = MapAddress(
                alone.view or found.view, alone.base or found.base, (*found.hidden, *alone.hidden)
            )
    return found, tuple(wrong)


def _given(address: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {name: address[name][0] for name in NAMES if address.get(name)}


def _view(text: str) -> tuple[float, float, float]:
    try:
        lat, lon, zoom = (float(part) for part in text.split(","))
    except ValueError:
        lat = lon = zoom = float("nan")
    if not (abs(lat) <= 90 and abs(lon) <= 360 and 0 <= zoom <= HIGHEST_ZOOM):
        raise FilterError(VIEW, text, "latitude, longitude and zoom, such as 42.97,20.78,11,")
    return lat, lon, zoom


def _one_of(name: str, value: str, known: Sequence[str]) -> str:
    if value not in known:
        raise FilterError(name, value, f"one of {', '.join(known)}" if known else "nothing")
    return value
