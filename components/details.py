"""The chosen incident in full: when and where and how precisely, who, the toll, rival claims and sources."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

import pandas as pd
import streamlit as st
from markupsafe import Markup

from components import state, wording
from components.text import name_of, say
from geodata.query.answers import IncidentDetail

WIDTH: Final = 316
LANGUAGES: Final = (("name_sq", "sq"), ("name_sr_latn", "sr-Latn"), ("name_sr_cyrl", "sr-Cyrl"))


def incident_details(detail: IncidentDetail, timezone: str, *, filtered_out: bool) -> None:
    """Draw one incident, and say so where the filters leave it out."""
    incident = detail.incident
    with st.container(key="details", width=WIDTH, gap="small"):
        st.button(
            say("details.close"), key="close_details", on_click=state.choose, args=(None,), type="tertiary"
        )
        if filtered_out:
            st.info(say("details.hidden"))
        st.html(
            _page(
                _heading(incident),
                _facts(detail, timezone),
                _participants(detail.participations),
                _toll(incident, detail.quantities),
                _claims(detail.claims, detail.sources),
                _sources(detail.sources),
            )
        )


def _page(*parts: Markup) -> Markup:
    return Markup("<article class='incident' aria-live='polite'>{}</article>").format(Markup("").join(parts))


def _heading(incident: pd.Series) -> Markup:
    summary = Markup("<p>{}</p>").format(incident["summary"]) if _known(incident["summary"]) else ""
    return Markup("<p class='tag tag-{kind}'>{kind_name} · {type}</p><h2>{title}</h2>{summary}").format(
        kind=incident["kind"],
        kind_name=name_of("kinds", incident["kind"]),
        type=wording.text_of(incident["event_type"]),
        title=wording.text_of(incident["title"]) or incident["id"],
        summary=summary,
    )


def _facts(detail: IncidentDetail, timezone: str) -> Markup:
    incident, place = detail.incident, detail.place
    english = "" if place is None else str(place["name_en"])
    rows = [
        (say("details.when"), Markup("{}").format(wording.when(incident, timezone))),
        (say("details.where"), Markup("{}").format(wording.where(incident, english))),
    ]
    if place is not None:
        others = [
            Markup("<span lang='{}'>{}</span>").format(tag, place[column])
            for column, tag in LANGUAGES
            if _known(place[column]) and place[column] != english
        ]
        if others:
            rows.append(("", Markup(" · ").join(others)))
    if incident["location_class"] in ("district", "region", "country"):
        rows.append(("", Markup("<em>{}</em>").format(say("details.unplaced"))))
    if _known(incident["confidence"]):
        rows.append(
            (say("details.confidence"), Markup("{}").format(name_of("confidences", incident["confidence"])))
        )
    return _definitions(rows)


def _participants(participations: pd.DataFrame) -> Markup:
    rows = [
        Markup("<li>{name}<span class='role'> {role}</span></li>").format(
            name=actor["name"], role=actor["role"]
        )
        for actor in participations.to_dict("records")
    ]
    return _section(say("details.actors"), Markup("<ul>{}</ul>").format(Markup("").join(rows)), rows)


def _toll(incident: pd.Series, quantities: pd.DataFrame) -> Markup:
    rows = []
    if _known(incident["fatalities_best"]):
        deaths = _amount(*(incident[f"fatalities_{bound}"] for bound in ("low", "best", "high")))
        rows.append((say("details.fatalities"), deaths))
    if _known(incident["injured"]):
        rows.append((say("details.injured"), _amount(None, incident["injured"], None)))
    for quantity in quantities.to_dict("records"):
        unit = quantity["unit"] if _known(quantity["unit"]) and quantity["unit"] != quantity["what"] else ""
        amount = _amount(quantity["low"], quantity["best"], quantity["high"])
        rows.append((quantity["what"], Markup("{} {}").format(amount, unit)))
    return _section(say("details.toll"), _definitions(rows), rows)


def _amount(low: object, best: object, high: object) -> Markup:
    known = [int(number) for number in (low, best, high) if _known(number)]
    if not known:
        return Markup("?")
    least, most = min(known), max(known)
    if least == most:
        return Markup("{}").format(least)
    if not _known(best):
        return Markup("{}–{}").format(least, most)
    return Markup("{}").format(say("details.between", best=int(best), low=least, high=most))


def _claims(claims: pd.DataFrame, sources: pd.DataFrame) -> Markup:
    publishers = sources.set_index("source")["publisher"].to_dict()
    fields = []
    for field, rivals in claims.groupby("field", sort=False):
        values = [
            Markup("<td><strong>{value}</strong><br><span class='said'>{said}</span></td>").format(
                value=claim["value"], said=_speaker(claim, publishers)
            )
            for claim in rivals.to_dict("records")
        ]
        fields.append(
            Markup("<table class='claims'><caption>{}</caption><tr>{}</tr></table>").format(
                str(field).replace("_", " "), Markup("").join(values)
            )
        )
    return _section(say("details.claims"), Markup("").join(fields), fields)


def _speaker(claim: dict[str, object], publishers: dict[str, str]) -> str:
    who = claim["said_by"] if _known(claim["said_by"]) else publishers.get(claim["source"], "")
    return f"{say('details.said_by')} {who}" if who else ""


def _sources(sources: pd.DataFrame) -> Markup:
    rows = [_source(source) for source in sources.to_dict("records")]
    listed = Markup("<ol>{}</ol>").format(Markup("").join(rows))
    if not rows:
        listed = Markup("<p>{}</p>").format(say("details.no_sources"))
    return _section(say("details.sources"), listed, True)


def _source(source: dict[str, object]) -> Markup:
    published = source["published"] if _known(source["published"]) else say("details.undated")
    grade = "".join(str(source[part]) for part in ("reliability", "credibility") if _known(source[part]))
    archived = source["archived_url"]
    return Markup(
        "<li>{title}<br><span class='said'>{publisher}, {published}{rating}{archived}</span></li>"
    ).format(
        title=link(source["url"], source["title"]),
        publisher=source["publisher"],
        published=published,
        rating=f" · {say('details.rating', rating=grade)}" if grade else "",
        archived=Markup(" · {}").format(link(archived, say("details.archived"))) if _known(archived) else "",
    )


def link(url: object, words: object) -> Markup:
    """A link that leads to the web and nowhere else: any other scheme is shown as its words alone."""
    if not _known(url) or urlsplit(str(url)).scheme not in ("http", "https"):
        return Markup("{}").format(words)
    return Markup("<a href='{}' target='_blank' rel='noopener noreferrer nofollow'>{}</a>").format(url, words)


def _definitions(rows: list[tuple[str, Markup]]) -> Markup:
    pairs = (Markup("<dt>{}</dt><dd>{}</dd>").format(term, value) for term, value in rows)
    return Markup("<dl>{}</dl>").format(Markup("").join(pairs))


def _section(heading: str, body: Markup, content: object) -> Markup:
    return Markup("<h3>{}</h3>{}").format(heading, body) if content else Markup("")


def _known(value: object) -> bool:
    return not pd.isna(value) and value != ""
