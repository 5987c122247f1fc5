"""What a browser says of gzip is believed (RFC 9110, 12.5.3): a quality of zero refuses, in each spelling."""

from __future__ import annotations

import gzip

import pytest
from starlette.requests import Request

from api.responses import Body, respond

BODY = Body(b"the same bytes over and over, " * 100, "text/plain")


def compressed(accepted: str | None) -> bool:
    """Whether the body goes out compressed; either way it is the same body."""
    headers = [] if accepted is None else [(b"accept-encoding", accepted.encode())]
    response = respond(Request({"type": "http", "headers": headers}), BODY)
    said = response.headers.get("content-encoding") == "gzip"
    assert (gzip.decompress(response.body) if said else response.body) == BODY.content
    assert response.headers["vary"] == "Accept-Encoding"
    return said


@pytest.mark.parametrize(
    "accepted",
    [
        *("gzip", "GZIP", "gzip, deflate, br", "br , gzip", "*", "deflate, *;q=0.1"),
        *("gzip;q=1", "gzip;q=0.001", "gzip; q=0.5, identity;q=0", "gzip;q=1.000", "*;q=0, gzip"),
    ],
)
def test_gzip_goes_to_who_takes_it(accepted: str) -> None:
    assert compressed(accepted)


@pytest.mark.parametrize("zero", ["0", "0.", "0.0", "0.00", "0.000"])
@pytest.mark.parametrize(
    "written", ["gzip;q={}", "gzip; q={}", "gzip ;Q={}", "br, gzip;q={}, identity", "*;q={}"]
)
def test_a_quality_of_zero_refuses_gzip(zero: str, written: str) -> None:
    assert not compressed(written.format(zero))


@pytest.mark.parametrize("accepted", [None, "", "identity", "br", "gzipped", "br;q=1.0, identity"])
def test_who_says_nothing_of_gzip_gets_plain_bytes(accepted: str | None) -> None:
    assert not compressed(accepted)


@pytest.mark.parametrize("accepted", ["gzip;q=0, *", "*, gzip;q=0", "*;q=1, gzip;q=0.0"])
def test_what_is_said_of_gzip_itself_goes_before_what_is_said_of_all(accepted: str) -> None:
    assert not compressed(accepted)
