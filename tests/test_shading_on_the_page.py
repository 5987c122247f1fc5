"""Shaded regions on the page: what the map is sent, what the address says, and what cannot be."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest
from test_api import application
from test_page import address, page
from test_regions import CASE
from test_regions_on_the_page import brought, own_file


def sent(app: AppTest) -> dict[str, Any] | None:
    """What the map is told of regions; None where nothing is."""
    texts = [each.proto.body for each in app.get("html") if "data-shown=" in each.proto.body]
    said = [json.loads(unquote(text.split("'")[1])) for text in texts]
    return next((each for each in said if each and "limits" in each), None)


def test_nothing_is_sent_while_regions_are_not_shaded() -> None:
    app = page(part="regions")

    assert not app.exception
    assert sent(app) is None
    assert app.query_params.get("shade") is None


def test_a_link_shades_regions_with_the_numbers_of_the_table_whatever_part_is_open() -> None:
    app = page(shade="absolute")

    assert not app.exception
    said = sent(app)
    assert said["title"] == "Records"
    assert sorted(said["low"]) == sorted(low for low, _ in CASE.values())
    assert sorted(said["high"]) == sorted(high for _, high in CASE.values())
    assert said["counts"][0] == [249, 251]
    assert len(said["limits"]) == len(said["colours"]["light"]) == len(said["counts"]) - 1
    assert all(one <= other for one, other in zip(said["certain"], said["possible"], strict=True))
    assert "Natural Earth" in said["drawnBy"]
    assert said["shapes"].startswith("data/northern-kosovo/")


def test_the_choice_is_in_the_address_and_own_limits_are_asked_for() -> None:
    app = page(part="regions")
    next(each for each in app.selectbox if each.label == "On the map").set_value("area").run()
    assert address(app)["shade"] == ["area"]
    next(each for each in app.selectbox if each.label == "Classes").set_value("own").run()
    assert not app.exception
    assert sent(app) is None
    assert any("rising numbers such as 1, 5, 10" in each.value for each in app.info)
    next(each for each in app.text_input if each.label == "Greatest number of each class").set_value(
        "0.1, 0.5"
    ).run()
    assert (address(app)["classes"], address(app)["limits"]) == (["own"], ["0.1, 0.5"])
    assert sent(app)["limits"][:2] == [0.1, 0.5]
    assert sent(app)["title"] == "Records per 1,000 km²"


def test_nothing_per_person_is_offered_where_no_population_is_told() -> None:
    app = page(part="regions")
    offered = next(each for each in app.selectbox if each.label == "On the map").options
    assert len(offered) == 4
    told = page(part="regions", shade="people")
    assert not told.exception
    assert sent(told)["unknown"] == 255


def test_regions_of_a_file_are_shaded_and_are_no_filter() -> None:
    app = brought(page(part="regions", shade="absolute"), "kosovo.geojson", own_file())

    assert not app.exception
    said = sent(app)
    assert said["set"] is None
    assert len(said["region"]) == 2
    assert "GADM" in said["drawnBy"]


def test_a_region_in_the_filters_is_marked() -> None:
    app = page(shade="absolute", region="countries/Kosovo")
    assert sent(app)["chosen"] == ["Kosovo"]


# The outlines over HTTP -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shapes() -> str:
    return sent(page(shade="absolute"))["shapes"]


def test_outlines_have_an_address_that_caches_keep(shapes: str) -> None:
    client = TestClient(application())
    answer = client.get(f"/{shapes}")
    assert answer.status_code == 200
    said = answer.json()
    assert len(said["regions"]) == len(said["names"]) == len(said["keys"]) == 255
    assert len(answer.content) < 250_000
    again = client.get(f"/{shapes}", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_boundaries_that_are_not_here_are_told(shapes: str) -> None:
    query = parse_qs(urlsplit(shapes).query)
    assert query["boundaries"] == ["countries"]
    answer = TestClient(application()).get(f"/{shapes.replace('countries', 'elsewhere')}")
    assert answer.status_code == 400
    assert "boundaries that are here" in answer.text
