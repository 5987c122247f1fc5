"""What changed between versions, as a feed and as JSON: what is new or changed, not what was taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from asking_as import asked
from defusedxml import ElementTree

from access.acts import Mode, Role
from access.people import LOGIN, Person
from geodata.__main__ import main
from geodata.library import catalog, management, paths, readers
from geodata.library.readers import Readers

HEAD = "id,date,latitude,longitude,actor,fatalities,title\n"
OLD = HEAD + "A,2023-09-24,42.97,20.78,KFOR,1,first\nB,2023-09-25,42.98,20.79,KFOR,,secret name\n"
NEW = HEAD + "A,2023-09-24,42.97,20.78,KFOR,2,first\nC,2023-10-01,42.98,20.79,Other,,<b>third</b>\x0c &\n"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
READER = Person(Mode.PUBLIC, Role.VISITOR, LOGIN, "rea@desk.org", member=True)


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The versions of a dataset, the first first."""
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    found = []
    for text, more in ((OLD, []), (NEW, ["--new-version"])):
        file = tmp_path / "own.csv"
        file.write_text(text)
        assert main(["import", str(file), "--name", "own", "--timezone", "Europe/Belgrade", *more]) == 0
        found.append(catalog.current("own"))
    return found


def entries(query: str = "") -> list[tuple[str, str]]:
    answer = asked(None).get(f"/data/own/changes.atom?{query}")
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = ElementTree.fromstring(answer.content)
    ids = [each.text for each in feed.findall("a:entry/a:id", ATOM)]
    assert len(ids) == len(set(ids))
    assert feed.findtext("a:updated", namespaces=ATOM) == feed.findtext("a:entry/a:updated", namespaces=ATOM)
    return [
        (each.findtext("a:title", "", ATOM), each.findtext("a:summary", "", ATOM))
        for each in feed.findall("a:entry", ATOM)
    ]


def test_each_new_and_changed_record_is_an_entry() -> None:
    (newest, said), new, changed, (first, _) = entries()
    assert newest.startswith("Version of 20")
    assert said == "2 records: 1 added, 1 changed, 1 removed"
    assert new[0] == "New: <b>third</b>\ufffd &"
    assert changed[0] == "Changed: first"
    assert "fatalities_best: 1 → 2" in changed[1]
    assert first.startswith("Version of 20")


def test_what_a_newer_version_has_no_more_is_not_named() -> None:
    assert "secret name" not in asked(None).get("/data/own/changes.atom").text


def test_a_filter_chooses_among_them() -> None:
    assert [title for title, _ in entries("q=first") if not title.startswith("Version")] == ["Changed: first"]
    assert asked(None).get("/data/own/changes.atom?nothing=1").status_code == 400


def test_json_tells_each_field(own: list[str]) -> None:
    said: dict[str, Any] = (
        asked(None).get(f"/data/own/{own[1]}/differences.json?since={own[0][:12]}&q=first").json()
    )
    assert {name: said[name] for name in ("added", "changed", "removed", "same")} == {
        "added": 1,
        "changed": 1,
        "removed": 1,
        "same": 0,
    }
    (record,) = said["records"]
    assert record["fields"]["fatalities_best"] == {"old": "1", "new": "2"}
    for wrong in ("", "since=000000000000", f"since={own[0]}&kinds=x"):
        assert asked(None).get(f"/data/own/{own[1]}/differences.json?{wrong}").status_code == 400


def test_who_may_not_see_it_finds_no_feed(own: list[str]) -> None:
    readers.write(paths.root() / "own", Readers(readers.PRIVATE, people=("rea@desk.org",)))
    for path in ("changes.atom", f"{own[1]}/differences.json?since={own[0]}"):
        assert asked(None).get(f"/data/own/{path}").status_code == 404
        assert asked(READER).get(f"/data/own/{path}").headers["cache-control"] == "private, no-store"


def test_a_version_that_was_withdrawn_is_in_no_feed(own: list[str]) -> None:
    management.withdraw("own", own[0], reason="a name")
    assert [title for title, _ in entries() if title.startswith("Version")] == [entries()[0][0]]
    assert asked(None).get(f"/data/own/{own[1]}/differences.json?since={own[0]}").status_code in (400, 410)


def test_the_built_in_case_has_no_versions_to_tell_of() -> None:
    assert asked(None).get(f"/data/{paths.DEFAULT}/changes.atom").status_code == 400
