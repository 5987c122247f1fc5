"""Makes the sources of a mapped table's rows: addresses in any column, with the other cells' words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geodata.values import texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.ingest.sheet import Sheet


def read(sheet: Sheet, of: Any) -> pd.DataFrame:
    """The sources of each row, a line each.

    Parameters
    ----------
    of
        The columns of each field.
    """
    titles, addresses = of.all("source"), [*of.all("source_url"), *of.all("coordinates")]

    def read_one(publisher: str, *cells: str) -> list[tuple[str | None, ...]]:
        return _lines(publisher or None, cells[: len(titles)], cells[len(titles) :])

    columns = (of.text("publisher"), *(sheet[name] for name in (*titles, *addresses)))
    places, cells = texts.lines(texts.each_distinct(read_one, *columns), 4)
    named = dict(zip(("source", "publisher", "title", "url"), cells, strict=True))
    return pd.DataFrame({"row": sheet.rows_at(places), **named})


def _lines(
    publisher: str | None, titles: Sequence[str], addresses: Sequence[str]
) -> list[tuple[str | None, ...]]:
    """Source, publisher, title and address of each source of a row."""
    cells = [cell for cell in titles if cell.strip()]
    given = [link for cell in addresses for link in texts.links(cell)]
    words = [cell for cell in cells if not texts.links(cell)]
    links = list(dict.fromkeys([*given, *(link for cell in cells for link in texts.links(cell))]))
    if len(links) == 1 and words:
        return [(links[0], publisher or texts.host(links[0]), "; ".join(words), links[0])]
    called = dict(pair for cell in (*titles, *addresses) for pair in texts.anchors(cell))
    found: list[tuple[str | None, ...]] = [
        (each, publisher or texts.host(each), called.get(each), each) for each in links
    ]
    parts = dict.fromkeys(part for cell in words for part in texts.listed(cell))
    found += [(each, publisher, each, None) for each in parts]
    if publisher and not links and not words:
        found.append((publisher, publisher, None, None))
    return found
