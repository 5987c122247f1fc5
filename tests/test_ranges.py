"""Ranges of a base map's bytes over HTTP, by RFC 9110: each line of the tables is a sentence of it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import base_map_files
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.testclient import TestClient

from api.ranges import Uncompressed, UnsatisfiableRangeError, asked_range
from api.routes import routes
from components.folium_map import ASSETS
from geodata.basemaps import collection

SIZE = 1_000


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-0", range(1)),
        ("bytes=0-499", range(500)),
        ("bytes=500-", range(500, SIZE)),
        ("bytes=-1", range(999, SIZE)),
        ("bytes=-5000", range(SIZE)),  # more than there is: all of it
        ("bytes=990-5000", range(990, SIZE)),  # the last position is cut to what there is
        (f"bytes=0-{'9' * 40}", range(SIZE)),
        ("BYTES=1-2", range(1, 3)),  # a unit's name knows no case
        ("bytes= 1-2 ", range(1, 3)),
        ("bytes=,1-2,", range(1, 3)),  # a list may have empty elements
        ("bytes=5000-,1-2", range(1, 3)),  # one of two can be had
    ],
)
def test_a_range_is_understood(header: str, expected: range) -> None:
    assert asked_range(header, SIZE) == expected


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=2-1",
        "bytes=1-2-3",
        "bytes=1",
        "bytes=+1-2",
        "bytes=١-٢",
        "bytes=1-2,x",
        "seconds=1-2",  # another unit is passed over
        "bytes=0-1,5-6",  # several are answered whole
    ],
)
def test_what_is_no_range_or_several_asks_for_all(header: str | None) -> None:
    assert asked_range(header, SIZE) is None


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=5000-6000", "bytes=-0", "bytes=1000-1001,2000-"])
def test_nothing_of_what_is_asked_for_is_there(header: str) -> None:
    with pytest.raises(UnsatisfiableRangeError):
        asked_range(header, SIZE)


def test_nothing_of_an_empty_file_can_be_had() -> None:
    for header in ("bytes=0-", "bytes=-5"):
        with pytest.raises(UnsatisfiableRangeError):
            asked_range(header, 0)


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A client, an archive's address, bytes and entity tag, below a base path and behind a compression."""
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "secret-library"))
    path = base_map_files.raster(tmp_path / "pictures.pmtiles", zooms=range(7, 9))
    added = collection.add(path)
    app = Starlette(
        routes=routes(lambda _: b"", lambda *_: {}, assets=ASSETS, base_path="maps"),
        middleware=[Middleware(Uncompressed, base_path="maps"), Middleware(GZipMiddleware)],
    )
    address = f"/maps/basemaps/{added.key}/{added.stamp}.pmtiles"
    client = TestClient(app, raise_server_exceptions=False)
    return SimpleNamespace(
        client=client,
        address=address,
        bytes=path.read_bytes(),
        tag=f'"{added.stamp}"',
        get=lambda **headers: client.get(
            address, headers={name.replace("_", "-"): value for name, value in headers.items()}
        ),
        file=added.path,
    )


def test_without_a_range_the_file_comes_whole_and_uncompressed(served: SimpleNamespace) -> None:
    answer = served.get(accept_encoding="gzip")
    assert (answer.status_code, answer.content) == (200, served.bytes)
    headers = answer.headers
    assert headers["accept-ranges"] == "bytes"
    assert headers["etag"] == served.tag
    assert headers["content-length"] == str(len(served.bytes))
    assert headers["content-type"] == "application/vnd.pmtiles"
    assert "content-encoding" not in headers
    assert "immutable" in headers["cache-control"]


def test_a_range_comes_alone_and_says_where_it_lies(served: SimpleNamespace) -> None:
    answer = served.get(range="bytes=7-126")
    assert (answer.status_code, answer.content) == (206, served.bytes[7:127])
    assert answer.headers["content-range"] == f"bytes 7-126/{len(served.bytes)}"
    assert answer.headers["content-length"] == "120"
    assert answer.headers["etag"] == served.tag


def test_a_range_beyond_the_end_is_refused_with_the_length(served: SimpleNamespace) -> None:
    answer = served.get(range="bytes=99999999-")
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(served.bytes)}"
    assert answer.content == b""


def test_several_ranges_come_whole(served: SimpleNamespace) -> None:
    answer = served.get(range="bytes=0-1,10-11")
    assert (answer.status_code, answer.content) == (200, served.bytes)
    assert "content-range" not in answer.headers


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ("{tag}", 206),
        ('"another"', 200),
        ("W/{tag}", 200),  # a weak one never holds here
        ("Sat, 28 Nov 2026 10:00:00 GMT", 200),  # nothing here has a date
    ],
)
def test_if_range_gives_a_range_of_the_same_file_alone(
    served: SimpleNamespace, given: str, status: int
) -> None:
    answer = served.get(range="bytes=0-6", if_range=given.format(tag=served.tag))
    assert answer.status_code == status
    assert answer.content == (served.bytes[:7] if status == 206 else served.bytes)


def test_if_range_of_another_file_is_answered_whole_even_beyond_its_end(served: SimpleNamespace) -> None:
    assert served.get(range="bytes=99999999-", if_range='"another"').status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if_none_match": "{tag}"}, 304),
        ({"if_none_match": 'W/{tag}, "x"'}, 304),
        ({"if_none_match": "*", "range": "bytes=0-6"}, 304),  # decided before ranges are
        ({"if_none_match": '"x"', "range": "bytes=0-6"}, 206),
        ({"if_match": '"x", {tag}', "range": "bytes=0-6"}, 206),
        ({"if_match": '"x"'}, 412),
        ({"if_match": "W/{tag}"}, 412),
        ({"if_match": '"x"', "if_none_match": "{tag}"}, 412),
    ],
)
def test_preconditions_are_decided_in_their_order(
    served: SimpleNamespace, headers: dict[str, str], status: int
) -> None:
    answer = served.get(**{name: value.format(tag=served.tag) for name, value in headers.items()})
    assert answer.status_code == status
    if status in {304, 412}:
        assert answer.content == b""
        assert answer.headers["etag"] == served.tag


def test_head_says_what_get_would_and_knows_no_ranges(served: SimpleNamespace) -> None:
    for headers in ({}, {"Range": "bytes=0-6"}, {"Range": "bytes=99999999-"}):
        answer = served.client.head(served.address, headers=headers)
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["content-length"] == str(len(served.bytes))
        assert answer.headers["accept-ranges"] == "bytes"


def test_what_is_not_here_any_more_is_said_without_a_path_of_the_server(served: SimpleNamespace) -> None:
    served.file.unlink()
    gone = served.get()
    served.file.parent.joinpath("tiles.pmtiles").mkdir()
    no_file = served.get()
    others = [
        served.client.get(served.address.replace("pictures", other))
        for other in ("no", "..", "%2e%2e%2f%2e%2e", "....")
    ]
    as_layer = served.client.get(served.address.replace(".pmtiles", ".geojson"))
    for answer in (gone, no_file, as_layer, *others):
        assert answer.status_code == 404
        assert "secret-library" not in answer.text
    for answer in (gone, no_file, as_layer):
        assert answer.headers["cache-control"] == "no-store"


def test_a_changed_file_has_another_address(served: SimpleNamespace) -> None:
    served.file.write_bytes(served.bytes + b" ")
    assert served.get(range="bytes=0-6").status_code == 404


def test_a_reference_layer_comes_whole_and_compressed(served: SimpleNamespace, tmp_path: Path) -> None:
    layer = collection.add(base_map_files.reference_layer(tmp_path / "zone.geojson"))
    address = f"/maps/basemaps/{layer.key}/{layer.stamp}"
    answer = served.client.get(address + ".geojson")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/geo+json")
    assert len(answer.json()["features"]) == 2
    assert served.client.get(address + ".pmtiles").status_code == 404
    layer.path.unlink()
    assert served.client.get(address + ".geojson").status_code == 404
