"""Whole columns are written in a format's escaping as a library would write each cell."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree as ET

import pyarrow as pa
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.exporters import escaping, selection

TEXTS = st.lists(st.none() | st.text(st.characters(exclude_categories=("Cs",)), max_size=8), min_size=1)


@given(TEXTS, st.integers(0, 3))
def test_json_is_read_back_as_it_was(texts: list[str | None], skipped: int) -> None:
    written = escaping.json_texts(pa.array(texts, pa.string())[skipped:])
    assert [None if each is None else json.loads(each) for each in written.to_pylist()] == texts[skipped:]


@given(TEXTS)
def test_csv_cells_are_read_back_as_they_were(texts: list[str | None]) -> None:
    column = pa.array(texts, pa.string())
    lines = escaping.csv_lines([escaping.csv_cells(each) for each in (column, column)])
    read = csv.reader(io.StringIO(bytes(escaping.content(lines)).decode(), newline=""), strict=True)
    assert [*read] == [[each or "", each or ""] for each in texts]


@given(TEXTS)
def test_xml_holds_every_character_that_it_can(texts: list[str | None]) -> None:
    known = [each for each in texts if each is not None]
    written = escaping.xml_texts(pa.array(known, pa.string())).to_pylist()
    for text, each in zip(known, written, strict=True):
        found = ET.fromstring(f"<a>{each}</a>").text or ""  # noqa: S314 - our own
        kept = [c if ord(c) >= 32 or c in "\t\n\r" else "\ufffd" for c in text]
        assert found == "".join("\ufffd" if c in "\ufffe\uffff" else c for c in kept)


@pytest.mark.parametrize(
    "shape",
    [
        *(shapely.Point(20.78083, 42.97333), shapely.Point(1e-12, -0.0), shapely.Point(1, 2, 3), None),
        *(shapely.Point(), shapely.LineString([(20, 42), (21, 43.5)]), shapely.MultiPoint([(1, 2), (3, 4)])),
        shapely.box(20, 42, 21, 43),
    ],
)
def test_shapes_are_written_exactly(shape: shapely.Geometry | None) -> None:
    wkb = None if shape is None else shapely.to_wkb(shape)
    lines = selection.with_points(pa.table({"geometry": pa.chunked_array([pa.array([wkb], pa.binary())])}))
    wkt, said = (write(lines)[0].as_py() for write in (escaping.wkt, escaping.geojson))
    if shape is None:
        assert wkt is said is None
    elif shape.is_empty:
        assert (shapely.from_wkt(wkt).is_empty, said) == (True, None)
    else:
        assert shapely.from_wkt(wkt).equals_exact(shape)
        assert shapely.from_geojson(said).equals(shape)
