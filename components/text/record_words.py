"""Says what a record's details tell, part by part, in plain words: for the page and for frozen maps."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlsplit

import numpy as np
import pandas as pd

from components.text import wording
from components.text.strings import name_of, say
from geodata import shapes
from geodata.model import TOTAL

if TYPE_CHECKING:
    import shapely

    from components.text.wording import Cell

Record = Mapping[Hashable, Any]
"""A row as pandas hands it over: column → cell."""
Rows = Sequence[Record]

LANGUAGES: Final = (("name_sq", "sq"), ("name_sr_latn", "sr-Latn"), ("name_sr_cyrl", "sr-Cyrl"))
NO_POINT: Final = ("district", "region", "country")
_DRAWN_AS: Final = {
    shapes.AREA: "details.as_area",
    shapes.LINE: "details.as_line",
    shapes.POINT: "details.as_points",
}


class Source(NamedTuple):
    """A source as it is told."""

    title: str
    url: Cell
    """As the file has it: see `leads_to_web`."""
    said: str
    """Publisher and day."""
    archived: Cell
    rating: str
    """The Admiralty code, as far as it is given; empty without."""
    rating_words: str


def tag(incident: Record | pd.Series[Any], dataset: str = "") -> str:
    """What sort of record it is: "Incident · armed clash"."""
    return wording.joined(dataset, wording.told(incident["kind"], "kinds"), incident["event_type"])


def also_called(place: Record) -> list[tuple[str, str]]:
    """The place's names in other languages than the first, each with its BCP 47 tag."""
    english = wording.text_of(place["name_en"])
    return [
        (language, str(place[column]))
        for column, language in LANGUAGES
        if given(place[column]) and place[column] != english
    ]


def on_map(location_class: Cell, shape: shapely.Geometry | None) -> str:
    """How a record is drawn that is known to an area only; empty of all others."""
    return say(_DRAWN_AS.get(_largest_kind(shape), "details.unplaced")) if location_class in NO_POINT else ""


def _largest_kind(shape: shapely.Geometry | None) -> str:
    """What the map draws of a geometry that is more than a point; an area before lines and points."""
    one = np.array([shape], dtype=object)
    if not shapes.more_than_a_point(one)[0]:
        return ""
    kinds = set(shapes.kinds_of(shapes.simple_parts(one)[0]))
    return next(kind for kind in _DRAWN_AS if kind in kinds)


def participants(lines: Rows) -> list[tuple[str, str]]:
    """Who took part, and as what."""
    return [
        (wording.told(wording.text_of(line["name"]) or line["actor"]), wording.text_of(line["role"]))
        for line in lines
    ]


def toll(incident: Record | pd.Series[Any], quantities: Rows) -> list[tuple[str, str]]:
    """What was counted, and how many."""
    rows = []
    if incident["kind"] == TOTAL:
        number = incident["count"]
        told = wording.amount(None, number, None) if given(number) else say("details.no_number")
        rows.append((say("details.events"), told))
    deaths = [incident[f"fatalities_{bound}"] for bound in ("low", "best", "high")]
    if any(map(given, deaths)):
        rows.append((say("details.fatalities"), wording.amount(*deaths)))
    if given(incident["injured"]):
        rows.append((say("details.injured"), wording.amount(None, incident["injured"], None)))
    for quantity in quantities:
        what, unit = wording.told(quantity["what"]), wording.text_of(quantity["unit"])
        # A unit beside its number would have to agree with it: "1 people".
        term = f"{what} ({unit})" if unit and unit not in what else what
        rows.append((term, wording.amount(quantity["low"], quantity["best"], quantity["high"])))
    return rows


def claims(lines: Rows, sources: Rows) -> list[tuple[str, list[tuple[str, str, int | None]]]]:
    """Of each field that is disputed the rival values, who claims each, and the number of the source."""
    publishers = {source["source"]: source["publisher"] for source in sources}
    numbers = {
        source["source"]: number for number, source in enumerate(sources, start=1) if given(source["source"])
    }
    found: dict[str, list[tuple[str, str, int | None]]] = {}
    for claim in lines:
        field = wording.told(claim["field"]).replace("_", " ")
        value = wording.told(claim["value"]), _speaker(claim, publishers), numbers.get(claim["source"])
        found.setdefault(field, []).append(value)
    return list(found.items())


def _speaker(claim: Record, publishers: Mapping[Hashable, str]) -> str:
    who = wording.text_of(claim["said_by"]) or wording.text_of(publishers.get(claim["source"], ""))
    return f"{say('details.said_by')} {who}" if who else ""


def source(line: Record) -> Source:
    """A source: what it is called, where it is, who published it when, and how it is rated."""
    named = next((line[name] for name in ("title", "url", "source") if given(line[name])), None)
    published = wording.text_of(line["published"]) or say("details.undated")
    rated = [part for part in ("reliability", "credibility") if given(line[part])]
    return Source(
        title=wording.told(named),
        url=line["url"],
        said=", ".join(filter(None, (wording.text_of(line["publisher"]), published))),
        archived=line["archived_url"] if given(line["archived_url"]) else "",
        rating="".join(str(line[part]) for part in rated),
        rating_words=", ".join(name_of(part, str(line[part])) for part in rated),
    )


def given(value: Cell) -> bool:
    """Whether a cell says something."""
    return not pd.isna(value) and value != ""


def leads_to_web(url: str) -> bool:
    """Whether an address leads to the web: a link with any other scheme might run something."""
    try:
        return urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False
