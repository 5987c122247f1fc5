"""What a file leaves open in; the question for the researcher out, or what the file itself decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.ingest.choices import DATE_ORDERS, Question
from geodata.values import dates

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geodata.ingest.sheet import Sheet


def date_order(sheet: Sheet, columns: Iterable[str]) -> str | None:
    """What comes first in the dates of these columns: as chosen, as a value decides, or to be asked."""
    names = [name for name in columns if sheet.has(name)]
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


def with_time(day: str, time: str) -> str:
    """A date with the time of day that another cell gives, unless it has one itself."""
    if not day or not time.strip() or ":" in day:
        return day
    return f"{day.strip()} {time.strip()}"
