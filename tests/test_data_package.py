"""The Data Package holds everything, keeps to the standard, and our own import takes it as it was."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import frictionless
import pandas as pd
import pytest
from datasets import small_dataset

from geodata import readers
from geodata.exporters import data_package, dictionary
from geodata.filters import Filters, from_query
from geodata.ingest.choices import Choices
from geodata.ingest.draft import Draft
from geodata.layouts import drafting
from geodata.query import answers, store

SMALL = store.open(small_dataset(120, seed=11))


def package(opened: store.Store = SMALL, query: str = "") -> bytes:
    return b"".join(data_package.to_data_package(opened, from_query(query)))


def tables(content: bytes) -> dict[str, pd.DataFrame]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            name.removesuffix(".csv"): pd.read_csv(archive.open(name), dtype=str, keep_default_na=False)
            for name in archive.namelist()
            if name.endswith(".csv")
        }


def described(content: bytes) -> dict:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return json.loads(archive.read("datapackage.json"))


def changed(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(made, "w") as other:
        for each in archive.namelist():
            part = archive.read(each)
            other.writestr(each, part.replace(old, new) if each == name else part)
    return made.getvalue()


def faults(content: bytes, folder: Path) -> list[list[object]]:
    path = folder / "package.zip"
    path.write_bytes(content)
    return frictionless.validate(path).flatten(["type", "message"])


def read(content: bytes, folder: Path) -> Draft:
    path = folder / "package.zip"
    path.write_bytes(content)
    return drafting.prepare(readers.read(path, name=path.name, choices=Choices()), Choices())


@pytest.mark.parametrize("query", ["", "kind=site", "actor=nobody", "near=900 km of point 20,43"])
def test_frictionless_finds_no_fault(tmp_path: Path, query: str) -> None:
    assert faults(package(query=query), tmp_path) == []


def test_frictionless_finds_no_fault_in_the_case(tmp_path: Path) -> None:
    assert faults(package(store.opened("northern-kosovo")), tmp_path) == []


def test_a_line_that_belongs_to_nothing_would_be_found(tmp_path: Path) -> None:
    broken = changed(package(), "participations.csv", b",kosovo-police,", b",no-such-actor,")
    assert {kind for kind, _ in faults(broken, tmp_path)} >= {"foreign-key", "hash-count"}


def test_the_description_says_types_keys_licence_and_where_it_comes_from() -> None:
    said = described(package(query="kind=site"))
    assert said["licenses"] == [{"name": "CC0-1.0", "title": "CC0-1.0"}]
    assert said["sources"] == [{"title": SMALL.dataset.info.citation}]
    assert said["incident_map"]["filter"] == "kind=site"
    incidents = said["resources"][0]["schema"]
    types = {field["name"]: field["type"] for field in incidents["fields"]}
    assert (types["start"], types["lon"], types["injured"]) == ("datetime", "number", "integer")
    assert incidents["primaryKey"] == ["id"]
    assert incidents["foreignKeys"] == [
        {"fields": ["place"], "reference": {"resource": "places", "fields": ["key"]}}
    ]


def test_every_table_is_whole_and_the_dictionary_names_every_column() -> None:
    found, dataset = tables(package()), SMALL.dataset
    for name in ("incidents", "participations", "actors", "places", "quantities", "sources", "claims"):
        assert len(found[name]) == len(getattr(dataset, name)), name
    assert found["sources"]["title"].tolist() == dataset.sources["title"].tolist()
    assert found["aliases"].to_numpy().tolist()[:2] == [["kfor", "Kosovo Force"], ["kfor", "КФОР"]]
    columns = found["columns"]
    for name, table in found.items():
        assert columns.loc[columns["table"] == name, "column"].tolist() == [*table.columns]
    assert (columns["meaning"] != "").all()


def test_a_filter_takes_along_what_its_records_name_and_no_more() -> None:
    chosen = from_query("kind=site&actor=kfor")
    found, rows = tables(package(query="kind=site&actor=kfor")), answers.rows(SMALL, chosen)
    assert sorted(found["incidents"]["id"]) == sorted(rows["id"])
    assert set(found["places"]["key"]) == set(rows["place"].dropna())
    named = set(found["participations"]["actor"])
    assert named <= set(found["actors"]["id"])
    assert set(found["actors"]["id"]) - named <= set(found["actors"]["parent"])


def test_what_is_known_only_to_an_area_has_no_point_there_either() -> None:
    for name, kind in (("incidents", "location_class"), ("places", "class")):
        table = tables(package())[name]
        area = table[kind].isin(["district", "region", "country"])
        assert (table.loc[area, "geometry"] == "").all()
        assert (table.loc[~area, "representative_lon"] == "").all()
        assert (table.loc[area, "representative_lon"] != "").any()


def test_names_of_the_files_columns_are_told_apart_from_ours_and_from_one_another() -> None:
    found = dictionary.distinct(("id", "ID", "id (in the file)", " ", "x"), ("id",))
    assert len({each.casefold() for each in found.values()} | {"id"}) == 6
    assert (found["x"], found["id"]) == ("x", "id (in the file)")


def test_lines_that_name_no_record_are_left_out_and_said(tmp_path: Path) -> None:
    broken = changed(package(), "claims.csv", b"\r\nr0018,", b"\r\nnobody,")
    made = read(broken, tmp_path)
    assert len(made.tables["claims"]) == len(SMALL.dataset.claims) - 2
    assert made.warnings["reason"].str.contains("2 lines of the table claims name no record").any()


def test_another_package_is_none_of_ours(tmp_path: Path) -> None:
    made = read(changed(package(), "datapackage.json", b'"incident_map"', b'"other"'), tmp_path)
    # Some of its deployments have no end, which only ours says for certain.
    assert [question.field for question in made.questions] == ["table", "open_end"]


def test_everything_is_in_the_package_of_no_filter() -> None:
    assert tables(package())["actors"]["id"].tolist() == SMALL.dataset.actors["id"].tolist()
    assert Filters() == from_query("")


def test_a_line_that_reads_like_a_total_or_a_comment_is_a_record_all_the_same(tmp_path: Path) -> None:
    small = small_dataset(3, seed=11)
    ids = dict(zip(small.incidents["id"], ("#1", "x", "totali"), strict=True))
    dataset = replace(
        small,
        version="7" * 64,
        incidents=small.incidents.assign(id=small.incidents["id"].map(ids)),
        attributes=pd.DataFrame({"n": ["1", "2", "3"]}, dtype="str"),
        **{
            name: getattr(small, name).assign(incident=getattr(small, name)["incident"].map(ids))
            for name in ("quantities", "participations", "sources", "claims")
        },
    )
    made = read(package(store.open(dataset)), tmp_path)
    found = dict(zip(made.tables["incidents"]["id"], made.tables["attributes"]["n"], strict=True))
    assert found == dict(zip(dataset.incidents["id"], ["1", "2", "3"], strict=True))
