"""The HTTP answers: headers on every response, validators, compression, and errors in words."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient

from access import deciding
from api.routes import routes
from api.security import SecurityHeaders, frame_ancestors
from components.folium_map import ASSETS
from geodata.filters import Filters
from geodata.library import paths
from geodata.mapdata import columns
from geodata.query import answers
from geodata.query.store import opened

MODULE = b"export const info = {};\n" * 100
NAME = paths.DEFAULT
TILES = "https://tile.example.org"


def build_map(query: str) -> bytes:
    return MODULE


def describe(incident: object, place_name: str, timezone: str) -> dict[str, str]:
    return {"when": "then", "where": "there", "kind": "Incident", "event_type": "call"}


async def bug(request: object) -> None:
    raise RuntimeError("secret detail")


async def shake(websocket) -> None:  # type: ignore[no-untyped-def]
    await websocket.accept()
    await websocket.send_text("shaken")
    await websocket.close()


def application(base: str = "") -> Starlette:
    return Starlette(
        routes=[
            *routes(build_map, describe, assets=ASSETS, base_path=base),
            Route("/bug", bug),
            Route(
                "/own", lambda _: PlainTextResponse("x", headers={"content-security-policy": "none at all"})
            ),
            WebSocketRoute("/ws", shake),
        ],
        middleware=[Middleware(SecurityHeaders, image_hosts=[TILES])],
    )


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(application(), raise_server_exceptions=False) as made:
        yield made


@pytest.fixture(scope="module")
def data() -> str:
    return f"/data/{NAME}/{opened(NAME).dataset.version}"


@pytest.mark.parametrize(
    "path",
    ["/data/no/where/columns.bin", "/assets/vendor/leaflet/dist/leaflet.js", "/bug", "/own", "/nothing"],
)
def test_every_response_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["script-src"] == "'self'"
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert policy["frame-ancestors"] == "'self'"
    assert policy["img-src"] == f"'self' data: blob: {TILES}"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in headers["permissions-policy"]


def test_an_unforeseen_error_says_nothing_about_itself(client: TestClient) -> None:
    response = client.get("/bug")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "log has the details" in response.json()["error"]


def test_a_websocket_handshake_is_left_alone(client: TestClient) -> None:
    with client.websocket_connect("/ws") as socket:
        assert socket.receive_text() == "shaken"


def test_who_may_frame_the_page_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_FRAME_ANCESTORS", "'self' https://example.org https://*.example.com:8443")
    assert frame_ancestors().startswith("'self' https://example.org")
    monkeypatch.setenv("INCIDENTS_FRAME_ANCESTORS", "'self'; script-src *")
    with pytest.raises(ValueError, match="origins such as"):
        frame_ancestors()


def test_columns_are_what_geodata_encodes_and_are_asked_about_again_after_minutes(
    client: TestClient, data: str
) -> None:
    response = client.get(f"{data}/columns.bin")
    assert response.content == b"".join(columns.encode(opened(NAME)))
    assert response.headers["cache-control"] == "public, max-age=300, must-revalidate"
    assert response.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["vary"]


def test_what_is_made_once_is_held_once_whatever_is_asked_behind_its_address(
    client: TestClient, data: str
) -> None:
    for file in ("columns.bin", "reference.json"):
        first = client.get(f"{data}/{file}")
        held = len(opened(NAME)._cached)
        again = [client.get(f"{data}/{file}?format={number}") for number in range(3)]
        assert {each.content for each in again} == {first.content}
        assert len(opened(NAME)._cached) == held


def test_what_is_held_in_memory_is_in_no_cache_once_it_is_not_for_everybody(
    client: TestClient, data: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get(f"{data}/columns.bin").headers["cache-control"].startswith("public")
    monkeypatch.setattr(deciding, "is_public", lambda *_: False)
    assert client.get(f"{data}/columns.bin").headers["cache-control"] == "private, no-store"


def test_a_browser_that_takes_no_gzip_gets_plain_bytes(client: TestClient, data: str) -> None:
    for refusal in ("identity", "gzip;q=0"):
        response = client.get(f"{data}/columns.bin", headers={"Accept-Encoding": refusal})
        assert "content-encoding" not in response.headers
        assert response.content == b"".join(columns.encode(opened(NAME)))


def test_the_two_encodings_have_tags_of_their_own(client: TestClient, data: str) -> None:
    zipped = client.get(f"{data}/columns.bin")
    plain = client.get(f"{data}/columns.bin", headers={"Accept-Encoding": "identity"})
    assert zipped.headers["etag"] != plain.headers["etag"]


@pytest.mark.parametrize(
    "name", ["columns.bin", "reference.json", "mask.bin", "rows.json?rows=0", "export.geojson"]
)
def test_what_a_browser_has_already_is_not_sent_again(client: TestClient, data: str, name: str) -> None:
    first = client.get(f"{data}/{name}")
    again = client.get(f"{data}/{name}", headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})
    assert first.status_code == 200
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]
    assert client.get(f"{data}/{name}", headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("name", ["columns.bin", "mask.bin", "export.csv"])
def test_head_answers_like_get_without_a_body(client: TestClient, data: str, name: str) -> None:
    response = client.head(f"{data}/{name}")
    assert response.status_code == 200
    assert response.content == b""
    assert client.post(f"{data}/{name}").status_code == 405


def test_a_mask_answers_the_filter_in_its_address(client: TestClient, data: str) -> None:
    filters = Filters(kinds=("site",))
    response = client.get(f"{data}/mask.bin?{filters.to_query()}")
    assert response.content == answers.mask(opened(NAME), filters)
    assert response.content != client.get(f"{data}/mask.bin").content


def test_rows_come_with_the_words_of_the_page_in_the_order_asked(client: TestClient, data: str) -> None:
    rows = client.get(f"{data}/rows.json?rows=3,1,999999").json()
    assert [row["row"] for row in rows] == [3, 1]
    assert set(rows[0]) == {"row", "id", "title", "when", "where", "kind", "event_type"}
    assert rows[0]["when"] == "then"


@pytest.mark.parametrize("rows", ["", "1,x", "-1", "²", "1" * 12, ",".join(["1"] * 201)])
def test_rows_that_are_no_row_numbers_are_refused(client: TestClient, data: str, rows: str) -> None:
    response = client.get(f"{data}/rows.json", params={"rows": rows})
    assert response.status_code == 400
    assert "up to 200 row numbers" in response.json()["error"]


@pytest.mark.parametrize(
    ("query", "found"),
    [("from=yesterday", "yesterday"), ("area=1,2", "corners"), ("within=perhaps", "perhaps")],
)
@pytest.mark.parametrize("name", ["mask.bin", "export.csv", "export.geojson"])
def test_an_impossible_filter_is_answered_in_words(
    client: TestClient, data: str, name: str, query: str, found: str
) -> None:
    response = client.get(f"{data}/{name}?{query}")
    assert response.status_code == 400
    assert found in response.json()["error"]
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["/data/nowhere/0/columns.bin", f"/data/{NAME}/0000/mask.bin", "/data/x", "/maps/x"]
)
def test_what_is_not_here_is_404_in_words(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.json()["error"].startswith("There is no")


def test_a_map_is_served_under_its_hash_alone(client: TestClient) -> None:
    name = hashlib.sha256(MODULE).hexdigest()
    response = client.get(f"/maps/{name}.js?dataset=northern-kosovo")
    assert response.content == MODULE
    assert response.headers["content-type"].startswith("text/javascript")
    assert "max-age=300" in response.headers["cache-control"], "it names a dataset, which may be withdrawn"
    changed = client.get(f"/maps/{'0' * 64}.js?dataset=northern-kosovo")
    assert changed.status_code == 404
    assert "load the page again" in changed.json()["error"]


def test_exports_are_files_with_a_name(client: TestClient, data: str) -> None:
    version = data.rsplit("/", 1)[1]
    table = client.get(f"{data}/export.csv?kind=site")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert (
        table.headers["content-disposition"] == f'attachment; filename="{NAME}-{version[:12]}-kind-site.csv"'
    )
    shapes = client.get(f"{data}/export.geojson?kind=site")
    shown = len(json.loads(shapes.content)["features"])
    assert shown == int(answers.selection(opened(NAME), Filters(kinds=("site",))).sum())


def test_a_csv_names_the_address_of_its_data_dictionary(client: TestClient, data: str) -> None:
    table = client.get(f"{data}/export.csv?kind=site")
    address, relation, kind = table.headers["link"].split("; ")
    assert (relation, kind) == ('rel="describedby"', 'type="application/csvm+json"')
    described = client.get(f"{data}/{address.strip('<>')}")
    assert described.headers["content-type"] == "application/csvm+json"
    columns = [each["titles"] for each in described.json()["tableSchema"]["columns"]]
    assert ",".join(columns) == table.content.decode("utf-8-sig").split("\r\n")[0]
    assert client.get(f"{data}/{described.json()['url']}").content == table.content


def test_assets_are_cached_but_asked_about_again(client: TestClient) -> None:
    first = client.get("/assets/vendor/leaflet/dist/leaflet.js")
    assert first.headers["cache-control"] == "no-cache"
    tag = {"If-None-Match": first.headers["etag"]}
    assert client.get("/assets/vendor/leaflet/dist/leaflet.js", headers=tag).status_code == 304
    assert client.get("/assets/../compiling.py").status_code == 404
    assert client.get("/assets/%2e%2e/compiling.py").status_code == 404


def test_all_addresses_stand_below_the_base_path() -> None:
    with TestClient(application("maps/here")) as made:
        version = opened(NAME).dataset.version
        assert made.get(f"/maps/here/data/{NAME}/{version}/mask.bin").status_code == 200
        assert made.get("/maps/here/assets/vendor/leaflet/dist/leaflet.js").status_code == 200
        assert made.get(f"/data/{NAME}/{version}/mask.bin").status_code == 404


def test_stored_bytes_are_compressed_once_and_the_same_every_time() -> None:
    from api.responses import Body

    body = Body(b"a" * 2000, "text/plain")
    assert body.gzipped is body.gzipped
    assert body.gzipped == Body(b"a" * 2000, "text/plain").gzipped
    assert gzip.decompress(body.gzipped) == body.content
