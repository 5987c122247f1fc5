"""A large upload goes to the disk as it comes, and its browser is known again; a small one stays as it is."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from access import imports
from access.acts import Mode, Role
from access.people import Person
from api.spooling import Spooled

ADDRESS = "/maps/_stcore/upload_file/session/file"
LARGE = b"id,date\n" + b"x,2023-09-24\n" * 200_000


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "SMALL_BYTES", 100_000)


def app(*, status: int = 200) -> Spooled:
    """What Streamlit does with an upload."""

    async def put(request: Request) -> Response:
        if status != 200:
            return PlainTextResponse("no", status)
        async with request.form() as form:
            (file,) = form.values()
            assert isinstance(file, UploadFile)
            content = (await file.read()).decode()
            return JSONResponse({"name": file.filename, "type": file.content_type, "content": content})

    return Spooled(Starlette(routes=[Route(ADDRESS, put, methods=["PUT"])]), base_path="maps")


def put(client: TestClient, content: bytes = LARGE, name: str = "Zvečan.csv") -> Any:
    return client.put(ADDRESS, files={"file": (name, content, "text/csv")})


def test_streamlit_holds_a_ticket_for_a_large_file_which_lies_on_the_disk() -> None:
    said = put(TestClient(app()))
    held = said.json()
    assert (held["name"], held["type"], len(held["content"]) < 200) == ("Zvečan.csv", "text/csv", True)
    kept = imports.taken(held["content"].encode())
    assert kept is not None
    assert kept.path.read_bytes() == LARGE
    assert kept.path.stat().st_mode & 0o077 == 0
    kept.folder.cleanup()


def test_a_small_file_is_handed_on_and_no_cookie_is_set() -> None:
    said = put(TestClient(app()), b"id,date\n")
    assert said.json()["content"] == "id,date\n"
    assert "set-cookie" not in said.headers


def test_the_browser_is_known_again_by_a_secret_that_no_script_reads_and_another_is_not() -> None:
    mine, other = TestClient(app(), base_url="https://maps.org"), TestClient(app())
    first, again, foreign = put(mine), put(mine), put(other)
    assert first.headers["set-cookie"].endswith("; Path=/maps/; HttpOnly; SameSite=Lax; Secure")
    secrets = []
    for said in (first, again, foreign):
        kept = imports.taken(said.json()["content"].encode())
        assert kept is not None
        secrets.append(kept.secret)
        kept.folder.cleanup()
    person = Person(Mode.PUBLIC)
    assert imports.owner(secrets[0], person) == imports.owner(secrets[1], person)
    assert imports.owner(secrets[0], person) != imports.owner(secrets[2], person)


def test_a_cookie_that_is_none_of_ours_is_not_sent_back() -> None:
    said = put(TestClient(app(), cookies={imports.COOKIE: "a" * 42}))
    assert f"{imports.COOKIE}={'a' * 42}" not in said.headers["set-cookie"]
    imports.drop(said.json()["content"].encode())


def test_what_streamlit_refuses_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    dropped: list[bytes] = []
    drop = imports.drop
    monkeypatch.setattr(imports, "drop", lambda ticket: (dropped.append(ticket), drop(ticket)))
    assert put(TestClient(app(status=403))).status_code == 403
    assert len(dropped) == 1
    assert imports.taken(dropped[0]) is None


def test_a_file_of_more_bytes_than_a_file_may_have_is_refused_before_it_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("INCIDENTS_LIMIT_BYTES_IN", "1000000")
    said = put(TestClient(app()))
    assert (said.status_code, "1,000,000 bytes" in said.json()["error"]) == (413, True)


def test_what_is_no_form_with_one_file_is_refused() -> None:
    client = TestClient(app())
    assert client.put(ADDRESS, content=LARGE).status_code == 400
    two = [("file", ("a", LARGE)), ("file", ("b", LARGE))]
    assert client.put(ADDRESS, files=two).status_code == 400


def test_a_visitor_has_one_import_and_a_new_one_takes_its_place() -> None:
    client, person = TestClient(app()), Person(Mode.PUBLIC, Role.CONTRIBUTOR)
    begun = []
    for _ in range(2):
        kept = imports.taken(put(client).json()["content"].encode())
        assert kept is not None
        begun.append(imports.begin([kept], person, ["a.csv"]))
        secret = kept.secret
    assert imports.of(secret, person) is begun[1]
    assert not begun[0]._brought[0].folder.path.exists()
    imports.end(begun[1])


def test_small_files_of_a_page_that_are_many_together_or_go_to_a_large_dataset_are_large() -> None:
    imports.begin_anew("session")
    client = TestClient(app())
    sizes = [len(put(client, b"id\n" + b"x\n" * 20_000).json()["content"]) for _ in range(3)]
    assert (sizes[0], sizes[1], sizes[2] < 200) == (40_003, 40_003, True)
    imports.begin_anew("session")
    assert len(put(client, b"id\n").json()["content"]) == 3
    imports.expect_large("session")
    said = put(client, b"id\n").json()["content"].encode()
    assert imports.is_ticket(said)
    assert imports.is_here(said)
    imports.drop(said)
    assert not imports.is_here(said)
    imports.begin_anew("session")
