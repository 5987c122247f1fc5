"""The table of who may do what, made from the app itself: every route and act has its rule, and keeps it."""

from __future__ import annotations

import ast
import inspect
import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient
from test_saving import INFO, save

from access import additions, changes, deciding, imports, savings, shown
from access.acts import RULES, Act, Mode, Role
from access.deciding import AccessDeniedError, may
from access.people import ANONYMOUS, KEY, LOGIN, MACHINE, Person, machine
from api.asking import Ruled
from api.door import STREAMLITS
from api.routes import routes
from components.folium_map import ASSETS
from components.map import view
from geodata.errors import UnknownDatasetError
from geodata.jobs.adding import Looked
from geodata.library import catalog, change_log, identities, management, paths, purging, readers
from geodata.library.readers import Readers

ROOT = Path(__file__).parents[1]
LOOKED = {"version": "v", "name": "x.csv", "changes": {}}
FAR = 4_000_000_000.0  # in 2096

# Who may ask ----------------------------------------------------------------------------------------------

PEOPLE = {
    "machine": machine(),
    "anonymous": Person(Mode.PUBLIC),
    "stranger": Person(Mode.PUBLIC, Role.VISITOR, LOGIN, "eve@elsewhere.org"),
    "named": Person(Mode.PUBLIC, Role.VISITOR, LOGIN, "ana@desk.org", member=True),
    "contributor": Person(Mode.PUBLIC, Role.CONTRIBUTOR, LOGIN, "cem@desk.org", member=True),
    "editor": Person(Mode.PUBLIC, Role.EDITOR, LOGIN, "edi@desk.org", member=True),
    "admin": Person(Mode.PUBLIC, Role.ADMIN, LOGIN, "ada@desk.org", member=True),
    "outside": Person(Mode.MEMBERS),
    "outsider": Person(Mode.MEMBERS, Role.VISITOR, LOGIN, "eve@elsewhere.org"),
    "member": Person(Mode.MEMBERS, Role.VISITOR, LOGIN, "mia@desk.org", member=True),
    "members' editor": Person(Mode.MEMBERS, Role.EDITOR, LOGIN, "edi@desk.org", member=True),
}
READERS = {
    "public": Readers(),
    "unlisted": Readers(readers.UNLISTED),
    "members": Readers(readers.MEMBERS),
    "secret": Readers(readers.PRIVATE, people=("ana@desk.org",)),
    "embargoed": Readers(until=FAR),
}
SEEN = {  # who may know of which datasets
    "machine": {"public", "unlisted", "members", "secret", "embargoed"},
    "anonymous": {"public"},
    "stranger": {"public"},
    "named": {"public", "members", "secret"},
    "contributor": {"public", "members"},
    "editor": {"public", "unlisted", "members", "embargoed"},
    "admin": {"public", "unlisted", "members", "secret", "embargoed"},
    "outside": set(),
    "outsider": set(),
    "member": {"public", "members"},
    "members' editor": {"public", "unlisted", "members", "embargoed"},
}
NEEDS = {  # the table of the issue, written a second time
    Role.VISITOR: {Act.LOOK, Act.FILTER, Act.EXPORT, Act.COMPARE},
    Role.CONTRIBUTOR: {Act.IMPORT, Act.GEOCODE},
    Role.EDITOR: {
        *(Act.SAVE, Act.NEW_VERSION, Act.DESCRIBE, Act.RENAME, Act.DELETE, Act.RESTORE, Act.WITHDRAW),
        *(Act.SAFE_COPY, Act.SET_READERS, Act.LINK, Act.SEE_LOG),
    },
    Role.ADMIN: {Act.PURGE},
}
READING = {Act.LOOK, Act.FILTER, Act.EXPORT, Act.COMPARE, Act.SEE_LOG}


@pytest.fixture(scope="module", autouse=True)
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("library")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INCIDENTS_LIBRARY", str(folder))
        for name, said in READERS.items():
            save(name.encode(), name=name)
            readers.write(management.editable_folder(name), said)
        yield folder


def needed(act: Act) -> Role:
    return next(role for role, acts in NEEDS.items() if act in acts)


def test_every_act_has_one_rule_and_stands_once_in_the_table() -> None:
    assert set(RULES) == set(Act)
    assert sorted(act.value for acts in NEEDS.values() for act in acts) == sorted(act.value for act in Act)
    assert {act for act, rule in RULES.items() if not rule.writes} == READING


def test_every_act_is_asked_about_somewhere() -> None:
    """An act that nothing asks about protects nothing."""
    texts = [
        path.read_text(encoding="utf-8")
        for folder in ("access", "api", "components")
        for path in (ROOT / folder).rglob("*.py")
        if path.name != "acts.py"
    ]
    asked = {act for act in Act if any(f"Act.{act.name}" in text for text in texts)}
    assert set(Act) - asked == set()


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("who", PEOPLE)
def test_person_by_act_by_readers(who: str, act: Act) -> None:
    person = PEOPLE[who]
    for name in READERS:
        expected = name in SEEN[who] and person.role >= needed(act)
        assert bool(may(person, act, name)) == expected, (who, act, name)
    outside = person.mode is Mode.MEMBERS and not person.member
    assert bool(may(person, act)) == (not outside and person.role >= needed(act))
    embedded = Person(**{**vars(person), "embedded": True})
    assert not may(embedded, act) or act in READING - {Act.SEE_LOG}


@pytest.mark.parametrize("who", PEOPLE)
def test_what_is_listed_is_what_may_be_seen(who: str) -> None:
    listed = set(shown.names(PEOPLE[who])) - {paths.DEFAULT}
    assert listed == SEEN[who]


# The functions that change something ------------------------------------------------------------------------

CALLS: dict[str, tuple[Act, tuple[Any, ...], dict[str, Any]]] = {
    "save": (
        Act.SAVE,
        (None, b""),
        {"name": "new", "info": None, "private": False, "file": "x.csv", "located": None},
    ),
    "save_boundaries": (Act.SAVE, (None, {}, b""), {"info": INFO}),
    "describe": (Act.DESCRIBE, ("public", INFO), {}),
    "save_upload": (Act.SAVE, ("public",), {"name": "new", "info": None, "seen_by": Readers()}),
    "rename": (Act.RENAME, ("public", "other"), {}),
    "delete": (Act.DELETE, ("public",), {}),
    "restore": (Act.RESTORE, ("1-1",), {}),
    "withdraw": (Act.WITHDRAW, ("public", None, "wrong"), {}),
    "reinstate": (Act.WITHDRAW, ("public",), {}),
    "purge": (Act.PURGE, (), {}),
    "safe_copy": (Act.SAFE_COPY, ("public", None), {"to": "safe"}),
    "set_readers": (Act.SET_READERS, ("public", Readers()), {}),
    "link_mark": (Act.LINK, ("public",), {}),
    "end_links": (Act.LINK, ("public",), {}),
    "log": (Act.SEE_LOG, (), {}),
}


def test_every_function_that_changes_something_is_in_the_table() -> None:
    public = {
        name
        for name, each in vars(changes).items()
        if inspect.isfunction(each) and each.__module__ == changes.__name__ and not name.startswith("_")
    }
    assert public == set(CALLS)
    assert all(
        next(iter(inspect.signature(getattr(changes, name)).parameters)) == "person" for name in public
    )


@pytest.mark.parametrize(("who", "name"), list(itertools.product(PEOPLE, CALLS)))
def test_who_may_not_changes_nothing(who: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    act, given, named = CALLS[name]
    person, done = PEOPLE[who], []
    for module, function in [
        (changes.saving, "save"),
        (changes.boundary_sets, "save"),
        *(
            (management, each)
            for each in (
                *("describe", "rename", "delete", "undelete", "withdraw", "reinstate"),
                "save_upload",
            )
        ),
        (purging, "purge"),
        (readers, "write"),
        (changes.safe_copies, "make"),
    ]:
        monkeypatch.setattr(module, function, lambda *_, **__: done.append(1) or ("new", "v"))
    monkeypatch.setattr(change_log, "record", lambda **_: None)
    monkeypatch.setattr(shown, "deletions", lambda _: [management.Deletion("1-1", "public", None)])  # type: ignore[arg-type]
    if may(person, act, None if act in (Act.SAVE, Act.RESTORE, Act.SEE_LOG, Act.PURGE) else "public"):
        getattr(changes, name)(person, *given, **named)
        assert done or name == "log"
    else:
        with pytest.raises(AccessDeniedError) as caught:
            getattr(changes, name)(person, *given, **named)
        assert caught.value.act is act
        assert not done


BY_PERSON = {  # what else takes a person; whose an import is tells its secret
    "additions": {"check", "base", "add"},
    "imports": {"owner", "begin", "of", "Import.keep", "Import.add"},
}


def takes_a_person(module: ModuleType) -> Iterator[str]:
    own = {
        name: each
        for name, each in vars(module).items()
        if getattr(each, "__module__", "") == module.__name__
    }
    methods = {
        f"{name}.{method}": function
        for name, each in own.items()
        if inspect.isclass(each)
        for method, function in vars(each).items()
    }
    for name, each in {**own, **methods}.items():
        if inspect.isfunction(each) and "person" in inspect.signature(each).parameters:
            yield name


def test_every_function_that_adds_or_imports_is_in_the_table() -> None:
    assert {
        each.__name__.rpartition(".")[2]: {*takes_a_person(each)} for each in (additions, imports)
    } == BY_PERSON


@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_not_import_begins_none(who: str) -> None:
    brought = imports.kept(b"x", "s")
    if may(PEOPLE[who], Act.IMPORT):
        imports.end(imports.begin([brought], PEOPLE[who], ["x.csv"]))
    else:
        with pytest.raises(AccessDeniedError):
            imports.begin([brought], PEOPLE[who], ["x.csv"])
        assert imports.of("s", PEOPLE[who]) is None


@pytest.mark.parametrize(("who", "name"), list(itertools.product(PEOPLE, READERS)))
def test_who_may_not_save_a_version_adds_nothing(
    who: str, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    person, done = PEOPLE[who], []
    monkeypatch.setattr(additions.appending, "base_of", lambda *_: name)
    monkeypatch.setattr(additions.appending, "save_draft", lambda *_, **__: done.append(1) or (name, "v"))
    monkeypatch.setattr(additions.savings, "record", lambda *_, **__: None)
    monkeypatch.setattr(imports.adding, "order", lambda **_: {})
    monkeypatch.setattr(imports, "Job", lambda *_, **told: done.append(1) or told["before"]())
    held = imports.Import("o", [imports.kept(b"x", "s")], ["x.csv"], name)
    held.reading = SimpleNamespace(folder=tmp_path, seconds=1, result=lambda: LOOKED)  # type: ignore[assignment]
    new = additions.Addition(Looked(**LOOKED), None, None)  # type: ignore[arg-type]
    calls = [lambda: additions.base(person, name), lambda: additions.add(person, name, b"x", new)]
    calls.append(lambda: held.add(person))
    allowed = name in SEEN[who] and person.role >= Role.EDITOR
    for call in calls:
        if allowed:
            call()
        else:
            with pytest.raises(AccessDeniedError):
                call()
    assert len(done) == (2 if allowed else 0)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(
    ("private", "of"), [(True, None), (False, None), (False, "public"), (False, "secret")]
)
def test_who_may_not_save_keeps_no_import(
    who: str, private: bool, of: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    person, done = PEOPLE[who], []
    monkeypatch.setattr(imports.keeping, "order", lambda **_: {})
    monkeypatch.setattr(imports, "Job", lambda *_, **told: done.append(1) or told["before"]())
    held = imports.Import("o", [imports.kept(b"x", "s")], ["x.csv"], None)
    held.reading = SimpleNamespace(folder=tmp_path, seconds=1)  # type: ignore[assignment]
    wanted = savings.Saving(of or "new", None, private, "x.csv", of, Readers())  # type: ignore[arg-type]
    if may(person, savings_act(private=private, of=of), of):
        held.keep(person, {}, wanted)
    else:
        with pytest.raises(AccessDeniedError):
            held.keep(person, {}, wanted)
    assert len(done) == bool(may(person, savings_act(private=private, of=of), of))


def savings_act(*, private: bool, of: str | None) -> Act:
    return Act.IMPORT if private else Act.SAVE if of is None else Act.NEW_VERSION


def test_saving_asks_for_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Act, str | None]] = []
    monkeypatch.setattr(changes.savings, "require", lambda _, act, name=None: asked.append((act, name)))
    monkeypatch.setattr(changes.saving, "save", lambda *_, **__: ("x", "v"))
    monkeypatch.setattr(change_log, "record", lambda **_: None)
    for private, of in ((True, None), (False, None), (False, "public")):
        changes.save(
            PEOPLE["editor"], None, b"", name="n", info=None, private=private, file="", located=None,  # type: ignore[arg-type]
            new_version_of=of,
        )  # fmt: skip
    assert asked == [(Act.IMPORT, None), (Act.SAVE, None), (Act.NEW_VERSION, "public")]


# The routes -------------------------------------------------------------------------------------------------

OPEN = {  # ours that protect nothing: what a link opens it says itself, assets are the program's own files
    "/link/{link}",
    "/maps/{rest:path}",
    "/data/{rest:path}",
    "/basemaps/{rest:path}",
    "/link/{rest:path}",
    *(
        "/ogc",
        "/ogc/",
        "/ogc/api",
        "/ogc/conformance",
        "/ogc/{rest:path}",
    ),  # how it is asked, no dataset's name
    "/assets",
    "/healthz",
    "/readyz",
    "/metrics",  # `api.operators` asks for the machine itself, or for the operator's token
}
STREAMLITS_OWN = {  # what Streamlit itself answers, and why it may; `door.STREAMLITS` has the rest
    "/_stcore/health": "alive or not",
    "/_stcore/host-config": "which origins may embed",
    "/_stcore/metrics": "kept for operators by `api.operators`",
    "/_stcore/stream": "the page, which asks who may do what",
    "/_stcore/bidi-components/{path:path}": "the program's own files",
    "/component/{path:path}": "the program's own files",
    "/media/{file_id:path}": "files made for one session, under names nobody can guess",
    "/auth/login": "the way in",
    "/auth/logout": "the way out",
    "/oauth2callback": "the way in",
    "/": "the empty page",
}


class Asking:
    """An application whose every request comes from one person."""

    def __init__(self, freeze: Any = None) -> None:
        self.person = PEOPLE["anonymous"]
        made = routes(
            lambda _: b"x",
            lambda *_: {},
            freeze=freeze or (lambda *_: (each for each in [b"x"])),
            assets=ASSETS,
            who=lambda _: self.person,
        )
        self.routes = made
        self.client = TestClient(Starlette(routes=made))

    def get(self, who: str, path: str, **headers: str) -> Any:
        self.person = PEOPLE[who]
        return self.client.get(path, headers=headers)


@pytest.fixture(scope="module")
def asking(library: Path) -> Asking:
    return Asking()


def address(route: Ruled, name: str) -> str:
    version = catalog.current(name)
    if route.path.startswith("/maps/"):
        return f"/maps/{'0' * 64}.js?dataset={name}&version={version}"
    path = (
        route.path.replace("{dataset}", name).replace("{version}", version).replace("{digits}", version[:12])
    )
    path = path.replace("{feature:path}", str(catalog.load(name).incidents["id"].iloc[0]))
    return path + {
        "rows.json": "?rows=0",
        "differences.json": f"?since={version}",
        "regions.json": "?boundaries=countries",
        "toll.json": "?rows=0",
        "grid.bin": "?shift=24&box=0,0,10,10",
        "view.bin": "?shift=24&box=0,0,10,10",
    }.get(path.rpartition("/")[2], "")


def test_every_route_of_ours_has_a_rule(asking: Asking) -> None:
    for route in asking.routes:
        path = route.path  # type: ignore[attr-defined]
        if isinstance(route, Mount):
            assert path in OPEN
        else:
            assert isinstance(route, Ruled)
            assert (route.act is None) == (path in OPEN), path
            assert route.act in (None, Act.LOOK, Act.FILTER, Act.EXPORT)
            assert route.methods == {"GET", "HEAD"}, "our addresses change nothing"


@pytest.mark.parametrize("who", PEOPLE)
def test_route_by_person_by_readers(asking: Asking, who: str) -> None:
    ruled = [each for each in asking.routes if isinstance(each, Ruled) and "{dataset}" in each.path]
    ruled.append(next(each for each in asking.routes if each.path == "/maps/{name}.js"))  # type: ignore[attr-defined]
    assert len(ruled) > 10
    for route, name in itertools.product(ruled, READERS):
        answer = asking.get(who, address(route, name))
        seen = name in SEEN[who]
        if route.path.startswith("/maps/"):  # the hash is wrong: who may see it is told that the map changed
            assert ("has changed" in answer.text) == seen, (who, name)
        else:
            outside = PEOPLE[who].mode is Mode.MEMBERS and not PEOPLE[who].member
            refused = (401 if PEOPLE[who].via == ANONYMOUS else 403) if outside else 404
            assert answer.status_code == (200 if seen else refused), (who, route.path, name)
            kept = answer.headers["cache-control"]
            everybody = name == "public" and PEOPLE[who].mode is not Mode.MEMBERS
            assert ("no-store" in kept) != everybody or not seen, (who, route.path, name, kept)


def test_an_address_with_a_name_that_it_does_not_take_is_refused(asking: Asking) -> None:
    """It would answer about everything, where somebody asked for a part."""
    ruled = [each for each in asking.routes if isinstance(each, Ruled) and each.act]
    assert len(ruled) > 15
    for route in ruled:
        whole = address(route, "public") if "{dataset}" in route.path or ".js" in route.path else route.path
        path = re.sub("{.}|{stamp}|{key}", "0", whole)
        answer = asking.get("anonymous", f"{path}{'&' if '?' in path else '?'}nosuchfilter=1")
        assert answer.status_code == 400, path
        assert re.search(r"'nosuchfilter' here\. (Was 'filter' meant\? )?Known here: ", answer.text)
    version = catalog.current("public")
    for wrong, right in (("kinds", "kind"), ("text", "q"), ("start", "from"), ("confidense", "confidence")):
        answer = asking.get("anonymous", f"/data/public/{version}/export.csv?{wrong}=x")
        assert (answer.status_code, f"Was '{right}' meant?" in answer.text) == (400, True), wrong
    hidden = asking.get("anonymous", f"/data/secret/{version}/export.csv?kinds=x")
    assert hidden.status_code == 404, "whether it is here comes first"


UPLOADS = {  # who sees whose upload: that of somebody who logged in, and one made where nobody does
    "machine": "both",
    "owner": "both",
    "other contributor": "address",
    "other editor": "address",
    "given": "both",
    "admin": "both",
    "logged out": "address",
    "stranger": "address",
    "a key": "address",
    "members' owner": "both",
    "another member": "address",
    "outside": "",
    "outsider who made it": "",
}


@pytest.fixture(scope="module")
def uploads(library: Path) -> Iterator[dict[str, str]]:
    owner = Person(Mode.PUBLIC, Role.CONTRIBUTOR, LOGIN, "ida@desk.org", member=True)
    own = readers.with_mark(savings.alone(owner))
    tokens = {
        "both": save(b"own", private=True, seen_by=own)[0],
        "address": save(b"local", private=True, seen_by=savings.alone(machine()))[0],
    }
    mark = frozenset({("", own.mark)})
    people = {
        "owner": owner,
        "other contributor": PEOPLE["contributor"],
        "other editor": PEOPLE["editor"],
        "given": replace(PEOPLE["editor"], links=mark),
        "logged out": Person(Mode.PUBLIC),
        "a key": Person(Mode.PUBLIC, Role.EDITOR, KEY, "key 1", member=True),
        "members' owner": replace(owner, mode=Mode.MEMBERS),
        "another member": PEOPLE["member"],
        "outsider who made it": replace(owner, mode=Mode.MEMBERS, member=False),
    }
    with pytest.MonkeyPatch.context() as patch:
        for who, person in people.items():
            patch.setitem(PEOPLE, who, person)
        yield tokens
    for token in tokens.values():
        management.delete(token)


@pytest.mark.parametrize("who", UPLOADS)
def test_route_by_person_by_whose_upload_it_is(asking: Asking, uploads: dict[str, str], who: str) -> None:
    ruled = [each for each in asking.routes if isinstance(each, Ruled) and "{dataset}" in each.path]
    ruled = [each for each in ruled if "/export." not in each.path or each.path.endswith((".csv", ".kml"))]
    ruled.append(next(each for each in asking.routes if each.path == "/maps/{name}.js"))  # type: ignore[attr-defined]
    for route, (whose, token) in itertools.product(ruled, uploads.items()):
        path = address(route, token)
        answer = asking.get(who, path)
        seen = UPLOADS[who] in (whose, "both")
        if route.path.startswith("/maps/"):
            assert ("has changed" in answer.text) == seen, (who, whose)
            continue
        assert (answer.status_code == 200) == seen, (who, route.path, whose, answer.status_code)
        assert "no-store" in answer.headers["cache-control"]
        absent = "upload-" + "0" * 32
        if not seen:
            missing = asking.get(who, path.replace(token, absent))
            outside = PEOPLE[who].mode is Mode.MEMBERS and not PEOPLE[who].member
            assert answer.status_code == missing.status_code
            assert (answer.status_code == 404) != outside
            assert answer.text.replace(token, absent) == missing.text
            assert {*answer.headers} == {*missing.headers}


@pytest.mark.parametrize("who", UPLOADS)
def test_act_by_person_by_whose_upload_it_is(uploads: dict[str, str], who: str) -> None:
    person = PEOPLE[who]
    for whose, token in uploads.items():
        seen = UPLOADS[who] in (whose, "both")
        own = person.role >= Role.ADMIN or (whose == "both" and who in ("owner", "members' owner"))
        for act in (Act.DELETE, Act.DESCRIBE, Act.NEW_VERSION, Act.LINK):
            assert bool(may(person, act, token)) == (seen and own), (act, whose)
        assert bool(may(person, Act.SAVE, token)) == (seen and person.role >= Role.EDITOR), whose
    listed = [uploads["both"]] if who in ("owner", "members' owner", "outsider who made it") else []
    assert shown.uploads(person) == listed


def test_what_is_hidden_of_an_upload_takes_the_look_ups_of_what_is_not_here(
    uploads: dict[str, str], asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []
    scan = catalog.names
    monkeypatch.setattr(catalog, "names", lambda: looks.append(1) or scan())  # type: ignore[func-returns-value]
    found = []
    for name in (uploads["both"], "upload-" + "0" * 32):
        looks.clear()
        asking.get("stranger", f"/data/{name}/{'f' * 64}/mask.bin")
        found.append(len(looks))
    assert found[0] == found[1] > 0


def test_a_dataset_that_may_not_be_seen_is_answered_as_one_that_is_not_here(asking: Asking) -> None:
    version = "0" * 64
    for file in ("columns.bin", "mask.bin?kind=site", "export.csv", "rows.json?rows=0"):
        hidden = asking.get("anonymous", f"/data/secret/{version}/{file}")
        missing = asking.get("anonymous", f"/data/missing/{version}/{file}")
        assert hidden.status_code == missing.status_code == 404
        assert hidden.text.replace("secret", "missing") == missing.text
        assert "unlisted" not in missing.text, "the names of others are not told either"
        assert {*hidden.headers} == {*missing.headers}


def test_the_page_finds_no_more_than_the_addresses() -> None:
    for function in (shown.opened, shown.load, shown.versions, shown.title, shown.described):
        with pytest.raises(UnknownDatasetError) as caught:
            function(PEOPLE["anonymous"], "secret")
        assert caught.value.known == (paths.DEFAULT, "public")


def test_every_address_of_streamlit_is_known() -> None:
    """A new one of a newer Streamlit has to be looked at."""
    from streamlit.web.server.starlette import starlette_app

    app = st.App(str(ROOT / "components" / "page" / "script.py"))
    found = {
        getattr(each, "path", "") for each in starlette_app.create_streamlit_routes(app._create_runtime())
    }
    guarded = {path for path in found for known in STREAMLITS if path.startswith(f"/{known}")}
    agents = {path for path in found if "agent" in path}  # off: `enableAgentApi` in config.toml
    assert found - guarded - agents - set(STREAMLITS_OWN) - {"", "/static"} == set()
    assert len(
        {known for known in STREAMLITS if any(path.startswith(f"/{known}") for path in guarded)}
    ) == len(STREAMLITS)


def test_the_page_opens_no_dataset_behind_accesss_back() -> None:
    """`geodata.query.store` may be named for its types; `map/view.py` compiles for those who were asked."""
    for path in (*(ROOT / "components").rglob("*.py"), *(ROOT / "api").rglob("*.py")):
        if path.name in ("view.py", "health.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "geodata.query.store":
                assert {each.name for each in node.names} == {"Store"}, path


def test_a_person_at_the_machine_is_no_other(library: Path) -> None:
    assert PEOPLE["machine"].via == MACHINE
    assert deciding.sees(PEOPLE["machine"], "secret")


# Whether a dataset is here ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["/maps/x.js?dataset={}", "/maps/x.js?dataset={}&version=", "/maps/x.js?dataset={}&tiles=a&tiles=b"]
    + [f"/data/{{}}/{'f' * 64}/{each}" for each in ("mask.bin", "columns.bin", "rows.json", "export.csv")],
)
def test_what_is_hidden_answers_as_what_is_not_here(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = TestClient(Starlette(routes=routes(view.module, lambda *_: {}, assets=ASSETS)))
    looks: list[int] = []
    scan = catalog.names
    monkeypatch.setattr(catalog, "names", lambda: looks.append(1) or scan())  # type: ignore[func-returns-value]
    said = {}
    for name in ("secret", "nosuch"):
        looks.clear()
        answer = client.get(path.format(name))
        said[name] = (answer.status_code, answer.text.replace(name, "…"), len(looks))
    assert said["secret"] == said["nosuch"]
    assert said["secret"][0] == 404


def test_a_wrong_version_of_a_map_names_no_hidden_dataset() -> None:
    client = TestClient(Starlette(routes=routes(view.module, lambda *_: {}, assets=ASSETS)))
    rest = f"version={'f' * 64}&base=osm&tiles=osm&files=&lang=en"
    answer = client.get(f"/maps/x.js?dataset=public&{rest}")
    assert answer.status_code == 404
    assert "secret" not in answer.text


@pytest.mark.parametrize("name", READERS)
def test_a_key_that_names_a_dataset_opens_it_whatever_its_readers(name: str) -> None:
    key = Person(Mode.PUBLIC, Role.VISITOR, KEY, "key 1", member=True, scope=frozenset({identities.of(name)}))
    assert {each for each in READERS if deciding.sees(key, each)} == {name}
    assert may(key, Act.EXPORT, name)
    assert not may(key, Act.DESCRIBE, name)
