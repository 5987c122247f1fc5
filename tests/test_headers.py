"""No header of an answer says the same twice, over a whole server as the README starts it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import httpx2
import pytest
from coroutines import finished

from api.varying import VaryOnce
from geodata.library import catalog

NAME = "northern-kosovo"
PATHS = (
    *("", "healthz", "readyz", "_stcore/health", "favicon.png", "nowhere", "data/x/y/z"),
    *("assets/main.js", "maps/places/4/8/5.json", "maps/x.js?dataset=x"),
    *(
        f"data/{NAME}/{{version}}/{file}"
        for file in (
            *("columns.bin", "reference.json", "mask.bin", "histogram.json", "rows.json?rows=0,1,2"),
            *("view.bin?shift=24&box=0,0,10,10", "export.csv", "export.geojson", "export.csv-metadata.json"),
        )
    ),
)


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_no_header_is_set_twice_and_none_says_a_word_twice(dashboard: str, encoding: str) -> None:
    version = catalog.current(NAME)
    for path in PATHS:
        address = dashboard + path.format(version=version)
        answer = httpx2.get(address, headers={"Accept-Encoding": encoding}, timeout=60)
        again = httpx2.get(
            address,
            headers={"Accept-Encoding": encoding, "If-None-Match": answer.headers.get("etag", "")},
            timeout=60,
        )
        for each in (answer, again):
            names = Counter(name.lower() for name, _ in each.headers.raw)
            assert set(names.values()) == {1}, (path, names)
            words = Counter(word.strip().lower() for word in each.headers.get("vary", "").split(","))
            assert set(words.values()) == {1}, (path, each.headers["vary"])


@pytest.mark.parametrize(
    ("said", "once"),
    [
        ([b"Accept-Encoding, Accept-Encoding"], [b"Accept-Encoding"]),
        ([b"Accept-Encoding", b"accept-encoding"], [b"Accept-Encoding"]),
        ([b"Origin", b"Accept-Encoding, Origin"], [b"Origin, Accept-Encoding"]),
        ([b"Accept-Encoding"], [b"Accept-Encoding"]),
        ([], []),
    ],
)
def test_vary_names_each_header_once(said: list[bytes], once: list[bytes]) -> None:
    sent: list[Any] = []

    async def app(_scope: object, _receive: object, send: Any) -> None:
        headers = [(b"set-cookie", b"a=1"), (b"set-cookie", b"b=2"), *((b"Vary", each) for each in said)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})

    async def send(message: Any) -> None:
        sent.append(message)

    finished(VaryOnce(app)({"type": "http"}, None, send))  # type: ignore[arg-type]
    headers = sent[0]["headers"]
    assert [value for name, value in headers if name.lower() == b"vary"] == once
    assert len([name for name, _ in headers if name == b"set-cookie"]) == 2
