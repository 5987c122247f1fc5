"""Whoever takes an export slowly, or not at all, over a real connection, holds no place others wait for."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
import uvicorn
from conftest import free_port
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from api import exports, pace
from api.exports import Export, sent

PLACES = 3
MB = 2**20


def made(request: Request) -> Export:
    size = int(request.query_params.get("mb", 60))
    blocks = (os.urandom(MB) for _ in range(size))
    return Export(blocks, "text/plain", {}, rows=1)


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server with few places, whose patience is short; each request is another visitor's."""
    monkeypatch.setattr(exports, "_MOST_SENT", PLACES)
    monkeypatch.setattr(exports, "visitor_of", lambda request: request.query_params["who"])
    monkeypatch.setattr(pace, "PATIENCE_S", 0.5)
    monkeypatch.setattr(pace, "STALLED_S", 60)
    app = Starlette(routes=[Route("/file", sent(made))])
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield port
    server.force_exit = server.should_exit = True
    thread.join(20)


def asked(port: int, who: str) -> socket.socket:
    """Somebody who asks for a file and reads none of it."""
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    reader.connect(("127.0.0.1", port))
    reader.sendall(f"GET /file?who={who} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    return reader


def status(port: int, who: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/file?who={who}&mb=1", timeout=30) as answer:
            assert len(answer.read()) == MB
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def until_served(port: int, who: str, *, seconds: float = 20) -> float:
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if status(port, who) == 200:
            return time.monotonic() - began
        time.sleep(0.1)
    pytest.fail("nobody gave way")


def test_those_who_read_nothing_give_way_one_for_each_who_comes(
    port: int, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "SLOW_BYTES", 10**9)  # what the system's buffers take at once counts as read
    slow = [asked(port, f"slow{n}") for n in range(PLACES)]
    with caplog.at_level(logging.WARNING, "incidents.exports"):
        until_served(port, "other")
    assert len([each for each in caplog.records if "was dropped" in each.message]) == 1
    for each in slow:
        each.close()
    assert until_served(port, "other") < 20


def test_those_who_read_quickly_are_not_sent_away(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "SLOW_BYTES", 1)
    readers = [asked(port, f"reader{n}") for n in range(PLACES)]
    time.sleep(1)
    for each in readers:
        assert each.recv(1000)
    time.sleep(0.5)
    assert status(port, "other") == 503
    for each in readers:
        each.close()


def test_who_takes_nothing_for_long_is_dropped_though_nobody_waits(
    port: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(pace, "STALLED_S", 1)
    with caplog.at_level(logging.WARNING, "incidents.exports"):
        reader = asked(port, "gone")
        deadline = time.monotonic() + 20
        while not caplog.records and time.monotonic() < deadline:
            time.sleep(0.1)
    assert "was dropped" in caplog.records[0].message
    received = b"".join(iter(lambda: reader.recv(MB), b""))
    assert not received.endswith(b"0\r\n\r\n"), "what was cut off does not end as a whole file does"
    reader.close()
