"""A login that was ended: it counts no more, later ones and other people's do."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from access import asking
from access.acts import Mode
from access.people import LOGIN
from api.leaving import LoggedOut
from geodata.library import logouts

NOW = int(time.time())


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path))


def claims(iat: float = NOW, sub: str = "ana", **more: object) -> dict[str, object]:
    return {"iss": "https://login.example.org", "sub": sub, "iat": iat, "is_logged_in": True, **more}


def is_logged_in(said: dict[str, object]) -> bool:
    return asking.person(Mode.PUBLIC, claims=said).via == LOGIN


def test_a_login_that_was_ended_and_earlier_ones_count_no_more() -> None:
    assert is_logged_in(claims())
    asking.log_out(claims(NOW - 10))
    assert not is_logged_in(claims(NOW - 10))
    assert not is_logged_in(claims(NOW - 60))
    assert is_logged_in(claims(NOW - 9)), "a later login counts"
    assert is_logged_in(claims(NOW - 10, "bob"))
    assert is_logged_in(claims(NOW - 10, iss="https://another.example.org"))
    asking.log_out(claims(NOW - 60))
    assert not is_logged_in(claims(NOW - 10)), "an earlier login's end changes nothing"


def test_what_is_older_than_a_login_is_forgotten_and_nobody_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    logouts.note("ana@example.org", NOW, hours=12)
    assert list(logouts._ended()) == [logouts._key("ana@example.org")]
    monkeypatch.setattr(logouts.time, "time", lambda: NOW + 14 * 3600)
    logouts.note("bob@example.org", NOW + 14 * 3600, hours=12)
    assert not logouts.has_ended("ana@example.org", NOW)
    assert logouts.has_ended("bob@example.org", NOW)


def test_a_token_that_counts_for_nothing_ends_nothing() -> None:
    for wrong in (claims(NOW + 10_000), claims(0), claims(is_logged_in=False)):
        asking.log_out(wrong)
    assert logouts._ended() == {}


@pytest.mark.parametrize("base", ["", "maps"])
def test_the_way_out_ends_it_unless_another_site_sends_there(base: str) -> None:
    path = f"/{base}/auth/logout" if base else "/auth/logout"
    app = Starlette(
        routes=[
            Route(path, lambda _: PlainTextResponse("gone")),
            Route("/", lambda _: PlainTextResponse("page")),
        ],
        middleware=[Middleware(LoggedOut, claims=lambda _: claims(), base_path=base)],
    )
    client = TestClient(app)
    client.get("/")
    assert (
        client.get(path, headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}).text == "gone"
    )
    assert is_logged_in(claims())
    assert client.get(path).text == "gone"
    assert not is_logged_in(claims())


def test_a_library_that_cannot_be_written_keeps_nobody_from_leaving(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("geodata.library.logouts.files.write_json", full)
    app = Starlette(
        routes=[Route("/auth/logout", lambda _: PlainTextResponse("gone"))],
        middleware=[Middleware(LoggedOut, claims=lambda _: claims())],
    )
    assert TestClient(app).get("/auth/logout").text == "gone"
