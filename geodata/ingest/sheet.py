"""Gives a layout one raw file: columns by any spelling of case, refusals, warnings, questions."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geodata.ingest import date_checks, emptied_columns, open_ends
from geodata.ingest.row_rules import Rows
from geodata.readers.delimited import RawTable
from geodata.values import counts, dates, numbers, texts
from geodata.values.texts import Repeated, each_distinct

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geodata.ingest.choices import Choices, Question
    from geodata.readers.raw import RawFile
    from geodata.values.dates import Dates

TAKEN_AS_UTC: Final = (
    "The file does not say in which time zone its times are: they are taken as UTC. "
    "If they are of another zone, write the offset into the file, such as 2024-05-01T14:30+02:00."
)
_WHOLE: Final = re.compile(r"^([0-9]+)\.0\Z")
NO_RAGGED: Final = pd.DataFrame({"row": [], "cells": [], "original": []})


class Sheet:
    """A raw file, the choices made for it, and what was found wrong with it so far."""

    def __init__(self, raw: RawFile, choices: Choices) -> None:
        self.raw, self.choices = raw, choices
        self.rows = Rows(RawTable("", raw.rows, NO_RAGGED))
        self.index = raw.rows.index
        self.remarks: list[tuple[str, str]] = []
        """Field and words of what concerns the whole file."""
        self.questions: list[Question] = []
        self.date_order = choices.date_order
        """As chosen, or as a value of the file decided it."""
        self.takes_words_as_written = False
        """Whether a cell such as NA is a text like others: in what was exported from here."""
        self._emptied: dict[tuple[str, bool], pd.Series[str] | None] = {}
        self._remarked: set[str] = set()
        self._of_people: set[str] = set()
        self._exact = frozenset(map(str, raw.rows.columns))
        self._columns: dict[str, str] = {}
        for column in raw.rows.columns:
            self._columns.setdefault(plain_name(column), column)

    @property
    def names(self) -> frozenset[str]:
        """The columns' names in lower case."""
        return frozenset(self._columns)

    def has(self, name: str) -> bool:
        """Whether there is such a column."""
        return plain_name(name) in self._columns

    def column(self, name: str) -> str:
        """The column's name as the file spells it; the name itself where there is none."""
        return name if name in self._exact else self._columns.get(plain_name(name), name)

    def first(self, *names: str) -> str:
        """The first of several names that the file has; the first of all where it has none."""
        return next((name for name in names if self.has(name)), names[0])

    def call(self, column: str, name: str) -> None:
        """Let a column be found by another name as well, unless another column has that name."""
        self._columns.setdefault(plain_name(name), column)

    def __getitem__(self, name: str) -> pd.Series[str]:
        """A column's texts, empty ones where there is no such column, and where one stands for nothing."""
        return self._read(name, codes=True)

    def people(self, name: str) -> pd.Series[str]:
        """Likewise of a column of numbers of people, in which words that may say 0 are kept."""
        self._of_people.add(self.column(name))
        return self[name]

    def signed(self, name: str) -> pd.Series[str]:
        """Likewise of a column that may hold -9 or -99 as a number: degrees, metres east."""
        return self._read(name, codes=False)

    def _read(self, name: str, *, codes: bool) -> pd.Series[str]:
        if not self.has(name):
            return self._nothing
        self.raw.let_go()
        column = self.column(name)
        if self.takes_words_as_written:
            return self.rows[column]
        if (column, codes) not in self._emptied:
            self._emptied[column, codes], words = emptied_columns.without_words(
                self.raw, column, codes=codes, people=column in self._of_people
            )
            self.remark_on_nothing(column, words)
            self._repeat_dittos(column, codes=codes)
            self._unquote(column, codes=codes)
        found = self._emptied[column, codes]
        return self.rows[column] if found is None else found

    def _repeat_dittos(self, column: str, *, codes: bool) -> None:
        """What stands above takes the place of a mark or word that repeats it."""
        found = self._emptied[column, codes]
        made = emptied_columns.with_dittos(self.rows[column] if found is None else found)
        if made is not None:
            self._emptied[column, codes], words = made
            self.remark(column, words)

    def _unquote(self, column: str, *, codes: bool) -> None:
        """Numbers and dates that stand in quotation marks are read without."""
        found = self._emptied[column, codes]
        cells = self.rows[column] if found is None else found
        if not texts.with_quoted(texts.arrow(cells)):
            return
        read = each_distinct(texts.unquoted, cells)
        count = int((read.column() != cells).sum())
        if count:
            self._emptied[column, codes] = pd.Series(read.column(), index=self.index, dtype="str")
            stand = "1 cell stands" if count == 1 else f"{count:,} cells stand"
            self.remark(column, f"{stand} in quotation marks, without which such numbers and dates are read.")

    def listed(self, name: str) -> tuple[np.ndarray[Any, np.dtype[np.int64]], pd.Categorical]:
        """As `texts.listed_column`, without the parts of lists that stand for nothing."""
        places, parts = texts.listed_column(self[name])
        if self.takes_words_as_written:
            return places, parts
        places, parts, words = emptied_columns.without_parts(self.column(name), places, parts)
        if words:
            self.remark(self.column(name), words)
        return places, parts

    @cached_property
    def _nothing(self) -> pd.Series[str]:
        return pd.Series("", index=self.index, dtype="str")

    def cell(self, name: str, row: int) -> str:
        """One text."""
        return str(self.raw.rows.at[row, self.column(name)]) if self.has(name) else ""

    def filled(self, name: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which rows have something other than spaces in a column."""
        return texts.filled(self[name])

    def rows_at(self, places: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """The numbers of the rows in some places, as narrow as they may be: many lines name one each."""
        found: np.ndarray[Any, Any] = self.index.take(places).to_numpy()
        narrow = len(self.index) > 0 and self.index.max() <= np.iinfo(np.int32).max
        return found.astype(np.int32) if narrow else found

    # What is wrong --------------------------------------------------------------------------------------

    def refuse(self, name: str, why: Any) -> None:
        """Refuse the rows for which `why` (n texts) holds a reason."""
        for row, reason, cell in self._reasons(name, why):
            self.rows.refuse_row(row, self.column(name), reason, cell)

    def refuse_where(self, name: str, bad: Any, reason: str) -> None:
        """Refuse the rows where `bad` (n truth values) is true."""
        for row, cell in self._cells(name, np.flatnonzero(np.asarray(bad, bool))):
            self.rows.refuse_row(row, self.column(name), reason, cell)

    def warn(self, name: str, why: Any) -> None:
        """Remark on the rows for which `why` (n texts) holds a reason; they stay accepted."""
        for row, reason, cell in self._reasons(name, why):
            self.rows.warn_row(row, self.column(name), reason, cell)

    def warn_where(self, name: str, odd: Any, reason: str) -> None:
        """Remark on the rows where `odd` (n truth values) is true."""
        for row, cell in self._cells(name, np.flatnonzero(np.asarray(odd, bool))):
            self.rows.warn_row(row, self.column(name), reason, cell)

    def remark(self, field: str, words: str) -> None:
        """Say something about the file as a whole, once."""
        if (field, words) not in self.remarks:
            self.remarks.append((field, words))

    def remark_on_nothing(self, column: str, words: Mapping[str, int]) -> None:
        """Say once of a column which cells, and how many, were taken as empty."""
        if words and column not in self._remarked:
            self._remarked.add(column)
            self.remark(column, emptied_columns.said(words))

    def _reasons(self, name: str, why: Any) -> Iterable[tuple[int, str, str]]:
        """Row, reason and cell wherever there is a reason."""
        if isinstance(why, Repeated):
            places = np.flatnonzero(why.where(bool))
            found = [why[place] for place in places.tolist()]
        else:
            given = np.asarray(why, dtype=object)
            places = np.flatnonzero(given != "")
            found = given[places].tolist()
        for reason, (row, cell) in zip(found, self._cells(name, places), strict=True):
            yield row, reason, cell

    def _cells(self, name: str, places: np.ndarray[Any, Any]) -> list[tuple[int, str]]:
        """Row and cell in some places of a column."""
        if not len(places):
            return []
        return list(zip(self.index[places].tolist(), texts.some(self[name], places), strict=True))

    # What is common to layouts --------------------------------------------------------------------------

    def identify(self, name: str, *, needed: bool = True) -> pd.Series[str]:
        """Every row has an id of its own in this column; two rows with one id are both refused.

        Of rows that are the same in every cell, and in their shape, the first is kept.
        """
        ids = self.ids(name)
        self.rows.identified_by(self.column(name), needed=needed, beside=self._shapes, trimmed=True)
        return ids

    def ids(self, name: str) -> pd.Series[str]:
        """A column of ids without spaces around them, with a remark where there were some."""
        given = self[name]
        found = given.str.strip()
        spaced = int((found != given).sum())
        if not spaced:
            return given
        words = (
            f"{spaced:,} ids begin or end with spaces: they are read without, the texts are in the details."
        )
        self.remark(self.column(name), words)
        return found

    def refuse_copies(self, name: str, among: Any) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Refuse, among some rows, those that repeat an earlier one in every cell and in their shape."""
        return self.rows.refuse_copies(self.column(name), among, self._shapes)

    def _shapes(self, places: np.ndarray[Any, Any]) -> Any:
        """The shapes of some rows, to be compared; None where the file has none."""
        return None if self.raw.geometry is None else shapely.to_wkb(self.raw.geometry[places])

    def codes(
        self, name: str, meaning: dict[str, Any], default: Any, words: str, *, unknown: Any
    ) -> Repeated[Any]:
        """What a column's codes mean: `default` if empty, `unknown` of others, both with a remark."""
        codes = each_distinct(lambda text: _WHOLE.sub(r"\1", text.strip()), self[name])
        self.warn_where(
            name,
            codes.where(lambda code: code not in meaning and code != ""),
            f"no code of this layout, which has {', '.join(meaning)}: what it says stays unknown",
        )
        if self.has(name):
            self.warn_where(name, codes.where(lambda code: code == ""), f"empty: taken as {words}")
        else:
            self.remark(name, f"The file has no column {name}: taken as {words}.")
        return codes.each(lambda code: default if code == "" else meaning.get(code, unknown))

    def figures(self, name: str, cells: pd.Series[str] | None = None) -> Repeated[numbers.Count]:
        """Numbers of people of a layout; what cannot be read is left out with a remark, and the text kept.

        `cells` are those of the column, if other than it holds.
        """
        given = self[name] if cells is None else cells
        found, why = numbers.counts(given, self.choices.decimal)
        if not why.where(bool).any():
            return found
        told = counts.read(given, self.choices.decimal)

        def said(reason: str, words: counts.Told) -> str:
            known = any(each is not None for each in words.people)
            return reason and (words.said if known else f"left out of the figures ({reason})")

        self.warn(name, each_distinct(said, why, told))
        return each_distinct(lambda count, reason, words: words.people if reason else count, found, why, told)

    def dates(self, name: str, found: Sequence[Any], *, needed: bool, columns: Iterable[str] = ()) -> Dates:
        """Spans as columns; faults are refused, missing dates remarked on.

        A date is missing where `name` is empty, or all of the `columns` are from which the dates were read.
        """
        found = open_ends.settled(self, name, found)
        read = dates.collected(found, self.index)
        self.refuse(name, read.why)
        date_checks.remark(self, name, found)
        empty = ~np.logical_or.reduce([self.filled(each) for each in (name, *columns)])
        if needed:
            self.warn_where(name, empty, "empty, where this layout gives a date: the date stays unknown")
        elif self.has(name):
            self.warn_where(name, empty, "empty: the date stays unknown")
        marked = (
            "marked as approximate or uncertain: the interval is the one written, the mark is in the details"
        )
        self.warn_where(name, read.approximate, marked)
        return read

    def remark_that_utc_is_taken(self, name: str) -> None:
        """Say once that times without an offset are taken as UTC, where no zone is chosen."""
        if self.choices.timezone == "UTC":
            self.remark(self.column(name), TAKEN_AS_UTC)

    def others(self, held: Iterable[str]) -> pd.DataFrame:
        """The columns that are not held elsewhere, as they are."""
        held_elsewhere = {self.column(name) for name in held}
        return self.raw.rows[[name for name in self.raw.rows.columns if name not in held_elsewhere]]


def plain_name(column: str) -> str:
    """A column's name as it is looked for: lower case, without spaces around it."""
    return str(column).strip().casefold()
