"""Finds the records for which a condition in OGC's Common Query Language holds (CQL2, OGC 21-065r2).

The package `cql2` reads the text; here its tree becomes an Ibis expression over the index, so that every
engine answers alike. As in SQL, what is missing is neither equal nor unequal to anything.
"""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

import cql2
import ibis
import numpy as np
import pyarrow as pa

from geodata.errors import FilterError
from geodata.query import cql_places, cql_times
from geodata.query.own_columns import NUMBERS
from geodata.values import attribute_kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import ibis.expr.types as ir
    import numpy.typing as npt

    from geodata.query.store import Store

TEXT, JSON = "cql2-text", "cql2-json"
OF_THE_DRAFT: Final = "cql-text"
"""What the standard's draft called the text: GDAL asks for it by this name, and writes `ILIKE` too."""
LANGUAGES: Final = (TEXT, JSON, OF_THE_DRAFT)
MOST_LETTERS: Final = 4_000
MOST_BRACKETS: Final = 10
"""One within the other: the parser tries each in two ways, and its stack ends."""
_LONGEST_PATTERN: Final = 200
_ASIDE: Final = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"")
"""What stands in quotation marks."""
_IN_A_ROW: Final = re.compile(r"(?:[-+]\s*){4}|(?:\bNOT\b\s*){4}", re.IGNORECASE)
_ILIKE: Final = re.compile(r"(\w+)\s+ILIKE\s+('(?:[^']|'')*')", re.IGNORECASE)
_MOST_PARTS: Final = 400
MOMENT: Final = "moment"
GEOMETRY: Final = "geometry"

_COMPARED: Final = ("=", "<>", "<", ">", "<=", ">=")
_RECKONED: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b.nullif(0),
    "div": lambda a, b: (a / b.nullif(0)).floor(),
    "%": lambda a, b: a % b.nullif(0),
    "^": lambda a, b: a**b,
}


class Property(NamedTuple):
    """What a condition may name: a column of a table of the index, and what kind of values it holds."""

    table: str
    column: str
    kind: str
    """`MOMENT` (microseconds since 1970), `GEOMETRY`, or a kind of `attribute_kinds`."""


class Condition(NamedTuple):
    """What is asked of a record besides a filter."""

    tree: Any = None
    """As `read` gives it."""
    box: tuple[float, float, float, float] | None = None
    """West, south, east, north in degrees: a record has a geometry that meets it, or none at all."""
    between: tuple[int | None, int | None] | None = None
    """Microseconds since 1970, half-open: a record's time meets them, or it has none."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return self == Condition()


def read(text: str, language: str = TEXT) -> Any:
    """The tree of a condition, as CQL2's JSON has it.

    Raises
    ------
    FilterError
        If it is none in this language, or too long.
    """
    if language not in LANGUAGES:
        raise FilterError("filter-lang", language, " or ".join(LANGUAGES))
    if len(text) > MOST_LETTERS:
        raise FilterError("filter", f"{len(text):,} letters", f"at most {MOST_LETTERS:,}")
    if language == OF_THE_DRAFT:
        text = _ILIKE.sub(r"CASEI(\1) LIKE CASEI(\2)", text)
    if language != JSON:
        _check_nesting(text)
    try:
        tree = (cql2.parse_json if language == JSON else cql2.parse_text)(text).to_json()
    except (cql2.ParseError, ValueError, RecursionError) as error:
        raise FilterError("filter", text[:60], f"a condition in CQL2 ({_reason(error)})") from None
    if sum(1 for _ in _parts(tree)) > _MOST_PARTS:
        raise FilterError("filter", text[:60], f"at most {_MOST_PARTS} values and conditions")
    return tree


def _check_nesting(text: str) -> None:
    """Refuse what would keep the parser busy without end."""
    outside = _ASIDE.sub(" ", text)
    deepest = depth = 0
    for letter in outside:
        depth += (letter in "([{") - (letter in ")]}")
        deepest = max(deepest, depth)
    if deepest > MOST_BRACKETS or depth < 0 or _IN_A_ROW.search(outside):
        raise FilterError("filter", text[:60], f"at most {MOST_BRACKETS} brackets within one another")


def _reason(error: Exception) -> str:
    """Where it cannot be read, of the parser's picture of the line."""
    found = re.search(r"--> 1:(\d+)", str(error))
    return f"not readable from letter {found[1]} on" if found else "not readable"


def _parts(tree: Any) -> Iterator[Any]:
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, dict):
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part


def holds(store: Store, condition: Condition, properties: Mapping[str, Property]) -> npt.NDArray[np.bool_]:
    """Of each row whether a condition holds.

    Raises
    ------
    FilterError
        If it names what is no property, or asks of one what its values do not have.
    """
    key = ("cql", json.dumps(condition, sort_keys=True))
    found: npt.NDArray[np.bool_] | None = store.selections.get(key)
    if found is None:
        found = np.zeros(len(store), bool)
        with contextlib.ExitStack() as held:
            asked = _Asked(store, properties, held)
            where = asked.where(condition)
            found[np.asarray(store.run(asked.table.filter(where).select("row"))["row"], np.int64)] = True
        found.setflags(write=False)
        store.selections.put(key, found)
    return found


@dataclass
class _Asked:
    """A condition that is being made an expression."""

    store: Store
    properties: Mapping[str, Property]
    held: contextlib.ExitStack
    tables: list[str] = field(default_factory=list)

    def where(self, condition: Condition) -> ir.BooleanValue:
        named = {part["property"] for part in _parts(condition.tree) if _is_property(part)}
        for name in sorted(named):
            table = self._property(name).table
            if table not in ("records", *self.tables):
                self.tables.append(table)
        self.table = self._joined()
        asked = []
        if condition.box is not None:
            inside = self._near(cql_places.of_box(condition.box), "s_intersects")
            asked.append(inside.fill_null(True))
        if condition.between is not None:
            asked.append(cql_times.meets(self.table.start, self.table.end, *condition.between))
        if condition.tree is not None:
            asked.append(self._boolean(condition.tree).fill_null(False))
        return reduce(and_, asked, ibis.literal(True))

    def _joined(self) -> ir.Table:
        """The records with `drawn`, whether they have a geometry, and with the own columns that are named."""
        table = self.store.table("records").inner_join(cql_places.drawn(self.store), "row")
        for name in self.tables:
            table = table.left_join(self.store.table(name), "row", rname=f"{name}_{{name}}")
        return table

    def _property(self, name: Any) -> Property:
        found = self.properties.get(name) if isinstance(name, str) else None
        if found is None:
            known = ", ".join(list(self.properties)[:40])
            raise FilterError("filter", str(name)[:60], f"one of the properties {known}")
        return found

    def _column(self, name: Any) -> tuple[Any, str]:
        _, column, kind = self._property(name)
        return self.table[column], kind

    # Conditions -------------------------------------------------------------------------------------------

    def _boolean(self, tree: Any) -> ir.BooleanValue:
        if isinstance(tree, bool):
            return ibis.literal(tree)
        if _is_property(tree):
            return self._yes_no(tree["property"])
        op, args = _operation(tree)
        if op in ("and", "or"):
            return reduce(and_ if op == "and" else or_, map(self._boolean, args))
        if op == "not":
            return ~self._boolean(_only(op, args, 1)[0])
        return self._predicate(op, args)

    def _yes_no(self, name: Any) -> ir.BooleanValue:
        column, kind = self._column(name)
        if not kind.startswith(attribute_kinds.YES_NO):
            raise FilterError("filter", str(name), "a comparison: its values are not yes and no")
        return cast("ir.BooleanValue", column)

    def _predicate(self, op: str, args: list[Any]) -> ir.BooleanValue:
        if op in _COMPARED:
            return self._compared(op, *_only(op, args, 2))
        if op.startswith("s_"):
            return self._spatial(op, *_only(op, args, 2))
        if op.startswith("t_"):
            return cql_times.related(op, *(self._interval(each) for each in _only(op, args, 2)))
        known = {"isnull": self._is_null, "like": self._like, "between": self._between, "in": self._is_in}
        if op not in known:
            raise FilterError("filter", op, "another operator: this one is not understood here")
        return known[op](args)

    def _compared(self, op: str, a: Any, b: Any) -> ir.BooleanValue:
        if not self._kind(a) and self._kind(b):
            op, a, b = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(op, op), b, a
        kind = self._kind(a)
        if kind == MOMENT and not self._kind(b):
            return cql_times.compared(op, self._value(a)[0], cql_times.moments(b, self._zone))
        (one, kind_of_one), (two, kind_of_two) = self._value(a), self._value(b, like=kind)
        if kind_of_one != kind_of_two:
            raise FilterError(
                "filter", json.dumps(b)[:60], f"what can be compared with {_words(kind_of_one)}"
            )
        compare: dict[str, Callable[[], Any]] = {
            "=": lambda: one == two,
            "<>": lambda: one != two,
            "<": lambda: one < two,
            ">": lambda: one > two,
            "<=": lambda: one <= two,
            ">=": lambda: one >= two,
        }
        return compare[op]()

    def _is_null(self, args: list[Any]) -> ir.BooleanValue:
        (asked,) = _only("isNull", args, 1)
        if _is_property(asked) and self._column(asked["property"])[1] == GEOMETRY:
            return ~self.table.drawn
        return self._value(asked)[0].isnull()

    def _like(self, args: list[Any]) -> ir.BooleanValue:
        value, pattern = _only("like", args, 2)
        folded = isinstance(pattern, dict) and _operation(pattern)[0] == "casei"
        if folded:
            (pattern,) = _operation(pattern)[1]
        column, kind = self._value(value)
        if kind != attribute_kinds.TEXT or not isinstance(pattern, str):
            raise FilterError("filter", "LIKE", "a property of texts and a pattern such as 'Ban%'")
        if len(pattern) > _LONGEST_PATTERN:
            raise FilterError("filter", pattern[:60], f"a pattern of at most {_LONGEST_PATTERN} letters")
        return column.re_search(_expression(pattern.lower() if folded else pattern))

    def _between(self, args: list[Any]) -> ir.BooleanValue:
        value, least, most = _only("between", args, 3)
        return self._compared(">=", value, least) & self._compared("<=", value, most)

    def _is_in(self, args: list[Any]) -> ir.BooleanValue:
        value, listed = _only("in", args, 2)
        if not isinstance(listed, list) or not listed:
            raise FilterError("filter", "IN", "a list of values such as ('a', 'b')")
        return reduce(or_, (self._compared("=", value, each) for each in listed))

    def _spatial(self, op: str, a: Any, b: Any) -> ir.BooleanValue:
        turned = not _is_property(a)
        named, shape = (b, a) if turned else (a, b)
        if not _is_property(named) or self._column(named["property"])[1] != GEOMETRY:
            raise FilterError("filter", op.upper(), "the property 'geometry' and a shape")
        return self._near(cql_places.shape_of(shape), cql_places.turned(op) if turned else op)

    def _near(self, shape: Any, op: str) -> ir.BooleanValue:
        rows = pa.table({"row": cql_places.rows(self.store, shape, op).astype(np.int32)})
        there = self.store.table(self.held.enter_context(self.store.lent(rows)))
        return ibis.ifelse(self.table.drawn, self.table.row.isin(there.row), ibis.null("boolean"))

    # Values -----------------------------------------------------------------------------------------------

    @property
    def _zone(self) -> str:
        return self.store.dataset.info.timezone

    def _kind(self, tree: Any) -> str:
        """Of what kind a property is, or what is made of one; empty of a value that is written there."""
        named = [part["property"] for part in _parts(tree) if _is_property(part)]
        return self._column(named[0])[1] if named else ""

    def _value(self, tree: Any, *, like: str = "") -> tuple[Any, str]:
        """A value and its kind; one that is written there as the kind that it is compared with."""
        if _is_property(tree):
            column, kind = self._column(tree["property"])
            if kind == GEOMETRY:
                raise FilterError("filter", GEOMETRY, "a spatial operator such as S_INTERSECTS for this")
            return (column.cast("float64"), attribute_kinds.NUMBER) if kind in NUMBERS else (column, kind)
        if (written := _written(tree, like)) is not None:
            return written
        op, args = _operation(tree)
        if op == "casei":
            value, kind = self._value(_only(op, args, 1)[0])
            if kind != attribute_kinds.TEXT:
                raise FilterError("filter", "CASEI", "a text")
            return value.lower(), kind
        if op not in _RECKONED:
            raise FilterError("filter", op, "a value: this function is not understood here")
        (one, kind), (two, other) = map(self._value, _only(op, args, 2))
        if (kind, other) != (attribute_kinds.NUMBER, attribute_kinds.NUMBER):
            raise FilterError("filter", op, "numbers on both of its sides")
        return _RECKONED[op](one, two), kind

    def _interval(self, tree: Any) -> cql_times.Interval:
        """Start and end of a time, half-open: of an interval, a moment, a day, or a property."""
        if isinstance(tree, dict) and isinstance(tree.get("interval"), list) and len(tree["interval"]) == 2:
            first, last = tree["interval"]
            return cql_times.Interval(self._bound(first, 0), self._bound(last, 1))
        return cql_times.Interval(self._bound(tree, 0), self._bound(tree, 1))

    def _bound(self, tree: Any, which: int) -> Any:
        if not _is_property(tree):
            return cql_times.bound(tree, which, self._zone)
        column, kind = self._column(tree["property"])
        if kind != MOMENT:
            raise FilterError("filter", str(tree["property"]), "a property that is a time: start or end")
        goes_on = which == 1 and tree["property"] == "end"
        if goes_on:  # a start without an end is of what goes on
            return ibis.ifelse(self.table.start.notnull() & column.isnull(), cql_times.LAST, column)
        return column + 1 if which and tree["property"] != "end" else column


def _written(tree: Any, like: str) -> tuple[Any, str] | None:
    """A value that is written there, and its kind; None for what is none."""
    if isinstance(tree, bool):
        yes_no = like.startswith(attribute_kinds.YES_NO)
        return ibis.literal(tree), like if yes_no else attribute_kinds.YES_NO
    if isinstance(tree, int | float):
        return ibis.literal(float(tree)), attribute_kinds.NUMBER
    if like.startswith(attribute_kinds.DATE) and (day := cql_times.day_of(tree)) is not None:
        return ibis.literal(day), like
    return (ibis.literal(tree), attribute_kinds.TEXT) if isinstance(tree, str) else None


def _is_property(part: Any) -> bool:
    return isinstance(part, dict) and set(part) == {"property"}


def _operation(tree: Any) -> tuple[str, list[Any]]:
    if (
        not isinstance(tree, dict)
        or not isinstance(tree.get("op"), str)
        or not isinstance(tree.get("args"), list)
    ):
        raise FilterError("filter", json.dumps(tree)[:60], "a condition such as kind = 'incident'")
    return tree["op"].lower(), tree["args"]


def _only(op: str, args: list[Any], n: int) -> list[Any]:
    if len(args) != n:
        raise FilterError("filter", op, f"{n} value{'s' if n > 1 else ''} for it")
    return args


def _expression(pattern: str) -> str:
    """A regular expression for a pattern with % and _, of which a backslash takes the meaning."""
    parts = re.findall(r"\\.|.", re.sub("%+", "%", pattern), re.DOTALL)
    signs = {"%": "(.|\n)*", "_": "(.|\n)"}
    return f"^{''.join(signs.get(each) or re.escape(each[-1]) for each in parts)}$"


def _words(kind: str) -> str:
    return {MOMENT: "times", attribute_kinds.TEXT: "texts"}.get(
        kind, f"values that are {kind.split(':', maxsplit=1)[0]}"
    )
