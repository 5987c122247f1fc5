"""Refuses the rows of one raw table by rule after rule, each refusal with field, value and reason."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from geodata.model import REJECTED_COLUMNS
from geodata.values import texts
from geodata.values.texts import LINK

if TYPE_CHECKING:
    from geodata.readers.delimited import RawTable

_NUMBER: Final = r"[+-]?[0-9]{1,15}(\.[0-9]{0,30})?([eE][+-]?[0-9]{1,2})?"

Beside = Callable[[np.ndarray[Any, Any]], Any] | None
"""What stands beside the cells of the rows in some places, or None."""
Reason = str | Callable[[str], str]
"""A clause that goes on from the field's name and value, or what makes one from the value."""


class _Remark(NamedTuple):
    field: str
    value: str
    reason: str


class Rows:
    """A table's rows while they are examined: rules add refusals, and `accepted` are those without any."""

    def __init__(self, table: RawTable) -> None:
        self._table = table
        self.file = table.file
        self._refusals: dict[int, list[_Remark]] = {}
        self._remarks: list[tuple[int, _Remark]] = []
        self._header_warnings: list[tuple[str, int, str, str, str, str]] = []
        self._accepted: pd.DataFrame | None = None

    def __getitem__(self, column: str) -> pd.Series[str]:
        """One column of all rows, refused or not."""
        return self._table.rows[column]

    def has(self, column: str) -> bool:
        """Whether the table has such a column."""
        return column in self._table.rows

    def cells(self, column: str, where: Any = None) -> list[tuple[int, str]]:
        """Line and text of a column's cells, of all rows or of those where `where` is true."""
        cells = self[column]
        if where is None:
            return list(zip(cells.index.tolist(), cells.tolist(), strict=True))
        places = np.flatnonzero(np.asarray(where, bool))
        return list(zip(cells.index[places].tolist(), texts.some(cells, places), strict=True))

    @property
    def accepted(self) -> pd.DataFrame:
        """The rows that no rule has refused so far."""
        if self._accepted is None:
            self._accepted = self._table.rows.drop(index=list(self._refusals))
        return self._accepted

    @property
    def accepted_rows(self) -> pd.Index[int]:
        """The numbers of `accepted`."""
        every: pd.Index[int] = self._table.rows.index
        return every[~every.isin(list(self._refusals))] if self._refusals else every

    @property
    def refused(self) -> int:
        """How many rows have been refused so far."""
        return len(self._refusals)

    def refuse(
        self, bad: pd.Series[bool] | np.ndarray[Any, np.dtype[np.bool_]], field: str, reason: Reason
    ) -> None:
        """Refuse the rows where `bad` is true."""
        for row, value in self.cells(field, bad):
            self.refuse_row(row, field, reason if isinstance(reason, str) else reason(value), value)

    def refuse_row(self, row: int, field: str, reason: str, value: str | None = None) -> None:
        """Refuse the row on line `row`; saying the same twice counts once."""
        remark = _Remark(field, str(self._table.rows.at[row, field]) if value is None else value, reason)
        remarks = self._refusals.setdefault(row, [])
        if remark not in remarks:
            remarks.append(remark)
        self._accepted = None

    def warn(self, odd: pd.Series[bool], field: str, reason: str) -> None:
        """Remark on the rows where `odd` is true; they stay accepted."""
        self._remarks.extend((row, _Remark(field, value, reason)) for row, value in self.cells(field, odd))

    def warn_row(self, row: int, field: str, reason: str, value: str) -> None:
        """Remark on the row on line `row`; it stays accepted."""
        self._remarks.append((row, _Remark(field, value, reason)))

    # Rules. Each looks at one thing; `""` is an empty cell, which only `needs` and its like refuse.

    def needs(self, field: str) -> None:
        """The cell holds something."""
        self.refuse(~texts.filled(self[field]), field, "empty: it has to be filled in")

    def identified_by(
        self, field: str, *, needed: bool = True, beside: Beside = None, trimmed: bool = False
    ) -> None:
        """Every row has an id of its own, if `needed`, which nothing invisible makes look like another.

        Of rows that are the same in every cell, and in what is `beside` the cells, the first is
        kept. Spaces around an id are refused, unless they are taken off (`trimmed`).
        """
        if needed:
            self.needs(field)
        values = self[field]
        if trimmed:
            values = values.str.strip()
        self.refuse(values != values.str.strip(), field, "begins or ends with a space: take it away")
        twice = (values != "") & texts.repeated(values)
        if not twice.any():
            return
        twice &= ~self.refuse_copies(field, twice, beside)
        twice &= values.where(twice).duplicated(keep=False)
        lines = {value: list(group.index) for value, group in values[twice].groupby(values[twice])}
        for row, value in self.cells(field, twice):
            others = [line for line in lines[value.strip() if trimmed else value] if line != row]
            reason = f"the same as in {_rows(others)}: give each row its own, or take the repetition out"
            self.refuse_row(row, field, reason)

    def refuse_copies(
        self, field: str, among: Any, beside: Beside = None
    ) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Refuse, among some rows, those that repeat an earlier one in every cell; and say which they are."""
        places = np.flatnonzero(np.asarray(among, bool))
        cells = pd.DataFrame(
            {n: texts.some(self._table.rows[name], places) for n, name in enumerate(self._table.rows.columns)}
        )
        if beside is not None and (more := beside(places)) is not None:
            cells["beside"] = np.asarray(more, dtype=object)
        first = cells.groupby([*cells.columns], sort=False, dropna=False).ngroup()
        lines = self._table.rows.index.to_numpy()[places]
        again = first.duplicated().to_numpy(bool)
        line = dict(zip(first[~again].tolist(), lines[~again].tolist(), strict=True))
        for row, number in zip(lines[again].tolist(), first[again].tolist(), strict=True):
            words = f"an exact copy of row {line[number]}: every cell is the same, and it counts once"
            self.refuse_row(row, field, words)
        found = np.zeros(len(self._table.rows), bool)
        found[places[again]] = True
        return found

    def not_repeated(self, *fields: str) -> None:
        """What the first of several equal rows says is said; the others are refused."""
        cells = self._table.rows[list(fields)]
        repeated = cells.duplicated()
        if not repeated.any():
            return
        first = dict(zip(reversed(_keys(cells)), reversed(cells.index.tolist()), strict=True))
        again = cells[repeated]
        for row, key in zip(again.index.tolist(), _keys(again), strict=True):
            reason = f"repeats row {first[key]} ({', '.join(fields)}): take one of the two out"
            self.refuse_row(row, fields[0], reason)

    def one_of(self, field: str, vocabulary: Sequence[str], *, optional: bool = False) -> None:
        """The cell holds a word of the vocabulary."""
        known = (*vocabulary, "") if optional else vocabulary
        words = ", ".join(vocabulary) + (", or nothing" if optional else "")
        self.refuse(~self[field].isin(known), field, f"has to be one of: {words}")

    def number(
        self, field: str, *, what: str, at_least: float | None = None, at_most: float | None = None
    ) -> None:
        """The cell holds a finite number with a decimal point, within the bounds."""
        values = self[field]
        readable = values.str.fullmatch(_NUMBER)
        self.refuse((values != "") & ~readable, field, f"has to be a number with a decimal point: {what}")
        numbers = pd.to_numeric(values.where(readable))
        if at_least is not None:
            self.refuse(numbers < at_least, field, f"less than {at_least:g}: has to be {what}")
        if at_most is not None:
            self.refuse(numbers > at_most, field, f"more than {at_most:g}: has to be {what}")

    def count(self, field: str) -> None:
        """The cell holds a whole number, of people or of events."""
        values = self[field]
        bad = (values != "") & ~values.str.fullmatch("[0-9]{1,9}")
        self.refuse(bad, field, "has to be a whole number such as 4, or empty when unknown")

    def ordered(self, *fields: str) -> None:
        """The numbers, as far as they are given and readable, do not fall from one field to the next."""
        cells = self._table.rows[list(fields)]
        numbers = cells.where(cells.apply(lambda column: column.str.fullmatch(_NUMBER))).apply(pd.to_numeric)
        for place, lower in enumerate(fields):
            for higher in fields[place + 1 :]:
                bad = numbers[lower] > numbers[higher]
                self.refuse(bad, lower, f"more than '{higher}': low, best and high have to rise")

    def link(self, field: str) -> None:
        """The cell holds a web address, which a browser can only open, not run."""
        values = self[field]
        bad = (values != "") & ~values.str.fullmatch(LINK)
        self.refuse(bad, field, "has to be a whole web address that begins with https:// or http://")

    def refers(self, field: str, target: Rows, target_field: str, *, optional: bool = False) -> None:
        """The cell holds the id of a row that another table holds."""
        ids, given = set(target.accepted[target_field]), self[field]
        if optional:
            ids.add("")
        # Ten times as fast as `isin`, which makes an Arrow scalar of each id.
        bad = pd.Series([value not in ids for value in given.tolist()], index=given.index, dtype=bool)
        if not bad.any():
            return
        known = {value: row for row, value in target.cells(target_field)}

        def reason(value: str) -> str:
            if value == "":
                return f"empty: it has to name a row of {target.file}"
            if value in known:
                return f"it names row {known[value]} of {target.file}, which was refused: correct that first"
            return f"{target.file} has no such {target_field}: add it there, or correct it here"

        self.refuse(bad, field, reason)

    def knows_columns(self, columns: Sequence[str]) -> None:
        """Every column means something to the layout."""
        header = list(self._table.rows.columns)
        reason = "the layout has no such column: it stays in the file and is shown nowhere"
        original = json.dumps(header, ensure_ascii=False)
        for column in header:
            if column not in columns:
                self._header_warnings.append((self.file, 1, column, "", _sentence(reason), original))

    # What became of the rows.

    def rejected(self) -> pd.DataFrame:
        """One row for each refused one, by line; further reasons stand behind the first."""
        columns = len(self._table.rows.columns)
        found = [
            (
                self.file,
                row,
                "",
                "",
                _sentence(f"{cells} cells, but the header has {columns}: {_RAGGED}"),
                original,
            )
            for row, cells, original in self._table.ragged.itertuples(index=False)
        ]
        for row, original in self._originals(list(self._refusals)):
            first, *others = self._refusals[row]
            more = "".join(f" Also {other.field}: {_sentence(other.reason)}" for other in others)
            found.append((self.file, row, first.field, first.value, _sentence(first.reason) + more, original))
        return _frame(sorted(found, key=lambda remark: remark[1]))

    def warnings(self) -> pd.DataFrame:
        """Remarks on the header and on rows that stay accepted, by line."""
        remarks = [(row, remark) for row, remark in self._remarks if row not in self._refusals]
        originals = dict(self._originals([row for row, _ in remarks]))
        found = [
            (self.file, row, remark.field, remark.value, _sentence(remark.reason), originals[row])
            for row, remark in remarks
        ]
        return _frame(self._header_warnings + sorted(found, key=lambda remark: remark[1]))

    def _originals(self, rows: list[int]) -> Iterable[tuple[int, str]]:
        table = self._table.rows
        names, places = list(table.columns), table.index.get_indexer(pd.Index(rows, dtype="int64"))
        columns = [texts.some(table[name], places) for name in names]
        encode = json.JSONEncoder(ensure_ascii=False).encode
        lines = zip(*columns, strict=True) if columns else ((),) * len(rows)
        for row, cells in zip(rows, lines, strict=True):
            yield row, encode(dict(zip(names, cells, strict=True)))


_RAGGED: Final = "put a cell that holds a comma in quotation marks, and give every column its comma"


def together(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """The refusals of several files, one below the other."""
    return pd.concat(list(tables), ignore_index=True)


def _frame(found: list[tuple[str, int, str, str, str, str]]) -> pd.DataFrame:
    text = {column: "str" for column in REJECTED_COLUMNS if column != "row"}
    return pd.DataFrame(found, columns=list(REJECTED_COLUMNS)).astype({**text, "row": "int64"})


def _sentence(clause: str) -> str:
    end = "" if clause.endswith("?") else "."
    return re.sub(r"^\w", lambda first: first.group().upper(), clause) + end


def _rows(lines: list[int]) -> str:
    shown = ", ".join(map(str, lines[:5])) + (" …" if len(lines) > 5 else "")
    return f"{'row' if len(lines) == 1 else 'rows'} {shown}"


def _keys(cells: pd.DataFrame) -> list[tuple[str, ...]]:
    return list(cells.itertuples(index=False, name=None))
