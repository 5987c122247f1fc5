"""Makes tables of all kinds of faults together, as Hypothesis draws them: what people keep incidents in."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import openpyxl
from hypothesis import strategies as st

NAMES: Final = {
    "id": ("id", "Event ID", "No", "ID", "šifra", "Код"),
    "date": ("date", "Datum", "Дата", "Fecha", "dita", "التاريخ", "event_date", "When"),
    "end": ("end", "end_date", "kraj", "fin"),
    "title": ("title", "Naslov", "Заголовок", "titulli", "What happened", "name"),
    "lat": ("lat", "Latitude", "широта", "latitud", "y", "location_latitude", "Gjerësia"),
    "lon": ("lon", "Longitude", "долгота", "longitud", "x", "location_longitude", "Gjatësia"),
    "pair": ("coordinates", "Koordinate", "location", "GPS"),
    "deaths": ("deaths", "poginuli", "Total Deaths", "fatalities", "muertos", "n"),
    "source": ("source", "izvor", "Links", "url", "source"),
    "actor": ("actor", "Actor 1", "akteri", "side_a"),
    "place": ("place", "mesto", "Town", "Country", "населённый пункт"),
    "note": ("note", "x1", "flag", "", "Comment", "note"),
}
NOTHING: Final = (
    "",
    "",
    "NA",
    "nan",
    "N/A",
    "-",
    "NULL",
    "None",
    ".",
    "unknown",
    "inconnu",
    "nepoznato",
    "-99",
    "-9",
)
CELLS: Final[dict[str, tuple[str, ...]]] = {
    "id": ("1", "2", "3", "a-1", "00042"),
    "date": (
        *(
            "2023-09-24",
            "24/09/2023",
            "09/24/2023",
            "03/04/2023",
            "9-May-20",
            "30-Apr-19",
            "24.9.2023.",
            "45193",
        ),
        *(
            "Fri, 21 Aug 2026 17:13:06 +0000",
            "Sept. 24 2023",
            "Sunday, 24 September 2023",
            "24 септембар 2023",
        ),
        *(
            "24 вересня 2023",
            "24 de septiembre de 2023",
            "12–14 March 2023",
            "24/09/2023 - 26/09/2023",
            "2018-2019",
        ),
        *(
            "ca. 2017",
            "late May 2021",
            "mid 2017",
            "09/2023",
            "2018",
            "٢٤/٠٩/٢٠٢٣",
            "1695513600",
            "1695513600000",
        ),
        *(
            "20230924031000",
            "2023-09-29/..",
            "2023-09-24T03:10:00Z",
            "2023-09-24 03:10 Europe/Belgrade",
            "soon",
        ),
        *("2023-02-30", "0025-03-04", "1402/07/02", "2023-09-24 00:00:00", "1445/03/09", "7/26/22"),
        *("у ніч на 25.09.2023", "nuit du 3 au 4 mai", "noć 24/25. septembar 2023", "KW 38 2023", "2023-S38"),
        *("24.09.2023 близько 03:10", "2023-09-24 14:30 EST", '"', "idem", "исто"),
    ),
    "title": (
        "Raid",
        "Road blocked",
        'The "guards" fired',
        "Пуцњава",
        "a, b; c",
        "two\nlines",
        "Total",
        "# note",
        "date",
    ),
    "lat": ("42.93", "42,94", "42°55'48\"N", "0", "-90", "95", "42.9", "429300", "somewhere", "42.93 N"),
    "lon": ("20.68", "20,69", "20°40'48\"E", "0", "192.48", "20.7", "206800", "x"),
    "pair": (
        "42.93, 20.68",
        "(41.8, -87.7)",
        "POINT (20.68 42.93)",
        "34TDN8573",
        "42.93N 20.68E",
        "42.93 20.68",
        "no",
        '{"type": "Point", "coordinates": [20.7, 42.9]}',
    ),
    "deaths": (
        "0",
        "2",
        "~15",
        ">10",
        "at least 4",
        "5 (2 children)",
        "dozens",
        "2.0",
        "1,204",
        "three",
        "none",
        "aucun",
        "-1",
        "10-12",
    ),
    "source": (
        "https://example.org/a",
        "https://example.org/a;https://example.org/b",
        "Paper One",
        "A; B",
        "no",
    ),
    "actor": ("Army of A", "Group B; Group C", "NA", "5"),
    "place": ("Banjska", "Nan", "Zvečan", "(41.8, -87.7)", "〃", "same"),
    "note": ("x", "7", "true", "#tag", "{{7*7}}", "=1+1"),
}
CELLS["end"] = CELLS["date"]
TAGS: Final = {
    "date": "#date",
    "title": "#event",
    "lat": "#geo+lat",
    "lon": "#geo+lon",
    "deaths": "#affected+killed",
}


@dataclass(frozen=True)
class Table:
    """A table, and the file that it is written in."""

    fields: tuple[str, ...]
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    above: tuple[tuple[str, ...], ...]
    """Titles, comments, a line of groups."""
    below: tuple[tuple[str, ...], ...]
    """Right below the names: tags, numbers of columns."""
    after: tuple[tuple[str, ...], ...]
    """At the end: totals, comments, blank rows."""
    format: str
    delimiter: str
    encoding: str

    def write(self, folder: Path) -> Path:
        """Write the file."""
        path = folder / f"any.{self.format}"
        if self.format == "csv":
            path.write_bytes(self._text().encode(self.encoding))
        elif self.format == "xlsx":
            book = openpyxl.Workbook()
            for line in self._lines():
                book.active.append([cell or None for cell in line])
            for cells in book.active.iter_rows():
                for cell in cells:
                    cell.data_type = "n" if cell.value is None else "s"
            book.save(path)
        else:
            path.write_text(json.dumps(self._value()), encoding="utf-8")
        return path

    def _lines(self) -> Sequence[Sequence[str]]:
        return [*self.above, self.names, *self.below, *self.rows, *self.after]

    def _text(self) -> str:
        stream = io.StringIO()
        csv.writer(stream, delimiter=self.delimiter).writerows(self._lines())
        return stream.getvalue()

    def _value(self) -> Any:
        records = [dict(zip(self.names, row, strict=True)) for row in self.rows]
        if self.format == "json":
            return records
        shape = {"type": "Point", "coordinates": [20.68, 42.93]}
        features = [{"type": "Feature", "properties": record, "geometry": shape} for record in records]
        return {"type": "FeatureCollection", "features": features}


@st.composite
def tables(draw: Any) -> Table:
    """Any table."""
    optional = [name for name in NAMES if name != "title"]
    chosen = draw(st.lists(st.sampled_from(optional), min_size=1, max_size=8))
    fields = tuple(draw(st.permutations([*chosen, "title"])))
    names = tuple(draw(st.sampled_from(NAMES[field])) for field in fields)
    height = draw(st.integers(1, 7))
    cells = {field: st.one_of(st.sampled_from(CELLS[field]), st.sampled_from(NOTHING)) for field in NAMES}
    # A column is mostly written in one way, as people do.
    usual = [draw(st.sampled_from(CELLS[field])) for field in fields]
    rows = []
    for number in range(height):
        row = [
            draw(st.one_of(st.just(each), st.just(each), cells[field]))
            for each, field in zip(usual, fields, strict=True)
        ]
        place = fields.index("title")
        row[place] = f"{row[place]} {number}" if draw(st.booleans()) else row[place] or f"T{number}"
        rows.append(tuple(row))
    width = len(fields)

    def padded(*given: str) -> tuple[str, ...]:
        return (*given, *[""] * (width - len(given)))

    above = [
        padded(each)
        for each in draw(st.lists(st.sampled_from(("Report", "# made by us", "Source: x")), max_size=2))
    ]
    if width > 3 and draw(st.booleans()):
        above.append(tuple("When" if n == 0 else "Where" if n == 2 else "" for n in range(width)))
    below = []
    if draw(st.integers(0, 4)) == 0 and len({*fields} & {*TAGS}) > 1:
        below.append(tuple(TAGS.get(field, "") for field in fields))
    last = st.sampled_from(
        (padded("Total"), padded("# end"), padded(), tuple("" if n else "Ukupno" for n in range(width)))
    )
    after = draw(st.lists(last, max_size=2)) if width > 1 else []
    if draw(st.integers(0, 5)) == 0 and width > 3:
        after = [*after, *[padded("", "1")] * 4]
    return Table(
        fields,
        names,
        tuple(rows),
        tuple(above),
        tuple(below),
        tuple(after),
        draw(st.sampled_from(("csv", "csv", "xlsx", "json", "geojson"))),
        draw(st.sampled_from((",", ";", "\t", "|"))),
        draw(st.sampled_from(("utf-8", "utf-8-sig", "utf-16"))),
    )
