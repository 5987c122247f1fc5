"""Offers places of the gazetteer for names without coordinates, on a small map, for a person to choose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import altair as alt
import pandas as pd
import streamlit as st

from access import shown
from access.acts import Act
from access.deciding import may
from components import state, visitor
from components.importing import quota
from components.importing.waiting import progress_bar
from components.map import outline
from components.text.strings import say
from components.text.wording import distance, literal
from geodata.places import geocoding, services

if TYPE_CHECKING:
    from geodata.jobs.preview import Preview
    from geodata.places.candidates import Candidate

MOST_ASKED: Final = 50


def located_places(looked_at: Preview) -> dict[str, Candidate]:
    """Ask where each name is; what is chosen, by the name's key. Names left open stay without a point."""
    names = looked_at.wanted
    if not names:
        return {}
    st.subheader(say("geocoding.title", n=len(names)))
    found = _found(looked_at)
    chosen = dict(found.settled)
    if chosen:
        with st.expander(say("geocoding.settled", n=len(chosen))):
            for key, candidate in chosen.items():
                st.markdown(f"{literal(key)} → {literal(_words(candidate))}")
    for key, candidates in list(found.ambiguous.items())[:MOST_ASKED]:
        if (choice := _offer(key, candidates)) is not None:
            chosen[key] = choice
    if found.unknown:
        st.caption(say("geocoding.unknown", names=literal(", ".join(found.unknown[:20]))))
    for key, reason in found.failed.items():
        st.warning(f"{literal(key)}: {literal(reason)}")
    return chosen


def _found(looked_at: Preview) -> geocoding.Located:
    names = looked_at.wanted
    service = services.from_settings()
    service = service if may(visitor.person(), Act.GEOCODE) else None
    online = service is not None and st.toggle(
        say("geocoding.online", host=service.host), key="geocode_online"
    )
    key = f"{looked_at.draft.choices_used.to_json()} {len(names)} {online}"
    held = state.cached_import(key, geocoding.Located)
    if held is not None and not held.left and not held.failed:
        return held
    geocode = None
    if service and online:
        geocode = quota.counted(shown.geocoder(visitor.person(), service), service.host)
    with progress_bar(stop="stop_geocoding") as progress:
        found = geocoding.locate(names, geocode=geocode, near=looked_at.near, before=held, progress=progress)
    state.cache_import(key, found)
    return found


def _offer(key: str, candidates: tuple[Candidate, ...]) -> Candidate | None:
    with st.container(border=True):
        st.markdown(f"**{literal(key)}**: {say('geocoding.which', n=len(candidates))}")
        words, picture = st.columns([3, 2])
        choice = words.radio(
            key,
            [None, *range(len(candidates))],
            format_func=lambda number: (
                say("geocoding.none")
                if number is None
                else f"{number + 1}. {literal(_words(candidates[number]))}"
            ),
            key=f"candidate {key}",
            label_visibility="collapsed",
        )
        picture.altair_chart(_picture(candidates), width="stretch")
    return None if choice is None else candidates[choice]


def _words(candidate: Candidate) -> str:
    point = f"{candidate.lat:.3f}, {candidate.lon:.3f}"
    parts = [candidate.name, candidate.country, candidate.kind, candidate.why, point]
    if candidate.distance_m is not None:
        parts.append(say("geocoding.away", distance=distance(candidate.distance_m)))
    return " · ".join(part for part in parts if part)


def _picture(candidates: tuple[Candidate, ...]) -> alt.LayerChart:
    """The candidates, numbered, over the countries' outline: nothing is fetched."""
    lon, lat = [each.lon for each in candidates], [each.lat for each in candidates]
    margin = 0.3 + 0.2 * max(max(lon) - min(lon), max(lat) - min(lat))
    box = (min(lon) - margin, min(lat) - margin, max(lon) + margin, max(lat) + margin)
    points = pd.DataFrame({"lon": lon, "lat": lat, "number": range(1, len(candidates) + 1)})
    frame = {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "LineString", "coordinates": [[box[0], box[1]], [box[2], box[3]]]},
    }
    lines = alt.Chart(alt.Data(values=[outline.borders(box)])).mark_geoshape(
        filled=False, stroke="#888", strokeWidth=0.8
    )
    marks = alt.Chart(points).encode(longitude="lon:Q", latitude="lat:Q")
    numbered = marks.mark_circle(size=220, color="#0f5c73") + marks.mark_text(color="white").encode(
        text="number:N"
    )
    picture: alt.LayerChart = (lines + numbered).project(type="mercator", fit=frame).properties(height=180)
    return picture
