"""Makes a publication-safe copy of a dataset: coarser places, a delay, fields left out; a dataset of its own.

Everything that is asked of the copy is answered from its own tables, so nothing of the exact version can be
found by asking in a clever way: its rows have new ids and an order of their own, no file of the original goes
along, and what is held back is not counted. The copy's `original/` says what was done.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata import model
from geodata.errors import GeodataError
from geodata.ingest.choices import Choices
from geodata.ingest.draft import Draft
from geodata.library import catalog, coarse_places, copy_ids, management, manifests, readers, saving
from geodata.values import positions_in_texts

if TYPE_CHECKING:
    from geodata.library.copy_ids import Seed
    from geodata.library.readers import Readers
    from geodata.model import Dataset, Info

KEPT: Final = ("event_type", "casualties", "actors", "confidence", "title", "summary", "sources")
"""What a copy may keep; the file's other columns, rival claims and places' names never go along."""
USUAL: Final = ("event_type", "casualties", "actors", "confidence")
"""What it keeps unless somebody says otherwise: free texts name places."""
CELLS_KM: Final = (0.5, 500.0)
_SHOWN: Final = 200
_ENOUGH: Final = 20
"""Records of which a column tells whether it holds districts."""
_SLACK: Final = timedelta(hours=1)
_TEXTS: Final = {
    "event types": ("event_type", "incidents", ("event_type",)),
    "titles": ("title", "incidents", ("title",)),
    "summaries": ("summary", "incidents", ("summary",)),
    "actors": ("actors", "actors", ("id", "name", "aliases", "parent")),
    "roles of actors": ("actors", "participations", ("role",)),
    "casualties": ("casualties", "quantities", ("what", "unit")),
    "sources": ("sources", "sources", ("source", "publisher", "title", "url", "archived_url", "published")),
    "districts": ("", "places", ("name_en",)),
}
"""Texts that go along: what they are, the field that is kept with them, table and columns."""


class SafeCopyError(GeodataError, ValueError):
    """A publication-safe copy that cannot be made."""

    code = "safe-copy"

    def __init__(self, found: str, next_step: str) -> None:
        super().__init__(f"No copy was made: {found}. {next_step}")


@dataclass(frozen=True)
class Safety:
    """What is done to a copy."""

    cells_km: float = 10.0
    """Side of the cells to whose centres records move."""
    column: str = ""
    """Instead of cells: the column of the file that names each record's district, which then is all that is
    said of where it was."""
    delay_days: int = 0
    """Records that ended less than so many days ago, or of whose time too little is known, are left out."""
    keep: tuple[str, ...] = USUAL

    def __post_init__(self) -> None:
        known = [each for each in KEPT if each in self.keep]  # in one order: equal ways are equal
        object.__setattr__(self, "keep", (*known, *(each for each in self.keep if each not in KEPT)))


def make(  # noqa: PLR0913 - what is copied, how, under what name, for whom
    dataset: Dataset,
    safety: Safety,
    *,
    name: str,
    title: str = "",
    new_version_of: str | None = None,
    seen_by: Readers = readers.ALL,
) -> str:
    """Save a publication-safe copy of a dataset under a name of its own; the name.

    A new version of a copy is made as the ones before it: what one version hides another must not show, and
    two sizes of cells together tell more than each.

    Raises
    ------
    SafeCopyError
        If the cells have no sensible size, a kept field is not known, nothing is left, or the version before
        was made otherwise.
    GeodataError
        As `saving.save` does.
    """
    _check(safety)
    before = {} if new_version_of is None else _said_of(new_version_of)
    if before and _safety(before) != safety:
        raise SafeCopyError(
            f"'{new_version_of}' was made in another way, and both together tell more than each",
            "Make a copy of another name, and withdraw the older one if it shows too much.",
        )
    now = datetime.now(UTC)
    if new_version_of is not None and safety.delay_days:
        _check_clock(new_version_of, now)
    seed = copy_ids.seed_of(before.get("copy"), name, dataset) if before else copy_ids.Seed.new()
    tables = _tables(dataset, safety, now, seed=seed)
    rows = len(tables["incidents"])
    if not rows:
        raise SafeCopyError(*_nothing_left(dataset, safety))
    _check_texts(tables, safety.keep)
    nothing = pd.DataFrame(columns=["row", "field", "value", "reason", "original"], dtype=object)
    draft = Draft(
        tables=tables,
        layout=manifests.SAFE_COPY,
        choices_used=Choices(timezone=dataset.info.timezone),
        rows_in=rows,
        accepted=rows,
        rejected=nothing,
        warnings=nothing.drop(columns="original"),
    )
    info = described(dataset.info, safety, title=title or name.replace("-", " "), day=f"{now:%Y-%m-%d}")
    said = {**asdict(safety), "tables": _digest(tables), "copy": seed.copy}
    done = json.dumps(said, sort_keys=True, indent=1).encode()
    if before.get("tables") == said["tables"]:
        done = catalog.original(name).read_bytes()  # the same content is the same version
    file = "what-was-done.json"
    saved, _ = saving.save(
        draft, done, name=name, info=info, file=file, new_version_of=new_version_of, seen_by=seen_by
    )
    # A description is its dataset's, and what was done may be another thing now.
    if new_version_of is not None:
        there = management.described(saved)
        added = there.note.replace(info.note, "").strip()  # by whoever describes the copy
        said_with_maps = " ".join(filter(None, (info.note, added)))
        management.describe(saved, replace(there, description=info.description, note=said_with_maps))
    return saved


def _nothing_left(dataset: Dataset, safety: Safety) -> tuple[str, str]:
    """Why, and what to do next."""
    if safety.column and safety.column not in dataset.attributes:
        return (
            f"the file has no column '{safety.column}' of its own; what was read as a place or title is none",
            f"Name one of {', '.join(map(str, dataset.attributes)) or 'another file'}.",
        )
    return "no record is left", "Shorten the delay, or name another column."


def is_one(dataset: Dataset) -> bool:
    """Whether a dataset is a publication-safe copy."""
    return catalog.layout(dataset) == manifests.SAFE_COPY


def done_to(copy: str) -> Safety:
    """What was done to the current version of a publication-safe copy.

    Raises
    ------
    SafeCopyError
        If the dataset is none.
    """
    return _safety(_said_of(copy))


def _said_of(copy: str) -> dict[str, Any]:
    """What the current version of a copy says of how it was made."""
    if not is_one(catalog.load(copy)):
        raise SafeCopyError(
            f"'{copy}' is no publication-safe copy", "Name one, or another name for a new one."
        )
    said: dict[str, Any] = json.loads(catalog.original(copy).read_bytes())
    return said


def _safety(said: dict[str, Any]) -> Safety:
    return Safety(said["cells_km"], said["column"], said["delay_days"], tuple(said["keep"]))


def described(info: Info, safety: Safety, *, title: str, day: str) -> Info:
    """What the copy says of itself: whose data it is, and what was done; nothing else of the exact one."""
    return replace(
        info,
        title=title,
        description=what_was_done(safety, day),
        headline="",
        standfirst="",
        source_line="",
        note=note(safety),
        method="",
    )


def what_was_done(safety: Safety, day: str) -> str:
    """What a copy is and lacks, in words for its readers; `day` is when it was made."""
    always = ["names of places", "rival claims", "columns of the file", "notes"]
    left = [*always, *(each.replace("_", " ") for each in KEPT if each not in safety.keep)]
    return f"A publication-safe copy, made on {day}. Left out are {', '.join(left)}."


def note(safety: Safety) -> str:
    """A sentence that goes with every map and export of a copy: what its places are, and what is not here."""
    if safety.column:
        where = f"of each record only the district is said (the file's column '{safety.column}')"
    else:
        where = (
            f"each point is the centre of a cell of about {safety.cells_km:g} by {safety.cells_km:g} km, not "
            "the place itself, and its radius covers that cell"
        )
    days = "day" if safety.delay_days == 1 else f"{safety.delay_days} days"
    late = (
        f"; records of the {days} before this version was made, those without a date and "
        "those that may go on are left out"
        if safety.delay_days
        else ""
    )
    return f"A publication-safe copy: {where}{late}."


def _check(safety: Safety) -> None:
    least, most = CELLS_KM
    if not safety.column and not least <= safety.cells_km <= most:
        raise SafeCopyError(f"cells of {safety.cells_km:g} km", f"{least:g} to {most:g} km were expected.")
    if unknown := set(safety.keep) - set(KEPT):
        raise SafeCopyError(f"'{min(unknown)}' is nothing to keep", f"Known are: {', '.join(KEPT)}.")
    if safety.delay_days < 0:
        raise SafeCopyError("a delay of less than no day", "Name a number of days.")


def _check_clock(copy: str, now: datetime) -> None:
    """Refuse to go on where a clock was wrong: what a delay held back may be out."""
    for each in catalog.versions(copy):
        if datetime.fromisoformat(each.saved) > now + _SLACK:
            raise SafeCopyError(
                f"version {each.version[:12]} of '{copy}' is of {each.saved[:10]}, a day that has not come, "
                f"and the clock says {now:%Y-%m-%d}: it was wrong then, or is now",
                f"If it was wrong then, that version shows what was still held back: withdraw it "
                f"(withdraw {copy} --version {each.version[:12]} --reason …).",
            )


class Once(NamedTuple):
    """How much of a copy one record alone has: who knows of it from elsewhere tells by that which it is."""

    places: int
    """Cells, or districts."""
    days: int
    event_types: int
    actors: int


def once(copy: Dataset) -> Once:
    """Count it, of records whose place and day are known."""
    records = copy.incidents
    placed = records[records["place"].notna() | records["lon"].notna()]
    counted = {
        "places": placed.groupby(["place", "lon", "lat"], dropna=False).size(),
        "days": records["start"].dt.tz_convert(copy.info.timezone).dt.date.value_counts(),
        "event_types": records["event_type"].value_counts(),
        "actors": copy.participations.groupby("actor")["incident"].nunique(),
    }
    return Once(**{name: int((each == 1).sum()) for name, each in counted.items()})


def _check_texts(tables: dict[str, pd.DataFrame], keep: tuple[str, ...]) -> None:
    """Refuse texts that say in numbers where a record was."""
    for what, (field, table, columns) in _TEXTS.items():
        if table not in tables:
            continue
        read = positions_in_texts.is_part if what == "districts" else positions_in_texts.is_there
        texts = pd.concat([tables[table][column].explode() for column in columns]).dropna().unique()
        found = [each for each in map(str, texts) if read(each)]
        if not found:
            continue
        others = " ".join(f"--keep {each}" for each in keep if each != field) or "keep nothing else"
        raise SafeCopyError(
            f"{len(found):,} {what} read as coordinates, such as '{found[0][:_SHOWN]}'",
            f"Change them in the exact dataset, or leave them out ({others})."
            if field
            else "Name a column that holds the districts' names.",
        )


def _tables(dataset: Dataset, safety: Safety, now: datetime, *, seed: Seed) -> dict[str, pd.DataFrame]:
    whole = pd.DataFrame(dataset.incidents).reset_index(drop=True)
    late = _late_enough(whole, safety.delay_days, now)
    incidents = late.reset_index(drop=True)
    if safety.column:
        named = _cells(dataset, safety.column, late.index)
        _check_districts(named[named != ""])
        incidents, places = coarse_places.in_districts(incidents, named)
    else:
        incidents, places = coarse_places.in_cells(incidents, safety.cells_km), None
    ids = seed.ids(incidents["id"])
    incidents = _without_fields(incidents, safety.keep).assign(id=incidents["id"].map(ids))
    tables: dict[str, Any] = {
        "incidents": gpd.GeoDataFrame(incidents, geometry="geometry", crs=model.CRS),
        "places": places,
    }
    if "actors" in safety.keep:
        tables["participations"] = _of(dataset.participations.drop(columns="row"), ids)
        tables["actors"] = _taking_part(dataset.actors, set(tables["participations"]["actor"]))
    if "casualties" in safety.keep:
        tables["quantities"] = _of(dataset.quantities, ids)
    if "sources" in safety.keep:
        tables["sources"] = _of(dataset.sources, ids)
    return {name: model.typed(name, table) for name, table in tables.items()}


def _check_districts(named: pd.Series[str]) -> None:
    alone = int((named.value_counts() == 1).sum())
    if len(named) >= _ENOUGH and alone > len(named) / 2:
        raise SafeCopyError(
            f"{alone:,} of {len(named):,} records have a name of their own in that column, as addresses are",
            "Name a column of districts, whose names many records share.",
        )


def _taking_part(actors: pd.DataFrame, ids: set[str]) -> pd.DataFrame:
    """Those who take part in what is published, by id: their order told of the file, their parents of others.

    Whose parent does not take part is put under the next one above who does.
    """
    parents = dict(zip(actors["id"], actors["parent"], strict=True))

    def above(actor: Any) -> str | None:
        passed: set[str] = set()
        while isinstance(actor, str) and actor not in ids | passed:
            passed.add(actor)
            actor = parents.get(actor)
        return actor if isinstance(actor, str) and actor in ids else None

    there = actors[actors["id"].isin(ids)].sort_values("id", ignore_index=True)
    return there.assign(parent=pd.Series([above(each) for each in there["parent"]], dtype="str"))


def _late_enough(incidents: pd.DataFrame, days: int, now: datetime) -> pd.DataFrame:
    """Those that ended before the delay began, which counts from the day's beginning; not what may go on."""
    if not days:
        return incidents
    limit = pd.Timestamp(now.date(), tz="UTC") - timedelta(days=days)
    return incidents[incidents["end"] <= limit]


def _cells(dataset: Dataset, column: str, rows: pd.Index[int]) -> pd.Series[str]:
    """What stands in one of the file's own columns in these rows."""
    if column not in dataset.attributes:
        return pd.Series([""] * len(rows), dtype="str")
    return dataset.attributes[column].iloc[rows].fillna("").str.strip().reset_index(drop=True)


def _without_fields(incidents: pd.DataFrame, keep: tuple[str, ...]) -> pd.DataFrame:
    fields = {
        "event_type": ["event_type"],
        "casualties": ["fatalities_low", "fatalities_best", "fatalities_high", "injured"],
        "confidence": ["confidence"],
        "title": ["title"],
        "summary": ["summary"],
    }
    left_out = [column for field, columns in fields.items() if field not in keep for column in columns]
    found = incidents.drop(columns=["row", "search_text"], errors="ignore")
    found[left_out] = None
    return found


def _of(lines: pd.DataFrame, ids: dict[str, str]) -> pd.DataFrame:
    kept = lines[lines["incident"].isin(ids)]
    return kept.assign(incident=kept["incident"].map(ids))


def _digest(tables: dict[str, pd.DataFrame]) -> str:
    """SHA-256 of what the copy shows, in the order of its own ids: the same content is the same version."""
    digest = hashlib.sha256()
    # Incidents had a column more, which copies had empty, when the first ones were made.
    incidents = tables["incidents"].assign(extra=pd.Series(dtype="str"))
    if "count" in incidents and incidents["count"].isna().all():  # which they had not either
        incidents = incidents.drop(columns="count")
    older = {**tables, "incidents": incidents}
    for name in sorted(older):
        plain = pd.DataFrame(older[name]).astype("str")
        rows = np.sort(pd.util.hash_pandas_object(plain, index=False).to_numpy())
        digest.update(name.encode() + rows.tobytes())
    return digest.hexdigest()
