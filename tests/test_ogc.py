"""OGC API – Features: its abstract tests by name (17-069r4, 19-079r2), who sees what, other hosts."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import shapely
from asking_as import asked
from hypothesis import given
from hypothesis import strategies as st

import geodata
from access.acts import Mode, Role
from access.people import LOGIN, Person
from api.ogc import items, openapi
from api.ogc.documents import CONFORMS_TO
from geodata.__main__ import main
from geodata.filters import PARAMS
from geodata.library import management, paths, readers
from geodata.library.readers import Readers

CASE = "northern-kosovo"
OWN = "id,date,latitude,longitude,weapon,Title\nA,2023-09-24,42.97,20.78,<b>rifle</b>,<script>x</script>\n"
READER = Person(Mode.PUBLIC, Role.VISITOR, LOGIN, "rea@desk.org", member=True)


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    return tmp_path / "library"


def save(tmp_path: Path, text: str = OWN) -> None:
    file = tmp_path / "own.csv"
    file.write_text(text)
    more = ["--new-version"] if (paths.root() / "own").exists() else []
    assert main(["import", str(file), "--name", "own", "--timezone", "Europe/Belgrade", *more]) == 0


def got(path: str, person: Person | None = None, **headers: str) -> Any:
    return asked(person).get(f"/ogc{path}", headers=headers, follow_redirects=False)


def linked(document: dict[str, Any], rel: str) -> list[str]:
    return [each["href"] for each in document["links"] if each["rel"] == rel]


def all_pages(path: str) -> Iterator[dict[str, Any]]:
    document = got(path).json()
    while True:
        yield document
        following = linked(document, "next")
        if not following:
            return
        address = urlsplit(following[0])
        document = got(f"{address.path.removeprefix('/ogc')}?{address.query}").json()


# Part 1: Core ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "/"])
def test_ats_core_root_success(path: str) -> None:
    document = got(path).json()
    for rel in ("service-desc", "service-doc", "conformance", "data"):
        assert linked(document, rel), rel


def test_ats_core_api_definition_success() -> None:
    answer = got("/api")
    assert answer.headers["content-type"].startswith("application/vnd.oai.openapi+json;version=3.0")
    assert answer.json()["openapi"].startswith("3.0")


def test_ats_core_conformance_success() -> None:
    assert got("/conformance").json() == {"conformsTo": list(CONFORMS_TO)}


def test_ats_core_fc_md_success_and_links() -> None:
    document = got("/collections").json()
    assert linked(document, "self")
    assert linked(document, "alternate")
    (case,) = document["collections"]
    assert case["id"] == CASE
    assert case["crs"] == ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"]
    assert {each["type"] for each in case["links"] if each["rel"] == "items"} == {
        "application/geo+json",
        "text/html",
    }


def test_ats_core_sfc_md_success_with_its_extent() -> None:
    document = got(f"/collections/{CASE}").json()
    west, south, east, north = document["extent"]["spatial"]["bbox"][0]
    points = geodata.load(CASE)
    there = points[points["location_class"].isin(["site", "settlement", "near"])].total_bounds
    assert west <= there[0] <= there[2] <= east
    assert south <= there[1] <= there[3] <= north
    first, _ = document["extent"]["temporal"]["interval"][0]
    assert first == points["start"].min().strftime("%Y-%m-%dT%H:%M:%SZ")
    assert len(linked(document, "enclosure")) == 4


def test_ats_core_fc_response_links_and_numbers() -> None:
    answer = got(f"/collections/{CASE}/items?limit=3")
    document = answer.json()
    assert answer.headers["content-type"] == "application/geo+json"
    assert document["type"] == "FeatureCollection"
    assert (document["numberMatched"], document["numberReturned"]) == (197, 3)
    for rel in ("self", "alternate", "next"):
        (address,) = linked(document, rel)
        assert f'<{address}>; rel="{rel}"' in answer.headers["link"]


@pytest.mark.parametrize(("given", "returned"), [("", 100), ("?limit=7", 7), ("?limit=10001", 197)])
def test_ats_core_fc_limit(given: str, returned: int) -> None:
    assert got(f"/collections/{CASE}/items{given}").json()["numberReturned"] == returned


def test_ats_core_fc_next_reaches_each_feature_once() -> None:
    pages = list(all_pages(f"/collections/{CASE}/items?limit=60"))
    ids = [feature["id"] for page in pages for feature in page["features"]]
    assert sorted(ids) == sorted(geodata.load(CASE)["id"])
    assert [page["numberReturned"] for page in pages] == [60, 60, 60, 17]
    assert linked(pages[1], "prev")


def test_pages_go_on_in_the_version_in_which_they_began(tmp_path: Path) -> None:
    lines = [f"R{n},2023-09-24,42.9{n},20.7,x,t\n" for n in range(6)]
    save(tmp_path, OWN.splitlines(keepends=True)[0] + "".join(lines))
    begun = got("/collections/own/items?limit=4").json()
    save(tmp_path)
    address = urlsplit(linked(begun, "next")[0])
    rest = got(f"{address.path.removeprefix('/ogc')}?{address.query}").json()
    assert sorted(each["id"] for each in begun["features"] + rest["features"]) == [f"R{n}" for n in range(6)]
    assert got("/collections/own/items").json()["numberMatched"] == 1


def test_ats_core_fc_bbox_response() -> None:
    document = got(f"/collections/{CASE}/items?limit=10000&bbox=20.7,42.9,20.9,43.1").json()
    box = shapely.box(20.7, 42.9, 20.9, 43.1)
    found = {each["id"]: each["geometry"] for each in document["features"]}
    for each in got(f"/collections/{CASE}/items?limit=10000").json()["features"]:
        geometry = each["geometry"]
        meets = geometry is None or shapely.geometry.shape(geometry).intersects(box)
        assert (each["id"] in found) == meets, each["id"]
    with_heights = got(f"/collections/{CASE}/items?bbox=20.7,42.9,0,20.9,43.1,9000").json()
    assert with_heights["numberMatched"] == document["numberMatched"]


def test_ats_core_fc_time_response() -> None:
    document = got(f"/collections/{CASE}/items?limit=10000&datetime=2023-09-24/2023-09-30").json()
    first, after = "2023-09-23T22:00:00Z", "2023-09-30T22:00:00Z"
    found = {each["id"] for each in document["features"]}
    for each in got(f"/collections/{CASE}/items?limit=10000").json()["features"]:
        start, end = each["properties"]["start"], each["properties"]["end"]
        meets = start is None or (start < after and (end is None or end > first))
        assert (each["id"] in found) == meets, each["id"]


@pytest.mark.parametrize(
    "query",
    [
        *("foo=1", "limit=0", "limit=-1", "limit=x", "offset=-1", "bbox=1,2,3", "bbox=a,b,c,d"),
        *(
            "bbox=1,5,2,3",
            "bbox=1,2,3,nan",
            "datetime=yesterday",
            "filter=kind%3D",
            "filter-lang=sql&filter=1",
        ),
        *("filter=true&filter=true", "bbox=1,2,3,4&bbox=1,2,3,4", "limit=5&limit=2", "offset=100000001"),
        *("f=xml", "crs=http://www.opengis.net/def/crs/EPSG/0/3857", "bbox-crs=x&bbox=1,2,3,4", "kinds=site"),
    ],
)
def test_ats_core_query_param_unknown_and_invalid(query: str) -> None:
    answer = got(f"/collections/{CASE}/items?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 400


def test_ats_core_f_success_and_links() -> None:
    answer = got(f"/collections/{CASE}/items/BNJ-01")
    assert answer.json()["id"] == "BNJ-01"
    for rel in ("self", "alternate", "collection"):
        assert linked(answer.json(), rel)
    assert got(f"/collections/{CASE}/items/none").status_code == 404


def test_every_feature_tells_its_uncertainty() -> None:
    for feature in got(f"/collections/{CASE}/items?limit=10000").json()["features"]:
        told = feature["properties"]
        assert {"location_class", "uncertainty_m", "time_class", "edtf", "start", "end"} <= set(told)
        if told["location_class"] in ("district", "region", "country"):
            assert feature["geometry"] is None or feature["geometry"]["type"] != "Point"


def test_a_collection_says_what_it_was_chosen_by() -> None:
    for query in ("filter=kind%3D%27site%27", "bbox=20%2C42%2C21%2C43", "kind=site"):
        assert got(f"/collections/{CASE}/items?limit=1&{query}").json()["filter"] == query
    assert got(f"/collections/{CASE}/items?limit=1").json()["filter"] == "none: all records"


@pytest.mark.parametrize("id_", ["../../etc", "a..b's"])
def test_an_id_with_dots_is_reached_by_a_filter(id_: str, tmp_path: Path) -> None:
    save(tmp_path, OWN.replace("\nA,", f"\n{id_},"))
    (address,) = re.findall(r'<td><a href="([^"]+)"', got("/collections/own/items?f=html").text)
    there = urlsplit(html.unescape(address))
    query = there.query.replace("f=html", "f=json")
    (feature,) = got(f"{there.path.removeprefix('/ogc')}?{query}").json()["features"]
    assert feature["id"] == id_


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/html;q=0.1, application/geo+json", "application/geo+json"),
        ("application/json;q=0.2, text/html;q=0.9", "text/html"),
        ("*/*", "application/geo+json"),
        ("text/html;q=nonsense", "application/geo+json"),
    ],
)
def test_the_form_is_the_one_that_is_wanted_most(accept: str, kind: str) -> None:
    answer = got(f"/collections/{CASE}/items?limit=1", accept=accept)
    assert answer.headers["content-type"].startswith(kind)
    assert "Accept" in [each.strip() for each in answer.headers["vary"].split(",")]


def test_an_id_of_any_letters_opens_its_feature(tmp_path: Path) -> None:
    save(tmp_path, OWN.replace("\nA,", "\na/b?c d#é,"))
    (feature,) = got("/collections/own/items").json()["features"]
    page = got("/collections/own/items?f=html").text
    (address,) = re.findall(r'/collections/own/items/([^"?]+)\?f=html', page)
    assert got(f"/collections/own/items/{address}").json()["id"] == feature["id"] == "a/b?c d#é"


# Part 1: HTML, OpenAPI, GeoJSON ---------------------------------------------------------------------------


def test_ats_html_content(tmp_path: Path) -> None:
    save(tmp_path)
    for path in ("", "/api", "/conformance", "/collections", "/collections/own", "/collections/own/items"):
        answer = got(path, accept="text/html,application/xhtml+xml")
        assert answer.headers["content-type"].startswith("text/html")
        assert "<script" not in answer.text
    assert "&lt;script&gt;x&lt;/script&gt;" in got("/collections/own/items?f=html").text


def test_ats_oas30_completeness() -> None:
    document = openapi.document("https://maps.example.org/ogc")
    parameters = document["components"]["parameters"]
    for said in document["paths"].values():
        for each in said["get"]["parameters"]:
            assert each["$ref"].removeprefix("#/components/parameters/") in parameters
    of_items = document["paths"]["/collections/{collectionId}/items"]["get"]["parameters"]
    names = {each["$ref"].rpartition("/")[2] for each in of_items}
    assert names == {"collectionId", *items.TAKES}


@given(st.fixed_dictionaries({}, optional={name: st.text(max_size=12) for name in items.TAKES}))
def test_no_question_is_more_than_a_wrong_one(query: dict[str, str]) -> None:
    answer = asked(None).get(f"/ogc/collections/{CASE}/items", params=query, follow_redirects=False)
    assert answer.status_code in (200, 303, 400)
    if answer.status_code == 400:
        assert answer.json()["detail"]


# Part 3: Filtering ----------------------------------------------------------------------------------------


def test_ats_queryables(tmp_path: Path) -> None:
    save(tmp_path)
    answer = got("/collections/own/queryables")
    assert answer.headers["content-type"] == "application/schema+json"
    said = answer.json()["properties"]
    assert said["weapon"] == {"type": "string", "title": "weapon"}
    assert said["geometry"]["format"] == "geometry-any"
    assert "site" in said["kind"]["enum"]
    for feature in got("/collections/own/items").json()["features"]:
        assert set(said) - {"geometry"} <= set(feature["properties"])


def test_ats_filter_is_joined_with_the_other_parameters() -> None:
    condition = "filter=fatalities_best%20%3E%3D%201"
    together = got(f"/collections/{CASE}/items?{condition}&kind=incident&limit=500").json()
    either = [
        {each["id"] for each in got(f"/collections/{CASE}/items?limit=500&{query}").json()["features"]}
        for query in (condition, "kind=incident")
    ]
    assert {each["id"] for each in together["features"]} == either[0] & either[1] != set()
    assert not set(PARAMS) & {"bbox", "datetime", "filter", "limit", "offset", "f", "crs"}


# Who sees what, and what is answered besides --------------------------------------------------------------


def test_what_somebody_may_not_see_is_not_here(tmp_path: Path) -> None:
    save(tmp_path)
    readers.write(paths.root() / "own", Readers(readers.PRIVATE, people=("rea@desk.org",)))
    listed = [each["id"] for each in got("/collections").json()["collections"]]
    assert listed == [CASE]
    seen = [each["id"] for each in got("/collections", READER).json()["collections"]]
    assert seen[:2] == [CASE, "own"]
    assert re.fullmatch(r"own@[0-9a-f]{12}", seen[2])
    for path in ("", "/queryables", "/items", "/items/A"):
        assert got(f"/collections/own{path}").status_code == 404
        assert got(f"/collections/own{path}").json()["detail"] == got(f"/collections/owm{path}").json()[
            "detail"
        ].replace("owm", "own")
        answer = got(f"/collections/own{path}", READER)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "private, no-store"


def test_who_may_not_export_gets_no_records(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_EXPORTERS", "contributors")
    assert got(f"/collections/{CASE}").status_code == 200
    answer = got(f"/collections/{CASE}/items")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_version_that_was_withdrawn_is_gone(tmp_path: Path) -> None:
    save(tmp_path)
    (id_,) = [each["id"] for each in got("/collections").json()["collections"] if "@" in each["id"]]
    assert got(f"/collections/{id_}/items").status_code == 200
    management.withdraw("own", reason="a wrong place")
    assert got("/collections/own/items").status_code == 410
    assert got(f"/collections/{id_}/items").status_code in (404, 410)


def test_an_answer_that_a_client_has_is_not_sent_again() -> None:
    first = got(f"/collections/{CASE}/items")
    again = got(f"/collections/{CASE}/items", **{"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert not again.content


@pytest.mark.parametrize(
    ("setting", "origin", "allowed"),
    [
        ("", "https://desk.example.org", None),
        ("https://desk.example.org", "https://desk.example.org", "https://desk.example.org"),
        ("https://desk.example.org", "https://evil.example.org", None),
        ("*", "https://evil.example.org", "*"),
    ],
)
def test_pages_of_other_hosts_read_it_where_the_host_says_so(
    setting: str, origin: str, allowed: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INCIDENTS_CORS", setting)
    for path in ("/collections", f"/collections/{CASE}/items?limit=x"):
        headers = got(path, origin=origin).headers
        assert headers.get("access-control-allow-origin") == allowed
        assert "access-control-allow-credentials" not in headers


def test_whole_files_are_those_of_the_page(tmp_path: Path) -> None:
    save(tmp_path)
    answer = got("/collections/own/items?f=csv&kind=incident")
    assert answer.status_code == 303
    address = urlsplit(answer.headers["location"])
    file = asked(None).get(f"{address.path}?{address.query}")
    assert "<b>rifle</b>" in file.text
    assert got("/collections/own/items?f=parquet&bbox=1,2,3,4").status_code == 400
