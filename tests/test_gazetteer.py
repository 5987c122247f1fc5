"""Names in any language find their places; several that bear one name are all offered, in a stated order."""

from __future__ import annotations

import itertools
import sqlite3
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from geodata.errors import GazetteerError
from geodata.places import gazetteer, geonames
from geodata.places.candidates import Candidate, country_code

if TYPE_CHECKING:
    from pathlib import Path

# id, name, ASCII name, alternates, latitude, longitude, class, code, country, population
FEATURES = (
    (792910, "Banjska", "Banjska", "Bajskë,Banjskë,Бањска", 42.97333, 20.78083, "P", "PPL", "XK", 0),
    (792911, "Banjska", "Banjska", "Banjskë,Бањска", 42.85861, 20.95389, "P", "PPL", "XK", 0),
    (3204000, "Banjska", "Banjska", "Бањска", 43.9, 21.1, "P", "PPL", "RS", 120),
    (792840, "Banjska Reka", "Banjska Reka", "Banjskë", 42.97778, 20.79944, "H", "STM", "XK", 0),
    (
        786714,
        "Pristina",
        "Pristina",
        "Prishtinë,Priština,Приштина",
        42.67272,
        21.16688,
        "P",
        "PPLC",
        "XK",
        550000,
    ),
    (831053, "Kosovo", "Kosovo", "Kosova,Косово", 42.58333, 21.0, "A", "PCLI", "XK", 1800000),
    (784759, "Peć", "Pec", "Peja,Пећ", 42.65913, 20.28828, "P", "PPLA", "XK", 95723),
)


def dump(path: Path, features: tuple[tuple[object, ...], ...] = FEATURES) -> Path:
    lines = []
    for number, name, ascii_name, others, lat, lon, class_, code, country, population in features:
        cells = [number, name, ascii_name, others, lat, lon, class_, code, country, "", "00", "", "", ""]
        lines.append("\t".join(map(str, (*cells, population, "", 500, "Europe/Belgrade", "2012-01-19"))))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def shelves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    return tmp_path / "library"


@pytest.fixture
def added(tmp_path: Path) -> geonames.Dump:
    return geonames.add(dump(tmp_path / "XK.txt"))


def ids(name: str, **hints) -> list[str]:
    return [each.id for each in gazetteer.candidates(name, **hints)]


def test_the_places_of_the_case_are_there_without_any_dump() -> None:
    for name in ("Banjska", "Banjskë", "БАЊСКА", " banjska "):
        assert ids(name)[0] == "case:banjska"
    found = gazetteer.candidates("Лепосавић")[0]
    assert (found.location_class, found.uncertainty_m) == ("settlement", 1500.0)
    assert found.names["sq"] == "Leposaviq (Albanik)"
    assert ids("Leposaviq")[0] == ids("Albanik")[0] == "case:leposavic"
    assert ids("a place that is nowhere") == []


def test_three_places_called_banjska_are_all_offered(added: geonames.Dump) -> None:
    found = gazetteer.candidates("Бањска")
    exact = [each.id for each in found if each.exact]
    # GeoNames' 792910 is the case's village, which takes its country over.
    assert exact == ["case:banjska", "geonames:3204000", "geonames:792911"]
    assert found[0].country == "XK"
    assert all("bears this name" in each.why for each in found if each.exact)


def test_hints_change_the_order_and_leave_none_out(added: geonames.Dump) -> None:
    everything = set(ids("Banjska"))
    assert ids("Banjska", country="RS")[0] == ids("Banjska", country="Serbia")[0] == "geonames:3204000"
    assert ids("Banjska", near=(20.95, 42.86))[0] == "geonames:792911"
    for hints in ({"country": "Србија"}, {"near": (20.95, 42.86)}, {"country": "no such country"}):
        assert set(ids("Banjska", **hints)) == everything
    near = gazetteer.candidates("Banjska", country="XK", near=(20.95, 42.86))[0]
    assert "in XK, as hinted" in near.why
    assert near.distance_m == pytest.approx(360, abs=50)
    assert "0 km from the hint" in near.why


def test_villages_come_before_streams_and_whole_names_before_longer_ones(added: geonames.Dump) -> None:
    assert ids("Banjskë") == ["case:banjska", "geonames:792911", "geonames:792840"]
    assert [each.exact for each in gazetteer.candidates("Banjska")][-2:] == [False, False]
    assert ids("Banjska", limit=2) == ["case:banjska", "geonames:3204000"]


def test_classes_and_radii_say_how_finely_a_place_is_known(added: geonames.Dump) -> None:
    by_id = {each.id: each for name in ("Banjskë", "Peja", "Kosova") for each in gazetteer.candidates(name)}
    assert (by_id["geonames:792840"].location_class, by_id["geonames:792840"].uncertainty_m) == ("near", 5000)
    assert (by_id["geonames:784759"].location_class, by_id["geonames:784759"].uncertainty_m) == (
        "settlement",
        5000,
    )
    assert by_id["geonames:831053"].location_class == "country"
    assert by_id["geonames:784759"].names == {"en": "Peć", "sr-Cyrl": "Пећ"}
    assert by_id["geonames:784759"].source == "GeoNames 784759, CC BY 4.0"


def test_what_was_added_to_a_name_is_left_out_and_said(added: geonames.Dump) -> None:
    for name in ("Peja, Kosovo", "Peja (Peć)", "Peja / Пећ"):
        found = gazetteer.candidates(name)[0]
        assert found.id == "geonames:784759"
        assert "read as 'peja'" in found.why


def test_adding_a_dump_again_replaces_it(added: geonames.Dump, tmp_path: Path) -> None:
    assert (added.name, added.features, added.skipped) == ("XK.txt", 7, 0)
    again = geonames.add(dump(tmp_path / "XK.txt", FEATURES[4:5]))
    assert again.features == 1
    assert [(each.name, each.features) for each in geonames.dumps()] == [("XK.txt", 1)]
    assert ids("Peja") == []
    geonames.remove("XK.txt")
    assert geonames.dumps() == []
    with pytest.raises(GazetteerError, match="no such file was added"):
        geonames.remove("XK.txt")


def test_a_zip_as_geonames_publishes_it_is_read(tmp_path: Path) -> None:
    text = dump(tmp_path / "XK.txt")
    with zipfile.ZipFile(tmp_path / "XK.zip", "w") as archive:
        archive.write(text, "XK.txt")
        archive.writestr("readme.txt", "…")
    assert geonames.add(tmp_path / "XK.zip").features == 7
    assert ids("Peja") == ["geonames:784759"]


def test_bad_lines_are_counted_and_other_files_refused_whole(tmp_path: Path, added: geonames.Dump) -> None:
    path = dump(tmp_path / "RS.txt")
    path.write_bytes(path.read_bytes() + b"1\tonly\tfour\tcells\nx\xff\n")
    assert geonames.add(path).skipped == 2
    (tmp_path / "notes.txt").write_text("hello\nworld\n")
    (tmp_path / "empty.txt").write_text("")
    for name in ("notes.txt", "empty.txt"):
        with pytest.raises(GazetteerError, match="19 columns separated by tabs were expected"):
            geonames.add(tmp_path / name)
    with pytest.raises(GazetteerError, match=r"gone\.txt: the file cannot be read \(No such file"):
        geonames.add(tmp_path / "gone.txt")
    assert [each.name for each in geonames.dumps()] == ["RS.txt", "XK.txt"]


def test_a_broken_gazetteer_is_told_and_not_taken_for_an_empty_one(shelves: Path) -> None:
    shelves.mkdir()
    (shelves / "gazetteer.sqlite").write_bytes(b"not a database at all" * 100)
    with pytest.raises(GazetteerError, match=r"cannot be used .*Delete it and add the dumps again"):
        gazetteer.candidates("Peja")


def test_names_that_are_no_sql_and_no_pattern_find_nothing(added: geonames.Dump, shelves: Path) -> None:
    for name in ("'; DROP TABLE name; --", "%", "_", "*", "{{7*7}}", "\0", "", "a" * 5000):
        assert ids(name) == []
    with sqlite3.connect(shelves / "gazetteer.sqlite") as database:
        assert database.execute("SELECT count(*) FROM feature").fetchone() == (7,)


def test_progress_is_told(tmp_path: Path) -> None:
    said: list[tuple[float, str]] = []
    geonames.add(dump(tmp_path / "XK.txt"), lambda share, words: said.append((share, words)))
    assert said[-1] == (1.0, "7 places of XK.txt")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("XK", "XK"),
        ("xkx", "XK"),
        ("Kosovë", "XK"),
        ("Косово", "XK"),
        ("Srbija", "RS"),
        ("SRB", "RS"),
        ("Central African Republic", "CF"),
        ("Nowhere", ""),
        ("", ""),
    ],
)
def test_countries_are_known_by_codes_and_names(text: str, code: str) -> None:
    assert country_code(text) == code


def test_a_candidate_that_is_nowhere_cannot_be() -> None:
    good = {"id": "x:1", "name": "X", "location_class": "near", "lon": 1.0, "lat": 2.0, "uncertainty_m": 3.0}
    assert Candidate.from_dict(Candidate(**good, source="s").to_dict()) == Candidate(**good, source="s")
    for wrong in ({"lon": 181.0}, {"lat": float("nan")}, {"uncertainty_m": -1.0}, {"location_class": "dot"}):
        with pytest.raises(ValueError, match="no place"):
            Candidate(**{**good, **wrong}, source="s")


# The order ------------------------------------------------------------------------------------------------


def offered(
    monkeypatch: pytest.MonkeyPatch,
    *found: Candidate,
    near: tuple[float, float] | None = None,
    hint: str = "",
) -> list[str]:
    """The ids of these candidates as the gazetteer offers them, handed to it in both orders."""
    orders = []
    for given in (found, found[::-1]):
        monkeypatch.setattr(
            geonames, "named", lambda text, longer=False, given=given: [e for e in given if e.exact != longer]
        )
        orders.append(ids("a name that the case has not", near=near, country=hint))
    assert orders[0] == orders[1], "the order is that of the candidates, not the one they were found in"
    return orders[0]


def place(number: str, location_class: str = "settlement", **more: Any) -> Candidate:
    usual = {"name": "X", "lon": 20.8, "lat": 42.9, "uncertainty_m": 1000.0, "source": "s", "country": "XK"}
    return Candidate(**{**usual, "id": f"x:{number}", "location_class": location_class, **more})


CLASSES_IN_ORDER = ("settlement", "site", "near", "region")


@pytest.mark.parametrize(("finer", "coarser"), list(itertools.combinations(CLASSES_IN_ORDER, 2)))
def test_populated_places_come_first_then_sites_then_what_is_near_then_areas(
    finer: str, coarser: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert offered(monkeypatch, place("2", finer), place("1", coarser)) == ["x:2", "x:1"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # Each goes before all that is compared after it, which speaks for the other.
        ({"exact": True, "country": "RS"}, {"exact": False, "country": "XK"}),
        ({"country": "XK", "location_class": "near"}, {"country": "RS", "location_class": "settlement"}),
        ({"country": "", "location_class": "near"}, {"country": "RS", "location_class": "settlement"}),
        ({"location_class": "settlement", "lat": 43.9}, {"location_class": "site", "lat": 43.0}),
        ({"lat": 43.0, "uncertainty_m": 1.0}, {"lat": 43.9, "uncertainty_m": 5000.0}),
        ({"uncertainty_m": 5000.0}, {"uncertainty_m": 1000.0}),
    ],
    ids=["the very name", "the country", "no country is known", "the class", "the distance", "the size"],
)
def test_what_is_compared_first_decides(
    first: dict[str, Any], second: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = place("2", **first), place("1", **second)
    assert offered(monkeypatch, *found, near=(20.8, 42.9), hint="Kosovo") == ["x:2", "x:1"]


def test_places_that_nothing_tells_from_one_another_come_by_their_ids(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert offered(monkeypatch, place("2"), place("1"), place("3")) == ["x:1", "x:2", "x:3"]


def test_without_a_hint_neither_country_nor_distance_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    found = place("1", country="RS", lat=43.9), place("2", country="XK", lat=42.9)
    assert offered(monkeypatch, *found) == ["x:1", "x:2"]
