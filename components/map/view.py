"""Builds the `folium.Map` of some settings: base maps, outline, incident layer, controls.

The map depends on its settings alone, never on filters, so the browser keeps it while filters change. No text
of a dataset enters it: names reach the page as JSON.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

import folium
from folium import plugins

from components.folium_map import compile_map
from components.map import base_maps, outline
from components.map.controls import DrawingTools, LayerChoice, MetricScale, PlainPrefix
from components.map.files import ArchiveTiles, ReferenceLayer
from components.map.incident_layer import IncidentKind, IncidentLayer
from components.map.populated_places import PopulatedPlaces
from components.text.strings import DEFAULT, languages, name_of, words
from geodata.errors import GeodataError
from geodata.filters import parameters
from geodata.mapdata.columns import NUMBER
from geodata.model import KINDS, TOTAL
from geodata.query.store import opened

if TYPE_CHECKING:
    from geodata.basemaps.own_tile_sets import TileSet

OUTLINE: Final = "outline"
"""The base map without any tiles: what is always underneath."""

MIN_ZOOM, MAX_ZOOM = 2, 19
WORLD: Final = (-25.0, 34.0, 45.0, 72.0)
"""What a dataset without a point shows first, degrees: west, south, east, north."""

OUTLINE_PANE: Final = "outline"
_MOST_PARAMETERS: Final = 20
ALONE: Final = {"columns": "columns.bin", "reference": "reference.json", "rows": "rows.json"}
"""The addresses of a map that is `alone`: nothing in them tells of a dataset."""
_PIXELS: Final = 4000
"""Of a window that shows the whole view: a line that is off by less than one is not."""
UNDER_TILES: Final = 150
"""The outline's z-index: Leaflet's tiles lie at 200."""


class MapSettingsError(GeodataError, ValueError):
    """An address asks for a map that cannot be."""

    def __init__(self, name: str, value: str, expected: str) -> None:
        self.name, self.value, self.expected = name, value, expected
        super().__init__(f"map setting '{name}': '{value}' was found, {expected} was expected.")


@dataclass(frozen=True)
class MapSettings:
    """All that a map depends on; the address of its script carries it."""

    dataset: str
    version: str
    base: str = OUTLINE
    """The base map shown first: `outline`, or one of `tiles`."""
    tiles: tuple[str, ...] = field(default_factory=base_maps.offered)
    """The online base maps to choose from."""
    files: tuple[str, ...] = field(default_factory=lambda: tuple(base_maps.files()))
    """Archives and reference layers of this server, each with the state of its file."""
    language: str = DEFAULT

    def __post_init__(self) -> None:
        if self.language not in languages():
            raise MapSettingsError("lang", self.language, f"one of {', '.join(languages())}")
        for name, here in (("tiles", base_maps.offered()), ("files", tuple(base_maps.files()))):
            asked = getattr(self, name)
            if not set(asked) <= set(here):
                raise MapSettingsError(name, ",".join(asked), f"some of '{','.join(here)}'")
        if self.base not in (OUTLINE, *self.tiles):
            raise MapSettingsError("base", self.base, f"one of {', '.join((OUTLINE, *self.tiles))}")

    def to_query(self) -> str:
        """The canonical query string; equal settings, equal address."""
        return urlencode(
            {
                "dataset": self.dataset,
                "version": self.version,
                "base": self.base,
                "tiles": ",".join(self.tiles),
                "files": ",".join(self.files),
                "lang": self.language,
            },
            safe=",",
        )


def from_query(query: str) -> MapSettings:
    """Read settings from a query string, as `MapSettings.to_query` writes it.

    Raises
    ------
    MapSettingsError
        If a setting is missing or not of its range.
    """
    given = parameters(query, most=_MOST_PARAMETERS, keep_blank_values=True)

    def single(name: str) -> str:
        values = given.get(name, [])
        if len(values) != 1:
            raise MapSettingsError(name, " and ".join(values), "one value")
        return values[0]

    return MapSettings(
        dataset=single("dataset"),
        version=single("version"),
        base=single("base"),
        tiles=tuple(key for key in single("tiles").split(",") if key),
        files=tuple(key for key in single("files").split(",") if key),
        language=single("lang"),
    )


def module(query: str) -> bytes:
    """The ES module of the map whose settings are in `query`.

    Raises
    ------
    MapSettingsError
        If they are no settings.
    UnknownDatasetError
        If there is no such dataset or version.
    """
    return _module(from_query(query))


@lru_cache(maxsize=32)
def _module(settings: MapSettings) -> bytes:
    return compile_map(build(settings)).module


def build(settings: MapSettings) -> folium.Map:
    """The map as a Folium object."""
    store = opened(settings.dataset, settings.version)
    folder = f"data/{quote(settings.dataset, safe='')}/{quote(settings.version, safe='')}"
    addresses = {
        # A browser keeps these for ever: in another format they need another address.
        "columns": f"{folder}/columns.bin?format={NUMBER}",
        "reference": f"{folder}/reference.json?format={NUMBER}",
        "rows": f"{folder}/rows.json",
    }
    chart = _begun(store.statistics.first_view or WORLD, PopulatedPlaces())
    labels = words(settings.language)["layers"]
    _add_base_maps(chart, settings, labels)
    _add_incidents(chart, addresses, settings.language, totals=store.statistics.totals > 0)
    _add_reference_layers(chart, settings)
    _add_controls(chart, labels)
    return chart


def alone(
    box: outline.Box | None, places: PopulatedPlaces | None, *, totals: bool, language: str = DEFAULT
) -> folium.Map:
    """The map of a frozen file, which answers itself: the outline, coarser where it is wide, and no tiles.

    Parameters
    ----------
    box
        Where most records lie: west, south, east, north in degrees, EPSG:4326.
    places
        The populated places that come along, if any do.
    """
    west, south, east, north = box = box or WORLD
    chart = _begun(box, places, finest=max(east - west, north - south) / _PIXELS)
    labels = words(language)["layers"]
    folium.FeatureGroup(labels[OUTLINE], overlay=False).add_to(chart)
    _add_incidents(chart, ALONE, language, totals=totals)
    _add_controls(chart, labels)
    return chart


def _begun(box: outline.Box, places: PopulatedPlaces | None, *, finest: float = 0.0) -> folium.Map:
    """A map with its outline."""
    chart = folium.Map(
        location=[(box[1] + box[3]) / 2, (box[0] + box[2]) / 2],
        zoom_start=7,
        tiles=None,
        world_copy_jump=True,
    )
    chart.options |= {"min_zoom": MIN_ZOOM, "max_zoom": MAX_ZOOM}  # Folium would give them to its tiles alone
    folium.map.CustomPane(OUTLINE_PANE, z_index=UNDER_TILES).add_to(chart)
    others, focus = outline.countries(box, finest=finest)
    for found, name in ((others, "outline-land"), (focus, "outline-focus")):
        if found["features"]:
            _drawn(found, name).add_to(chart)
    if places is not None:
        places.add_to(chart)
    return chart


def _add_base_maps(chart: folium.Map, settings: MapSettings, labels: dict[str, str]) -> None:
    bare = folium.FeatureGroup(labels[OUTLINE], overlay=False, show=settings.base == OUTLINE)
    bare.add_to(chart)
    _add_archives(chart, settings, labels)
    known = base_maps.tile_sets()
    for key in settings.tiles:
        _tiles(key, known[key], labels, shown=settings.base == key).add_to(chart)


def _add_archives(chart: folium.Map, settings: MapSettings, labels: dict[str, str]) -> None:
    known = base_maps.files()
    for archive in (known[name] for name in settings.files if known[name].kind != "layer"):
        names = (archive.name, labels["quiet"].format(name=archive.name))
        for key, name, style in zip(base_maps.keys_of(archive), names, ("plain", "quiet"), strict=False):
            ArchiveTiles(archive, key=key, name=name, style=style, language=settings.language).add_to(chart)


def _tiles(key: str, tiles: TileSet, labels: dict[str, str], *, shown: bool) -> folium.map.Layer:
    given: dict[str, Any] = {
        "attr": tiles.attribution,
        "name": tiles.name or labels[key],
        "show": shown,
        "max_zoom": MAX_ZOOM,
        "max_native_zoom": tiles.max_zoom,
        "class_name": f"tiles-{key}",
    }
    if not tiles.wms:
        return folium.TileLayer(tiles.url, **given)
    layers, fmt, version = (tiles.wms[name] for name in ("layers", "format", "version"))
    return folium.WmsTileLayer(tiles.url, layers, fmt=fmt, version=version, overlay=False, **given)


def _drawn(shapes: dict[str, Any], class_name: str) -> folium.GeoJson:
    """Shapes that style sheets colour by their class, so that they follow the page's theme."""
    return folium.GeoJson(
        shapes,
        control=False,
        zoom_on_click=False,
        pane=OUTLINE_PANE,
        interactive=False,
        class_name=class_name,
        attribution=outline.ATTRIBUTION,
        weight=1,
    )


def _add_reference_layers(chart: folium.Map, settings: MapSettings) -> None:
    known = base_maps.files()
    for name in settings.files:
        if known[name].kind == "layer":
            ReferenceLayer(known[name]).add_to(chart)


def _add_incidents(chart: folium.Map, addresses: dict[str, str], language: str, *, totals: bool) -> None:
    layer = IncidentLayer(**addresses)
    layer.add_to(chart)
    for kind in (each for each in KINDS if totals or each != TOTAL):
        IncidentKind(layer, kind, name=name_of("kinds", kind, language=language)).add_to(chart)


def _add_controls(chart: folium.Map, labels: dict[str, str]) -> None:
    plugins.Fullscreen(
        title=labels["full_screen"],
        title_cancel=labels["leave_full_screen"],
        force_separate_button=True,
    ).add_to(chart)
    DrawingTools().add_to(chart)
    plugins.MousePosition(position="bottomright", separator=", ", num_digits=4, empty_string="").add_to(chart)
    MetricScale().add_to(chart)
    PlainPrefix().add_to(chart)
    LayerChoice(collapsed=True).add_to(chart)
