"""Puts what a file leaves open to the researcher as a question, unless the file itself decides."""

from __future__ import annotations

import re
from itertools import permutations
from typing import TYPE_CHECKING, Final

from geodata.ingest import date_checks
from geodata.ingest.choices import DATE_ORDERS, DEGREES, FIELDS, PAIR_ORDERS, Question
from geodata.values import dates, pair_orders

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from geodata.ingest.sheet import Sheet

_OTHER_POSITIONS: Final = frozenset(("coordinates", "wkt", "easting"))
_SAMPLE: Final = 200
_MOST_PAIRED: Final = 4
_DECIMAL: Final = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,20})?")


def date_order(sheet: Sheet, columns: Iterable[str]) -> str | None:
    """What comes first in the dates of these columns: as chosen, as a value decides, or to be asked."""
    names = [name for name in columns if sheet.has(name)]
    for name in names:
        if words := date_checks.mangled(sheet[name]):
            sheet.remark(sheet.column(name), words)
    found = dates.order_of((sheet[name] for name in names), sheet.choices.date_order)
    if found.to_ask:
        about = ", ".join(f"'{sheet.column(name)}'" for name in names)
        words = f"In {about} dates can be read in two ways: does the day or the month come first?"
        if found.day_first:
            words = (
                f"In {about} some dates have the day first and others the month: which is it for the rest?"
            )
        examples = (*found.undecided[:3], *found.day_first[:1], *found.month_first[:1])
        sheet.questions.append(Question("date_order", words, DATE_ORDERS, examples))
    elif sheet.choices.date_order is None and found.chosen is not None:
        decisive = (found.day_first or found.month_first)[0]
        sheet.remark(
            ", ".join(sheet.column(name) for name in names),
            f"Dates are read as {found.chosen}, because of values such as {decisive}.",
        )
    sheet.date_order = found.chosen
    return found.chosen


def start_and_end(sheet: Sheet, columns: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Two columns of dates of which one is never later than the other, so that they may be start and end."""
    order, zone = sheet.choices.date_order or DATE_ORDERS[0], sheet.choices.zone
    starts = {
        name: [
            None if isinstance(span, str) else span.start
            for span in (dates.read(cell, zone, order) for cell in sheet[name].head(_SAMPLE).tolist())
        ]
        for name in columns[:_MOST_PAIRED]
    }
    return tuple(pair for pair in permutations(starts, 2) if _rise(starts[pair[0]], starts[pair[1]]))


def positions(sheet: Sheet, columns: Sequence[tuple[str, ...]]) -> None:
    """Ask which columns say where it happened, where their names say other places, or several pairs may.

    Parameters
    ----------
    columns
        Two columns of degrees each, or one with positions.
    """
    pairs = tuple((each[0], each[1]) for each in columns if len(each) > 1)
    single = tuple(each[0] for each in columns if len(each) == 1)
    if not columns:
        return
    names = "; ".join(" and ".join(f"'{name}'" for name in each) for each in columns)
    words = f"{names}: does one of them say where it happened? Their names may say another place."
    if len(columns) > 1 and not single:
        words = f"Several columns hold positions: which of them say where it happened? {names}."
    examples = tuple(
        f"{', '.join(each)}: {', '.join(sheet.signed(name).iloc[0] for name in each)}" for each in columns
    )
    about = "coordinates" if single else "latitude"
    sheet.questions.append(Question("mapping", words, single, examples, about, pairs, DEGREES, optional=True))


def _rise(first: Sequence[int | None], second: Sequence[int | None]) -> bool:
    both = [(a, b) for a, b in zip(first, second, strict=True) if a is not None and b is not None]
    return all(a <= b for a, b in both) and any(a < b for a, b in both)


def degrees_without_names(sheet: Sheet, mapping: Mapping[str, str]) -> None:
    """Ask which columns hold latitude and longitude of a table without names, one after the other."""
    known = set(mapping.values())
    if sheet.raw.header_row != 0 or sheet.raw.geometry is not None or known & _OTHER_POSITIONS:
        return
    for field, most in (("latitude", 90), ("longitude", 180)):
        if field in known:
            continue
        may_be = tuple(
            str(name)
            for name in sheet.raw.rows.columns
            if name not in mapping and _are_degrees(sheet[str(name)].head(_SAMPLE).tolist(), most)
        )
        if len(may_be) > (field == "latitude"):
            words = f"The table has no line of names: which column holds the {field} ({FIELDS[field]})?"
            examples = tuple(f"{name}: {sheet[name].iloc[0]}" for name in may_be[:5])
            sheet.questions.append(Question("mapping", words, may_be, examples, about=field))
        return


def _are_degrees(cells: Sequence[str], most: int) -> bool:
    given = [cell.strip().replace(",", ".") for cell in cells if cell.strip()]
    degrees = [cell for cell in given if _DECIMAL.fullmatch(cell) and abs(float(cell)) <= most]
    return bool(given) and len(degrees) * 10 >= len(given) * 9 and any("." in cell for cell in degrees)


def pair_order(sheet: Sheet, column: str, cells: pd.Series[str]) -> str | None:
    """What comes first in a column's pairs of coordinates: as chosen, as it says itself, or to be asked."""
    if sheet.choices.pair_order is not None:
        return sheet.choices.pair_order
    found = pair_orders.decided(column, cells, sheet.choices.decimal)
    if found.order is None:
        words = f"In '{column}' pairs can be read in two ways: does the latitude or the longitude come first?"
        sheet.questions.append(Question("pair_order", words, PAIR_ORDERS, found.open))
    elif found.because:
        first = found.order.split("-", 1)[0]
        sheet.remark(column, f"Pairs of coordinates are read with the {first} first, {found.because}.")
    return found.order


def with_time(day: str, time: str) -> str:
    """A date with the time of day that another cell gives, unless it has one itself."""
    if not day or not time.strip() or ":" in day:
        return day
    return f"{day.strip()} {time.strip()}"
