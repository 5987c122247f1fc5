"""The second dataset: invented events, the same for the same seed, read as any other file."""

from __future__ import annotations

import csv
import io
import socket
from collections import Counter
from pathlib import Path

import pytest

from geodata.__main__ import main
from geodata.ingest import invented
from geodata.library import catalog


@pytest.fixture(autouse=True)
def library_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))


def rows(records: int, seed: int) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(invented.events(records, seed).decode())))


def test_a_seed_gives_the_same_file_and_another_seed_another() -> None:
    assert invented.events(200, 14) == invented.events(200, 14)
    assert invented.events(200, 14) != invented.events(200, 15)


def test_it_holds_every_precision_of_place_and_date_and_recurring_places() -> None:
    made = rows(2000, 14)
    assert set(Counter(row["where_prec"] for row in made)) == set("1234567")
    assert set(Counter(row["date_prec"] for row in made)) == set("12345")
    towns = Counter(row["where_coordinates"] for row in made if row["where_prec"] == "1")
    assert towns.most_common(1)[0][1] > 10
    assert all(int(row["low"]) <= int(row["best"]) <= int(row["high"]) for row in made)


def test_it_lies_in_the_open_sea() -> None:
    for row in rows(2000, 14):
        assert -22 < float(row["longitude"]) < -6
        assert -36 < float(row["latitude"]) < -22


def test_the_command_saves_it_without_the_network_and_says_that_it_is_invented(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("it asked for the network")

    monkeypatch.setattr(socket.socket, "connect", refused)
    assert main(["sample", "--records", "300"]) == 0
    assert "300 invented events: saved as 'sample'" in capsys.readouterr().out
    dataset = catalog.load("sample")
    assert len(dataset.incidents) == 300
    assert dataset.rejected.empty
    assert dataset.info.title == "Invented events: a sample of 300"
    assert "invented" in dataset.info.note
    assert set(dataset.incidents["location_class"]) >= {"settlement", "near", "district", "region"}
    assert main(["sample", "--records", "300"]) == 0, "the same again is the same version"


def test_another_sample_needs_another_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sample", "--records", "50"]) == 0
    assert main(["sample", "--records", "50", "--seed", "3"]) == 1
    assert "Choose another name" in capsys.readouterr().err
    assert main(["sample", "--records", "50", "--seed", "3", "--name", "sample-3"]) == 0
    assert {"sample", "sample-3"} <= set(catalog.names())


@pytest.mark.parametrize("records", ["0", "-1", "many", "300001", "٣"])
def test_a_number_that_cannot_be_is_misuse(records: str) -> None:
    with pytest.raises(SystemExit) as raised:
        main(["sample", "--records", records])
    assert raised.value.code == 2
