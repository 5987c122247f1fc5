"""Links to files of what is shown, which the HTTP routes answer from the filter itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from access.acts import Act
from access.deciding import may
from components import page_address, visitor
from components.text.strings import say
from geodata.exporters import xlsx
from geodata.exporters.registry import FORMATS
from geodata.mapdata.some_records import MOST as MOST_FROZEN

if TYPE_CHECKING:
    from geodata.filters import Filters
    from geodata.model import Dataset


def downloads(dataset: Dataset, filters: Filters, *, shown: int) -> None:
    """Draw a link for each format of an export, for those who may have one; `shown` records are in it."""
    if not may(visitor.person(), Act.EXPORT, dataset.name):
        return
    links = [_link(dataset, filters, suffix, shown) for suffix in FORMATS]
    links.append(_frozen(dataset, filters, shown))
    st.html(
        Markup("<p class='downloads'>{} {} <span class='waiting' role='status'></span></p>").format(
            say("downloads.label"), Markup(" · ").join(links)
        )
    )


def _frozen(dataset: Dataset, filters: Filters, shown: int) -> Markup:
    """The map itself as a file."""
    title = say("downloads.frozen")
    if shown > MOST_FROZEN:
        words = say("downloads.too_many_to_freeze", most=MOST_FROZEN)
        return Markup("<span class='unavailable'>{} ({})</span>").format(title, words)
    return Markup("<a href='{}?{}' download title='{}'>{}</a>").format(
        page_address.of_data(dataset, "map.html"), filters.to_query(), say("downloads.for.frozen"), title
    )


def _link(dataset: Dataset, filters: Filters, suffix: str, shown: int) -> Markup:
    title = FORMATS[suffix].title
    if suffix == "xlsx" and shown >= xlsx.MOST_LINES:
        words = say("downloads.too_many", most=f"{xlsx.MOST_LINES - 1:,}")
        return Markup("<span class='unavailable'>{} ({})</span>").format(title, words)
    address = page_address.of_data(dataset, f"export.{suffix}")
    link = Markup("<a href='{}?{}' download title='{}'>{}</a>").format(
        address, filters.to_query(), say(f"downloads.for.{suffix}"), title
    )
    if suffix == "csv":
        link += Markup(" (<a class='dictionary' href='{}-metadata.json?{}' download>{}</a>)").format(
            address, filters.to_query(), say("downloads.dictionary")
        )
    return link
