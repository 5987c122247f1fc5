"""Reads numbers as people write them: floats and counts of people, or a reason why not.

A separator of thousands is never guessed: 1.234 is a thousand in Berlin and one and a bit in London. It is
read where the researcher said which mark begins the decimals, and refused with that advice otherwise.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata.values.texts import Repeated, each_distinct, reasons

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Floats = npt.NDArray[np.float64]
Texts = npt.NDArray[np.object_]

DECIMAL: Final = r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})(?:[eE][+-]?[0-9]{1,3})?"
"""A number with a decimal point."""

LARGEST: Final = 999_999_999
"""More people than this are no count of an incident."""

_LONGEST: Final = 100
_NO_NUMBER: Final = "not a number: write it like 2.5"
_NO_COUNT: Final = "has to be a whole number such as 4, a range such as 3-5, or empty when unknown"
_MARKED: Final = re.compile(r"[+-]?[0-9]+(?:[.,'’ \u00a0\u202f][0-9]+)+")
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?:([.,'’ \u00a0\u202f])[0-9]{3})(?:\1[0-9]{3})*")


class Count(NamedTuple):
    """A number of people, as far as the text says it."""

    low: int | None = None
    best: int | None = None
    high: int | None = None


def plain(texts: pd.Series[str]) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Numbers with a decimal point, exactly as written, and which cells hold one; NaN for the others."""
    codes, words = pd.factorize(texts)
    written = pc.match_substring_regex(pa.array(words, pa.large_string()), f"^(?:{DECIMAL})$")
    values = np.full(len(words), np.nan)
    chosen = written.to_numpy(zero_copy_only=False).astype(bool)
    values[chosen] = _floats(pa.array(words[chosen], pa.large_string()))
    values = values[codes]
    return values, np.isfinite(values)


def _floats(texts: pa.Array) -> Floats:
    """Numbers that `DECIMAL` describes, as `float` reads them: to Arrow a plus sign is none of theirs."""
    try:
        return np.asarray(pc.cast(pc.utf8_ltrim(texts, "+"), pa.float64()).to_numpy(), np.float64)
    except pa.ArrowInvalid:
        return np.array(texts.to_pylist(), dtype=object).astype(np.float64)


def decimals(texts: pd.Series[str], decimal: str | None) -> tuple[Floats, Texts]:
    """Read numbers.

    Parameters
    ----------
    texts
        n cells; `""` is no number and no fault.
    decimal
        The mark that begins the decimals, if the researcher said it.

    Returns
    -------
    n numbers, NaN where there is none; n reasons, `""` where there is no fault.
    """
    values, good = plain(texts)
    if decimal == ",":  # then a point separates thousands, and 1.234 is no plain number
        good &= ~texts.str.contains(".", regex=False).to_numpy(bool)
        values[~good] = np.nan
    left = np.flatnonzero(~good & (texts != "").to_numpy(bool))
    why = np.full(len(texts), "", dtype=object)
    if len(left):
        found = each_distinct(lambda text: _decimal(text, decimal), texts.iloc[left])
        why[left] = reasons(found)
        values[left] = numbers_of(found)
    return values, why


def numbers_of(found: Repeated[float | str]) -> Floats:
    """The results that are numbers, NaN in the places of those that are reasons."""
    few = [np.nan if isinstance(each, str) else each for each in found.results]
    return np.asarray(np.array(few, np.float64)[found.codes])


def counts(texts: pd.Series[str], decimal: str | None) -> tuple[Repeated[Count], Repeated[str]]:
    """Read numbers of people: `4`, `3-5`, `10+`; n counts and n reasons, `""` where there is no fault."""
    found = each_distinct(lambda text: _count(text, decimal), texts)
    return (
        found.each(lambda each: Count() if isinstance(each, str) else each),
        found.each(lambda each: each if isinstance(each, str) else ""),
    )


def plain_count(text: str) -> Count | None:
    """A number of people in the plainest forms: `4`, `4.0`, `3-5`; None for any other text."""
    for form, read in _FORMS[:2]:
        if match := form.fullmatch(text):
            return read([int(figure) for figure in match.groups()])
    return None


def _decimal(text: str, decimal: str | None) -> float | str:
    if len(text) > _LONGEST:
        return _NO_NUMBER
    tidy = text.strip().replace("−", "-")
    if not tidy.isascii():
        tidy = "".join(str(int(each)) if each.isdecimal() else each for each in tidy.replace("٫", "."))
    if decimal is not None:
        other = "," if decimal == "." else "."
        whole, mark, rest = tidy.partition(decimal)
        grouped = _GROUPED.fullmatch(whole.lstrip("+-"))
        if grouped and grouped[1] in (other, *"'’ \u00a0\u202f"):
            whole = re.sub(r"[^0-9+-]", "", whole)
        if other in whole + rest:
            return f"'{decimal}' was said to begin the decimals, so '{other}' has no meaning here: correct it"
        tidy = f"{whole}.{rest}" if mark else whole
    if re.fullmatch(DECIMAL, tidy):
        value = float(tidy)
        return value if np.isfinite(value) else "too large to be a number here: correct it"
    if _MARKED.fullmatch(tidy):
        return (
            "a comma or space may begin decimals or separate thousands: choose the file's decimal mark, "
            "or write the number with a decimal point"
        )
    return _NO_NUMBER


def _count(text: str, decimal: str | None) -> Count | str:
    tidy = text.strip()
    if not tidy:
        return Count()
    if len(text) > _LONGEST:
        return _NO_COUNT
    if decimal is not None:
        grouped = _GROUPED.fullmatch(tidy)
        if grouped and grouped[1] != decimal:
            tidy = re.sub(r"[^0-9]", "", tidy)
    for form, read in _FORMS:
        if match := form.fullmatch(tidy.casefold()):
            return _checked(read([int(figure) for figure in match.groups() if figure]))
    if _GROUPED.fullmatch(tidy):
        return (
            "a mark may separate thousands or begin decimals: choose the file's decimal mark, "
            "or write the number without one"
        )
    return _NO_COUNT


_FORMS: Final[tuple[tuple[re.Pattern[str], Callable[[list[int]], Count]], ...]] = (
    (re.compile(r"([0-9]{1,15})(?:\.0{1,2})?"), lambda figures: Count(best=figures[0])),
    (
        re.compile(r"([0-9]{1,9})\s*[-–—]\s*([0-9]{1,9})"),
        lambda figures: Count(low=figures[0], high=figures[1]),
    ),
    (
        re.compile(r"(?:at least|>=|≥)\s*([0-9]{1,9})|([0-9]{1,9})\s*\+"),
        lambda figures: Count(low=figures[0]),
    ),
    (re.compile(r"(?:up to|at most|<=|≤)\s*([0-9]{1,9})"), lambda figures: Count(high=figures[0])),
)
"""How a number of people is written, and what the figures in it mean."""


def _checked(count: Count) -> Count | str:
    if max(filter(None, count), default=0) > LARGEST:
        return f"more than {LARGEST} people: correct it"
    if count.low is not None and count.high is not None and count.low > count.high:
        return "a range that falls: write the lower number first"
    return count


def whole(values: Sequence[int | None]) -> Any:
    """Counts as the model has them: Int64, missing where unknown."""
    if isinstance(values, Repeated):
        return pd.array(values.results, dtype="Int64").take(values.codes)
    return pd.array(values, dtype="Int64")
