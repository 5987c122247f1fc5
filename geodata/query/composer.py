"""Writes a question about filtered rows as SQL, put together from parts that are compiled once.

Ibis takes as long to compile a question as DuckDB to answer it at a million rows (13 of 26 ms, 2 cores). So
each question and each condition of `predicate` is compiled by itself, a condition with numbers that stand for
those of the filters, and they meet as text. Compiling the conditions together, once for every choice of
fields, still took 9 ms at each new one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast

import ibis
import ibis.expr.operations as ops

from geodata.query import predicate
from geodata.query.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    import ibis.expr.types as ir

    from geodata.filters import Filters
    from geodata.query.asked_tables import Tables

    Question = Callable[..., ir.Table]

_TEXTS_CACHED: Final = 256
_FIRST_STAND_IN: Final = 2_000_000_000
_STAND_IN: Final = re.compile(r"\b20000000\d\d\b")


class Composer:
    """What is put to one version's engine; `compiling` gives an expression in the engine's SQL."""

    def __init__(self, tables: Tables, compiling: Callable[[ir.Table], str]) -> None:
        self._tables, self._compiling = tables, compiling
        self._texts = Cache(_TEXTS_CACHED)

    def compiled(self, key: Hashable, write: Callable[[], ir.Table]) -> str:
        """The text of the expression that `write` gives; compiled once for a key."""
        text = self._texts.get(key)
        if text is None:
            text = self._compiling(write())
            self._texts.put(key, text)
        return cast("str", text)

    def composed(self, filters: Filters, question: Question, options: tuple[Hashable, ...]) -> str:
        """`question(store, shown, *options)` to the rows that `filters` let pass."""
        asked, columns = self._asked(question, options)
        named = [f"t0.{name}" for name in columns if name != "certain"]
        if "certain" in columns:
            named.append(f"{self._all(predicate.certain(self._tables, filters))} AS certain")
        passing = self._all(predicate.passing(self._tables, filters))
        shown = f"SELECT {', '.join(named)} FROM {self._begin(filters)} AS t0 WHERE {passing}"  # noqa: S608 - compiled
        if asked.startswith("WITH "):
            return f"WITH shown AS ({shown}), {asked[5:]}"
        return f"WITH shown AS ({shown}) {asked}"

    def _asked(self, question: Question, options: tuple[Hashable, ...]) -> tuple[str, list[str]]:
        """The text of a question to `shown`, and the columns it looks at: others take time to plan."""
        found = self._texts.get((question, options))
        if found is None:
            shown = self._rows("certain")
            expression = question(self._tables, shown, *options)
            fields = {field.name for field in expression.op().find(ops.Field)}
            columns = [name for name in shown.columns if name in fields] or ["row"]
            found = self._compiling(expression), columns
            self._texts.put((question, options), found)
        return cast("tuple[str, list[str]]", found)

    def _begin(self, filters: Filters) -> str:
        if not predicate.narrows(filters):
            return "incidents"
        wanted = {name: getattr(filters, name) for name in predicate.BEGINNING}
        text = self.compiled(tuple(wanted.items()), lambda: predicate.begin(self._tables, filters))
        return f"({text})"

    def _all(self, conditions: list[predicate.Condition]) -> str:
        return " AND ".join(self._condition(each) for each in conditions) or "TRUE"

    def _condition(self, condition: predicate.Condition) -> str:
        """A condition on rows that are called `t0`."""
        stand_ins, listed = dict[str, tuple[int, ...]](), list[str]()
        for name, numbers in condition.numbers.items():
            first = _FIRST_STAND_IN + len(listed)
            listed += _in_parts(numbers)
            stand_ins[name] = tuple(range(first, _FIRST_STAND_IN + len(listed)))

        def write() -> ir.Table:
            rows = self._rows("inside", "near_inside", "region_inside", "toll_inside")
            return rows.filter(condition.holds(self._tables, rows, stand_ins))

        text = self.compiled((condition.holds, tuple(stand_ins.items())), write)
        _, _, holds = text.partition(" WHERE ")
        return f"({_STAND_IN.sub(lambda found: listed[int(found[0]) - _FIRST_STAND_IN], holds)})"

    def _rows(self, *beside: str) -> ir.Table:
        """Incidents with more columns, as texts name them."""
        more = dict.fromkeys(beside, "boolean")
        return ibis.table({**self._tables.incidents.schema(), **more}, name="shown")


def _in_parts(numbers: tuple[int, ...]) -> list[str]:
    """As many texts as `predicate` distinguishes numbers: the last has all that are left."""
    few, others = numbers[: predicate.FEW], numbers[predicate.FEW :]
    return [*map(str, few), *([", ".join(map(str, others))] if others else [])]
