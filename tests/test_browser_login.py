"""Logging in for real, with a provider on loopback: who comes in, who does not, what they may do then."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from test_saving import save
from visits import Visit

from geodata.library import catalog, management, readers
from geodata.library.readers import Readers

pytestmark = pytest.mark.browser

SECRET = "a secret of this test alone, long enough"  # noqa: S105
COOKIE = "_streamlit_user"
USERS = {
    "edi": {"email": "edi@desk.org", "email_verified": True},
    "eve": {"email": "eve@elsewhere.org", "email_verified": True},
    "mallory": {"email": "edi@desk.org", "email_verified": False},
}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for sub, claims in USERS.items():
            _introduce(address, sub, claims)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _introduce(address: str, sub: str, claims: dict[str, object]) -> None:
    request = urllib.request.Request(
        f"{address}/users/{sub}",
        json.dumps(claims).encode(),
        {"Content-Type": "application/json"},
        method="PUT",
    )
    for _ in range(100):
        try:
            urllib.request.urlopen(request, timeout=5).close()
        except (ConnectionError, urllib.error.URLError):
            time.sleep(0.2)
        else:
            return
    pytest.fail("the provider does not answer", pytrace=False)


@pytest.fixture(scope="module")
def hosted(
    serve: Callable[..., str], provider: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], str]]:
    """A server in a mode, with four datasets, an editor's address and a way to log in."""
    library = tmp_path_factory.mktemp("library")
    secrets = tmp_path_factory.mktemp("secrets") / "secrets.toml"
    secrets.write_text(
        f"""[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "{SECRET}"
client_id = "incident-map"
client_secret = "any"
server_metadata_url = "{provider}/.well-known/openid-configuration"
""",
        encoding="utf-8",
    )
    started: dict[str, str] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INCIDENTS_LIBRARY", str(library))
        for name, said in {
            "open": Readers(),
            "desk": Readers(readers.MEMBERS),
            "secret": Readers(readers.PRIVATE, people=("ana@desk.org",)),
            "exact": Readers(readers.MEMBERS),
        }.items():
            save(name.encode(), name=name)
            readers.write(management.editable_folder(name), said)

        def start(mode: str) -> str:
            if mode not in started:
                started[mode] = serve(
                    INCIDENTS_LIBRARY=str(library),
                    INCIDENTS_ACCESS=mode,
                    INCIDENTS_EDITORS="@desk.org",
                    STREAMLIT_SECRETS_FILES=str(secrets),
                )
            return started[mode]

        yield start


def data(address: str, name: str, file: str = "columns.bin") -> str:
    return f"{address}data/{name}/{catalog.current(name)}/{file}"


def log_in(visit: Visit, sub: str, button: str = "Log in") -> None:
    visit.press(button)
    visit.page.get_by_placeholder("sub").fill(sub)
    visit.page.get_by_role("button", name="Authorize").click()
    expect(visit.page.get_by_role("button", name="Log out")).to_be_visible()


def status(page: Page, address: str) -> int:
    """What the server answers to this browser, with its cookies."""
    return page.request.get(address).status


def signed(claims: dict[str, object], address: str, *, secret: str = SECRET) -> str:
    """A login's cookie as Streamlit writes it."""
    parts = urlsplit(address)
    said = {
        "is_logged_in": True,
        "provider": "default",
        "origin": f"{parts.scheme}://{parts.netloc}",
        **claims,
    }
    return create_signed_value(secret, COOKIE, json.dumps(said)).decode()


def with_cookie(visit: Visit, value: str) -> None:
    visit.page.context.add_cookies([{"name": COOKIE, "value": value, "url": visit.address}])
    visit.page.goto(visit.address)


def is_signed_out(visit: Visit) -> None:
    expect(visit.page.get_by_role("button", name="Log in", exact=True)).to_be_visible()
    expect(visit.page.get_by_role("button", name="Manage")).to_have_count(0)
    expect(visit.page.get_by_role("button", name="Add data")).to_have_count(0)
    assert status(visit.page, data(visit.address, "desk")) == 404
    assert status(visit.page, data(visit.address, "open")) == 200


def test_a_visitor_who_is_signed_out_looks_and_changes_nothing(
    visit: Callable[..., Visit], hosted: Callable[[str], str]
) -> None:
    opened = visit("?dataset=desk", address=hosted("public"))
    expect(opened.page.get_by_text("There is no dataset 'desk' here")).to_be_visible()
    is_signed_out(opened)


def test_an_editor_logs_in_and_out_and_what_they_do_is_written_down(
    visit: Callable[..., Visit], hosted: Callable[[str], str]
) -> None:
    opened = visit("?dataset=open", address=hosted("public"))
    log_in(opened, "edi")
    expect(opened.page.get_by_text("edi@desk.org, editor")).to_be_visible()
    assert status(opened.page, data(opened.address, "desk")) == 200
    assert (
        opened.page.request.get(data(opened.address, "desk")).headers["cache-control"] == "private, no-store"
    )
    assert status(opened.page, data(opened.address, "secret")) == 404
    opened.page.goto(f"{opened.address}?dataset=open")
    opened.shows("")  # a run that is under way would take the dialog away
    opened.press("Manage")
    dialog = opened.page.get_by_role("dialog")
    dialog.get_by_label("Title", exact=True).fill("Renamed by its editor")
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(opened.page.get_by_role("heading", name="Renamed by its editor")).to_be_visible()
    opened.rests()
    opened.press("Manage")
    expect(dialog.get_by_label("Title", exact=True)).to_have_value(
        "Renamed by its editor"
    )  # not another one's
    assert "dataset=open" in opened.page.url
    opened.page.get_by_text("Who changed what").click()
    expect(opened.page.get_by_role("dialog").locator("[data-testid=stDataFrame]")).to_be_visible()
    opened.page.keyboard.press("Escape")
    copied = visit(address=opened.address)
    copied.page.context.add_cookies(opened.page.context.cookies(opened.address))
    assert status(copied.page, data(opened.address, "desk")) == 200
    opened.press("Log out")
    expect(opened.page.get_by_role("heading", name="End Session")).to_be_visible()  # the provider's own
    opened.page.goto(opened.address)
    is_signed_out(opened)
    assert status(copied.page, data(opened.address, "desk")) == 404, "a copy of its cookie ended with it"
    log_in(opened, "edi")
    assert status(opened.page, data(opened.address, "desk")) == 200, "the next login counts"


def test_an_editor_sets_and_lifts_an_embargo_and_makes_copies_that_nobody_else_sees_first(
    visit: Callable[..., Visit], hosted: Callable[[str], str]
) -> None:
    editor, stranger = visit(address=hosted("public")), visit(address=hosted("public"))
    log_in(editor, "edi")
    editor.page.goto(f"{editor.address}?dataset=exact")
    editor.shows("")
    editor.press("Manage")
    dialog = editor.page.get_by_role("dialog")
    dialog.get_by_text("Who may see it: members").click()
    dialog.get_by_text("everybody", exact=True).click()
    dialog.get_by_text("Under embargo").click()
    dialog.get_by_role("button", name="Save who may see it").click()
    expect(dialog.get_by_text("Who may see it: everybody, from")).to_be_visible()
    assert status(stranger.page, data(editor.address, "exact")) == 404
    dialog.get_by_text("Under embargo:").click()
    dialog.get_by_role("button", name="Save who may see it").click()
    expect(dialog.get_by_text("Who may see it: everybody", exact=True)).to_be_visible()
    assert status(stranger.page, data(editor.address, "exact")) == 200
    dialog.get_by_text("Make a publication-safe copy").click()
    dialog.get_by_role("button", name="Make the copy").click()
    editor.page.wait_for_url(re.compile("dataset=public-copy"))
    assert status(editor.page, data(editor.address, "public-copy")) == 200
    assert status(stranger.page, data(editor.address, "public-copy")) == 404
    editor.shows("")
    editor.press("Manage")
    dialog.get_by_text("Who may see it: the people named").click()
    expect(dialog.get_by_text(re.compile("Of one record alone:"))).to_be_visible()
    editor.page.goto(f"{editor.address}?dataset=exact")
    editor.shows("")
    editor.press("Manage")
    dialog.get_by_text("Make a publication-safe copy").click()
    dialog.get_by_role("button", name="Make the next version of public-copy").click()
    editor.page.wait_for_url(re.compile("dataset=public-copy"))
    assert len(catalog.versions("public-copy")) == 1  # of the same records it is the same version


def test_a_link_opens_one_dataset_until_all_links_end(
    visit: Callable[..., Visit], hosted: Callable[[str], str]
) -> None:
    editor = visit("?dataset=desk", address=hosted("public"))
    log_in(editor, "edi")
    editor.page.goto(f"{editor.address}?dataset=desk")
    editor.shows("")
    editor.press("Manage")
    editor.page.get_by_text("Who may see it: members").click()
    editor.press("Make a link")
    link = editor.page.get_by_role("dialog").locator("code").inner_text().strip()
    assert link.startswith(f"{editor.address}link/")
    guest = visit("", address=link)
    expect(guest.page).to_have_url(re.compile(r"^[^?]*/\?dataset=desk"))  # the link itself is gone from it
    expect(guest.layer).to_be_visible()
    assert status(guest.page, data(editor.address, "desk")) == 200
    assert status(guest.page, data(editor.address, "secret")) == 404
    editor.press("End all links")
    expect(editor.page.get_by_text("No link opens it any more")).to_be_visible()
    assert status(guest.page, data(editor.address, "desk")) == 404
    assert status(visit("", address=link).page, link) == 404


def test_an_address_that_nobody_verified_gives_nothing(
    visit: Callable[..., Visit], hosted: Callable[[str], str]
) -> None:
    opened = visit(address=hosted("public"))
    log_in(opened, "mallory")
    expect(opened.page.get_by_text("its e-mail address is not verified")).to_be_visible()
    expect(opened.page.get_by_role("button", name="Manage")).to_have_count(0)
    assert status(opened.page, data(opened.address, "desk")) == 404


def test_a_cookie_that_was_tampered_with_or_is_too_old_is_none(
    visit: Callable[..., Visit], hosted: Callable[[str], str]
) -> None:
    address = hosted("public")
    editor = {"email": "edi@desk.org", "email_verified": True, "sub": "edi"}
    good = signed({**editor, "iat": time.time()}, address)
    for value in (
        signed({**editor, "iat": time.time() - 13 * 3600}, address),
        signed(editor, address),
        signed({**editor, "iat": time.time()}, "http://other.example/"),
        signed({**editor, "iat": time.time()}, address, secret="another one, which it has not"),  # noqa: S106
        good[:20] + ("A" if good[20] != "A" else "B") + good[21:],
    ):
        opened = visit(address=address)
        with_cookie(opened, value)
        assert status(opened.page, data(address, "desk")) == 404
        expect(opened.page.locator(".st-key-beside")).to_be_visible()
        expect(opened.page.get_by_role("button", name="Manage")).to_have_count(0)
    opened = visit(address=address)
    with_cookie(opened, good)
    assert status(opened.page, data(address, "desk")) == 200
    expect(opened.page.get_by_role("button", name="Manage")).to_be_visible()


def test_members_only_is_closed_until_a_member_logs_in(
    visit: Callable[..., Visit], hosted: Callable[[str], str]
) -> None:
    opened = visit(address=hosted("members"))
    expect(opened.page.get_by_text("this server is for its members")).to_be_visible()
    expect(opened.layer).to_have_count(0)
    assert status(opened.page, data(opened.address, "open")) == 401
    log_in(opened, "eve")
    expect(opened.page.get_by_text("not among the members")).to_be_visible()
    assert status(opened.page, data(opened.address, "open")) == 403
    other = visit(address=hosted("members"))
    log_in(other, "edi")
    expect(other.layer).to_be_visible()
    assert status(other.page, data(other.address, "open")) == 200


def test_within_another_page_nothing_can_be_changed(
    visit: Callable[..., Visit], hosted: Callable[[str], str]
) -> None:
    address = hosted("public")
    opened = visit(address=address)
    with_cookie(
        opened,
        signed({"email": "edi@desk.org", "email_verified": True, "iat": time.time(), "sub": "e"}, address),
    )
    expect(opened.page.get_by_role("button", name="Manage")).to_be_visible()
    opened.page.goto(f"{address}?embed=true&embed_options=show_toolbar")
    expect(opened.layer).to_be_visible()
    expect(opened.page.get_by_role("button", name="Manage")).to_have_count(0)
    expect(opened.page.get_by_role("button", name="Add data")).to_have_count(0)


@pytest.mark.parametrize("mode", ["local", "public"])
def test_another_name_or_another_page_is_not_let_in(hosted: Callable[[str], str], mode: str) -> None:
    own = urlsplit(hosted(mode)).netloc
    assert handshake(own, own, f"http://{own}") == 101
    assert handshake(own, own, "http://evil.example") == 403
    assert handshake(own, "evil.example", "http://evil.example") == 403
    assert handshake(own, own, "http://127.0.0.1:1") == 403, "another server of this machine"
    assert answer(own, {"Host": "evil.example"}) == 421
    assert answer(own, {}) == 200
    passed_on = answer(own, {"X-Forwarded-For": "203.0.113.7"})
    assert passed_on == (421 if mode == "local" else 200)


def answer(server: str, headers: dict[str, str], *, path: str = "/", method: str = "GET") -> int:
    connection = http.client.HTTPConnection(server, timeout=20)
    connection.request(method, path, headers=headers)
    with contextlib.closing(connection), connection.getresponse() as found:
        return found.status


def handshake(server: str, host: str, origin: str) -> int:
    """The status of an answer to a WebSocket handshake."""
    headers = {"Host": host, "Origin": origin, "Upgrade": "websocket", "Connection": "Upgrade"}
    headers |= {"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
    return answer(server, headers, path="/_stcore/stream")


def test_streamlits_own_address_for_uploads_is_for_contributors(hosted: Callable[[str], str]) -> None:
    server = urlsplit(hosted("public")).netloc
    assert answer(server, {}, path="/_stcore/upload_file/any/any", method="PUT") == 403


def test_the_server_says_that_it_is_not_local(tmp_path: Path) -> None:
    """Started for everybody, `local` is not taken at its word."""
    from access import configuration
    from access.acts import Mode

    assert configuration.mode("127.0.0.1") is Mode.LOCAL
    assert configuration.mode("0.0.0.0") is Mode.PUBLIC  # noqa: S104
    assert configuration.mode(None) is Mode.PUBLIC
