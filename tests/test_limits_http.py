"""Over HTTP a costly question has an end, too many are refused in words, and who leaves ends the work."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from coroutines import finished
from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from access import quotas, visitors
from api import work
from api.exports import Export, sent, waiting
from api.responses import in_words
from api.routes import routes
from api.uploads import UploadQuotas
from components.folium_map import ASSETS
from components.map import view
from geodata import deadlines, lines
from geodata.errors import AbandonedError, QuotaError
from geodata.exporters import xlsx
from geodata.filters import MAX_VALUES, PARAMS
from geodata.library import paths, readers, saving, shares
from geodata.library.readers import Readers
from geodata.model import Info
from geodata.query.store import opened
from geodata.sandbox import parent

VERSION = opened(paths.DEFAULT).dataset.version
DATA = f"/data/{paths.DEFAULT}/{VERSION}"


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = Starlette(routes=routes(view.module, lambda *_: {}, assets=ASSETS))
    with TestClient(app, raise_server_exceptions=False) as made:
        yield made


def _only(endpoint: Any) -> Starlette:
    return Starlette(routes=[Route("/it", endpoint), Route("/health", lambda _: PlainTextResponse("ok"))])


# Malformed and greedy requests ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["mask.bin", "grid.bin", "view.bin", "histogram.json", "export.csv"])
def test_too_many_parameters_are_refused_in_words(client: TestClient, name: str) -> None:
    most = MAX_VALUES * len(PARAMS)
    said = client.get(f"{DATA}/{name}?{'kind=a&' * (most + 1)}shift=20&box=0,0,1,1")
    assert (said.status_code, f"at most {most:,}" in said.json()["error"]) == (400, True)


def test_a_map_with_too_many_settings_is_refused_in_words(client: TestClient) -> None:
    said = client.get(f"/maps/x.js?{'tiles=a&' * 30}")
    assert (said.status_code, "at most 20" in said.json()["error"]) == (400, True)


def test_a_box_over_the_antimeridian_is_not_the_rest_of_the_world(client: TestClient) -> None:
    none = client.get(f"{DATA}/mask.bin?area=179,-80;-179,-80;-179,80;179,80").content
    assert not any(none)


# Time -------------------------------------------------------------------------------------------------------


def _endless(_request: object) -> Any:
    while True:
        time.sleep(0.01)
        deadlines.stop_if_over()


def test_a_question_that_takes_too_long_is_stopped_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_QUOTA_QUESTION_S", "1")
    said = TestClient(_only(work.in_turn(in_words(_endless)))).get("/it")
    assert (said.status_code, "longer than the 1 seconds" in said.json()["error"]) == (503, True)
    assert int(said.headers["Retry-After"]) > 0


def test_the_engine_is_interrupted_when_the_time_is_over() -> None:
    engine = opened(paths.DEFAULT)._engine
    slow = "SELECT count(*) AS n FROM range(100000000) a, range(100000) b WHERE (a.range * b.range) % 7 = 3"
    began = time.monotonic()
    with pytest.raises(deadlines.TimeUpError), deadlines.bounded(deadlines.Work(0.3)):
        engine.run(slow)
    assert time.monotonic() - began < 60  # uninterrupted it would take days
    assert engine.run("SELECT 1 AS one")["one"].tolist() == [1]


def test_health_answers_while_every_thread_for_questions_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_QUOTA_QUESTION_S", "20")
    ahead_s, begun = [0.0], threading.Semaphore(0)
    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + ahead_s[0])
    monkeypatch.setattr(deadlines, "time", clock)

    def endless(request: object) -> Any:
        begun.release()
        return _endless(request)

    with TestClient(_only(work.in_turn(in_words(endless)))) as client:
        codes: list[int] = []
        asking = [
            threading.Thread(target=lambda: codes.append(client.get("/it").status_code)) for _ in range(45)
        ]
        for each in asking:
            each.start()
        for _ in range(work.THREADS):
            assert begun.acquire(timeout=60)
        assert client.get("/health").text == "ok"
        assert not codes, "it waited until a question had ended"
        ahead_s[0] = 30
        for each in asking:
            each.join()
    assert set(codes) == {503}


def test_one_visitor_has_so_many_questions_under_way_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_QUOTA_QUESTION_S", "1")
    monkeypatch.setenv("INCIDENTS_QUOTA_QUESTIONS_AT_ONCE", "2")
    app = _only(work.in_turn(in_words(_endless)))
    codes: list[int] = []
    with TestClient(app, client=("203.0.113.7", 1)) as client:
        asking = [
            threading.Thread(target=lambda: codes.append(client.get("/it").status_code)) for _ in range(5)
        ]
        for each in asking:
            each.start()
        for each in asking:
            each.join()
    assert sorted(codes) == [429, 429, 429, 503, 503]


# Who leaves -------------------------------------------------------------------------------------------------


async def _asked_and_left(app: Any, after_s: float) -> list[dict[str, Any]]:
    """Ask for /it, and leave."""
    messages: list[dict[str, Any]] = []
    gone = asyncio.Event()
    asyncio.get_running_loop().call_later(after_s, gone.set)
    first = True

    async def receive() -> dict[str, Any]:
        nonlocal first
        if first:
            first = False
            return {"type": "http.request", "body": b"", "more_body": False}
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        messages.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/it",
        "raw_path": b"/it",
        "query_string": b"",
        "headers": [],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "scheme": "http",
        "root_path": "",
        "http_version": "1.1",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
    }
    await app(scope, receive, send)
    return messages


def test_a_visitor_who_leaves_ends_his_question() -> None:
    ended = threading.Event()

    def endpoint(request: object) -> Any:
        try:
            _endless(request)
        except AbandonedError:
            ended.set()
            raise

    finished(_asked_and_left(_only(work.in_turn(in_words(endpoint))), 0.2))
    assert ended.wait(10)  # given up, which `TimeUpError` would not be


@pytest.mark.parametrize("first", [True, False])
def test_a_visitor_who_leaves_ends_his_export(first: bool) -> None:
    ended = threading.Event()

    def blocks() -> Iterator[bytes]:
        try:
            if first:
                yield b"x" * 100
            while True:
                time.sleep(0.01)
                deadlines.stop_if_over()
        finally:
            ended.set()

    app = _only(sent(lambda _: Export(blocks(), "text/plain", {}, 1)))
    finished(_asked_and_left(app, 0.3))
    assert ended.wait(10)


# Exports ----------------------------------------------------------------------------------------------------


def test_the_headers_of_an_export_that_is_made_whole_first_leave_within_a_second() -> None:
    def blocks() -> Iterator[bytes]:
        for _ in range(300):
            time.sleep(0.01)
            deadlines.stop_if_over()
        yield b"made"

    # Streamlit's own compression stands around our answers, and holds headers back
    app = GZipMiddleware(_only(sent(lambda _: Export(blocks(), "text/plain", {"X-Kind": "slow"}, 1))))
    sent_before_leaving = finished(_asked_and_left(app, 1.2))
    assert sent_before_leaving[0]["status"] == 200
    assert (b"x-kind", b"slow") in sent_before_leaving[0]["headers"]
    assert not any(message.get("body") for message in sent_before_leaving)


def test_a_workbook_of_too_many_records_is_refused_in_words(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "MOST_LINES", 6)
    said = client.get(f"{DATA}/export.xlsx")
    assert (said.status_code, "holds 5 records" in said.json()["error"]) == (400, True)
    assert client.get(f"{DATA}/export.csv").status_code == 200


def _slow_export(begun: threading.Semaphore, go_on: threading.Event) -> Any:
    def blocks() -> Iterator[bytes]:
        yield b"begin"
        begun.release()
        go_on.wait(10)
        yield b"end"

    return sent(lambda _: Export(blocks(), "text/plain", {}, 1))


def _asking(app: Any, name: str) -> Future[Any]:
    """An export that a visitor asks for, in a thread."""
    asked: Future[Any] = Future()
    client = TestClient(app, client=(name, 1))
    threading.Thread(target=lambda: asked.set_result(client.get("/it"))).start()
    return asked


def _until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.01)


def test_two_exports_are_made_at_once_and_one_of_each_visitor_the_rest_waits_its_turn() -> None:
    begun, go_on = threading.Semaphore(0), threading.Event()
    app = _only(_slow_export(begun, go_on))
    names = ("203.0.113.1", "203.0.113.1", "203.0.113.2", "203.0.113.3")
    asking = []
    for number, name in enumerate(names):
        asking.append(_asking(app, name))
        if number in (0, 2):
            assert begun.acquire(timeout=5)
        else:
            _until(lambda name=name, number=number: lines.EXPORTS.ahead(name) == number)
    told = {
        name: TestClient(_only(waiting), client=(name, 1)).get("/it").json()["ahead"] for name in {*names}
    }
    assert told == {"203.0.113.1": 1, "203.0.113.2": None, "203.0.113.3": 3}
    go_on.set()
    assert [each.result(10).text for each in asking] == ["beginend"] * 4


def test_an_export_waits_for_a_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_QUOTA_EXPORT_WAIT_S", "1")
    begun, go_on = threading.Semaphore(0), threading.Event()
    app = _only(_slow_export(begun, go_on))
    first = _asking(app, "203.0.113.1")
    assert begun.acquire(timeout=5)
    late = _asking(app, "203.0.113.1").result(10)
    go_on.set()
    assert (late.status_code, int(late.headers["Retry-After"])) == (503, 30)
    assert first.result(10).text == "beginend"


def test_who_leaves_while_waiting_makes_room() -> None:
    begun, go_on = threading.Semaphore(0), threading.Event()
    app = _only(_slow_export(begun, go_on))
    first = _asking(app, "127.0.0.1")
    assert begun.acquire(timeout=5)
    assert finished(_asked_and_left(app, 0.2))[0]["status"] == 499
    assert lines.EXPORTS.ahead("127.0.0.1") is None
    go_on.set()
    assert (first.result(10).text, begun.acquire(blocking=False)) == ("beginend", False)


def test_an_export_of_more_records_than_allowed_is_refused(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INCIDENTS_QUOTA_EXPORT_ROWS", "5")
    said = client.get(f"{DATA}/export.csv")
    assert (said.status_code, "at most 5" in said.json()["error"]) == (429, True)


def test_what_goes_wrong_before_the_first_block_is_told_in_words_and_later_breaks_off() -> None:
    def fails(after: int) -> Iterator[bytes]:
        yield from [b"x"] * after
        raise QuotaError("too much of it")

    early = TestClient(_only(sent(lambda _: Export(fails(0), "text/plain", {}, 1)))).get("/it")
    assert (early.status_code, early.json()["error"]) == (429, "too much of it")
    with pytest.raises(QuotaError):
        TestClient(_only(sent(lambda _: Export(fails(1), "text/plain", {}, 1)))).get("/it")


# Who it is, and how often -----------------------------------------------------------------------------------


def test_a_proxys_word_counts_only_where_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"x-forwarded-for": "198.51.100.1, 203.0.113.9"}
    assert visitors.address("10.0.0.5", said) == "10.0.0.5"
    monkeypatch.setenv("INCIDENTS_QUOTA_PROXIES", "10.0.0.0/8")
    assert visitors.address("10.0.0.5", said) == "203.0.113.9"
    assert visitors.address("192.0.2.1", said) == "192.0.2.1"
    assert visitors.address("2001:db8::1:2:3", {}) == "2001:db8::/64"


def test_more_questions_in_a_minute_than_allowed_are_refused(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INCIDENTS_QUOTA_QUESTIONS_A_MINUTE", "3")
    with TestClient(client.app, client=("203.0.113.77", 1)) as one:
        codes = [one.get(f"{DATA}/mask.bin?kind={each}").status_code for each in range(5)]
    assert codes == [200, 200, 200, 429, 429]
    assert client.get(f"{DATA}/mask.bin").status_code == 200


def test_what_goes_beyond_a_quota_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_QUOTA_GEOCODING_A_DAY", "10")
    quotas.count(quotas.GEOCODING, "somebody", cost=8)
    with pytest.raises(QuotaError, match="within a day"):
        quotas.count(quotas.GEOCODING, "somebody", cost=8)
    assert quotas.left(quotas.GEOCODING, "somebody") == 2
    quotas.count(quotas.GEOCODING, "somebody", cost=2)


# Uploads ----------------------------------------------------------------------------------------------------


class Memory:
    """Stands for Streamlit's uploads."""

    def __init__(self) -> None:
        self.files: dict[str, dict[str, int]] = {}

    def app(self, **options: Any) -> Any:
        async def put(request: Any) -> PlainTextResponse:
            body = await request.body()
            self.files.setdefault(request.path_params["session"], {})[request.path_params["file"]] = len(body)
            return PlainTextResponse("", status_code=204)

        route = Route("/_stcore/upload_file/{session}/{file}", put, methods=["PUT"])
        return UploadQuotas(
            Starlette(routes=[route]),
            held=lambda: self.files,
            forget=lambda session, file: self.files[session].pop(file),
            **options,
        )

    @property
    def held(self) -> int:
        return sum(sum(files.values()) for files in self.files.values())


@pytest.mark.parametrize("announced", [True, False])
def test_files_under_invented_ids_take_the_place_of_the_sessions_own(
    monkeypatch: pytest.MonkeyPatch, announced: bool
) -> None:
    monkeypatch.setenv("INCIDENTS_QUOTA_UPLOAD_FILES", "2")
    memory = Memory()
    client = TestClient(memory.app())
    for number in range(6):
        body = b"x" * 100_000
        said = client.put(f"/_stcore/upload_file/one/{number}", content=body if announced else iter([body]))
        assert said.status_code == 204
    assert list(memory.files["one"]) == ["4", "5"]


def test_a_visitors_closed_pages_hold_no_bytes_that_another_visitor_could_have(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("INCIDENTS_QUOTA_UPLOAD_BYTES", "1000000")
    monkeypatch.setenv("INCIDENTS_QUOTA_UPLOAD_BYTES_ALL", "1500000")
    memory = Memory()
    client = TestClient(memory.app(visitor=lambda request: request.headers["x-name"]))

    def put(name: str, session: str, size: int) -> int:
        address = f"/_stcore/upload_file/{session}/file"
        return client.put(address, content=b"x" * size, headers={"x-name": name}).status_code

    for number in range(6):
        assert put("cob", f"page{number}", 600_000) == 204
    assert memory.files["page5"]
    assert memory.held <= 1_000_000
    assert put("con", "other", 700_000) == 204
    assert put("cob", "page6", 600_000) == 204, "for whose own files there is room"
    assert memory.files["other"], "nobody's files give way to another's"


@pytest.mark.parametrize("announced", [True, False])
def test_a_session_holds_no_more_bytes_than_its_share_and_all_no_more_than_theirs(
    monkeypatch: pytest.MonkeyPatch, announced: bool
) -> None:
    monkeypatch.setenv("INCIDENTS_QUOTA_UPLOAD_BYTES", "1000000")
    monkeypatch.setenv("INCIDENTS_QUOTA_UPLOAD_BYTES_ALL", "1500000")
    memory = Memory()
    client = TestClient(memory.app())

    def put(session: str, file: str, size: int) -> int:
        blocks = [b"x" * 100_000] * (size // 100_000)
        content = b"".join(blocks) if announced else iter(blocks)
        return client.put(f"/_stcore/upload_file/{session}/{file}", content=content).status_code

    assert put("one", "a", 700_000) == 204
    assert put("one", "b", 700_000) == 204
    assert memory.files["one"] == {"b": 700_000}
    assert put("one", "c", 1_300_000) == 413
    assert put("two", "d", 600_000) == 204
    assert put("three", "e", 600_000) == 503
    assert memory.held <= 1_500_000


# The disk ---------------------------------------------------------------------------------------------------


def test_private_uploads_have_their_share_of_the_disk_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("INCIDENTS_QUOTA_PRIVATE_BYTES", "2000000")
    ready, other = tmp_path / "ready", tmp_path / "library" / "private" / "somebody"
    for folder, size in ((ready, 1_500_000), (other, 400_000)):
        (folder / "version").mkdir(parents=True)
        (folder / "version" / "file").write_bytes(b"x" * size)
    shares.check_private(ready)
    (other / "more").write_bytes(b"x" * 200_000)
    with pytest.raises(QuotaError, match="private uploads may have 2 MB"):
        shares.check_private(ready)


def test_the_uploads_of_one_who_logs_in_have_a_share_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("INCIDENTS_QUOTA_PRIVATE_BYTES_EACH", "1000000")
    ready, theirs = tmp_path / "ready", tmp_path / "library" / "private" / "u-1"
    for folder in (ready, theirs):
        folder.mkdir(parents=True)
        (folder / "file").write_bytes(b"x" * 600_000)
    (theirs / "dataset.json").write_text("{}")
    readers.write(theirs, Readers(readers.PRIVATE, ("ana@desk.org",)))
    shares.check_private(ready, ("cem@desk.org",))
    with pytest.raises(QuotaError, match="of which yours may have 1 MB and have 1 MB"):
        shares.check_private(ready, ("ana@desk.org",))


def test_an_upload_beyond_the_share_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path))
    monkeypatch.setenv("INCIDENTS_QUOTA_PRIVATE_BYTES", "1000")
    content = b"id,title,latitude,longitude,date\n1,a,42.9,20.8,2023-09-24\n"
    info = Info("a", "", "UTC", "", "", "")
    with parent.prepare(content, name="a.csv") as prepared, pytest.raises(QuotaError):
        saving.save(prepared, content, name="a", info=info, private=True, file="a.csv")
    assert not [*(tmp_path / "private").rglob("*.parquet")]
