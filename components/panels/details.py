"""Shows the chosen incident in full: when, where, how precisely, who, the toll, rival claims and sources."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlsplit

import numpy as np
import pandas as pd
import streamlit as st
from markupsafe import Markup

from components import state
from components.panels.near import near_record
from components.panels.order import neighbours
from components.text import wording
from components.text.strings import name_of, say
from geodata import shapes
from geodata.model import TOTAL
from geodata.query import answers

if TYPE_CHECKING:
    import shapely
    from streamlit.delta_generator import DeltaGenerator

    from components.text.wording import Cell, Number
    from geodata.filters import Filters
    from geodata.query.answers import IncidentDetail
    from geodata.query.store import Store

CUT_BEYOND, CUT_AT = 240, 160
"""Characters of a value of the file: a longer one than the first is cut at the second."""
LANGUAGES: Final = (("name_sq", "sq"), ("name_sr_latn", "sr-Latn"), ("name_sr_cyrl", "sr-Cyrl"))

_DRAWN_AS: Final = {
    shapes.AREA: "details.as_area",
    shapes.LINE: "details.as_line",
    shapes.POINT: "details.as_points",
}

Record = Mapping[Hashable, Any]
"""A row as pandas hands it over: column → cell."""


def incident_details(
    place: DeltaGenerator, detail: IncidentDetail, timezone: str, *, filtered_out: bool, dataset: str = ""
) -> DeltaGenerator:
    """Draw one incident, and say so where the filters leave it out; where its neighbours will be offered.

    `dataset` is whose it is, where several are open together.
    """
    with place.container(key="details", gap="small"):
        with st.container(horizontal=True, key="details_bar", vertical_alignment="center", gap="small"):
            walk = st.container(horizontal=True, key="walk", vertical_alignment="center", gap="small")
            st.button(
                say("details.close"),
                key="close_details",
                on_click=state.choose,
                args=(None,),
                type="tertiary",
            )
        if filtered_out:
            st.info(say("details.hidden"))
        st.html(in_words(detail, timezone, dataset))
        if _given(detail.incident["lon"]) and _given(detail.incident["lat"]):
            near_record(str(detail.incident["id"]))
    return walk


def walk_list(place: DeltaGenerator, store: Store, filters: Filters, row: int) -> None:
    """Offer the records before and after in the table's order, and say where this one stands."""
    beside = neighbours(store, filters, row)
    if beside is None:
        return
    for name, step, other in (("previous", -1, beside.previous), ("next", 1, beside.next)):
        place.button(
            say(f"details.{name}"),
            key=f"{name}_record",
            on_click=_step,
            args=(store, step),
            disabled=other is None,
            type="tertiary",
        )
    position = say("details.position", position=beside.position, n=beside.of)
    place.html(Markup("<span class='position'>{}</span>").format(position), width="content")


def _step(store: Store, step: int) -> None:
    """From the record that is open by now: the button may have been pressed again before the page came."""
    row = answers.row_of(store, state.chosen_incident())
    beside = None if row is None else neighbours(store, state.filters(), row)
    other = None if beside is None else beside.previous if step < 0 else beside.next
    if other is not None:
        state.choose(str(answers.records(store, [other], ("row", "id"))["id"].iloc[0]))


def in_words(detail: IncidentDetail, timezone: str, dataset: str = "") -> Markup:
    """The incident as people read it: a value that is missing is said to be unknown, or left out whole."""
    parts = (
        _heading(detail.incident, dataset),
        _when_and_where(detail, timezone),
        _participants(detail.participations),
        _toll(detail.incident, detail.quantities),
        _claims(detail.claims, detail.sources),
        _sources(detail.sources),
        _in_file(detail.attributes),
    )
    return Markup("<article class='incident' aria-live='polite'>{}</article>").format(Markup("").join(parts))


def _heading(incident: pd.Series, dataset: str) -> Markup:
    summary = Markup("<p>{}</p>").format(incident["summary"]) if _given(incident["summary"]) else ""
    return Markup("<p class='tag tag-{kind}'>{tag}</p><h2>{title}</h2>{summary}").format(
        kind=incident["kind"],
        tag=wording.joined(dataset, wording.told(incident["kind"], "kinds"), incident["event_type"]),
        title=wording.text_of(incident["title"]) or incident["id"],
        summary=summary,
    )


def _when_and_where(detail: IncidentDetail, timezone: str) -> Markup:
    incident, place = detail.incident, detail.place
    english = "" if place is None else wording.text_of(place["name_en"])
    rows = [
        (say("details.when"), _when(incident, timezone)),
        (say("details.where"), Markup("{}").format(wording.where(incident, english))),
    ]
    if place is not None:
        others = [
            Markup("<span lang='{}'>{}</span>").format(tag, place[column])
            for column, tag in LANGUAGES
            if _given(place[column]) and place[column] != english
        ]
        if others:
            rows.append((say("details.also_called"), Markup(" · ").join(others)))
    if incident["location_class"] in ("district", "region", "country"):
        drawn = _DRAWN_AS.get(_largest_kind(incident["geometry"]), "details.unplaced")
        rows.append((say("details.on_map"), Markup("<em>{}</em>").format(say(drawn))))
    confidence = wording.told(incident["confidence"], "confidences")
    rows.append((say("details.confidence"), Markup("{}").format(confidence)))
    return _definitions(rows)


def _largest_kind(shape: shapely.Geometry | None) -> str:
    """What the map draws of a geometry that is more than a point; an area before lines and points."""
    one = np.array([shape], dtype=object)
    if not shapes.more_than_a_point(one)[0]:
        return ""
    kinds = set(shapes.kinds_of(shapes.simple_parts(one)[0]))
    return next(kind for kind in _DRAWN_AS if kind in kinds)


def _when(incident: pd.Series, timezone: str) -> Markup:
    """With the zone of the clocks, where the time of the day is told."""
    words, zone = wording.when(incident, timezone), wording.zone_of(incident, timezone)
    said = Markup("<br><span class='said'>{}</span>").format(zone) if zone else Markup("")
    return Markup("{}{}").format(words, said)


def _participants(participations: pd.DataFrame) -> Markup:
    rows = [
        Markup("<li>{name}<span class='role'> {role}</span></li>").format(
            name=wording.told(wording.text_of(actor["name"]) or actor["actor"]),
            role=wording.text_of(actor["role"]),
        )
        for actor in participations.to_dict("records")
    ]
    return _section(say("details.actors"), Markup("<ul>{}</ul>").format(Markup("").join(rows)), rows)


def _toll(incident: pd.Series, quantities: pd.DataFrame) -> Markup:
    rows = []
    if incident["kind"] == TOTAL:
        number = incident["count"]
        told = (
            _amount(None, number, None) if _given(number) else Markup("{}").format(say("details.no_number"))
        )
        rows.append((say("details.events"), told))
    deaths = [incident[f"fatalities_{bound}"] for bound in ("low", "best", "high")]
    if any(map(_given, deaths)):
        rows.append((say("details.fatalities"), _amount(*deaths)))
    if _given(incident["injured"]):
        rows.append((say("details.injured"), _amount(None, incident["injured"], None)))
    for quantity in quantities.to_dict("records"):
        what, unit = wording.told(quantity["what"]), wording.text_of(quantity["unit"])
        # A unit beside its number would have to agree with it: "1 people".
        term = f"{what} ({unit})" if unit and unit not in what else what
        rows.append((term, _amount(quantity["low"], quantity["best"], quantity["high"])))
    return _section(say("details.toll"), _definitions(rows), rows)


def _amount(low: Number, best: Number, high: Number) -> Markup:
    return Markup("{}").format(wording.amount(low, best, high))


def _claims(claims: pd.DataFrame, sources: pd.DataFrame) -> Markup:
    publishers = sources.set_index("source")["publisher"].to_dict()
    numbers = _numbered(sources)
    fields = []
    for field, rivals in claims.groupby("field", sort=False, dropna=False):
        values = [
            Markup("<td><strong>{value}</strong><br><span class='said'>{said}{number}</span></td>").format(
                value=wording.told(claim["value"]),
                said=_speaker(claim, publishers),
                number=_source_link(numbers.get(claim["source"])),
            )
            for claim in rivals.to_dict("records")
        ]
        fields.append(
            Markup("<table class='claims'><caption>{}</caption><tr>{}</tr></table>").format(
                wording.told(cast("Cell", field)).replace("_", " "), Markup("").join(values)
            )
        )
    return _section(say("details.claims"), Markup("").join(fields), fields)


def _numbered(sources: pd.DataFrame) -> dict[Hashable, int]:
    """The number of each of an incident's sources in the list of the details."""
    return {source: number for number, source in enumerate(sources["source"], start=1) if _given(source)}


def _source_link(number: int | None) -> Markup:
    """A link to the numbered source below."""
    if number is None:
        return Markup("")
    return Markup(" <a href='#{anchor}' aria-label='{label}'>[{number}]</a>").format(
        anchor=_anchor(number), label=say("details.to_source", n=number), number=number
    )


def _anchor(number: int) -> str:
    return f"incident-source-{number}"


def _speaker(claim: Record, publishers: Mapping[Hashable, str]) -> str:
    who = wording.text_of(claim["said_by"]) or wording.text_of(publishers.get(claim["source"], ""))
    return f"{say('details.said_by')} {who}" if who else ""


def _sources(sources: pd.DataFrame) -> Markup:
    rows = [_source(source, number) for number, source in enumerate(sources.to_dict("records"), start=1)]
    listed = Markup("<ol>{}</ol>").format(Markup("").join(rows))
    if not rows:
        listed = Markup("<p>{}</p>").format(say("details.no_sources"))
    return _section(say("details.sources"), listed, True)


def _source(source: Record, number: int) -> Markup:
    published = wording.text_of(source["published"]) or say("details.undated")
    archived = source["archived_url"]
    return Markup(
        "<li id='{anchor}'>{title}<br><span class='said'>{published}{archived}{rating}</span></li>"
    ).format(
        anchor=_anchor(number),
        title=link(source["url"], _first_given(source, "title", "url", "source")),
        published=", ".join(filter(None, (wording.text_of(source["publisher"]), published))),
        rating=_rating(source),
        archived=Markup(" · {}").format(link(archived, say("details.archived"))) if _given(archived) else "",
    )


def _rating(source: Record) -> Markup:
    """The Admiralty code, explained: "B2: usually reliable, probably true"."""
    given = [part for part in ("reliability", "credibility") if _given(source[part])]
    if not given:
        return Markup("")
    return Markup("<br><abbr title='{title}'>{code}</abbr>: {words}").format(
        title=say("details.rating"),
        code="".join(str(source[part]) for part in given),
        words=", ".join(name_of(part, str(source[part])) for part in given),
    )


def _in_file(columns: Mapping[str, str]) -> Markup:
    """The file's other columns, as they stand there."""
    rows = [(name or say("value.unknown"), _whole(value)) for name, value in columns.items()]
    return _section(say("details.in_file"), _definitions(rows), rows)


def _whole(value: str) -> Markup:
    """A value of the file: an address of the web is a link, a long text is cut until it is asked for."""
    if value == value.strip() and " " not in value and _leads_to_web(value):
        return link(value, value)
    if len(value) <= CUT_BEYOND:
        return Markup("{}").format(value)
    return Markup(
        "<details class='long'><summary><span class='more'>{start} … <u>{more}</u></span>"
        "<u class='less'>{less}</u></summary>{value}</details>"
    ).format(
        start=value[:CUT_AT].rsplit(" ", 1)[0],
        more=say("details.show_all"),
        less=say("details.show_less"),
        value=value,
    )


def _first_given(source: Record, *columns: str) -> str:
    return wording.told(next((source[name] for name in columns if _given(source[name])), None))


def link(url: Cell, words: str) -> Markup:
    """A link that leads to the web and nowhere else: any other scheme is shown as its words alone."""
    if not _given(url) or not _leads_to_web(str(url)):
        return Markup("{}").format(words)
    return Markup("<a href='{}' target='_blank' rel='noopener noreferrer nofollow'>{}</a>").format(url, words)


def web_address(url: Cell) -> str | None:
    """An address that leads to the web; None for any other."""
    return str(url) if _given(url) and _leads_to_web(str(url)) else None


def _leads_to_web(url: str) -> bool:
    try:
        return urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False


def _definitions(rows: list[tuple[str, Markup]]) -> Markup:
    pairs = (Markup("<dt>{}</dt><dd>{}</dd>").format(term, value) for term, value in rows)
    return Markup("<dl>{}</dl>").format(Markup("").join(pairs))


def _section(heading: str, body: Markup, content: object) -> Markup:
    return Markup("<h3>{}</h3>{}").format(heading, body) if content else Markup("")


def _given(value: Cell) -> bool:
    return not pd.isna(value) and value != ""
