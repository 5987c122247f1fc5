"""Proposes what the columns of any table mean, by their names and by their values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from geodata.layouts import column_names, date_proposals, degree_columns
from geodata.layouts.column_values import are_titles, fits, is_metres, is_wkt, share
from geodata.values import coordinates, counts, dittos, map_links, texts, words_for_nothing

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


_SAMPLE: Final = 200
_DEGREES: Final = degree_columns.FIELDS
_METRES: Final = ("easting", "northing")
_SEVERAL: Final = ("source", "source_url")
"""Fields for which every column is taken that has such a name."""
_BESIDE: Final = ("fatalities_low", "fatalities_high")
"""Fields that only mean something beside `fatalities`, if nothing but "low" and "high" is said."""
_SAID_OFTEN: Final = ("place", "title", "summary", "event_type")
"""Fields for which a column that says something in few rows comes after the others with such a name."""
_SAID_IF_UNLIKE: Final = (*_DEGREES, "coordinates", "fatalities", "injured", "source_url")
"""Fields of which it is said that a column has the name and not the values."""
_FEW, _HALF = 0.2, 0.5
_FEWEST_IDS, _LONGEST_ID = 5, 3
"""Rows that tell whether they share an id, and words of a column's name that ends in `id`."""
_PLACED: Final = frozenset(("latitude", "coordinates", "wkt", "easting"))
_PERHAPS_POSITIONS: Final = (None, "place", "source", "source_url")


def by_name(column: str) -> str | None:
    """What a column's name says it means, if anything."""
    return next((each.field for each in column_names.meanings(str(column))), None)


class Proposal(NamedTuple):
    """What columns seem to mean, and what is open."""

    mapping: dict[str, str]
    """Column → field."""
    dates: tuple[str, ...] = ()
    """The columns of which one may hold the date, where names do not tell and several do."""
    positions: tuple[tuple[str, ...], ...] = ()
    """Two columns of degrees each, or one with positions, that may say where it happened, or not."""
    doubtful: tuple[str, ...] = ()
    """Columns that were taken for the position, although words beside their names are not known here."""


def mapping_of(rows: pd.DataFrame, *, shapes: bool) -> Proposal:
    """Propose what the columns mean."""
    samples = {str(name): _sample(rows[name]) for name in rows.columns}
    degrees = degree_columns.find(samples, rows)
    found = _named(samples, rows, degrees.columns)
    _settle_id(found, samples, rows)
    _settle_title(found, samples, rows)
    _settle_metres(found, samples)
    elsewhere = () if shapes else _find_positions(found, samples)
    candidates = date_proposals.settle(found, samples, rows)
    placed = shapes or _PLACED & set(found.values())
    return Proposal(
        {column: found[column] for column in samples if column in found},
        candidates,
        () if placed else (*degrees.asked, *elsewhere),
        degrees.doubtful or (),
    )


def parts_of(field: str, rows: pd.DataFrame) -> tuple[str, ...]:
    """Columns that look like the parts of a number of people: "killed civilians" beside "killed soldiers"."""
    named = [str(name) for name in rows.columns if column_names.is_part(str(name), field)]
    return tuple(name for name in named if (sample := _sample(rows[name])) and share(sample, counts.is_count))


def _named(
    samples: Mapping[str, list[str]], rows: pd.DataFrame, degrees: Mapping[str, str]
) -> dict[str, str]:
    """Column → field by their names, the surest first, where the values fit."""
    found = dict(degrees)
    seldom = _seldom_filled(samples, rows)
    told = sorted(
        ((column, meaning.field) in seldom, meaning.level, meaning.line, place, meaning, column)
        for place, column in enumerate(samples)
        for meaning in column_names.meanings(column)
        if meaning.field not in _DEGREES
    )
    for *_, meaning, column in told:
        taken = meaning.field in found.values() and meaning.field not in _SEVERAL
        if column not in found and not taken and fits(column, meaning, samples[column]):
            found[column] = meaning.field
    fields = set(found.values())
    for column, field in list(found.items()):
        alone = field in _BESIDE and "fatalities" not in fields and len(column_names.words_of(column)) == 1
        if alone or (field in _METRES and not fields.issuperset(_METRES)):
            del found[column]
    return found


def _seldom_filled(samples: Mapping[str, list[str]], rows: pd.DataFrame) -> frozenset[tuple[str, str]]:
    """Columns and fields where several may have the field, of those that say something in few rows."""
    told = [(column, each.field) for column in samples for each in column_names.meanings(column)]
    return frozenset(
        (column, field)
        for field in _SAID_OFTEN
        if len(rivals := [column for column, each in told if each == field]) > 1
        for column in rivals
        if _share_filled(rows[column]) < (_HALF if field == "summary" else _FEW)
    )


def _share_filled(column: pd.Series[str]) -> float:
    """In what share of the first rows the column says something."""
    cells = column.head(_SAMPLE * 20)
    nothing = words_for_nothing.of_texts(str(column.name), cells.unique().tolist())
    return 1.0 if cells.empty else float((~cells.isin([*nothing, ""])).mean())


REASONS: Final = ("name", "values", "both", "unlike_name", "taken", "not_its_values", "chosen")
"""How a column was recognised: by its name; by its values; by both together; by its values against its name.
Or why it was not: another column has what its name says; its values are not what its name says. Or a person
said what it means."""


def reasons(rows: pd.DataFrame, mapping: Mapping[str, str], *, shapes: bool) -> dict[str, str]:
    """For each column of which something can be told: one of `REASONS`, under this mapping."""
    proposed = mapping_of(rows, shapes=shapes)[0] if mapping else {}
    found = {}
    for name in map(str, rows.columns):
        meaning, named = mapping.get(name), by_name(name)
        if meaning is None:
            if named and name not in proposed and mapping:
                found[name] = "taken" if _fits_one(name, rows) else "not_its_values"
        elif proposed.get(name) != meaning:
            found[name] = "chosen"
        elif named == meaning:
            found[name] = "name"
        elif meaning in ("easting", "northing") and named:
            found[name] = "both"
        else:
            found[name] = "unlike_name" if named else "values"
    return found


def unlike_names(rows: pd.DataFrame, mapping: Mapping[str, str]) -> list[tuple[str, str]]:
    """Columns and the fields that their names say and no column is, as their values do not fit."""
    taken = set(mapping.values())
    found = []
    for name in map(str, rows.columns):
        surest = next(iter(column_names.meanings(name)), None)
        if surest is None or name in mapping or surest.field in taken or surest.field not in _SAID_IF_UNLIKE:
            continue
        sure = surest.level < column_names.ONE_WORD and not surest.line
        if sure and not fits(name, surest, _sample(rows[name])):
            found.append((name, surest.field))
    return found


def _fits_one(column: str, rows: pd.DataFrame) -> bool:
    """Whether a column's values fit the surest meaning of its name."""
    return fits(column, column_names.meanings(column)[0], _sample(rows[column]))


def _sample(column: pd.Series[str]) -> list[str]:
    for begin in (column.head(_SAMPLE * 20), column):
        given: list[str] = [*map(texts.unquoted, begin[begin != ""].head(_SAMPLE).tolist())]
        if len(given) == _SAMPLE:
            break
    given = dittos.without(given)
    nothing = words_for_nothing.of_texts(str(column.name), given, codes=True)
    told = [text for text in given if text not in nothing]
    if told or not given:
        return told
    # NA fills the first rows: what stands further below tells.
    return dittos.without(column[~column.isin(["", *nothing])].head(_SAMPLE).tolist())


def _settle_id(found: dict[str, str], samples: Mapping[str, list[str]], rows: pd.DataFrame) -> None:
    """The first column such as `gtd_id` is the id, where nothing else is and no two rows share one."""
    if "id" in found.values() or len(rows) < _FEWEST_IDS:
        return
    for column in samples:
        words = column_names.words_of(column)
        if column in found or not 1 < len(words) <= _LONGEST_ID or words[-1] != "id":
            continue
        cells = rows[column]
        if (cells != "").all() and cells.is_unique:
            found[column] = "id"
            return


def _settle_title(found: dict[str, str], samples: Mapping[str, list[str]], rows: pd.DataFrame) -> None:
    """Short descriptions are titles where nothing else is one, and most rows have one."""
    columns = {meaning: column for column, meaning in found.items()}
    column = columns.get("summary")
    if column is None or "title" in columns or not are_titles(samples[column]):
        return
    first = rows[column].head(_SAMPLE * 20)
    if 2 * (first != "").sum() < len(first):
        return
    found[column] = "title"
    for other, values in samples.items():
        meant = [each for each in column_names.meanings(other) if each.field == "summary"]
        if other not in found and meant and fits(other, meant[0], values):
            found[other] = "summary"
            return


def _settle_metres(found: dict[str, str], samples: Mapping[str, list[str]]) -> None:
    """Columns x and y with numbers that no degrees can be are eastings and northings."""
    columns = {meaning: column for column, meaning in found.items()}
    pair = columns.get("longitude"), columns.get("latitude")
    if pair[0] is None or pair[1] is None or {"easting", "northing"} & set(columns):
        return
    if all(share(samples[column], is_metres) for column in pair if column is not None):
        found[pair[0]], found[pair[1]] = "easting", "northing"


def _find_positions(found: dict[str, str], samples: Mapping[str, list[str]]) -> tuple[tuple[str], ...]:
    """A column of pairs, or of well-known text, by its values; those whose names say another place."""
    elsewhere: dict[str, None] = {}
    for meaning, test in (
        ("wkt", is_wkt),
        ("coordinates", coordinates.is_pair),
        ("coordinates", map_links.is_of_map),
    ):
        for column, values in samples.items():
            settled = _PLACED & set(found.values())
            # "Location" may hold a name or coordinates, and "Link" a map's; their values decide.
            may_be = not settled and found.get(column) in _PERHAPS_POSITIONS
            if may_be and share(values, test) and any(map(_says_where, values)):
                if column_names.says_elsewhere(column_names.words_of(column)):
                    elsewhere[column] = None
                else:
                    found[column] = meaning
    return tuple((column,) for column in elsewhere)


def _says_where(text: str) -> bool:
    return is_wkt(text) or coordinates.is_pair(text)
