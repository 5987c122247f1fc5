"""What an operator sees: ids of requests, the log, health, metrics; and that the public sees none of it."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from coroutines import finished
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from api import health
from api.operators import OperatorsOnly
from api.requests import RequestRecords
from api.routes import routes
from api.security import SecurityHeaders
from api.work import in_turn
from components.folium_map import ASSETS
from components.page import messages
from dashboard.logs import JsonLines
from geodata import workload
from geodata.errors import AbandonedError
from geodata.query.store import opened

ROOT = Path(__file__).parents[1]
TOKEN = "upload-" + "0123456789abcdef" * 2
MACHINE, STRANGER = ("127.0.0.1", 1), ("203.0.113.9", 1)


def application(base: str = "") -> Starlette:
    ours = routes(lambda _: b"", lambda *_: {}, assets=ASSETS, base_path=base, sessions=lambda: 3)

    def bug(_: Request) -> Response:
        raise RuntimeError("a secret")

    streamlits = [Route(base + "/_stcore/metrics", lambda _: PlainTextResponse("its own"))]
    stack = [RequestRecords, SecurityHeaders, OperatorsOnly]
    return Starlette(
        routes=[*ours, *streamlits, Route("/bug", bug), Mount("/", PlainTextResponse("page"))],
        middleware=[
            Middleware(each, **({"base_path": base} if each is OperatorsOnly else {})) for each in stack
        ],
    )


@pytest.fixture
def ask() -> Iterator[Callable[..., object]]:
    """Ask from an address: `ask("/metrics", STRANGER, {"via": "1.1 caddy"})`."""

    def asked(path, client=MACHINE, headers=None, base=""):
        made = TestClient(application(base), client=client, raise_server_exceptions=False)
        return made.get(path, headers=headers or {})

    yield asked
    workload.QUESTIONS.running = 0


def logged(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    return [json.loads(JsonLines().format(record)) for record in caplog.records]


# Requests --------------------------------------------------------------------------------------------------


def test_every_answer_has_an_id_of_its_own(ask) -> None:
    ids = [ask(path).headers["x-request-id"] for path in ("/healthz", "/bug", "/data/no", "/anything")]
    assert len(set(ids)) == 4
    assert all(re.fullmatch("[0-9a-f]{8}", each) for each in ids)


def test_an_unforeseen_error_quotes_the_id_under_which_the_log_has_it(
    ask, caplog: pytest.LogCaptureFixture
) -> None:
    answer = ask("/bug")
    quoted = answer.headers["x-request-id"]
    assert quoted in answer.json()["error"]
    found = [line for line in logged(caplog) if "exception" in line]
    assert found[0]["request_id"] == quoted
    assert "a secret" in str(found[0]["exception"])
    assert "a secret" not in answer.text


def test_a_request_is_one_line_with_its_route_and_no_value(ask, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "incidents.requests")
    answer = ask(f"/data/{TOKEN}/{'0' * 64}/mask.bin?q=whereabouts")
    (line,) = logged(caplog)
    assert line["route"] == "/data/{dataset}/{version}/mask.bin"
    assert (line["status"], line["method"], line["level"]) == (answer.status_code, "GET", "info")
    assert line["request_id"] == answer.headers["x-request-id"]
    assert isinstance(line["duration_ms"], float)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00", str(line["time"]))
    assert "whereabouts" not in json.dumps(line)
    assert "upload-" not in json.dumps(line)


@pytest.mark.parametrize("error", [AbandonedError(), ClientDisconnect()])
def test_a_reader_who_left_is_one_line_and_no_error_of_ours(error, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "incidents.requests")

    async def gone(*_: object) -> None:
        raise error

    sent = _through(gone)
    (line,) = logged(caplog)
    assert (line["status"], line["level"], "exception" in line) == (499, "info", False)
    assert sent == []


def test_a_question_given_up_before_its_turn_is_answered_as_left() -> None:
    def endpoint(_: Request) -> Response:
        raise AbandonedError

    client = TestClient(Starlette(routes=[Route("/it", in_turn(endpoint))]))
    assert client.get("/it").status_code == 499


def test_an_answer_cut_off_at_the_end_is_a_sentence(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "incidents.requests")

    async def cut(*_: object) -> None:
        raise asyncio.CancelledError

    sent = _through(cut)
    (line,) = logged(caplog)
    assert (line["status"], "exception" in line) == (503, False)
    assert sent[0]["status"] == 503
    assert "being stopped" in json.loads(sent[1]["body"])["error"]


def _through(app: Any) -> list[Any]:
    """What is sent where an application within our middleware ends as `app` does."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/it", "headers": []}
    finished(RequestRecords(SecurityHeaders(app))(scope, None, send))  # type: ignore[arg-type]
    return sent


def test_no_line_of_the_log_has_a_token(caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise ValueError(f"no such thing: {TOKEN}")
    except ValueError:
        logging.getLogger("anything").exception("looking for %s", TOKEN)
    assert TOKEN not in json.dumps(logged(caplog))
    assert "looking for upload-…" in logged(caplog)[0]["message"]


# The page --------------------------------------------------------------------------------------------------


def test_a_bug_of_the_page_quotes_an_id_too(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def script() -> None:
        from components.page import messages

        messages.unforeseen(RuntimeError("a secret"))

    shown = AppTest.from_function(script).run().error[0].value
    (line,) = [each for each in logged(caplog) if each["logger"] == "incidents.page"]
    assert f"quote {line['request_id']}" in shown
    assert "a secret" not in shown
    assert "a secret" in line["exception"]


def test_streamlit_leaves_the_words_to_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_LOG", "text")  # JSON lines would replace this process's handlers
    from dashboard.application import options

    assert options()["on_script_error"] is messages.unforeseen


# Health ----------------------------------------------------------------------------------------------------


def test_a_server_that_can_answer_is_ready(ask) -> None:
    assert ask("/healthz").text == "ok\n"
    answer = ask("/readyz", STRANGER)
    assert answer.json() == {"ready": True, "checks": {"threads": "ok", "library": "ok", "case": "ok"}}
    assert answer.headers["cache-control"] == "no-store"
    assert ask("/maps/readyz", base="/maps").status_code == 200


def test_a_library_that_cannot_be_read_makes_it_unready_but_alive(
    ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    library = tmp_path / "library"
    library.mkdir()
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(library))
    assert ask("/readyz").status_code == 200
    shutil.rmtree(library)
    library.touch()  # a folder that cannot be read, for whoever may read all
    answer = ask("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["library"] == "failed; see the log"
    assert ask("/healthz").status_code == 200


def test_an_engine_that_does_not_answer_makes_it_unready(ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LONGEST_S", 0.2)
    store = opened("northern-kosovo")
    monkeypatch.setattr(store._engine, "run", lambda _: time.sleep(1))
    answer = ask("/readyz")
    assert answer.json()["checks"]["case"] == "no answer within 0.2 s"


def test_a_server_without_a_free_thread_is_not_ready(ask, monkeypatch: pytest.MonkeyPatch) -> None:
    state = SimpleNamespace(borrowed_tokens=40, total_tokens=40)
    limiter = SimpleNamespace(statistics=lambda: state)
    monkeypatch.setattr(health.to_thread, "current_default_thread_limiter", lambda: limiter)
    answer = ask("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["threads"] == "every thread is busy"


# Metrics ---------------------------------------------------------------------------------------------------


def metric(text: str, name: str) -> float:
    return next(float(line.rpartition(" ")[2]) for line in text.splitlines() if line.startswith(name + " "))


def test_metrics_tell_of_requests_sessions_questions_and_memory(ask) -> None:
    before = metric(ask("/metrics").text, 'incidents_work_total{kind="question"}')
    opened("northern-kosovo").records([0])
    ask("/healthz")
    text = ask("/metrics").text
    assert metric(text, 'incidents_work_total{kind="question"}') > before
    assert metric(text, 'incidents_work_running{kind="question"}') == 0
    assert metric(text, "incidents_sessions") == 3
    assert metric(text, 'incidents_requests_total{method="GET",route="/healthz",status="200"}') >= 1
    assert metric(text, "process_resident_memory_bytes") > 1e6


def test_work_that_fails_is_no_longer_running() -> None:
    work = workload.Work()
    with pytest.raises(ZeroDivisionError), work.counted():
        _ = work.running / 0
    assert (work.running, work.done) == (0, 1)


@pytest.mark.parametrize("path", ["/metrics", "/_stcore/metrics", "/_stcore/metrics/x", "/_stcore/agent/mcp"])
@pytest.mark.parametrize(
    ("client", "headers"),
    [
        (STRANGER, {}),
        (("::ffff:203.0.113.9", 1), {}),
        (MACHINE, {"x-forwarded-for": "127.0.0.1"}),
        (MACHINE, {"via": "1.1 caddy"}),
        (MACHINE, {"forwarded": "for=127.0.0.1"}),
        (STRANGER, {"authorization": "Bearer "}),
        (STRANGER, {"authorization": "Bearer wrong"}),
    ],
)
def test_the_public_sees_no_metrics(ask, monkeypatch, path, client, headers) -> None:
    assert ask(path, client, headers).status_code == 403
    monkeypatch.setenv("INCIDENTS_METRICS_TOKEN", "a-long-one")
    assert ask(path, client, headers).status_code == 403


def test_this_machine_and_who_has_the_token_see_them(ask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask("/_stcore/metrics").text == "its own"
    assert ask("/metrics", ("::1", 1)).status_code == 200
    monkeypatch.setenv("INCIDENTS_METRICS_TOKEN", "a-long-one")
    assert ask("/metrics", STRANGER, {"authorization": "Bearer a-long-one"}).status_code == 200
    assert ask("/metrics", STRANGER, {"authorization": "a-long-one"}).status_code == 403


def test_below_a_base_path_they_are_closed_as_well(ask) -> None:
    assert ask("/maps/metrics", STRANGER, base="/maps").status_code == 403
    assert ask("/maps/_stcore/metrics", STRANGER, base="/maps").status_code == 403
    assert ask("/maps/metrics", base="/maps").status_code == 200


def test_uvicorns_lines_with_whole_addresses_have_no_reader() -> None:
    code = (
        "import logging; from uvicorn.config import Config; from streamlit import logger;"
        "logger.init_uvicorn_logs(); Config('x', access_log=False);"
        "from dashboard import logs; logs.set_up();"
        "print(*(logging.getLogger(f'uvicorn.{each}').hasHandlers() for each in ('access', 'error')));"
        "logging.getLogger('uvicorn.error').warning('%s - \"WebSocket %s\" [accepted]', '203.0.113.9', '/x')"
    )
    environment = {**os.environ, "INCIDENTS_LOG": "json"}
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment, cwd=ROOT
    )
    assert ended.stdout.split() == ["False", "True"], ended.stderr
    assert "203.0.113.9" not in ended.stderr
