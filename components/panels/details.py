"""Shows the chosen incident in full: when, where, how precisely, who, the toll, rival claims and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from components import state
from components.panels.near import near_record
from components.panels.order import neighbours
from components.text import record_words, wording
from components.text.record_words import given, leads_to_web
from components.text.strings import say
from geodata.query import answers

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from streamlit.delta_generator import DeltaGenerator

    from components.text.record_words import Rows
    from components.text.wording import Cell
    from geodata.filters import Filters
    from geodata.query.answers import IncidentDetail
    from geodata.query.store import Store

CUT_BEYOND, CUT_AT = 240, 160
"""Characters of a value of the file: a longer one than the first is cut at the second."""


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
        if given(detail.incident["lon"]) and given(detail.incident["lat"]):
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
    sources = detail.sources.to_dict("records")
    parts = (
        _heading(detail.incident, dataset),
        _when_and_where(detail, timezone),
        _participants(detail.participations.to_dict("records")),
        _toll(detail.incident, detail.quantities),
        _claims(detail.claims.to_dict("records"), sources),
        _sources(sources),
        _in_file(detail.attributes),
    )
    return Markup("<article class='incident' aria-live='polite'>{}</article>").format(Markup("").join(parts))


def _heading(incident: pd.Series, dataset: str) -> Markup:
    summary = Markup("<p>{}</p>").format(incident["summary"]) if given(incident["summary"]) else ""
    return Markup("<p class='tag tag-{kind}'>{tag}</p><h2>{title}</h2>{summary}").format(
        kind=incident["kind"],
        tag=record_words.tag(incident, dataset),
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
    if place is not None and (others := record_words.also_called(place.to_dict())):
        names = [Markup("<span lang='{}'>{}</span>").format(tag, name) for tag, name in others]
        rows.append((say("details.also_called"), Markup(" · ").join(names)))
    if drawn := record_words.on_map(incident["location_class"], incident["geometry"]):
        rows.append((say("details.on_map"), Markup("<em>{}</em>").format(drawn)))
    confidence = wording.told(incident["confidence"], "confidences")
    rows.append((say("details.confidence"), Markup("{}").format(confidence)))
    return _definitions(rows)


def _when(incident: pd.Series, timezone: str) -> Markup:
    """With the zone of the clocks, where the time of the day is told."""
    words, zone = wording.when(incident, timezone), wording.zone_of(incident, timezone)
    said = Markup("<br><span class='said'>{}</span>").format(zone) if zone else Markup("")
    return Markup("{}{}").format(words, said)


def _participants(lines: Rows) -> Markup:
    rows = [
        Markup("<li>{}<span class='role'> {}</span></li>").format(name, role)
        for name, role in record_words.participants(lines)
    ]
    return _section(say("details.actors"), Markup("<ul>{}</ul>").format(Markup("").join(rows)), rows)


def _toll(incident: pd.Series, quantities: pd.DataFrame) -> Markup:
    told = record_words.toll(incident, quantities.to_dict("records"))
    rows = [(term, Markup("{}").format(words)) for term, words in told]
    return _section(say("details.toll"), _definitions(rows), rows)


def _claims(claims: Rows, sources: Rows) -> Markup:
    fields = []
    for field, rivals in record_words.claims(claims, sources):
        values = [
            Markup("<td><strong>{}</strong><br><span class='said'>{}{}</span></td>").format(
                value, said, _source_link(number)
            )
            for value, said, number in rivals
        ]
        fields.append(
            Markup("<table class='claims'><caption>{}</caption><tr>{}</tr></table>").format(
                field, Markup("").join(values)
            )
        )
    return _section(say("details.claims"), Markup("").join(fields), fields)


def _source_link(number: int | None) -> Markup:
    """A link to the numbered source below."""
    if number is None:
        return Markup("")
    return Markup(" <a href='#{anchor}' aria-label='{label}'>[{number}]</a>").format(
        anchor=_anchor(number), label=say("details.to_source", n=number), number=number
    )


def _anchor(number: int) -> str:
    return f"incident-source-{number}"


def _sources(lines: Rows) -> Markup:
    rows = [_source(record_words.source(line), number) for number, line in enumerate(lines, start=1)]
    listed = Markup("<ol>{}</ol>").format(Markup("").join(rows))
    if not rows:
        listed = Markup("<p>{}</p>").format(say("details.no_sources"))
    return _section(say("details.sources"), listed, True)


def _source(told: record_words.Source, number: int) -> Markup:
    archived = link(told.archived, say("details.archived")) if told.archived else None
    return Markup(
        "<li id='{anchor}'>{title}<br><span class='said'>{said}{archived}{rating}</span></li>"
    ).format(
        anchor=_anchor(number),
        title=link(told.url, told.title),
        said=told.said,
        rating=_rating(told),
        archived=Markup(" · {}").format(archived) if archived else "",
    )


def _rating(told: record_words.Source) -> Markup:
    """The Admiralty code, explained: "B2: usually reliable, probably true"."""
    if not told.rating:
        return Markup("")
    return Markup("<br><abbr title='{title}'>{code}</abbr>: {words}").format(
        title=say("details.rating"), code=told.rating, words=told.rating_words
    )


def _in_file(columns: Mapping[str, str]) -> Markup:
    """The file's other columns, as they stand there."""
    rows = [(name or say("value.unknown"), _whole(value)) for name, value in columns.items()]
    return _section(say("details.in_file"), _definitions(rows), rows)


def _whole(value: str) -> Markup:
    """A value of the file: an address of the web is a link, a long text is cut until it is asked for."""
    if value == value.strip() and " " not in value and leads_to_web(value):
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


def link(url: Cell, words: str) -> Markup:
    """A link that leads to the web and nowhere else: any other scheme is shown as its words alone."""
    if not given(url) or not leads_to_web(str(url)):
        return Markup("{}").format(words)
    return Markup("<a href='{}' target='_blank' rel='noopener noreferrer nofollow'>{}</a>").format(url, words)


def web_address(url: Cell) -> str | None:
    """An address that leads to the web; None for any other."""
    return str(url) if given(url) and leads_to_web(str(url)) else None


def _definitions(rows: list[tuple[str, Markup]]) -> Markup:
    pairs = (Markup("<dt>{}</dt><dd>{}</dd>").format(term, value) for term, value in rows)
    return Markup("<dl>{}</dl>").format(Markup("").join(pairs))


def _section(heading: str, body: Markup, content: object) -> Markup:
    return Markup("<h3>{}</h3>{}").format(heading, body) if content else Markup("")
