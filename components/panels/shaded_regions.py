"""Sends the map the classes in which it shades regions, once the map itself is on its way; nothing while off.

The outlines have an address of their own, which a browser fetches once for boundaries and a dataset's
version. Those of a file that only this page knows lie in Streamlit's memory, at an address nobody can guess.
"""

from __future__ import annotations

import json
import math
import secrets
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

import streamlit as st
from streamlit import runtime

from components import state
from components.map import region_ramps
from components.map.incident_map import REGIONS, shades
from components.panels import boundaries as choosing
from components.panels import measure as measuring
from components.text.strings import say
from components.text.wording import literal
from geodata.errors import GeodataError
from geodata.mapdata import region_outlines
from geodata.query import event_counts, region_classes
from geodata.query import regions as counting

if TYPE_CHECKING:
    import geopandas as gpd

    from components.panels.boundaries import Chosen
    from geodata.filters import Filters
    from geodata.query.region_classes import Classes
    from geodata.query.store import Store

_NONCE: Final = "regions_nonce"
_DIGITS: Final = 3


def shaded_regions(store: Store, filters: Filters) -> None:
    """Write what the map shades into the page, beside its own hidden element."""
    if not shades():
        return
    try:
        said = _said(store, filters)
    except GeodataError as error:  # limits that are none: the rest of the page stands
        st.warning(literal(str(error)), icon=":material/warning:")
        said = None
    with st.container(key=REGIONS):
        # Percent-encoded: whatever a region is called, nothing in it is taken for markup.
        st.html(f"<i data-shown='{quote(json.dumps(said))}'></i>")


def classed(found: gpd.GeoDataFrame) -> Classes:
    """The classes of what is counted in regions, as they are chosen now.

    Raises
    ------
    FilterError
        If somebody's own limits are none.
    """
    way = state.look(state.CLASSES)
    own = region_classes.read_limits(state.look(state.LIMITS)) if way == "own" else ()
    return region_classes.classed(found, measuring.chosen(), state.look(state.SHADE), way, own)


def number_in_words(store: Store) -> str:
    """What the map shades regions by: `Fatalities per 100,000 people`."""
    what = measuring.name_of_measure(measuring.chosen(), of_events=event_counts.are_weighed(store))
    return say(f"regions.by_{state.look(state.SHADE)}", what=what)


def _said(store: Store, filters: Filters) -> dict[str, Any] | None:
    chosen = choosing.current()
    if chosen is None:
        return None
    found = counting.regions(store, chosen.boundaries, filters, measure=measuring.chosen())
    classes = classed(found)
    listed = (classes.high != 0) | (classes.low != 0)  # NaN too
    which = listed.nonzero()[0]
    k = len(classes.limits)
    about = found.attrs
    licence = say("regions.under", licence=about["licence"].rstrip(".")) if about["licence"] else ""
    return {
        "shapes": _shapes(store, chosen),
        "title": number_in_words(store),
        "limits": [_short(each) for each in classes.limits],
        "whole": classes.is_whole,
        "percent": state.look(state.SHADE) == "share",
        "counts": classes.counts(),
        "unknown": classes.unknown,
        "colours": {theme: region_ramps.ramp(theme, k) for theme in region_ramps.RAMPS},
        "region": which.tolist(),
        "certain": classes.certain[which].tolist(),
        "possible": classes.possible[which].tolist(),
        "low": [_short(each) for each in classes.low[which]],
        "high": [_short(each) for each in classes.high[which]],
        "drawnBy": say("regions.drawn", by=about["drawn_by"], licence=licence).strip(),
        "note": about["note"],
        "set": chosen.name,
        "chosen": [each.partition("/")[2] for each in filters.regions if _is_of(each, chosen)],
    }


def _is_of(region: str, chosen: Chosen) -> bool:
    return chosen.name is not None and region.startswith(f"{chosen.name}/")


def _short(number: float) -> float | int | None:
    """Of as many digits as are read; None where it is not known."""
    if not math.isfinite(number):
        return None
    if float(number).is_integer():
        return int(number)
    return float(f"{number:.{_DIGITS}g}")


def _shapes(store: Store, chosen: Chosen) -> str | None:
    dataset, boundaries = store.dataset, chosen.boundaries
    if chosen.name is not None:
        query = urlencode(
            {
                "boundaries": chosen.name,
                "drawn": boundaries.version[: state.VERSION_DIGITS],
                "format": region_outlines.NUMBER,
            }
        )
        return f"data/{quote(dataset.name, safe='')}/{dataset.version}/regions.json?{query}"
    if not runtime.exists():
        return None
    nonce = st.session_state.setdefault(_NONCE, secrets.token_hex(16))
    content = region_outlines.encoded(boundaries, store.statistics.first_view, nonce)
    files = runtime.get_instance().media_file_mgr
    return files.add(content, "application/json", f"{REGIONS} {boundaries.version}").lstrip("/")
