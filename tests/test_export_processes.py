"""Large exports are written by processes of their own, which stand back and end with who waits for them."""

from __future__ import annotations

import csv
import gzip
import io
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from coroutines import finished
from drafts import INFO, draft
from starlette.applications import Starlette
from starlette.testclient import TestClient
from test_limits_http import _asked_and_left, _only

from api import exports
from api.exports import Export, sent
from api.routes import routes
from components.folium_map import ASSETS
from components.map import view
from geodata import deadlines
from geodata.errors import AbandonedError, ExportError, TimeUpError
from geodata.exporters import registry
from geodata.filters import Filters
from geodata.jobs import process, writers
from geodata.jobs.writers import Order, Writer
from geodata.library import paths, saving
from geodata.query import answers, store

ROWS = 60
WAIT_S = 60


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("library")
        patch.setenv("INCIDENTS_LIBRARY", str(folder))
        saving.save(draft(ROWS), b"content", name="many", info=INFO)
        yield folder
        writers.let_go()


@pytest.fixture
def many(library: Path, monkeypatch: pytest.MonkeyPatch) -> store.Store:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(library))
    monkeypatch.setattr(writers, "FEW", 3)
    return store.opened("many")


@pytest.fixture
def begun() -> Iterator[Callable[[], Writer]]:
    made: list[Writer] = []

    def begin() -> Writer:
        made.append(Writer())
        return made[-1]

    yield begin
    for each in made:
        each.end()
        each.file.close()


@pytest.fixture
def client(many: store.Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    def here(*_: Any) -> Iterator[bytes]:
        yield from ()
        pytest.fail("a block was made in this process")

    for suffix, kind in registry.FORMATS.items():
        monkeypatch.setitem(registry.FORMATS, suffix, kind._replace(write=here))
    app = Starlette(routes=routes(view.module, lambda *_: {}, assets=ASSETS))
    with TestClient(app) as made:
        yield made


def _path(many: store.Store, suffix: str) -> str:
    return f"/data/many/{many.dataset.version}/export.{suffix}"


def _order(many: store.Store, suffix: str = "csv") -> Order:
    return Order("many", many.dataset.version, suffix, "")


def _until(holds: Callable[[], Any]) -> None:
    ends = time.monotonic() + WAIT_S
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.02)


@pytest.mark.parametrize("suffix", ["csv", "geojson", "kml", "parquet"])
def test_another_process_writes_what_this_one_would(
    suffix: str, many: store.Store, client: TestClient
) -> None:
    write = {"csv": registry.tabular.to_csv, "geojson": registry.geojson.to_geojson}
    write |= {"kml": registry.kml.to_kml, "parquet": registry.geoparquet.to_geoparquet}
    expected = b"".join(write[suffix](many, Filters()))
    plain = client.get(_path(many, suffix), headers={"Accept-Encoding": "identity"})
    assert (plain.status_code, plain.content) == (200, expected)
    assert "Content-Encoding" not in plain.headers
    with client.stream("GET", _path(many, suffix), headers={"Accept-Encoding": "gzip"}) as packed:
        assert gzip.decompress(b"".join(packed.iter_raw())) == expected
        assert packed.headers["Content-Encoding"] == "gzip"
        assert packed.headers["ETag"] != plain.headers["ETag"]


def test_a_filter_is_kept(many: store.Store, client: TestClient) -> None:
    filters = Filters(kinds=("incident",))
    said = client.get(f"{_path(many, 'csv')}?{filters.to_query()}").text
    lines = len([*csv.reader(io.StringIO(said, newline=""))]) - 1
    assert 3 < lines == answers.counts(many, filters).shown < ROWS


def test_few_records_and_what_lies_in_memory_are_written_here(many: store.Store) -> None:
    assert writers.order(many, Filters(), "csv", 4, gzip=False) is not None
    assert writers.order(many, Filters(), "csv", 3, gzip=False) is None
    assert writers.order(store.opened(paths.DEFAULT), Filters(), "csv", 9_000, gzip=False) is None


def test_who_leaves_ends_the_process(many: store.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Writer] = []

    def write(self: Writer, order: Order, work: deadlines.Work) -> None:
        asked.append(self)  # it is given no order, and would wait
        while self.is_there:
            work.stop_if_over()
            time.sleep(0.01)

    monkeypatch.setattr(Writer, "write", write)
    app = _only(sent(lambda _: Export(iter(()), "text/csv", {}, ROWS, _order(many))))
    finished(_asked_and_left(app, 0.5))
    _until(lambda: not asked[0].is_there)


@pytest.mark.parametrize("ends", [True, False])
def test_work_that_is_over_ends_the_process_and_leaves_nothing(
    ends: bool,
    many: store.Store,
    begun: Callable[[], Writer],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    work = deadlines.Work(0 if ends else WAIT_S)
    if not ends:
        work.give_up()
    writer = begun()
    with pytest.raises(TimeUpError if ends else AbandonedError):
        writer.write(_order(many, "gpkg"), work)
    assert not writer.is_there
    assert not [*tmp_path.iterdir()]


def test_what_goes_wrong_in_the_process_is_told_in_words(
    many: store.Store, begun: Callable[[], Writer], client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ExportError, match="the program broke down"):
        begun().write(_order(many, "none"), deadlines.Work(WAIT_S))
    with pytest.raises(ExportError, match="'gone'"):
        begun().write(Order("gone", "1", "csv", ""), deadlines.Work(WAIT_S))
    monkeypatch.setattr(writers, "order", lambda *_, **__: _order(many, "none"))
    monkeypatch.setattr(exports, "_HEADERS_S", WAIT_S)  # after which they would have left
    said = client.get(_path(many, "csv"))
    assert (said.status_code, "broke down" in said.json()["error"]) == (503, True)


def test_a_process_that_is_killed_is_told_of(many: store.Store, begun: Callable[[], Writer]) -> None:
    writer = begun()
    os.kill(writer._process.pid, 9)
    with pytest.raises(ExportError, match="not enough memory"):
        writer.write(_order(many), deadlines.Work(WAIT_S))


def test_one_waits_for_the_next_order_and_goes_when_it_is_not_needed(many: store.Store) -> None:
    writers.let_go()
    writers.make_ready(many)
    waiting = writers._waiting._writer
    writers.make_ready(many)
    with writers.taken() as writer, writer.file:
        assert writer is waiting
        writer.write(_order(many), deadlines.Work(WAIT_S))
    following = writers._waiting._writer
    assert following is not None
    assert following is not waiting
    writers._waiting.let_go(waiting)  # its time is over, and it is another's turn
    assert following.is_there
    writers.let_go()
    assert not following.is_there


@pytest.mark.skipif(sys.platform != "linux", reason="of Linux")
def test_it_stands_back_within_the_session_of_the_server(begun: Callable[[], Writer]) -> None:
    pid = begun()._process.pid
    before = os.getpriority(os.PRIO_PROCESS, 0)
    _until(lambda: os.getpriority(os.PRIO_PROCESS, pid) == before + process.NICE)
    assert os.getsid(pid) == os.getsid(0)
    assert os.getpgid(pid) == pid
