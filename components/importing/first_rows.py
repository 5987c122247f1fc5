"""Shows what a file's first rows become: when, where, who, what and the toll, or why a row is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from components.text import wording
from components.text.strings import say

if TYPE_CHECKING:
    from geodata.ingest.draft import Draft, FirstRow

COLUMNS = ("row", "when", "where", "who", "what", "toll")


def first_rows(draft: Draft) -> None:
    """Draw them, one a line; a refused row has its reason instead."""
    if draft.first_rows:
        st.html(in_words(draft))


def in_words(draft: Draft) -> Markup:
    """The first rows as a table; texts of the file are text."""
    head = Markup("").join(
        Markup("<th scope='col'>{}</th>").format(say(f"preview.{each}")) for each in COLUMNS
    )
    incidents = {str(record["id"]): record for _, record in _incidents(draft).iterrows()}
    rows = Markup("").join(_line(draft, incidents.get(each.id), each) for each in draft.first_rows)
    return Markup(
        "<div class='first-rows' tabindex='0' role='region' aria-label='{}'>"
        "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(say("preview.title"), head, rows)


def _incidents(draft: Draft) -> pd.DataFrame:
    incidents = draft.tables["incidents"]
    return pd.DataFrame(incidents[incidents["id"].isin([each.id for each in draft.first_rows])])


def _line(draft: Draft, incident: pd.Series[Any] | None, row: FirstRow) -> Markup:
    number = Markup("<th scope='row'>{}</th>").format(row.row)
    if incident is None:
        words = say("preview.refused", reason=row.reason) if row.reason else say("value.unknown")
        return Markup("<tr class='refused'>{}<td colspan='{}'>{}</td></tr>").format(
            number, len(COLUMNS) - 1, words
        )
    cells = (
        wording.when(incident, draft.choices_used.timezone),
        wording.where(incident, _place(draft, incident)),
        wording.told(", ".join(_actors(draft, row.id))),
        wording.joined(incident["event_type"], incident["title"]),
        wording.figure(*(incident[f"fatalities_{bound}"] for bound in ("low", "best", "high"))),
    )
    return Markup("<tr>{}{}</tr>").format(
        number, Markup("").join(Markup("<td>{}</td>").format(each) for each in cells)
    )


def _place(draft: Draft, incident: pd.Series[Any]) -> str:
    """The place's name; a position without one is told by its coordinates."""
    places = draft.tables["places"]
    named = places[places["key"] == incident["place"]]
    if len(named):
        return wording.text_of(named["name_en"].iloc[0]) or str(incident["place"])
    return wording.position(incident)


def _actors(draft: Draft, incident: str) -> list[str]:
    lines, actors = draft.tables["participations"], draft.tables["actors"]
    names = dict(zip(actors["id"], actors["name"], strict=True))
    ids = lines.loc[lines["incident"] == incident, "actor"]
    return [wording.text_of(names.get(each)) or str(each) for each in dict.fromkeys(ids)]
