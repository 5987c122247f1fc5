"""A dataset's name in, a pydeck chart of what our map draws out: one colour, no base map."""

from __future__ import annotations

import numpy as np
import pydeck

from geodata import model
from geodata.filters import Filters
from geodata.query import answers
from geodata.query.store import opened

COLOUR = [0, 114, 178]


def chart(name: str) -> pydeck.Deck:
    store = opened(name)
    found = answers.rows(store, Filters(), order="row")
    found = found[found["location_class"].isin(model.POINT_CLASSES) & found["lon"].notna()]
    times = found["start"].fillna(found["start"].min())  # what is undated would stretch the scale of time
    seconds = times.dt.tz_localize(None).to_numpy("datetime64[s]").astype(np.int64)
    records = found[["lon", "lat"]].assign(start=seconds)
    layer = pydeck.Layer(
        "ScatterplotLayer",
        records,
        get_position=["lon", "lat"],
        get_fill_color=COLOUR,
        get_radius=1000,
        radius_min_pixels=2,
        radius_max_pixels=4,
    )
    view = pydeck.ViewState(latitude=47.0, longitude=28.0, zoom=4.5)
    return pydeck.Deck([layer], initial_view_state=view, map_provider=None, map_style=None, tooltip=False)
