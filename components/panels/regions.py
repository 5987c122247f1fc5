"""Lists regions with what lies in them, certainly and possibly, by people and by area, and who drew them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from components import state
from components.panels import measure as measuring
from components.panels.boundaries import chosen_boundaries
from components.panels.shading import shading
from components.panels.taking_away import save_button
from components.text.strings import say
from components.text.wording import literal
from geodata.errors import GeodataError
from geodata.exporters import region_tables
from geodata.measures import RECORDS
from geodata.query import event_counts, region_sets
from geodata.query import regions as counting
from geodata.query.regions import BOUNDS

if TYPE_CHECKING:
    import geopandas as gpd

    from geodata.filters import Filters
    from geodata.measures import Measure
    from geodata.query.store import Store

_ALL: Final = "regions_all"
_HIGHEST: Final = 460
_RATES: Final = ("100_000", "1000_km2")


def regions(store: Store, filters: Filters) -> None:
    """Draw the choice of boundaries, then what lies in each region of the measure that is counted now."""
    try:
        chosen = chosen_boundaries()
    except GeodataError as error:  # a file that cannot be read, or columns that fit no longer
        st.error(literal(str(error)))
        return
    if chosen is None:
        return
    measure = measuring.chosen()
    found = counting.regions(store, chosen.boundaries, filters, measure=measure)
    if chosen.name is not None:
        found["filter"] = [f"{chosen.name}/{key}" for key in region_sets.keys(chosen.boundaries)]
    name = counting.prefix(measure)
    found = found.sort_values(
        [f"{name}_possible", f"{name}_certain", "name"], ascending=[False, False, True], kind="stable"
    )
    there = found[found["records_possible"] > 0]
    shading(found)
    st.caption(say("regions.meaning"))
    if len(there):
        _table(found, there, store, measure)
        if chosen.name is None:
            st.caption(say("regions.no_filter"))
    else:
        st.info(say("regions.nothing"), icon=":material/info:")
    for note in _notes(found, measure):
        st.caption(literal(note))
    with st.container(horizontal=True, gap="small"):
        for kind, written in (("csv", region_tables.to_csv), ("geojson", region_tables.to_geojson)):
            save_button(
                store.dataset,
                say(f"regions.{kind}"),
                partial(written, found),
                file=f"regions.{kind}",
                key=f"regions_{kind}",
            )


def _table(found: gpd.GeoDataFrame, there: gpd.GeoDataFrame, store: Store, measure: Measure) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        words = "found" if "filter" in found else "found_in_file"
        st.caption(say(f"regions.{words}", n=len(there), all=len(found)))
        everywhere = st.checkbox(say("regions.all"), key=_ALL) if len(there) < len(found) else False
    told = found if everywhere else there
    cells = _in_words(told, store, measure)
    rates = [name for name in cells.columns if name.startswith("per ")]
    key = f"regions {found.attrs['boundaries'][:12]} {everywhere} {measure} {state.filters().to_query()}"
    selecting: dict[str, Any] = {}
    if "filter" in told:
        selecting = {
            "on_select": partial(_toggle, key, told["filter"].tolist()),
            "selection_mode": "single-cell",
        }
    st.dataframe(
        cells,
        hide_index=True,
        width="stretch",
        height=min(_HIGHEST, 38 + 35 * len(cells)),
        key=key,
        **selecting,
        column_config={name: st.column_config.NumberColumn(format="%.2f") for name in rates},
        alt=say("regions.alt"),
    )


def _toggle(key: str, regions_told: list[str]) -> None:
    for position, _ in st.session_state[key].selection.cells:
        state.toggle("regions", regions_told[position])


def _in_words(told: gpd.GeoDataFrame, store: Store, measure: Measure) -> pd.DataFrame:
    """The columns that people read; numbers stay numbers, so that they sort."""
    name = counting.prefix(measure)
    what = measuring.name_of_measure(measure, of_events=event_counts.are_weighed(store))
    columns: dict[str, Any] = {say("regions.region"): told["name"].fillna(told["code"]).tolist()}
    columns |= {
        say(f"regions.{field}"): told[field].fillna("").tolist()
        for field in ("code", "parent")
        if told[field].notna().any()
    }
    columns |= {
        say(f"regions.{bound}", what=what): _plain(told[f"{name}_{bound}"]).tolist() for bound in BOUNDS
    }
    for of in _RATES:
        rates = {bound: told[f"{name}_{bound}_per_{of}"] for bound in BOUNDS}
        if rates["possible"].notna().any():
            columns |= {
                say(f"regions.per_{of}", bound=say(f"regions.bound_{bound}")): values.tolist()
                for bound, values in rates.items()
            }
    if _has_unknown(measure):
        columns[say("regions.without_figure")] = told["records_without_figure"].tolist()
    return pd.DataFrame(columns)


def _plain(values: pd.Series[Any]) -> pd.Series[Any]:
    """Whole numbers as such."""
    whole = np.isfinite(values) & (values == values.round())
    return values.astype("int64") if whole.all() else values


def _has_unknown(measure: Measure) -> bool:
    return measure.column or measure.name != RECORDS


def _notes(found: gpd.GeoDataFrame, measure: Measure) -> list[str]:
    about = found.attrs
    notes = [say("regions.outside", n=about["outside"], shown=about["records"])] if about["outside"] else []
    if _has_unknown(measure):
        notes.append(say("regions.unknown"))
    if not found["population"].notna().any():
        notes.append(say("regions.no_population"))
    licence = say("regions.under", licence=about["licence"].rstrip(".")) if about["licence"] else ""
    borders = {
        "by": about["drawn_by"],
        "licence": licence or say("regions.no_licence"),
        "note": about["note"],
    }
    return [*notes, say("regions.borders", **borders)]
