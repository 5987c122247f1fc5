"""Asks the HTTP routes as somebody would who came in by a login, or as nobody in particular."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.testclient import TestClient

from api.asking import nobody
from api.routes import routes

if TYPE_CHECKING:
    from access.people import Person


def asked(person: Person | None) -> TestClient:
    """A client whose every question is this person's."""
    made = routes(
        lambda _: b"",
        lambda *_: {},
        assets=Path(__file__).parent,
        who=(lambda _: person) if person else nobody,
    )
    return TestClient(Starlette(routes=made), raise_server_exceptions=True)
