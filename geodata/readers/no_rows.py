"""Finds among a table's rows those that are none: comments, the blank rows of a form, totals at its end.

Only the end of a table is looked at, and its first cells: a large table costs no more than a small one.
What is taken away is quoted in a note, or refused with its reason.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from geodata.errors import shown
from geodata.readers import headings, unnamed_totals
from geodata.readers.cell_kinds import DATE, DECIMAL, NOTHING, VALUES, WHOLE, kind
from geodata.readers.raw import Note
from geodata.values import texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Refusal = tuple[int, str, str, str, str]

_SAMPLE: Final = 500
_USUAL: Final = 0.8
"""The share of rows in which a column is filled that is usually filled."""
_LONGEST_RUN: Final = 20_000
_MOST_SUMMED: Final = 200_000
_QUOTED: Final = 3
_WORDS: Final = "|".join(
    (
        # English, German, French, Spanish, Italian, Portuguese, Turkish
        *("(?:grand |sub[- ]?|sum )?totals?", "sum", "gesamt(?:summe)?", "summe", "insgesamt", "totale?s?"),
        *("sous[- ]total", "gran total", "total ge(?:ne)?ral", "zwischensumme", "ara toplam", "genel toplam"),
        *("total g[eé]n[eé]ral", "totaux", "suma", "soma", "toplam"),
        # Serbian in both scripts, Albanian, Russian, Ukrainian
        *("me[đd]j?uzbir", "podzbir", "међузбир", "nën[- ]?totali?", "подытог", "промежуточный итог", "итог"),
        *("проміжний підсумок", "підсумок", "загалом"),
        *("(?:sve)?ukupno", "zbir", "(?:све)?укупно", "збир", "gjithsej", "totali", "shuma", "gjithsejt"),
        *("(?:всего|итого)", "усього", "всього", "разом", "сума", "сумма"),
        # Arabic, Persian
        *(
            "المجموع الفرعي",
            "المجموع الكلي",
            "الإجمالي العام",
            "المجموع",
            "الإجمالي",
            "الاجمالي",
            "مجموع",
            "جمع",
        ),
    )
)
_TOTAL: Final = re.compile(rf"(?:{_WORDS})(?P<tail>\b.{{0,40}})?", re.IGNORECASE)
_ENDS: Final = re.compile(rf".{{1,40}}[\s:–-](?:{_WORDS})[\s:.]*", re.IGNORECASE)
"""A total's name behind that of what is summed up: North total."""
_PERHAPS: Final = rf"^\s*(?:{_WORDS})|[\s:–-](?:{_WORDS})[\s:.]*$"
"""What either of them has, for a quick look at a whole column."""
_LABELS: Final = 3
"""In so many of the first columns the word for a total stands."""
_NO_WORDS: Final = re.compile(r"[\W\d_]*")
_RANGE: Final = r"\s*([0-9]{1,9})\s*(?:[-–—−]|to)\s*([0-9]{1,9})\s*"
_REASON: Final = "This row sums up the rows above it: it is no incident."


@dataclass(frozen=True)
class Rows:
    """A table's rows without those that are none."""

    rows: pd.DataFrame
    refused: tuple[Refusal, ...] = ()
    notes: tuple[Note, ...] = ()


def without(rows: pd.DataFrame) -> Rows:
    """Take away what is no row.

    Parameters
    ----------
    rows
        As `RawFile.rows`.
    """
    if rows.shape[1] < 2:
        return Rows(rows)
    notes: list[Note] = []
    refused: list[Refusal] = []
    rows = _without_names(_without_comments(rows, notes), notes)
    rows = _without_subtotals(rows, refused)
    before = None
    while before != len(rows):  # a form may be filled in beforehand in several ways, one below the other
        before = len(rows)
        rows = _without_blanks(rows, notes)
        if _is_total(rows):
            rows = _without_totals(rows, refused)
    rows = _without_unnamed(rows, refused)
    return Rows(rows, tuple(refused), tuple(notes))


def comments(lines: Sequence[int], cells: Sequence[Sequence[str]]) -> Note:
    """What is said of comments that are left out: where they stand, and what they say."""
    listed = "; ".join(f"{line}: '{shown(one[0].strip())}'" for line, one in zip(lines, cells, strict=True))
    return Note("comments", f"Lines with a comment are left out: {listed}.")


def _without_comments(rows: pd.DataFrame, notes: list[Note]) -> pd.DataFrame:
    first = rows.iloc[:, 0]
    begin = first.str.startswith(("#", "//", " #")).to_numpy(bool)
    places = [
        place for place in np.flatnonzero(begin).tolist() if headings.is_comment(rows.iloc[place].tolist())
    ]
    # Where as many rows begin so that say more, or nothing else is there, the mark begins titles.
    if 2 * len(places) <= int(begin.sum()) or len(places) == len(rows):
        return rows
    quoted = places[: _QUOTED * 4]
    notes.append(comments(rows.index[quoted].tolist(), [rows.iloc[place].tolist() for place in quoted]))
    return rows.drop(rows.index[places])


def _without_names(rows: pd.DataFrame, notes: list[Note]) -> pd.DataFrame:
    """Take away the line of names where it stands again among the rows, as where files were put together."""
    names = [str(name) for name in rows.columns]
    begin = (rows.iloc[:, 0] == names[0]).to_numpy(bool)
    places = [place for place in np.flatnonzero(begin).tolist() if rows.iloc[place].tolist() == names]
    if not places:
        return rows
    found = [f"{rows.index[place]:,}" for place in places]
    listed = ", ".join(found[: _QUOTED * 4]) + (" …" if len(found) > _QUOTED * 4 else "")
    notes.append(Note("header", f"The line of names stands again among the rows, and is left out: {listed}."))
    return rows.drop(rows.index[places])


def _usual(rows: pd.DataFrame) -> list[bool]:
    """Which columns are filled in most of the first rows."""
    sample = rows.head(_SAMPLE)
    return [bool((sample.iloc[:, place] != "").mean() >= _USUAL) for place in range(rows.shape[1])]


# Blank rows of a form ---------------------------------------------------------------------------------------


def _without_blanks(rows: pd.DataFrame, notes: list[Note]) -> pd.DataFrame:
    count = _blank_rows(rows)
    if not count:
        return rows
    last = rows.iloc[-1].tolist()
    presets = ", ".join(
        f"{shown(name)} {shown(cell)}" for name, cell in zip(rows.columns, last, strict=True) if cell.strip()
    )
    where = f"{rows.index[-count]:,} to {rows.index[-1]:,}"
    words = (
        f"{count:,} rows at the end ({where}) repeat what a form is filled in with before use, and nothing "
        f"else ({presets}): they are left out."
    )
    notes.append(Note("blank", words))
    return rows.iloc[:-count]


def _blank_rows(rows: pd.DataFrame) -> int:
    """How many rows at the end hold the same few cells, or count up, and lack what other rows have."""
    if len(rows) < 3:
        return 0
    last, before = rows.iloc[-1].tolist(), rows.iloc[-2].tolist()
    filled = [place for place, cell in enumerate(last) if cell.strip()]
    kinds = {kind(last[place]) for place in filled}
    if len(filled) * 2 > len(last) or kinds & {DATE, DECIMAL}:
        return 0
    counted = [place for place in filled if last[place] != before[place]]
    if len(counted) > 1 or [place for place, cell in enumerate(before) if cell.strip()] != filled:
        return 0
    count = _run(rows, last, counted[0] if counted else None)
    if count < 2 or count >= len(rows):
        return 0
    usual = _usual(rows.iloc[:-count])
    lacked = sum(each and not cell.strip() for each, cell in zip(usual, last, strict=True))
    return count if lacked > 1 and lacked * 2 >= sum(usual) else 0


def _run(rows: pd.DataFrame, last: list[str], counted: int | None) -> int:
    count = 0
    for cells in _upwards(rows.iloc[-_LONGEST_RUN:]):
        expected = list(last)
        if counted is not None:
            if kind(last[counted]) != WHOLE:
                return 0
            expected[counted] = str(int(last[counted]) - count)
        if cells != expected:
            break
        count += 1
    return count


def _upwards(rows: pd.DataFrame) -> Iterator[list[str]]:
    for place in range(len(rows) - 1, -1, -1):
        yield rows.iloc[place].tolist()


# Totals -----------------------------------------------------------------------------------------------------


def _without_subtotals(rows: pd.DataFrame, refused: list[Refusal]) -> pd.DataFrame:
    """Take away totals between the rows, wherever they stand, of a table that may be looked through."""
    if not 1 < len(rows) <= _MOST_SUMMED:
        return rows
    named = np.zeros(len(rows), bool)
    for place in range(min(_LABELS, rows.shape[1])):
        column = rows.iloc[:, place]
        hits = np.flatnonzero(
            pc.match_substring_regex(texts.arrow(column), _PERHAPS, ignore_case=True).to_numpy()
        )
        for at, cell in zip(hits.tolist(), texts.some(column, hits), strict=True):
            named[at] |= any(pattern.fullmatch(cell.strip()) for pattern in (_TOTAL, _ENDS))
    places = np.flatnonzero(named).tolist()
    if not places or 2 * len(places) > len(rows):
        return rows
    usual = _usual(rows[~named])
    found: list[int] = []
    begin = 0
    for at in places:
        cells: list[str] = rows.iloc[at].tolist()
        block = rows.iloc[begin:at]
        if _is_subtotal(cells, block, rows.iloc[:at][~named[:at]], usual):
            found.append(at)
            begin = at + 1
    for at in found:
        _refuse(rows, at, refused)
    return rows.drop(rows.index[found]) if found else rows


def _is_subtotal(cells: list[str], block: pd.DataFrame, above: pd.DataFrame, usual: Sequence[bool]) -> bool:
    """Whether a row names a total, and either lacks what rows have or adds up those above it."""
    kinds = _kinds(cells)
    labels = [
        cell.strip() for cell, each in zip(cells, kinds, strict=True) if each not in (NOTHING, WHOLE, DECIMAL)
    ]
    most = 1 if any(map(_range_of, cells)) else 2
    if not 1 <= len(labels) <= most or DATE in kinds:
        return False
    match = next((found for label in labels if (found := _TOTAL.fullmatch(label))), None)
    plain = match is not None and _NO_WORDS.fullmatch(match["tail"] or "") is not None
    if match is None and not any(_ENDS.fullmatch(label) for label in labels):
        return False
    lacks = any(each and not cell.strip() for each, cell in zip(usual, cells, strict=True))
    if plain and lacks and len(labels) == 1:
        return True
    return len(block) > 0 and (_adds_up(cells, kinds, block) or _adds_up(cells, kinds, above))


def _is_total(rows: pd.DataFrame) -> bool:
    """Whether the last row sums up those above it."""
    return len(rows) > 1 and _sums_up(rows.iloc[-1].tolist(), rows.iloc[:-1], _usual(rows.iloc[:-1]))


def _sums_up(cells: list[str], above: pd.DataFrame | None, usual: Sequence[bool]) -> bool:
    """Whether a row sums up others; without `above`, whether one of a table that ends with a total does."""
    word = next((cell for cell in cells if cell.strip()), "")
    found = _TOTAL.fullmatch(word.strip())
    kinds = _kinds(cells)
    if not found or any(
        each not in (NOTHING, WHOLE, DECIMAL) and not _TOTAL.fullmatch(cell.strip())
        for cell, each in zip(cells, kinds, strict=True)
    ):
        return False
    lacks = any(each and not cell.strip() for each, cell in zip(usual, cells, strict=True))
    plain = _NO_WORDS.fullmatch(found["tail"] or "") is not None
    return (lacks and (plain or above is None)) or (above is not None and _adds_up(cells, kinds, above))


def _kinds(cells: Sequence[str]) -> list[str]:
    """What each cell looks like; a share, and a range such as 7-9, is a number."""
    return [WHOLE if _range_of(cell) else kind(cell.removesuffix("%")) for cell in cells]


def _range_of(cell: str) -> tuple[float, float] | None:
    found = re.fullmatch(_RANGE, cell)
    if found is None or float(found[1]) > float(found[2]):
        return None
    return float(found[1]), float(found[2])


def _adds_up(cells: list[str], kinds: Sequence[str], above: pd.DataFrame) -> bool:
    """Whether one of the numbers is the sum of its column."""
    if len(above) > _MOST_SUMMED:
        return False
    for place, each in enumerate(kinds):
        if each in VALUES:
            numbers: Any = pd.to_numeric(above.iloc[:, place], errors="coerce")
            if (bounds := _range_of(cells[place])) is not None:
                if _is_within(bounds, above.iloc[:, place], numbers):
                    return True
            elif numbers.any() and np.isclose(
                numbers.sum(), float(pd.to_numeric(cells[place], errors="coerce"))
            ):
                return True
    return False


def _is_within(bounds: tuple[float, float], column: pd.Series[str], numbers: Any) -> bool:
    """Whether a range has room for the sum of a column, of whose ranges both ends are added up."""
    ends = column.str.extract(f"^{_RANGE}$").astype(float)
    low, high = (float(numbers.fillna(ends[end]).sum()) for end in (0, 1))
    return high > 0 and bounds[0] <= high and low <= bounds[1]


def _without_totals(rows: pd.DataFrame, refused: list[Refusal]) -> pd.DataFrame:
    """Take away the last row and, where there are subtotals, rows like it."""
    usual, totals = _usual(rows.iloc[:-1]), [len(rows) - 1]
    place = next(place for place, cell in enumerate(rows.iloc[-1]) if cell.strip())
    words = rows.iloc[:-1, place].str.match(_TOTAL.pattern, flags=re.IGNORECASE).to_numpy(bool)
    nothing = rows.iloc[:0]
    totals += [
        at for at in np.flatnonzero(words).tolist() if _sums_up(rows.iloc[at].tolist(), nothing, usual)
    ]
    for at in totals:
        _refuse(rows, at, refused)
    return rows.iloc[:-1] if len(totals) == 1 else rows.drop(rows.index[totals])


def _without_unnamed(rows: pd.DataFrame, refused: list[Refusal]) -> pd.DataFrame:
    """Take away a last row of nothing but sums, though it names no total."""
    at = unnamed_totals.place(rows)
    if at is None or not unnamed_totals.is_sum(rows.iloc[: at + 1], _usual(rows.iloc[:at])):
        return rows
    _refuse(rows, at, refused)
    return rows.drop(rows.index[[at]])


def _refuse(rows: pd.DataFrame, at: int, refused: list[Refusal]) -> None:
    cells = rows.iloc[at].tolist()
    column = next(one for one, cell in enumerate(cells) if cell.strip())
    original = json.dumps(cells, ensure_ascii=False)
    refused.append((int(rows.index[at]), str(rows.columns[column]), cells[column], _REASON, original))
