"""Finds rows of a dataset's folder that contradict one another or claim more than their sources carry.

They are accepted and load all the same: what is found concerns the maker's judgement, not the tables' form.
`python -m geodata check` holds a folder to it.
"""

from __future__ import annotations

import calendar
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.model import WARNING_COLUMNS
from geodata.values import iso_intervals, transliteration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from zoneinfo import ZoneInfo

    Tables = Mapping[str, pd.DataFrame]
    Remark = tuple[str, int, str, str, str]
    """File, line, field, what was found there, and a sentence: what was expected, and the next step."""

LONGEST: Final = {
    # An hour more than the full days, for the night on which clocks go back.
    "minute": timedelta(minutes=15),
    "hour": timedelta(hours=3),
    "day": timedelta(days=1, hours=1),
    "week": timedelta(days=7, hours=1),
    "month": timedelta(days=31, hours=1),
    "year": timedelta(days=366, hours=1),
}
"""The longest interval that a time class can mean; `days` may last as long as it does."""

RADII_M: Final = {
    "site": (0, 2_000),
    "settlement": (200, 15_000),
    "near": (200, 20_000),
    "district": (2_000, 60_000),
    "region": (10_000, 250_000),
    "country": (20_000, 10_000_000),
    "line": (0, 50_000),
}
"""Smallest and largest radius of uncertainty, in metres, that a location class can mean."""

WELL_RATED: Final = ("A", "B", "C")
"""Ratings of a source that carries a record with high confidence alone."""

_PUBLISHED: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")


def faults(accepted: Tables, zone: ZoneInfo) -> pd.DataFrame:
    """What has to be mended before the dataset is finished.

    Parameters
    ----------
    accepted
        By file, the rows that `validation.check` accepted, as text; their index is the line in the file.
    zone
        The zone in which dates are written.

    Returns
    -------
    `model.WARNING_COLUMNS`, one row each, in the order of the rules.
    """
    found: list[Remark] = []
    for rule in _RULES:
        found.extend(rule(accepted))
    found.extend(_times(accepted["incidents.csv"], zone))
    return pd.DataFrame(found, columns=list(WARNING_COLUMNS))


def alike(accepted: Tables) -> pd.DataFrame:
    """Records of one place, day and type: somebody should look whether they are one event told twice."""
    rows = accepted["incidents.csv"]
    rows = rows[(rows["start"] != "") & (rows["place"] != "") & (rows["event_type"] != "")]
    same = pd.DataFrame({"place": rows["place"], "type": rows["event_type"], "day": rows["start"].str[:10]})
    first: dict[tuple[str, ...], str] = {}
    found: list[Remark] = []
    for key, (line, incident) in zip(
        same.itertuples(index=False, name=None), _cells(rows, "id"), strict=True
    ):
        other = first.setdefault(key, incident)
        if other != incident:
            reason = (
                f"Place, day and type are those of {other}: one event told twice? Join them, or leave both."
            )
            found.append(("incidents.csv", line, "id", incident, reason))
    return pd.DataFrame(found, columns=list(WARNING_COLUMNS))


def _unsourced_claims(tables: Tables) -> Iterable[Remark]:
    claims = tables["claims.csv"]
    for line, value in _cells(claims, "value", claims["source"] == ""):
        reason = "No source: name the row of sources.csv where it is written, or take the claim out."
        yield "claims.csv", line, "value", value, reason


def _overrated(tables: Tables) -> Iterable[Remark]:
    incidents, weak = tables["incidents.csv"], _weakly_supported(tables)
    high = (incidents["confidence"] == "high") & incidents["id"].isin(weak)
    for line, incident in _cells(incidents, "id", high):
        reason = (
            f"Rests on {weak[incident]} alone: high confidence needs a second publisher, or a source rated "
            f"{', '.join(WELL_RATED)}. Cite one, or say medium."
        )
        yield "incidents.csv", line, "confidence", "high", reason


def _weakly_supported(tables: Tables) -> dict[str, str]:
    """Incident → its only publisher and rating, where none of its sources is well rated."""
    cited = tables["citations.csv"][["incident", "source"]].merge(tables["sources.csv"], on="source")
    cited["by"] = cited["publisher"].where(cited["publisher"] != "", cited["source"])
    cited["good"] = cited["reliability"].isin(WELL_RATED)
    found = cited.groupby("incident").agg(
        publishers=("by", "nunique"), by=("by", "first"), rated=("reliability", "min"), good=("good", "any")
    )
    weak = found[(found["publishers"] == 1) & ~found["good"]]
    names = weak["by"] + ", " + weak["rated"].map(lambda rating: f"rated {rating}" if rating else "not rated")
    return dict(zip(weak.index, names, strict=True))


def _older_sources(tables: Tables) -> Iterable[Remark]:
    citations = tables["citations.csv"]
    start = citations["incident"].map(_column(tables["incidents.csv"], "id", "start"))
    published = citations["source"].map(_column(tables["sources.csv"], "source", "published"))
    noted = citations["note"] != "" if "note" in citations else pd.Series(data=False, index=citations.index)
    older = published.map(_last_day) < start.str[:10]
    for line, source in _cells(citations, "source", older & (start != "") & ~noted):
        reason = (
            f"Published {published[line]}, before the record's first day, {start[line][:10]}: correct the "
            "date, or say in the column 'note' what the source shows."
        )
        yield "citations.csv", line, "source", source, reason


def _last_day(published: str) -> str:
    """The last day that a publication date names; far in the future where it names none."""
    found = _PUBLISHED.fullmatch(published)
    if not found or not 1 <= int(found[2] or 12) <= 12:
        return "9999-12-31"
    year, month = int(found[1]), int(found[2] or 12)
    day = int(found[3] or calendar.monthrange(max(year, 1), month)[1])
    return f"{year:04}-{month:02}-{day:02}"


def _times(incidents: pd.DataFrame, zone: ZoneInfo) -> Iterable[Remark]:
    written = zip(incidents["start"], incidents["end"], incidents["time_class"], strict=True)
    spans = iso_intervals.intervals(written, zone)
    for (line, name), span in zip(_cells(incidents, "time_class"), spans, strict=True):
        longest = LONGEST.get(name)
        if longest is None or isinstance(span, iso_intervals.Unreadable) or not (span.start and span.end):
            continue
        if span.end - span.start > longest:
            reason = (
                f"Lasts {_lasting(span.end - span.start)}, but '{name}' means {_lasting(longest)} at most: "
                "say the class of what is known, or shorten the interval."
            )
            yield "incidents.csv", line, "time_class", name, reason


def _lasting(duration: timedelta) -> str:
    minutes = duration // timedelta(minutes=1)
    if minutes < 60:
        return f"{minutes} minutes"
    return f"{minutes / 60:.3g} hours" if minutes < 3000 else f"{minutes / 1440:.3g} days"


def _radii(tables: Tables) -> Iterable[Remark]:
    places, incidents = tables["places.csv"], tables["incidents.csv"]
    yield from _outside("places.csv", places["class"], places["uncertainty_m"])
    yield from _outside("incidents.csv", incidents["location_class"], incidents["uncertainty_m"])


def _outside(file: str, classes: pd.Series[str], written: pd.Series[str]) -> Iterable[Remark]:
    radius = pd.to_numeric(written)
    least, most = (classes.map({name: pair[end] for name, pair in RADII_M.items()}) for end in (0, 1))
    outside = written[(radius < least) | (radius > most)]
    for line, found in zip(outside.index.tolist(), outside.tolist(), strict=True):
        reason = (
            f"The class '{classes[line]}' goes from {least[line]:.0f} to {most[line]:.0f} m: "
            "correct the radius, or say the class of what is known."
        )
        yield file, line, "uncertainty_m", found, reason


def _spellings(tables: Tables) -> Iterable[Remark]:
    places = tables["places.csv"]
    both = (places["name_sr_latn"] != "") & (places["name_sr_cyrl"] != "")
    for line, cyrillic in _cells(places, "name_sr_cyrl", both):
        latin = str(places.at[line, "name_sr_latn"])
        if not transliteration.same(latin, cyrillic):
            reason = (
                f"In Latin letters '{transliteration.latin(cyrillic)}', but name_sr_latn has '{latin}': "
                "the two scripts spell one name. Correct one."
            )
            yield "places.csv", line, "name_sr_cyrl", cyrillic, reason


_RULES: Final[tuple[Callable[[Tables], Iterable[Remark]], ...]] = (
    _unsourced_claims,
    _overrated,
    _older_sources,
    _radii,
    _spellings,
)


def _cells(rows: pd.DataFrame, column: str, where: pd.Series[bool] | None = None) -> list[tuple[int, str]]:
    chosen = rows[column] if where is None else rows.loc[where, column]
    return list(zip(chosen.index.tolist(), chosen.tolist(), strict=True))


def _column(rows: pd.DataFrame, key: str, column: str) -> pd.Series[str]:
    return rows.set_index(key)[column]
