"""The lines by which other programs open a view do so: each is run, or what it reads is read as it says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyogrio
import pytest
from live_routes import served
from test_page import page

import geodata
from geodata import using
from geodata.filters import from_query
from geodata.library import catalog, paths

QUERY = "kind=incident&from=2023-09-01&q=police"
WANTED = set(geodata.load(paths.DEFAULT, from_query(QUERY))["id"])


@pytest.fixture(scope="module")
def place():
    with served() as server:
        yield using.place(server, catalog.load(paths.DEFAULT), from_query(QUERY))


def lines(title: str, place: using.Place) -> str:
    return next(each for each in using.PROGRAMS if each.title == title).write(place)


def test_python_reads_it(place: using.Place) -> None:
    script = lines("Python", place) + "\nprint(*incidents['id'], sep='\\n')"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert set(found.stdout.split()) == WANTED != set()


def test_curl_fetches_it(place: using.Place, tmp_path: Path) -> None:
    subprocess.run(lines("curl", place), shell=True, cwd=tmp_path, check=True, capture_output=True)  # noqa: S602 - our own line
    assert set(pd.read_csv(tmp_path / "incidents.csv")["id"]) == WANTED


@pytest.mark.parametrize("title", ["R", "QGIS"])
def test_gdal_reads_what_r_and_qgis_are_told(title: str, place: using.Place) -> None:
    """Both read by GDAL, as pyogrio does."""
    (address,) = re.findall(r"/vsicurl_streaming/http\S+export\.geojson[^\s\")]*", lines(title, place))
    assert set(pyogrio.read_dataframe(address)["id"]) == WANTED
    if title == "QGIS":
        root, layer = re.findall(r"URL\n(\S+)\n.*layer (\S+)", lines(title, place))[0]
        listed = pyogrio.read_dataframe(f"OAPIF_COLLECTION:{root}/collections/{layer}")
        assert set(listed["id"]) == set(geodata.load(paths.DEFAULT)["id"])


def test_excel_is_told_a_csv_file_with_a_header(place: using.Place) -> None:
    told = lines("Excel", place)
    (address,) = re.findall(r'Web\.Contents\("([^"]+)"\)', told)
    assert "Encoding = 65001" in told
    assert set(pd.read_csv(address, encoding="utf-8-sig")["id"]) == WANTED


def test_the_page_shows_each_once_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    app = page(part="about", kind="incident")
    app.session_state["using"] = True
    app.run()
    assert not app.exception
    assert [each.label for each in app.tabs] == [each.title for each in using.PROGRAMS]
    assert "export.geojson?kind=incident" in app.tabs[2].code[0].value
    monkeypatch.setenv("INCIDENTS_ACCESS", "public")
    monkeypatch.setenv("INCIDENTS_EXPORTERS", "contributors")
    assert not page(part="about").tabs
