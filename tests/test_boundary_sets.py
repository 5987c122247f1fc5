"""Boundaries in the library: kept, listed, filtered by, for whom they are, and taken back as datasets are."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from asking_as import asked
from test_page import address, page
from test_regions_on_the_page import GADM, NORTH, SOUTH, brought, own_file, said
from test_shading_on_the_page import sent

import geodata
from access.acts import Mode, Role
from access.people import LOGIN, Person
from components import visitor
from geodata.__main__ import main
from geodata.errors import (
    FilterError,
    NameTakenError,
    UnknownDatasetError,
    WithdrawnError,
)
from geodata.filters import Filters
from geodata.library import boundary_sets, catalog, management, manifests, paths, purging, readers
from geodata.library.readers import Readers
from geodata.model import Info
from geodata.query import region_sets

INFO = Info(title="Kosovo", description="", timezone="UTC", licence="", citation="", note="")


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "library"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "kosovo.geojson"
    made.write_bytes(own_file())
    return made


def add(file: Path, *more: str) -> int:
    return main(["boundaries", "add", str(file), *more])


# Keeping them -----------------------------------------------------------------------------------------------

AS_PUBLISHED = {
    "GADM": (GADM, "North", "N", "Kosovo"),
    "geoBoundaries": (
        {"shapeName": ["A", "B"], "shapeISO": ["X-1", "X-2"], "shapeGroup": "XKX", "shapeID": ["1", "2"]},
        "A",
        "X-1",
        "XKX",
    ),
    "OCHA, Common Operational Dataset": (
        {
            "ADM0_PCODE": "XK",
            "ADM1_EN": "Region",
            "ADM1_PCODE": "XK1",
            "ADM2_EN": ["A", "B"],
            "ADM2_PCODE": ["XK11", "XK12"],
        },
        "A",
        "XK11",
        "Region",
    ),
    "Natural Earth": (
        {"ADM0_A3": ["KOS", "SRB"], "NAME": ["Kosovo", "Serbia"], "POP_EST": [1, 2]},
        "Kosovo",
        "KOS",
        None,
    ),
}


@pytest.mark.parametrize("publisher", AS_PUBLISHED)
def test_files_are_kept_as_their_publishers_make_them(
    publisher: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    columns, name, code, parent = AS_PUBLISHED[publisher]
    made = tmp_path / "districts.geojson"
    made.write_bytes(own_file(**columns))
    assert add(made) == 0
    assert "2 regions: saved as 'districts'" in capsys.readouterr().out
    found = boundary_sets.load("districts")
    first = found.regions.iloc[0]
    assert (first["name"], first["code"]) == (name, code)
    assert (first["parent"] if parent else None) == parent
    assert found.drawn_by == publisher
    assert found.licence
    assert shapely.equals(found.regions.geometry[0], NORTH)


def test_they_are_listed_and_are_no_datasets(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(file, "--licence", "ODbL", "--drawn-by", "me", "--note", "The line is disputed.") == 0
    assert boundary_sets.names() == ["kosovo"]
    assert catalog.names() == (paths.DEFAULT,)
    with pytest.raises(UnknownDatasetError):
        catalog.load("kosovo")
    capsys.readouterr()
    assert main(["boundaries", "list", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["boundaries"]
    assert (told["name"], told["regions"], told["drawn_by"]) == ("kosovo", 2, "me")
    assert (told["licence"], told["note"]) == ("ODbL", "The line is disputed.")
    assert main(["boundaries", "list"]) == 0
    assert "kosovo  2 regions, drawn by me; ODbL;" in capsys.readouterr().out


def test_who_drew_them_has_to_be_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = tmp_path / "a.geojson"
    made.write_bytes(own_file(name=["N", "S"]))
    assert add(made) == 1
    assert "--drawn-by" in capsys.readouterr().err
    assert boundary_sets.names() == []


def test_a_version_is_added_only_where_it_is_said_and_the_same_file_is_the_same_one(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(file) == add(file) == 0
    first = boundary_sets.load("kosovo").version
    file.write_bytes(own_file(**{**GADM, "NAME_1": ["Nord", "Süd"]}))
    assert add(file) == 1
    assert "kosovo" in capsys.readouterr().err
    assert add(file, "--new-version-of", "kosovo") == 0
    assert boundary_sets.load("kosovo").regions["name"].tolist() == ["Nord", "Süd"]
    assert boundary_sets.load("kosovo", first).regions["name"].tolist() == ["North", "South"]
    assert [each.layout for each in manifests.manifests(paths.root() / "kosovo")] == ["boundaries"] * 2


def test_names_of_datasets_and_of_the_countries_are_taken(file: Path) -> None:
    assert main(["sample", "--records", "20", "--name", "mine"]) == 0
    for name in ("mine", "countries", paths.DEFAULT):
        assert add(file, "--name", name) == 1
    assert add(file, "--new-version-of", "mine") == 1
    assert add(file, "--name", "theirs") == 0
    assert main(["sample", "--records", "20", "--name", "theirs"]) == 1
    assert boundary_sets.names() == ["theirs"]


# Counting in them, filtering by them ------------------------------------------------------------------------


def test_regions_are_counted_and_filtered_by_name(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(file, "--note", "Disputed.")
    found = geodata.regions(paths.DEFAULT, "kosovo").set_index("name")
    possible = int(found.loc["North", "records_possible"])
    assert 0 < found.loc["North", "records_certain"] <= possible
    assert len(geodata.load(paths.DEFAULT, Filters(regions=("kosovo/North",)))) == possible
    capsys.readouterr()
    assert main(["regions", paths.DEFAULT, "kosovo"]) == 0
    assert "Borders: GADM" in capsys.readouterr().out
    with pytest.raises(FilterError, match="'kosovo/North'"):
        region_sets.check(("kosovo/Nort",))


def test_commands_for_datasets_take_their_names_where_they_can(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(file)
    assert main(["describe", "kosovo", "--note", "Disputed.", "--licence", "ODbL"]) == 0
    assert main(["readers", "kosovo", "--who", "members"]) == 0
    assert main(["rename", "kosovo", "parts"]) == 0
    found = boundary_sets.load("parts")
    assert (found.note, found.licence, found.drawn_by) == ("Disputed.", "ODbL", "GADM")
    file.write_bytes(own_file(**{**GADM, "NAME_1": ["Nord", "Süd"]}))
    capsys.readouterr()
    assert main(["append", "parts", str(file)]) == 1
    assert "boundaries add FILE --new-version-of" in capsys.readouterr().err
    assert main(["show", "parts"]) == 1


# Taken back, backed up --------------------------------------------------------------------------------------


def test_verify_finds_them_whole_and_damage_of_their_file(
    file: Path, library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(file)
    assert main(["verify"]) == 0
    version = boundary_sets.load("kosovo").version
    kept = library / "kosovo" / version / boundary_sets.FILE
    kept.write_bytes(kept.read_bytes()[:-1])
    capsys.readouterr()
    assert main(["verify"]) == 1
    assert "regions.parquet" in capsys.readouterr().out
    assert add(file) == 0  # mends it
    assert main(["verify", "kosovo"]) == 0


def test_a_backup_brings_them_back(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(file, "--note", "Disputed.")
    before = boundary_sets.load("kosovo")
    assert main(["backup", str(tmp_path / "all.tar")]) == 0
    assert main(["delete", "kosovo"]) == 0
    assert boundary_sets.names() == []
    management.undelete(management.deletions()[0].token)
    assert boundary_sets.names() == ["kosovo"]
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "another"))
    assert main(["restore", str(tmp_path / "all.tar")]) == 0
    after = boundary_sets.load("kosovo")
    assert (after.version, after.note, len(after)) == (before.version, "Disputed.", 2)
    assert main(["verify"]) == 0


def test_what_is_withdrawn_is_counted_in_by_nobody(file: Path) -> None:
    add(file)
    assert main(["withdraw", "kosovo", "--reason", "wrong line"]) == 0
    assert boundary_sets.names() == []
    with pytest.raises((WithdrawnError, UnknownDatasetError)):
        boundary_sets.load("kosovo")
    with pytest.raises(FilterError, match="boundaries that are here: countries was expected"):
        region_sets.check(("kosovo/North",))
    purging.purge()
    with pytest.raises((WithdrawnError, NameTakenError)):
        boundary_sets.save(*read(file), name="kosovo", info=INFO)


def read(file: Path) -> tuple[object, dict[str, str | None], Path]:
    from geodata.readers import boundaries, region_columns

    found = boundaries.opened(file)
    return found, region_columns.guessed(found.names), file


# Who may read them ------------------------------------------------------------------------------------------

ANYBODY = Person(Mode.PUBLIC)
EDITOR = Person(Mode.PUBLIC, Role.EDITOR, LOGIN, "edi@desk.org", member=True)


@pytest.fixture
def secret(file: Path) -> None:
    add(file, "--name", "secret")
    readers.write(paths.root() / "secret", Readers(readers.PRIVATE, people=("edi@desk.org",)))


def test_who_may_not_read_them_is_told_what_is_told_of_what_is_not_here(secret: None) -> None:
    folder = f"/data/{paths.DEFAULT}/{catalog.load(paths.DEFAULT).version}"
    editor, anybody = asked(EDITOR), asked(ANYBODY)
    for each in ("mask.bin?region={}/North", "regions.json?boundaries={}", "export.csv?region={}/North"):
        query = f"{folder}/{each}"
        assert editor.get(query.format("secret")).status_code == 200
        refused, nowhere = (anybody.get(query.format(name)) for name in ("secret", "nowhere"))
        assert refused.status_code == nowhere.status_code == 400
        assert refused.text.replace("secret", "nowhere") == nowhere.text
    assert (
        editor.get(f"{folder}/regions.json?boundaries=secret").headers["cache-control"].endswith("no-store")
    )
    inner = "near=5+km+of+records+region%3Dsecret%252FNorth"
    for each in ("region=secret/North", "region=secret^/Kosovo", inner):
        told = editor.get(f"{folder}/mask.bin?{each}").headers
        assert told["cache-control"].endswith("no-store"), "whose readers and versions are their own"
        assert "etag" not in told
    assert "max-age" in editor.get(f"{folder}/mask.bin?region=countries/Kosovo").headers["cache-control"]
    others = f"{folder}/mask.bin?near=5+km+of+records+region%3Dsecret%252FNorth"
    assert anybody.get(others).status_code == 400


def test_the_page_offers_them_to_their_readers_alone(secret: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def offered() -> list[str]:
        app = page(part="regions")
        return list(next(each for each in app.selectbox if each.label == "Boundaries").options)

    monkeypatch.setattr(visitor, "person", lambda: EDITOR)
    assert offered() == ["Countries (Natural Earth, built in)", "kosovo"]
    monkeypatch.setattr(visitor, "person", lambda: ANYBODY)
    assert offered() == ["Countries (Natural Earth, built in)"]
    app = page(borders="secret", region="secret/North", shade="absolute")
    assert not app.exception
    assert sent(app)["set"] == "countries"
    assert any("boundaries that are here: countries" in each.value.replace("\\", "") for each in app.error)


# On the page ------------------------------------------------------------------------------------------------


def test_a_link_counts_in_them_and_shades_them(file: Path) -> None:
    add(file, "--note", "The line is disputed.", "--title", "Kosovo, two parts", "--name", "kosovo")
    app = page(part="regions", borders="kosovo", shade="absolute")
    assert not app.exception
    assert app.dataframe[0].value["Region"].tolist() == ["North", "South"]
    assert "The line is disputed." in said(app)
    assert sent(app)["set"] == "kosovo"
    answer = asked(ANYBODY).get(f"/{sent(app)['shapes']}")
    assert answer.json()["names"] == ["North", "South"]
    next(each for each in app.selectbox if each.label == "Boundaries").set_value("countries").run()
    assert "borders" not in app.query_params
    assert app.dataframe[0].value["Region"].iloc[0] == "Kosovo"


def test_an_editor_keeps_what_was_brought_and_then_a_new_version() -> None:
    app = brought(page(part="regions"), "parts.geojson", own_file())
    next(each for each in app.text_area).set_value("Nobody agreed.")
    next(each for each in app.button if each.label == "Keep them").click().run()
    assert not app.exception
    assert not app.error
    assert boundary_sets.names() == ["parts"]
    assert address(app)["borders"] == ["parts"]
    assert "Nobody agreed." in said(app)
    assert boundary_sets.load("parts").drawn_by == "GADM"
    app = brought(app, "parts.geojson", own_file(**{**GADM, "NAME_1": ["Nord", "Süd"]}))
    next(each for each in app.selectbox if each.label == "Keep as").set_value("parts").run()
    next(each for each in app.button if each.label == "Keep them").click().run()
    assert not app.exception
    assert boundary_sets.load("parts").regions["name"].tolist() == ["Nord", "Süd"]
    assert len(manifests.manifests(paths.root() / "parts")) == 2


def test_whoever_may_not_save_is_not_offered_to(monkeypatch: pytest.MonkeyPatch) -> None:
    contributor = Person(Mode.PUBLIC, Role.CONTRIBUTOR, LOGIN, "cem@desk.org", member=True)
    monkeypatch.setattr(visitor, "person", lambda: contributor)
    app = brought(page(part="regions"), "parts.geojson", own_file())
    assert not app.exception
    assert app.dataframe[0].value["Region"].tolist() == ["North", "South"]
    assert not [each for each in app.button if each.label == "Keep them"]


@pytest.mark.parametrize("what", ["rename", "delete", "withdraw"])
def test_whoever_may_renames_deletes_and_withdraws_them_on_the_page(
    file: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(file)
    monkeypatch.setattr(visitor, "person", lambda: EDITOR)
    app = page(part="regions", borders="kosovo")
    if what == "rename":
        app.text_input(key="boundaries_name_of kosovo").set_value("districts").run()
    app.button(key=f"{what}_boundaries").click().run()
    assert not app.exception
    assert not app.error
    assert manifests.boundary_names() == (["districts"] if what == "rename" else [])
    assert address(app)["part"] == ["regions"]
    assert "borders" not in address(app)  # countries are counted in


def test_whoever_may_not_is_offered_no_change_of_them(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(file)
    monkeypatch.setattr(visitor, "person", lambda: ANYBODY)
    app = page(part="regions", borders="kosovo")
    assert not app.exception
    assert app.dataframe[0].value["Region"].tolist() == ["North", "South"]
    assert not [each for each in app.button if str(each.key).endswith("_boundaries")]


def test_those_that_are_brought_back_on_the_page_do_not_open_as_a_dataset(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(file)
    token = management.delete("kosovo")
    monkeypatch.setattr(visitor, "person", lambda: EDITOR)
    app = page()
    app.button(key="manage_data").click().run()
    app.session_state["dialog_again"] = "manage"  # in a browser it stays open, in AppTest it does not
    app.button(key=f"undelete {token}").click().run()
    assert not app.exception
    assert not app.error
    assert address(app)["dataset"] == [paths.DEFAULT]
    assert manifests.boundary_names() == ["kosovo"]


def test_which_provinces_per_100_000_people_is_answered_on_the_page(tmp_path: Path) -> None:
    """One killed in BNJ-02, three in BNJ-04, all in the north: 4 of 50,000 are 8 of 100,000."""
    file = tmp_path / "provinces.geojson"
    file.write_bytes(own_file(NAME_1=["North", "South"], population=[50_000, 1_000_000]))
    add(file, "--drawn-by", "a test")
    app = page(part="regions", borders="provinces", measure="fatalities")
    assert not app.exception
    told = app.dataframe[0].value.set_index("Region")
    rates = [name for name in told if name.startswith("per 100,000 people")]
    assert len(rates) == 2
    assert told.loc["North", rates].tolist() == [8.0, 8.0]
    assert told.loc["South", rates].tolist() == [0.0, 0.0]


# Up and down the levels -------------------------------------------------------------------------------------


def test_what_lies_inside_the_level_above_is_certain_there_also_on_a_border_below(file: Path) -> None:
    add(file)
    below = geodata.regions(paths.DEFAULT, "kosovo")
    above = geodata.regions(paths.DEFAULT, "kosovo^")
    assert above["name"].tolist() == ["Kosovo"]
    assert (below["records_certain"].sum(), below["records_possible"].sum()) == (52, 204)
    assert (above["records_certain"][0], above["records_possible"][0]) == (98, 133)
    assert above["area_km2"][0] == pytest.approx(below["area_km2"].sum())
    assert shapely.area(above.geometry[0]) == pytest.approx(shapely.area(NORTH | SOUTH))
    region_sets.check(("kosovo^/Kosovo",))
    with pytest.raises(FilterError, match="boundaries that are here"):
        region_sets.check(("countries^/Kosovo",))


def test_a_region_without_a_parent_stays_as_it_is(tmp_path: Path) -> None:
    made = tmp_path / "a.geojson"
    made.write_bytes(own_file(name=["A", "B"], parent=["Above", None], population=[3, None]))
    assert add(made, "--drawn-by", "me") == 0
    told = region_sets.of("a^").regions
    assert told["name"].tolist() == ["Above", "B"]
    assert told["population"].isna().tolist() == [False, True]


def test_the_page_goes_up_and_down(file: Path) -> None:
    add(file)
    app = page(part="regions", borders="kosovo")
    level = next(each for each in app.segmented_control if each.label == "Level")
    level.set_value(True).run()
    assert not app.exception
    assert app.dataframe[0].value["Region"].tolist() == ["Kosovo"]
    assert address(app)["borders"] == ["kosovo^"]
    next(each for each in app.segmented_control if each.label == "Level").set_value(False).run()
    assert app.dataframe[0].value["Region"].tolist() == ["North", "South"]
    held = brought(page(part="regions"), "parts.geojson", own_file())
    next(each for each in held.segmented_control if each.label == "Level").set_value(True).run()
    assert held.dataframe[0].value["Region"].tolist() == ["Kosovo"]


# Taken away -------------------------------------------------------------------------------------------------


def test_regions_are_written_with_their_figures_and_who_drew_them(file: Path, tmp_path: Path) -> None:
    add(file, "--note", "Disputed.")
    written = tmp_path / "found.geojson"
    assert main(["regions", paths.DEFAULT, "kosovo", "--all", "--to", str(written)]) == 0
    said = json.loads(written.read_text(encoding="utf-8"))
    assert (said["drawn_by"], said["note"]) == ("GADM", "Disputed.")
    again = gpd.read_file(written).set_index("name")
    found = geodata.regions(paths.DEFAULT, "kosovo").set_index("name")
    assert again.crs == 4326
    for column in ("records_certain", "records_possible", "fatalities_possible", "area_km2"):
        assert again[column].to_dict() == pytest.approx(found[column].to_dict())
    assert again["population"].isna().all()
    assert all(map(shapely.equals, again.geometry, [NORTH, SOUTH]))


# Sums by region ---------------------------------------------------------------------------------------------


def test_sums_by_region_are_those_of_the_table_of_regions(file: Path) -> None:
    add(file)
    told = geodata.regions(paths.DEFAULT, "kosovo", measure="fatalities").set_index("name")
    found = geodata.summarise(paths.DEFAULT, "region", "fatalities", boundaries="kosovo").set_index("region")
    for name in ("North", "South"):
        for bound in ("certain", "possible"):
            assert found.loc[name, f"records_{bound}"] == told.loc[name, f"records_{bound}"]
            assert found.loc[name, f"best_{bound}"] == told.loc[name, f"fatalities_{bound}"]
        assert found.loc[name, "unknown_possible"] == told.loc[name, "records_without_figure"]
    assert found.attrs["by"] == ["region"]
    assert found.attrs["whole"]["possible"]["records"] == 197


def test_sums_by_region_are_the_same_at_the_command_line_and_over_http(
    file: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    add(file, "--name", "secret")
    readers.write(paths.root() / "secret", Readers(readers.PRIVATE, people=("edi@desk.org",)))
    capsysbinary.readouterr()
    command = ["summarise", paths.DEFAULT, "--by", "region", "--by", "year", "--measure", "fatalities"]
    assert main([*command, "--boundaries", "secret"]) == 0
    printed = capsysbinary.readouterr().out
    frame = geodata.summarise(paths.DEFAULT, ["region", "year"], "fatalities", boundaries="secret")
    told = frame.drop(columns=["start", "end"])
    assert printed.decode("utf-8-sig").splitlines()[1] == ",".join(map(str, told.iloc[0]))
    folder = f"/data/{paths.DEFAULT}/{catalog.load(paths.DEFAULT).version}"
    asks = f"{folder}/summary.{{}}?by=region&by=year&measure=fatalities&boundaries={{}}"
    answer = asked(EDITOR).get(asks.format("csv", "secret"))
    assert answer.content == printed
    assert answer.headers["cache-control"].endswith("no-store")
    said = asked(EDITOR).get(asks.format("json", "secret")).json()
    assert said["by"] == ["region", "year"]
    assert said["whole"]["possible"]["records"] == 197
    assert said["groups"]["records_possible"] == frame["records_possible"].tolist()
    refused, nowhere = (asked(ANYBODY).get(asks.format("csv", name)) for name in ("secret", "nowhere"))
    assert refused.status_code == nowhere.status_code == 400
    assert refused.text.replace("secret", "nowhere") == nowhere.text


def test_sums_by_region_and_year_are_those_of_a_filter_by_the_region(file: Path) -> None:
    add(file)
    found = geodata.summarise(paths.DEFAULT, ["region", "year"], boundaries="kosovo")
    north = found[found["region"] == "North"].drop(columns="region").reset_index(drop=True)
    filtered = geodata.summarise(paths.DEFAULT, "year", filters=Filters(regions=("kosovo/North",)))
    assert north["records_possible"].tolist() == filtered["records_possible"].tolist()
    assert north["records_certain"].tolist() == filtered["records_certain"].tolist()
    assert (found["records_certain"] <= found["records_possible"]).all()
    with pytest.raises(FilterError, match="nothing but a period"):
        geodata.summarise(paths.DEFAULT, ["region", "actor"], boundaries="kosovo")
    with pytest.raises(FilterError, match="filters without regions"):
        geodata.summarise(
            paths.DEFAULT,
            "region",
            filters=Filters(regions=("countries/Kosovo",)),
            boundaries="kosovo",
        )
