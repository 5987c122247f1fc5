"""The documents tell the truth: links lead somewhere, names exist, tables are the model's, examples run."""

from __future__ import annotations

import ast
import doctest
import importlib
import json
import os
import re
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from geodata import model
from geodata.exporters import registry as registry_of_exports
from geodata.filters import PARAMS, from_query
from geodata.layouts import registry

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")))
OURS = ("geodata", "api", "components", "dashboard", "benchmarks")

LINK = re.compile(r"\]\(([^()\s]+)\)")
CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PATH = re.compile(r"[\w.-]*(/[\w.-]+)+/?|[\w-]+\.(py|js|md|css|toml|cff|yaml|ipynb)")
PLACEHOLDER = re.compile(r"NAME|[<>{}…]")
"""What stands for something of the reader's own: `geodata/layouts/NAME.py`, `<library>/<dataset>`."""
OF_A_DATASET = {"dataset.toml"}
"""Files that a researcher's own folder holds."""
MODULE = re.compile(rf"({'|'.join(OURS)})(\.\w+)+")


# Links and names -------------------------------------------------------------------------------------------


@cache
def files() -> frozenset[str]:
    """Names of the project's own files."""
    skipped = {".git", ".venv", "venv", "node_modules", "vendor", "build", "dist", ".cache", "__pycache__"}
    found: set[str] = set()
    for _, folders, names in os.walk(ROOT):
        folders[:] = [each for each in folders if each not in skipped]
        found.update(names)
    return frozenset(found)


def headings(page: Path, text: str | None) -> set[str]:
    """The anchors that a page's headings get."""
    text = page.read_text(encoding="utf-8") if text is None else text
    plain = (re.sub(r"[`*]", "", line) for line in re.findall(r"^#+ (.*)$", text, re.MULTILINE))
    return {re.sub(r"[^\w -]", "", line.lower()).replace(" ", "-") for line in plain}


def broken_links(page: Path, text: str) -> list[str]:
    found = []
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = page.parent / name if name else page
        if not path.exists() or (anchor and anchor not in headings(path, text if path == page else None)):
            found.append(target)
    return found


def stale_names(text: str) -> list[str]:
    """Paths and modules between backticks, and imports in examples, that the project does not have."""
    prose = FENCE.sub("", text)
    named = [name for name in CODE.findall(prose) if not PLACEHOLDER.search(name)]
    ours = [name for name in named if not name.startswith("/")]  # an address, or a path of a host's machine
    found = [name for name in ours if PATH.fullmatch(name) and not exists(name)]
    found += [name for name in named if (each := MODULE.match(name)) and not resolves(each[0])]
    for language, code in FENCE.findall(text):
        if language == "python":
            found += [name for name in imports(code) if not PLACEHOLDER.search(name) and not resolves(name)]
    return found


def exists(name: str) -> bool:
    return (ROOT / name).exists() or name in OF_A_DATASET or ("/" not in name and name in files())


def resolves(name: str) -> bool:
    """Whether a dotted name is a module, or something in one."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError as error:
            if not name.startswith(str(error.name)):
                raise
            continue
        return all(
            hasattr(found, each) and (found := getattr(found, each)) is not None for each in parts[length:]
        )
    return False


def imports(code: str) -> list[str]:
    """What an example imports of ours, dotted."""
    return [
        f"{node.module}.{alias.name}"
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in OURS
        for alias in node.names
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_and_every_name_of_a_page_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert broken_links(page, text) == []
    assert stale_names(text) == []


def test_a_broken_link_and_a_stale_name_are_found(tmp_path: Path) -> None:
    (tmp_path / "there.md").write_text("# A heading: here\n", encoding="utf-8")
    page = tmp_path / "page.md"
    links = "[a](there.md) [b](gone.md) [c](there.md#a-heading-here) [d](there.md#gone) [e](https://example.org/x)"
    assert broken_links(page, links) == ["gone.md", "there.md#gone"]
    names = (
        "`geodata/model.py` `geodata/moddel.py` `gone.py` `geodata/layouts/NAME.py` `duckdb:///folder`\n"
        "`geodata.load(x)` `geodata.model.KINDS` `geodata.model.KIND` `geodata.modell`\n"
        "```python\nfrom geodata.filters import Filters, Filtres\n```\n"
    )
    assert stale_names(names) == [
        *("geodata/moddel.py", "gone.py"),
        *("geodata.model.KIND", "geodata.modell", "geodata.filters.Filtres"),
    ]


def rooms() -> list[str]:
    """The folders of the two parts that have rooms."""
    parts = (path for part in ("geodata", "components") for path in sorted((ROOT / part).iterdir()))
    return [f"{path.parent.name}/{path.name}/" for path in parts if path.is_dir() and path.name[0] != "_"]


def missing_rooms(text: str) -> list[str]:
    return [room for room in rooms() if f"| `{room}` |" not in text]


def test_the_architecture_names_every_room() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert missing_rooms(text) == []
    assert missing_rooms(text.replace("| `geodata/values/` |", "| `geodata/val/` |")) == ["geodata/values/"]


# The data model --------------------------------------------------------------------------------------------

TYPES = {
    "str": "text",
    "float64": "number",
    "Int64": "whole",
    "int64": "position",
    "datetime64[us, UTC]": "time",
    "object": "texts",
    "geometry": "shape",
}
VOCABULARIES = (
    *("KINDS", "TIME_CLASSES", "LOCATION_CLASSES", "ROLES", "ACTOR_KINDS"),
    *("CONFIDENCES", "RELIABILITY", "CREDIBILITY"),
)


def described(text: str, heading: str) -> list[list[str]]:
    """The cells of the table below a heading, without its first two lines."""
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    lines = re.findall(r"^\|(.*)\|$", section[1], re.MULTILINE)[2:] if section else []
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def columns_of(text: str, table: str) -> list[tuple[str, str]]:
    return [(cells[0].strip("`"), cells[1]) for cells in described(text, table)]


def columns_in_model(table: str) -> list[tuple[str, str]]:
    types_ = model.typed(table, pd.DataFrame()).dtypes
    return [(name, TYPES[str(types_[name])]) for name in model.TABLE_COLUMNS[table]]


def data_model() -> str:
    return (ROOT / "docs" / "data-model.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("table", model.TABLE_COLUMNS)
def test_the_page_has_every_column_of_the_model_with_its_type(table: str) -> None:
    assert columns_of(data_model(), table) == columns_in_model(table)


@pytest.mark.parametrize(
    ("there", "instead"),
    [("| `injured` | whole |", "| `wounded` | whole |"), ("| `lat` | number |", "| `lat` | text |")],
)
def test_a_stale_column_or_type_on_the_page_is_found(there: str, instead: str) -> None:
    assert there in data_model()
    assert columns_of(data_model().replace(there, instead), "incidents") != columns_in_model("incidents")


def test_the_page_has_the_words_and_the_number_of_the_model() -> None:
    said = {cells[1].strip("`"): cells[2] for cells in described(data_model(), "Vocabularies")}
    assert said == {name: " · ".join(map(str, getattr(model, name))) for name in VOCABULARIES}
    assert f"`MODEL_VERSION` = {model.MODEL_VERSION}," in data_model()


# Examples --------------------------------------------------------------------------------------------------


def test_the_examples_of_the_api_page_give_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path))
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    assert failures(text) == ""
    listed = text.partition("| name in an address |")[2].partition("\n\n")[0]
    cells = [line.split("|")[1:4] for line in listed.splitlines()[2:]]
    assert [name for first, *_ in cells for name in re.findall("`(.+?)`", first)] == list(PARAMS)
    for *_, example in cells:
        assert not from_query(example.strip(" `")).is_empty or "within" in example


def test_an_example_that_gives_something_else_is_found() -> None:
    assert "Expected:\n    3\nGot:\n    2" in failures("```pycon\n>>> 1 + 1\n3\n\n```\n")


def failures(text: str) -> str:
    """What doctest says of a page's examples, which share their names."""
    said: list[str] = []
    runner, names = doctest.DocTestRunner(verbose=False), dict[str, Any]()
    for language, code in FENCE.findall(text):
        if language == "pycon":
            test = doctest.DocTestParser().get_doctest(code, names, "example", None, None)
            runner.run(test, out=said.append, clear_globs=False)
            names = test.globs
    return "".join(said)


def test_the_notebook_runs_from_top_to_bottom_and_shows_what_it_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path))
    monkeypatch.setenv("MPLBACKEND", "agg")  # draws without a screen
    cells = json.loads((ROOT / "docs" / "first-steps.ipynb").read_text(encoding="utf-8"))["cells"]
    names: dict[str, Any] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [], "run `jupyter nbconvert --clear-output --inplace` before you commit"
            exec(compile("".join(cell["source"]), "first-steps.ipynb", "exec"), names)  # noqa: S102 - our own
    assert names["below"].get_title() == "51 with a point, 9 without"
    # Each answer is pinned by hand elsewhere too: test_browser_near.py, test_browser_questions.py.
    killed = names["killed"].set_index("month")
    assert killed.loc["2023-09", ["best_certain", "best_possible"]].tolist() == [4, 4]
    assert killed["unknown_possible"].sum() == 23
    kosovo = names["countries"].set_index("name").loc["Kosovo"]
    assert kosovo["fatalities_certain"] == 4
    assert names["near"]["title"].tolist() == ["Camp Nothing Hill"]
    assert names["near"][["distance_km", "certain"]].round(1).to_numpy().tolist() == [[14.8, False]]
    assert names["change"][["change", "change_low", "change_high"]].to_numpy().tolist() == [[16, 15, 23]]


# The two walks ---------------------------------------------------------------------------------------------


def modules_of(page: str) -> list[ModuleType]:
    """The modules that a page shows, as if they stood in files."""
    found = []
    for language, code in FENCE.findall((ROOT / "docs" / page).read_text(encoding="utf-8")):
        if language == "python":
            found.append(ModuleType(f"{page}_{len(found)}"))
            exec(compile(code, page, "exec"), found[-1].__dict__)  # noqa: S102 - our own
    return found


def ask(tests: ModuleType) -> int:
    """Run the tests in a module; how many there were."""
    named = [each for name, each in vars(tests).items() if name.startswith("test_")]
    for each in named:
        each()
    return len(named)


def test_the_layout_that_a_page_adds_reads_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    layout, tests = modules_of("add-a-layout.md")
    monkeypatch.setattr(registry, "_KNOWN", (*registry._KNOWN, layout))
    monkeypatch.setitem(registry._READERS, layout.LAYOUT, layout.read)
    assert ask(tests) == 2


def test_the_export_that_a_page_adds_writes_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    writer, tests = modules_of("add-an-export.md")
    added = registry_of_exports.Format("GeoJSON lines", "application/geo+json-seq", writer.to_sequence)
    monkeypatch.setitem(registry_of_exports.FORMATS, "geojsons", added)
    assert ask(tests) == 1
