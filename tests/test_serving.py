"""The server as it runs: its log, what it says to operators, and how it ends."""

from __future__ import annotations

import contextlib
import http.client
import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from conftest import ROOT, free_port, wait_until_answering
from test_operators import metric
from visits import Visit

ENDING = """
import asyncio, sys, threading, time
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route
from dashboard import ending

ending.ANSWERS_S, ending.THREADS_S = 1, 1.0

def stuck(request):
    print("begun", flush=True)
    time.sleep(60)
    return PlainTextResponse("late")

async def short(request):
    print("begun", flush=True)
    await asyncio.sleep(0.7)
    return PlainTextResponse("whole")

async def endless(request):
    async def content():
        print("begun", flush=True)
        while True:
            yield b"x"
            await asyncio.sleep(0.05)
    return StreamingResponse(content())

routes = [Route("/stuck", stuck), Route("/short", short), Route("/endless", endless)]
app = Starlette(routes=routes, lifespan=lambda app: ending.in_time())
uvicorn.run(app, port=int(sys.argv[1]), log_level="warning")
"""


@contextlib.contextmanager
def small_server():  # type: ignore[no-untyped-def]
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", ENDING, str(port)], cwd=ROOT, stdout=subprocess.PIPE)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            time.sleep(0.1)
        yield process, port
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("path", ["/stuck", "/endless"])
def test_an_answer_that_does_not_end_is_cut(path: str) -> None:
    with small_server() as (process, port), socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert process.stdout.readline() == b"begun\n"
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=10)  # by itself the answer would take 60 s, or for ever


def test_an_answer_that_ends_in_time_is_whole() -> None:
    with small_server() as (process, port):
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port)) as client:
            client.request("GET", "/short")
            assert process.stdout.readline() == b"begun\n"
            process.send_signal(signal.SIGTERM)
            assert client.getresponse().read() == b"whole"
        process.wait(timeout=20)


@pytest.mark.browser
def test_the_server_tells_operators_what_it_does_and_ends_within_fifteen_seconds(
    tmp_path: Path,
    visit,  # type: ignore[no-untyped-def]
) -> None:
    port, log = free_port(), tmp_path / "log.txt"
    address = f"http://127.0.0.1:{port}/"
    options = [f"--server.port={port}", "--server.headless=true"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", *options],
            cwd=ROOT,
            stdout=output,
            stderr=output,
        )
    try:
        wait_until_answering(f"{address}healthz", process, log)
        page: Visit = visit("?q=whereabouts", address=address)
        page.page.wait_for_selector(".leaflet-container canvas")
        with urllib.request.urlopen(f"{address}metrics") as answer:
            text = answer.read().decode()
            assert answer.headers["content-security-policy"]
        assert metric(text, "incidents_sessions") == 1
        with urllib.request.urlopen(f"{address}_stcore/host-config") as answer:
            assert json.load(answer)["allowedOrigins"] == []
        asked = urllib.request.Request(f"{address}metrics", headers={"X-Forwarded-For": "203.0.113.9"})
        with pytest.raises(urllib.error.HTTPError, match="421"):  # who is local has no proxy
            urllib.request.urlopen(asked)
        process.send_signal(signal.SIGTERM)
        begun = time.monotonic()
        process.wait(timeout=30)
        assert time.monotonic() - begun < 15
    finally:
        process.kill()
    lines = log.read_text().splitlines()
    said = [json.loads(line) for line in lines if line.startswith("{")]
    assert {"/metrics", "/healthz"} <= {line.get("route") for line in said}
    assert {"uvicorn.error", "incidents.requests"} <= {line["logger"] for line in said}
    assert not [line for line in lines if line.startswith(("Traceback", "20", "INFO"))]
    assert "/_stcore/stream" in {line.get("route") for line in said}
    assert "whereabouts" not in log.read_text()
    assert not [line for line in said if "127.0.0.1" in json.dumps(line)]
