"""Gives the records shown as tables that refer to one another: those of `dictionary`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from geodata.exporters import dictionary, nested, own_columns, selection
from geodata.exporters.dictionary import Field, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.exporters.selection import Block, Selection

_TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "datetime": pa.timestamp("us", "UTC"),
}


class RelatedTables:
    """The tables of a selection; ask for them in the order of `dictionary.TABLES`.

    All actors and places are there if every record is shown, otherwise those that the records name.
    """

    def __init__(self, chosen: Selection) -> None:
        self._chosen = chosen
        own = own_columns.names(chosen)
        self.own = dictionary.distinct(own, ("incident", "fid", "geometry"))
        """The file's columns by their own names, and as the table `attributes` calls them."""
        self._places, self._actors = set[str](), set[str]()

    def described(self) -> list[Table]:
        """The tables that there are, with all their columns."""
        found = []
        for table in dictionary.TABLES:
            if table is dictionary.INCIDENTS and not self._chosen.store.statistics.totals:
                table = dictionary.WITHOUT_TOTALS  # noqa: PLW2901 - without the number that nobody gives
            if table.name == "incidents" and self._chosen.filters.near:
                table = table._replace(fields=(*table.fields, *dictionary.DISTANCES))  # noqa: PLW2901 - as asked
            if table is dictionary.ATTRIBUTES:
                fields = [Field(name, "string", f"the file's column {own}") for own, name in self.own.items()]
                table = table._replace(fields=(*table.fields, *fields))  # noqa: PLW2901 - with its columns
            if len(table.fields) > 1:
                found.append(table)
        return found

    def lines(self, table: Table) -> Iterator[pa.Table]:
        """A table's lines in blocks, at least one, typed; with `shape` where it has a geometry."""
        name = table.name
        if name in ("actors", "aliases", "places", "columns"):
            yield getattr(self, f"_{name}_lines")()
            return
        for block in self._chosen.blocks():
            yield self._of_block(block, name, table)

    def _of_block(self, block: Block, name: str, table: Table) -> pa.Table:
        if name == "incidents":
            return self._incidents(block, table)
        if name == "attributes":
            cells = own_columns.columns(block, tuple(self.own))
            cells = [pc.cast(each, pa.string()) for each in cells]
            return pa.table([block.records["id"], *cells], [each.name for each in table.fields])
        lines = self._chosen.lines(name, block.rows)
        if name == "participations":
            self._actors.update(pc.unique(lines["actor"]).to_pylist())
        return _typed(lines, table)

    def note_places(self, block: Block) -> None:
        """Take note of the places that records name, where these are written in another way."""
        self._places.update(pc.unique(block.records["place"]).to_pylist())

    def _incidents(self, block: Block, table: Table) -> pa.Table:
        records = block.records
        self.note_places(block)
        for name in ("start", "end"):
            moments = pc.cast(pc.cast(records[name], pa.int64()), _TYPES["datetime"])
            records = records.set_column(records.column_names.index(name), name, moments)
        zone = pa.nulls(len(block), pa.string()).fill_null(self._chosen.store.dataset.info.timezone)
        records = records.append_column("timezone", zone)
        for name in ("start_utc", "end_utc", *nested.LOCAL):
            records = records.append_column(name, block.times[name])
        for name, values in block.distances.items():
            records = records.append_column(name, values)
        return _typed(records, table, "geometry", "x", "y", "shape", "start_utc", "end_utc")

    def _actors_lines(self) -> pa.Table:
        return _typed(self._named_actors(), dictionary.ACTORS)

    def _named_actors(self) -> pa.Table:
        actors = self._chosen.actors
        if self._chosen.is_whole:
            return actors
        parents = dict(zip(actors["id"].to_pylist(), actors["parent"].to_pylist(), strict=True))
        named, more = set[str](), self._actors
        while more:
            named |= more
            more = {parents.get(each) for each in more} - named - {None}  # type: ignore[assignment]
        return actors.filter(pc.is_in(actors["id"], pa.array(sorted(named), pa.string())))

    def _aliases_lines(self) -> pa.Table:
        actors = self._named_actors()
        lines = [
            (actor, alias)
            for actor, aliases in zip(actors["id"].to_pylist(), actors["aliases"].to_pylist(), strict=True)
            for alias in json.loads(aliases or "[]")
        ]
        columns = zip(*lines, strict=True) if lines else ((), ())
        return pa.table([pa.array(each, pa.string()) for each in columns], ["actor", "alias"])

    def _places_lines(self) -> pa.Table:
        places = self._chosen.places
        if not self._chosen.is_whole:
            named = pa.array(sorted(self._places - {None}), pa.string())
            places = places.filter(pc.is_in(places["key"], named))
        placed = selection.placed(places)
        return _typed(placed, dictionary.PLACES, "geometry", "x", "y", "shape")

    def _columns_lines(self) -> pa.Table:
        named = {written: own for own, written in self.own.items()}
        lines = [
            (
                *(
                    table.name,
                    field.name,
                    field.type,
                    field.meaning,
                    ", ".join(map(str, field.words)) or None,
                ),
                named.get(field.name)
                if table.name == "attributes" and field is not table.fields[0]
                else None,
            )
            for table in self.described()
            for field in table.fields
        ]
        columns = zip(*lines, strict=True)
        names = [field.name for field in dictionary.COLUMNS.fields]
        return pa.table([pa.array(each, pa.string()) for each in columns], names)


def _typed(lines: pa.Table, table: Table, *more: str) -> pa.Table:
    """The table's columns in their types, and some more as they are; `geometry` is well-known binary."""
    columns: dict[str, Any] = {
        field.name: pc.cast(lines[field.name], _TYPES[field.type])
        for field in table.fields
        if field.name not in more
    }
    return pa.table(columns | {name: lines[name] for name in more})
