"""Counts the filtered records in each cell of a part of the map, or lists them where they are few.

Cells are squares of web mercator, aligned to its world (`geometry.WORLD`): the cell of a place is its x and y
without their last `shift` bits. Records that are a line, an area or several points lie in no cell: the map
draws them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import ibis
import numpy as np
import numpy.typing as npt

from geodata import measures
from geodata.errors import FilterError
from geodata.geometry import WORLD
from geodata.measures import Measure
from geodata.query import event_counts, sums, whose
from geodata.query.whose import DATASET

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from geodata.engines import Answer
    from geodata.filters import Filters
    from geodata.query.store import Store

COLOURS: Final = {"kind": "kind", "event_type": "event_type", "actor": "actor_1", DATASET: DATASET}
"""What cells are coloured by → the column that holds it; of actors the one named first."""
LOOKS: Final = 7
"""So many categories have a colour of their own, those with most records shown; all others share one."""
CELL_COLUMNS: Final = ("cx", "cy", "slot", "count", "sites", "fatalities", "unknown")
FATALITIES: Final = Measure(measures.FATALITIES)
AMOUNT: Final = "amount"
"""A column in the place of fatalities where another measure is added up."""
EVENTS: Final = "events"
"""A column more where the dataset has totals: how many events the records of a cell stand for."""
MOST_CELLS: Final = 512
"""Of a box, in each direction."""
MOST_IN_VIEW: Final = 200_000
"""Of a view that is drawn record by record."""
MOST_SHAPES: Final = 10_000
MOST_CATEGORIES: Final = 255
"""So many words of a column reach the map; those beyond count as without one."""


@dataclass(frozen=True)
class CellBox:
    """A rectangle of cells, half-open; `shift` is the binary logarithm of a cell's edge in world units.

    One over the antimeridian ends east of the world's last cell: its cells beyond are those in the far west.
    """

    shift: int
    west: int
    north: int
    east: int
    south: int

    def __post_init__(self) -> None:
        if not 0 <= self.shift <= 32:
            raise FilterError("shift", str(self.shift), "a whole number from 0 to 32")
        wide, high = self.east - self.west, self.south - self.north
        if not (0 < wide <= MOST_CELLS and 0 < high <= MOST_CELLS and self.west >= 0 and self.north >= 0):
            found = f"{self.west},{self.north},{self.east},{self.south}"
            raise FilterError("box", found, f"west,north,east,south, 1 to {MOST_CELLS} cells apart")


def cell_box(shift: str, box: str) -> CellBox:
    """Read a box as an address gives it: `shift=20&box=5,7,40,30`; an east before the west lies beyond it."""
    try:
        size, (west, north, east, south) = int(shift), (int(part) for part in box.split(","))
        across = 1 << (32 - size) if east < west and 0 <= size <= 32 else 0
        return CellBox(size, west, north, east + across, south)
    except (TypeError, ValueError) as error:
        if isinstance(error, FilterError):
            raise
        raise FilterError("box", f"{shift} and {box}"[:60], "shift=20&box=west,north,east,south") from None


def cells(  # noqa: PLR0913 - what is asked, and among which records
    store: Store,
    filters: Filters,
    box: CellBox,
    colour: str,
    codes: Sequence[int],
    *,
    measure: Measure = FATALITIES,
) -> dict[str, npt.NDArray[Any]]:
    """How many of the records shown lie in each cell of a box.

    Parameters
    ----------
    codes
        The categories of `colour` that are told apart, as positions in its list: see `most_shown`.
    measure
        What is added up in the place of fatalities.

    Returns
    -------
    Columns cx, cy (from the box's north-west corner), slot (position in `codes`, `LOOKS` for all others) and
    count; of these records sites (those that stand there at all times), fatalities (the sum of the best
    estimates, or `AMOUNT` of another measure) and unknown (those that give none); with totals `EVENTS` too;
    a line for each cell and slot that is not empty, by cy, cx and slot.
    """
    answer = _ask(store, filters, _cells, box, (_column(store, colour), tuple(codes)), measure)
    found = {
        name: np.ma.filled(answer[name], 0).astype(np.float64 if name == AMOUNT else np.int64)
        for name in (*CELL_COLUMNS, AMOUNT, EVENTS)
        if name in answer
    }
    order = np.lexsort((found["slot"], found["cx"], found["cy"]))
    return {name: values[order] for name, values in found.items()}


def most_shown(by: Sequence[int]) -> list[int]:
    """The categories that have a colour of their own, of counts as `shown_by` gives them.

    All of them where they are at most `LOOKS`, in their order; else those with most records, of equals the
    first. The browser decides alike: see `holdersOf` in `draw/palette.js`.
    """
    known = range(len(by) - 1)
    if len(known) <= LOOKS:
        return list(known)
    return sorted((code for code in known if by[code]), key=lambda code: (-by[code], code))[:LOOKS]


def asked_codes(text: str) -> list[int] | None:
    """Read the categories that an address asks to be told apart: `looks=4,0,2`; None where it names none."""
    if not text:
        return None
    parts = text.split(",")
    if len(parts) > LOOKS or not all(part.isascii() and part.isdigit() and len(part) < 6 for part in parts):
        raise FilterError("looks", text[:60], f"up to {LOOKS} numbers such as 4,0,2")
    return [int(part) for part in parts]


def shown_by(store: Store, filters: Filters, colour: str) -> list[int]:
    """How many of the events shown, with or without a point, have each category; last those without one."""
    answer = _ask(store, filters, _shown_by, _column(store, colour))
    words = len(whose.datasets(store) if colour == DATASET else store.words[colour])
    known = min(words, MOST_CATEGORIES) if colour != "actor" else words
    counts = np.zeros(known + 1, np.int64)
    code = answer["code"].astype(np.int64)
    np.add.at(counts, np.where((code < 0) | (code >= known), known, code), answer["n"].astype(np.int64))
    return [int(count) for count in counts]


def drawn(store: Store, filters: Filters, measure: Measure = FATALITIES) -> tuple[int, int]:
    """How many of the records shown the map draws; how many of these give no number of what is counted."""
    answer = _ask(store, filters, _drawn, measure)
    return int(answer["n"][0]), int(answer["unknown"][0])


def events_drawn(store: Store, filters: Filters) -> int:
    """How many events the records stand for that the map draws."""
    return int(_ask(store, filters, _events_drawn)["n"][0])


def shapes_shown(store: Store, filters: Filters) -> list[int]:
    """The rows of the records shown that are a line, an area or several points, at most `MOST_SHAPES`."""
    answer = _ask(store, filters, _shapes_shown)
    return sorted(int(row) for row in answer["row"])


def lines_within(
    store: Store, filters: Filters, box: CellBox, columns: tuple[str, ...], measure: Measure = FATALITIES
) -> Answer:
    """Columns of the engine's `incidents` for the records shown that lie in a box, in row order.

    With another measure than fatalities its numbers come too, as `AMOUNT`.

    Raises
    ------
    FilterError
        If they are more than `MOST_IN_VIEW`.
    """
    answer = _ask(store, filters, _lines_within, box, columns, measure)
    if len(answer["row"]) > MOST_IN_VIEW:
        raise FilterError("box", f"more than {MOST_IN_VIEW:,} records", "a smaller box")
    return answer


def _column(store: Store, colour: str) -> str:
    known = [each for each in COLOURS if each != DATASET or whose.datasets(store)]
    if colour not in known:
        raise FilterError("colour", colour, f"one of {', '.join(known)}")
    return COLOURS[colour]


def _with(store: Store, shown: ir.Table, *columns: str) -> ir.Table:
    """The records shown, with the code of their dataset where that is asked for."""
    return whose.with_codes(store, shown) if DATASET in columns else shown


# Questions, as in `answers` -------------------------------------------------------------------------------


def _ask(store: Store, filters: Filters, question: object, *options: object) -> Answer:
    return store.ask(filters, question, *options)  # type: ignore[arg-type]


def in_box(shown: ir.Table, box: CellBox) -> ir.Table:
    """Of the records shown, the points in a part of the map."""
    edge = 1 << box.shift
    across = (shown.x >= box.west * edge) & (shown.x < box.east * edge)
    beyond = box.east * edge - WORLD
    if box.west * edge < WORLD and beyond > 0:
        across |= shown.x < beyond
    return shown.filter(
        shown.drawable,
        ~shown.shaped,
        across,
        shown.y >= box.north * edge,
        shown.y < box.south * edge,
    )


def _cells(
    store: Store, shown: ir.Table, box: CellBox, looks: tuple[str, tuple[int, ...]], measure: Measure
) -> ir.Table:
    column, codes = looks
    inside = _measured(store, _with(store, in_box(shown, box), column), measure)
    summed, kind = ("fatalities", "int64") if measure == FATALITIES else (AMOUNT, "float64")
    code = inside[column].cast("int32")
    slots = [(code == each, ibis.literal(slot)) for slot, each in enumerate(codes)]
    events = {EVENTS: event_counts.of(store, inside)} if event_counts.are_weighed(store) else {}
    return inside.group_by(
        cx=_east_of(inside.x >> box.shift, box),
        cy=(inside.y >> box.shift) - box.north,
        slot=ibis.cases(*slots, else_=LOOKS) if slots else ibis.literal(LOOKS),
    ).aggregate(
        count=inside.count(),
        sites=inside.count(where=inside.site),
        unknown=inside.count(where=inside[AMOUNT].isnull()),
        **{summed: inside[AMOUNT].sum().cast(kind)},
        **events,
    )


def _east_of(cell: ir.IntegerValue, box: CellBox) -> ir.IntegerValue:
    """How many cells east of the box's west, also over the antimeridian."""
    if box.east * (1 << box.shift) <= WORLD:
        return cell - box.west
    turn = WORLD >> box.shift
    return ibis.cases((cell < box.west, cell + (turn - box.west)), else_=cell - box.west)


def _shown_by(store: Store, shown: ir.Table, column: str) -> ir.Table:
    shown = _with(store, shown, column)
    return shown.group_by(code=shown[column].cast("int32")).aggregate(n=event_counts.of(store, shown))


def _measured(store: Store, shown: ir.Table, measure: Measure) -> ir.Table:
    """The records with the measure's number as `AMOUNT`."""
    table, columns = sums.measured(store, shown, measure)
    return table.mutate(**{AMOUNT: columns["best"]})


def _drawn(store: Store, shown: ir.Table, measure: Measure) -> ir.Table:
    drawn = _measured(store, shown.filter(shown.drawable), measure)
    return drawn.aggregate(n=drawn.count(), unknown=drawn.row.count(where=drawn[AMOUNT].isnull()))


def _events_drawn(store: Store, shown: ir.Table) -> ir.Table:
    return shown.aggregate(n=event_counts.of(store, shown, shown.drawable))


def _shapes_shown(_store: Store, shown: ir.Table) -> ir.Table:
    return shown.filter(shown.shaped).select("row").order_by("row").limit(MOST_SHAPES)


def _lines_within(
    store: Store, shown: ir.Table, box: CellBox, columns: tuple[str, ...], measure: Measure
) -> ir.Table:
    lines = _with(store, in_box(shown, box), *columns)
    if measure != FATALITIES:
        lines, columns = _measured(store, lines, measure), (*columns, AMOUNT)
    return lines.select(*columns).order_by("row").limit(MOST_IN_VIEW + 1)
