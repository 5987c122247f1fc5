"""Lists hot spots among what is shown: hexagons with more records than by chance, or than usual."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import shapely
import streamlit as st

from components import state
from components.panels.taking_away import save_button
from components.text.strings import say
from components.text.wording import literal
from geodata.errors import FilterError
from geodata.query import hexagons
from geodata.query import hot_spots as finding

if TYPE_CHECKING:
    import geopandas as gpd

    from geodata.filters import Filters, Ring
    from geodata.model import Dataset
    from geodata.query.hot_spots import HotSpots
    from geodata.query.store import Store

_WHAT, _SIZE, _MEASURE = "hot_what", "hot_size", "hot_measure"
_HIGHEST: Final = 420
_LISTED: Final = 500
_FORMS: Final = {"z": "%.2f", "q": "%.4f", "ratio": "%.2f"}
_COLUMNS: Final = {
    "chance": ("records", "value", "around", "z", "q"),
    "usual": ("records", "before", "ratio", "q"),
}


def hot_spots(store: Store, filters: Filters) -> None:
    """Draw the choices, then what stands out; a click on a line shows the records of its hexagon."""
    what, size, measure = _choices()
    try:
        if what == "usual":
            found = finding.unusual(store, filters, resolution=size)
        else:
            found = finding.hot_spots(store, filters, resolution=size, measure=measure)
    except FilterError as error:  # too few records, or days that are not set: what to do is in its words
        st.info(literal(str(error)), icon=":material/info:")
        return
    told = found.cells[found.cells["found"] != ""]
    everything = f"{len(found.cells):,}"
    st.caption(say("hot.found" if len(told) else "hot.none", n=len(told), all=everything))
    if len(told):
        _table(told.head(_LISTED), what, filters)
    for note in _notes(found):
        st.caption(note)
    _downloads(found, store.dataset)


def _choices() -> tuple[str, int | None, str]:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        what: str = st.segmented_control(
            say("hot.what"),
            list(_COLUMNS),
            default="chance",
            format_func=lambda name: say(f"hot.{name}"),
            key=_WHAT,
            required=True,
            help=say("hot.what_help"),
        )
        size: int | None = st.selectbox(
            say("hot.size"), [None, *hexagons.RESOLUTIONS], format_func=_size, key=_SIZE, width=200
        )
        measure = finding.MEASURES[0]
        if what == "chance":
            measure = st.selectbox(
                say("hot.measure"),
                finding.MEASURES,
                format_func=lambda name: say(f"hot.{name}"),
                key=_MEASURE,
                width=240,
            )
    return what, size, measure


def _size(resolution: int | None) -> str:
    if resolution is None:
        return say("hot.auto")
    area = hexagons.area_km2(resolution)
    return say("hot.area", n=f"{area:,.0f}" if area >= 10 else f"{area:.1f}")


def _table(told: gpd.GeoDataFrame, what: str, filters: Filters) -> None:
    columns: dict[str, Any] = {
        say("hot.cell"): [f"{lat:.3f}, {lon:.3f}" for lat, lon in zip(told["lat"], told["lon"], strict=True)],
        say("hot.stands"): [say(f"hot.{word}") for word in told["found"]],
    }
    for name in _COLUMNS[what]:
        columns[say(f"hot.{name}")] = told[name].astype(float if name in _FORMS else "int64").tolist()
    key = f"hot {what} {filters.to_query()}"
    rings = [_ring(shape) for shape in told.geometry if isinstance(shape, shapely.Polygon)]
    st.dataframe(
        pd.DataFrame(columns),
        key=key,
        hide_index=True,
        width="stretch",
        height=min(_HIGHEST, 38 + 35 * len(told)),
        on_select=partial(_show, key, rings),
        selection_mode="single-cell",
        column_config={
            say(f"hot.{name}"): st.column_config.NumberColumn(format=form) for name, form in _FORMS.items()
        },
        alt=say("hot.alt"),
    )


def _ring(shape: shapely.Polygon) -> Ring:
    """The corners of a hexagon as an area to filter by."""
    return tuple((round(lon, 5), round(lat, 5)) for lon, lat in shape.exterior.coords[:-1])


def _show(key: str, rings: list[Ring]) -> None:
    for position, _ in st.session_state[key].selection.cells:
        state.apply(replace(state.filters(), area=rings[position]))


def _notes(found: HotSpots) -> list[str]:
    said = [say("hot.counted", n=found.counted)]
    left_out = ("radius_unknown", "too_coarse", "without_number")
    said += [say(f"hot.{name}", n=n) for name in left_out if (n := getattr(found, name))]
    return [" ".join(said), found.method]


def _downloads(found: HotSpots, dataset: Dataset) -> None:
    with st.container(horizontal=True, gap="small"):
        save_button(
            dataset,
            say("hot.csv"),
            lambda: found.cells.drop(columns="geometry").to_csv(index=False).encode("utf-8-sig"),
            file="hot-spots.csv",
            key="hot_csv",
        )
        save_button(
            dataset,
            say("hot.geojson"),
            lambda: found.cells.to_json(drop_id=True).encode(),
            file="hot-spots.geojson",
            key="hot_geojson",
        )
