"""Who somebody is, keys and links, the log, readers on disk, and names by which a server may be called."""

from __future__ import annotations

import json
import stat
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from drafts import draft
from starlette.requests import HTTPConnection
from streamlit.testing.v1 import AppTest
from test_saving import INFO, save

from access import asking, changes, configuration, hosts, links, people, savings, shown
from access.acts import Act, Mode, Role
from access.deciding import AccessDeniedError, may, sees
from access.people import Person, Roster, logged_in, visitor_key
from geodata import entries
from geodata.__main__ import main
from geodata.errors import OutrunError, PeopleError
from geodata.library import change_log, files, keys, library_format, management, own_secret, paths, readers
from geodata.library.readers import Readers

NOW = 1_796_000_000.0
ROSTER = Roster(
    admins=entries.split("ada@desk.org"),
    editors=entries.split("@desk.org, group:Desk"),
    contributors=entries.split("cem@else.org"),
    members=entries.split("mia@else.org"),
)


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path))
    return tmp_path


def claims(email: str, **others: Any) -> dict[str, Any]:
    return {"email": email, "email_verified": True, "iat": NOW, "sub": "1", "iss": "x", **others}


# People -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "role", "member"),
    [
        (claims("Ada@Desk.org"), Role.ADMIN, True),
        (claims("x@desk.org"), Role.EDITOR, True),
        (claims("x@evil-desk.org"), Role.VISITOR, False),
        (claims("x@desk.org.evil.org"), Role.VISITOR, False),
        (claims("x@else.org", groups=["desk"]), Role.EDITOR, True),
        (claims("x@else.org", groups="DESK"), Role.EDITOR, True),
        (claims("cem@else.org"), Role.CONTRIBUTOR, True),
        (claims("mia@else.org"), Role.VISITOR, True),
        (claims("x@desk.org", email_verified=False), Role.VISITOR, False),
        (claims("x@desk.org", email_verified="false", groups=["desk"]), Role.VISITOR, False),
        ({**claims("x@desk.org"), "email_verified": None}, Role.VISITOR, False),
        ({**claims("x@desk.org", groups=["desk"]), "email_verified": None}, Role.EDITOR, True),
        (claims("x@desk.org", iat=NOW - 12 * 3600 - 1), Role.VISITOR, False),
        (claims("x@desk.org", iat=NOW + 3600), Role.VISITOR, False),
        (claims("x@desk.org", iat=None), Role.VISITOR, False),
        (claims("x@desk.org", iat=True), Role.VISITOR, False),
        (claims("", groups=[]), Role.VISITOR, False),
    ],
)
def test_what_a_token_says_becomes_a_role(said: dict[str, Any], role: Role, member: bool) -> None:
    person = logged_in(Mode.PUBLIC, said, ROSTER, now=NOW)
    assert (person.role, person.member) == (role, member)


def test_everybody_who_logs_in_may_be_a_member_and_nobody_so_an_editor() -> None:
    open_to_all = Roster(editors=("*",), members=("*",))
    person = logged_in(Mode.MEMBERS, claims("x@else.org"), open_to_all, now=NOW)
    assert (person.role, person.member) == (Role.VISITOR, True)


def test_a_visitors_key_is_the_same_for_a_household_and_tells_nobody_who_it_is() -> None:
    def of(address: str) -> str:
        return visitor_key(Person(Mode.PUBLIC, address=address))

    assert of("2001:db8:1:2::3") == of("2001:db8:1:2:ffff::1") != of("2001:db8:1:3::3")
    assert of("203.0.113.7") == of("::ffff:203.0.113.7") != of("203.0.113.8")
    logged = Person(Mode.PUBLIC, via=people.LOGIN, name="ana@desk.org", address="203.0.113.7")
    assert visitor_key(logged) not in (of("203.0.113.7"), "ana@desk.org")


# Keys -------------------------------------------------------------------------------------------------------


def asked(**headers: str) -> Person:
    return asking.person(Mode.PUBLIC, authorization=headers.get("authorization", ""))


def test_a_key_opens_what_it_says_until_it_is_revoked(library: Path) -> None:
    save(name="mine")
    readers.write(management.editable_folder("mine"), Readers(readers.MEMBERS))
    text, key = keys.add("a script", role="editor", datasets=("mine",))
    person = asked(authorization=f"Bearer {text}")
    assert person.role is Role.EDITOR
    assert sees(person, "mine")
    assert not sees(person, paths.DEFAULT), "it is for one dataset"
    assert text not in (library / paths.OWN / keys.FILE).read_text()
    assert text.rpartition("_")[2] not in (library / paths.OWN / keys.FILE).read_text()
    keys.revoke(key.id)
    assert not sees(asked(authorization=f"Bearer {text}"), "mine")


def test_a_key_ends_and_a_wrong_one_gives_nothing() -> None:
    text, key = keys.add("x", days=1)
    assert keys.of_text(text, now=key.ends - 1) == key
    assert keys.of_text(text, now=key.ends) is None
    for wrong in ("", "imk_", text[:-1], text + "x", f"imk_{key.id}_{'A' * 43}"):
        assert keys.of_text(wrong) is None
        assert asked(authorization=f"Bearer {wrong}").role is Role.VISITOR


def test_keys_by_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "add", "a script", "--role", "contributor", "--days", "2"]) == 0
    text = capsys.readouterr().out.strip()
    assert keys.of_text(text) is not None
    assert main(["keys", "list"]) == 0
    listed = capsys.readouterr().out
    assert "contributor" in listed
    assert text not in listed
    assert main(["keys", "revoke", keys.listed()[0].id]) == 0
    assert keys.of_text(text) is None
    assert main(["keys", "revoke", "none"]) == 1
    assert main(["keys", "add", "x", "--days", "0"]) == 2
    first = keys.listed()[0].revoked
    capsys.readouterr()
    assert main(["keys", "revoke", keys.listed()[0].id]) == 0
    assert "was revoked already" in capsys.readouterr().out
    assert keys.listed()[0].revoked == first
    assert main(["keys", "add", "x", "--dataset", "nonesuch"]) == 1
    assert "There is no dataset 'nonesuch'" in capsys.readouterr().err
    assert len(keys.listed()) == 1
    written = [(each.act, each.about) for each in change_log.latest()]
    assert [act for act, _ in written] == ["keys", "keys"], "to revoke again changes nothing"
    assert all(text not in about for _, about in written)


# Links ------------------------------------------------------------------------------------------------------


def test_a_link_opens_its_dataset_alone_until_its_end_or_the_end_of_all_links() -> None:
    save(name="mine")
    save(b"other", name="other")
    folder = management.editable_folder("mine")
    for name in ("mine", "other"):
        readers.write(management.editable_folder(name), readers.with_mark(Readers(readers.PRIVATE)))
    link = links.make("mine", readers.of("mine").mark, days=1)
    guest = asking.person(Mode.MEMBERS, link=link)
    assert sees(guest, "mine")
    assert not sees(guest, "other")
    assert not sees(guest, paths.DEFAULT)
    assert links.read(link, now=time.time() + 86_401) is None
    for tampered in (link[:-1], link + "x", link.replace(".", ".A", 1), ""):
        assert links.read(tampered) is None
    readers.write(folder, readers.with_mark(Readers(readers.PRIVATE)))
    assert not sees(asking.person(Mode.MEMBERS, link=link), "mine"), "its mark is gone"


def test_a_link_of_a_deleted_dataset_does_not_open_another_of_its_name() -> None:
    save(name="mine")
    readers.write(management.editable_folder("mine"), readers.with_mark(Readers(readers.PRIVATE)))
    link = links.make("mine", readers.of("mine").mark, days=1)
    management.delete("mine")
    save(b"new", name="mine")
    readers.write(management.editable_folder("mine"), readers.with_mark(Readers(readers.PRIVATE)))
    assert not sees(asking.person(Mode.PUBLIC, link=link), "mine")


def test_a_key_and_a_link_follow_their_dataset_and_open_nothing_that_takes_its_name(library: Path) -> None:
    save(name="mine")
    readers.write(management.editable_folder("mine"), readers.with_mark(Readers(readers.PRIVATE)))
    link = links.make("mine", readers.of("mine").mark, days=1)
    text, _ = keys.add("a script", datasets=("mine",))
    management.rename("mine", "elsewhere")
    save(b"new", name="mine")
    readers.write(management.editable_folder("mine"), Readers(readers.PRIVATE))
    guest = asking.person(Mode.MEMBERS, link=link)
    script = asking.person(Mode.MEMBERS, authorization=f"Bearer {text}")
    assert [sees(guest, "elsewhere"), sees(script, "elsewhere")] == [True, True]
    assert [sees(guest, "mine"), sees(script, "mine")] == [False, False]
    named = links.read(link)
    assert named is not None
    assert links.opens(named) == "elsewhere"
    management.delete("elsewhere")
    assert links.opens(named) is None
    assert not sees(asking.person(Mode.MEMBERS, authorization=f"Bearer {text}"), "mine")
    management.undelete(management.deletions()[0].token)
    assert sees(asking.person(Mode.MEMBERS, authorization=f"Bearer {text}"), "elsewhere")


def test_keys_are_listed_with_what_their_datasets_are_called_now(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("mine", "gone"):
        save(name.encode(), name=name)
    keys.add("x", datasets=("mine", "gone", paths.DEFAULT))
    management.rename("mine", "elsewhere")
    management.delete("gone")
    save(b"new", name="gone")
    assert main(["keys", "list"]) == 0
    said = capsys.readouterr().out
    assert f"elsewhere (was mine), 'gone', which is gone, {paths.DEFAULT}: x" in said


def test_a_key_of_an_older_edition_is_held_to_its_dataset_before_a_name_can_change(library: Path) -> None:
    save(name="mine")
    text, _ = keys.add("x", datasets=("mine", paths.DEFAULT))
    for path, key in ((library / paths.OWN / keys.FILE, "ids"), (library / "mine" / paths.DESCRIPTION, "id")):
        said = json.loads(path.read_text())
        for each in said.get("keys", [said]):
            del each[key]
        path.write_text(json.dumps(said))
    (library / library_format.FILE).write_text('{"format": 2}')
    opened = lambda name: sees(asking.person(Mode.PUBLIC, authorization=f"Bearer {text}"), name)  # noqa: E731
    assert opened("mine"), "before anything is written"
    management.rename("mine", "elsewhere")
    save(b"new", name="mine")
    assert [opened("elsewhere"), opened("mine"), opened(paths.DEFAULT)] == [True, False, True]


def test_what_is_put_back_beside_its_renamed_self_is_another_dataset(library: Path, tmp_path: Path) -> None:
    save(name="mine")
    text, _ = keys.add("x", datasets=("mine",))
    assert main(["backup", str(tmp_path / "library.tar")]) == 0
    management.rename("mine", "elsewhere")
    assert main(["restore", str(tmp_path / "library.tar")]) == 0
    person = asking.person(Mode.PUBLIC, authorization=f"Bearer {text}")
    assert [sees(person, "elsewhere"), sees(person, "mine")] == [True, False]


def test_a_browser_holds_a_few_links(monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = ""
    for number in range(links.MOST + 3):
        cookie = links.added(cookie, links.make(f"d{number}", "m", days=1))
    assert len(links.held(cookie)) == links.MOST
    assert (f"d{links.MOST + 2}", "m") in links.held(cookie)
    monkeypatch.setenv("INCIDENTS_LINK_SECRET", "another")
    assert links.held(cookie) == frozenset()


def test_the_secret_is_its_owners_alone_and_one_for_all(library: Path) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(own_secret.own_secret("s"))) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(set(found)) == 1
    assert len(found[0]) == 64
    assert stat.S_IMODE((library / paths.OWN / "s").stat().st_mode) == 0o600
    assert stat.S_IMODE((library / paths.OWN).stat().st_mode) == 0o700


# Requests ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "elsewhere"),
    [
        ({}, False),
        ({"sec-fetch-site": "same-origin"}, False),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, True),
        ({"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"}, True),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, False),
        ({"origin": "http://evil.example", "host": "maps.example.org"}, True),
        ({"origin": "http://maps.example.org", "host": "maps.example.org"}, False),
    ],
)
def test_a_page_elsewhere_has_no_use_of_its_visitors_cookies(
    headers: dict[str, str], elsewhere: bool
) -> None:
    from api.asking import known_by

    assert asking.comes_from_elsewhere(headers) == elsewhere
    who = known_by(
        lambda: Mode.PUBLIC, lambda _: {"email": "x@desk.org", "email_verified": True, "iat": time.time()}
    )
    scope = {
        "type": "http",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("203.0.113.7", 1),
    }
    assert (who(HTTPConnection(scope)).via == people.LOGIN) != elsewhere


def refused(
    mode: Mode, host: str, *, client: str = "127.0.0.1", websocket: bool = False, **headers: str
) -> bool:
    said = {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return hosts.refusal(mode, said, client=client, known=("known.org",), websocket=websocket) is not None


def test_the_server_answers_to_its_own_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_HOSTS", "maps.example.org, *.desk.org")
    for mode in Mode:
        for own in (
            "localhost",
            "127.0.0.1:8501",
            "[::1]:8501",
            "maps.example.org",
            "a.desk.org",
            "known.org",
        ):
            assert not refused(mode, own), (mode, own)
        for other in ("evil.example", "", "desk.org", "a@localhost", "localhost/x", "localhost:port"):
            assert refused(mode, other), (mode, other)
    assert not refused(Mode.PUBLIC, "203.0.113.7:8501"), "an address cannot be had by another's name"
    assert refused(Mode.LOCAL, "203.0.113.7:8501")


def test_local_is_for_the_machine_even_behind_a_proxy() -> None:
    assert not refused(Mode.LOCAL, "localhost")
    assert refused(Mode.LOCAL, "localhost", client="203.0.113.7")
    assert refused(Mode.LOCAL, "localhost", x_forwarded_for="203.0.113.7")
    assert refused(Mode.LOCAL, "known.org", x_forwarded_for="203.0.113.7"), "a name makes nobody local"
    assert not refused(Mode.PUBLIC, "localhost", x_forwarded_for="203.0.113.7")


def test_a_page_is_opened_by_this_servers_pages_alone() -> None:
    assert not refused(Mode.PUBLIC, "localhost:1", websocket=True, origin="http://localhost:1")
    assert refused(Mode.PUBLIC, "localhost:1", websocket=True, origin="http://localhost:2")
    assert refused(Mode.PUBLIC, "localhost:1", websocket=True, origin="https://evil.example")
    assert not refused(Mode.PUBLIC, "localhost:1", websocket=True, origin="https://known.org")
    assert refused(Mode.PUBLIC, "localhost:1", websocket=True, origin="https://known.org:8443")


def test_what_listens_for_others_is_not_local(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(configuration, "_said", [])
    monkeypatch.setattr(configuration, "_bound", [])
    assert configuration.mode("localhost") is configuration.mode("::1") is Mode.LOCAL
    assert configuration.mode("0.0.0.0") is configuration.mode(None) is Mode.PUBLIC  # noqa: S104
    configuration.say_mode("localhost")
    assert not caplog.messages
    configuration.listens_on(["0.0.0.0"])  # noqa: S104
    assert configuration.mode("localhost") is Mode.PUBLIC, "whatever its settings say"
    assert "it runs as 'public'" in caplog.messages[0]
    monkeypatch.setenv("INCIDENTS_ACCESS", "members")
    assert configuration.mode(None) is Mode.MEMBERS


# Readers and the log on disk --------------------------------------------------------------------------------


def test_a_dataset_of_an_older_program_is_public(library: Path) -> None:
    save(name="mine")
    assert "readers" not in json.loads((library / "mine" / paths.DESCRIPTION).read_text())
    assert readers.of("mine") == Readers()


@pytest.mark.parametrize(
    "said",
    [
        "all",
        {"who": "friends", "people": []},
        {"who": "public", "people": "ana"},
        {"who": "public", "people": [], "until": "later"},
        {"who": "public", "people": [], "until": None, "mark": "", "newer": 1},
    ],
)
def test_readers_that_cannot_be_read_are_nobody(library: Path, said: object) -> None:
    save(name="mine")
    path = library / "mine" / paths.DESCRIPTION
    path.write_text(json.dumps({**json.loads(path.read_text()), "readers": said}))
    assert readers.of("mine") == readers.NOBODY


def test_describing_renaming_and_bringing_back_leave_the_readers() -> None:
    from geodata.library import catalog

    save(name="mine")
    said = Readers(readers.PRIVATE, ("ana@desk.org",), 4e9, "m")
    readers.write(management.editable_folder("mine"), said)
    management.describe("mine", catalog.load("mine").info)
    management.rename("mine", "other")
    assert management.delete("other")
    management.undelete(management.deletions()[0].token)
    assert readers.of("other") == said


def test_an_embargo_ends_by_itself() -> None:
    save(name="mine")
    readers.write(management.editable_folder("mine"), Readers(until=NOW))
    visitor = Person(Mode.PUBLIC)
    assert not sees(visitor, "mine", now=NOW - 1)
    assert sees(visitor, "mine", now=NOW)


def test_a_reader_whom_nobody_can_be_is_refused_and_nothing_changes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    save(name="mine")
    editor = Person(Mode.PUBLIC, Role.EDITOR, people.LOGIN, name="ed@desk.org")
    for odd in ("ana", "group:", "https://example.org", "*"):
        with pytest.raises(PeopleError, match="expected were e-mail addresses"):
            changes.set_readers(editor, "mine", Readers(readers.PRIVATE, (odd,)))
        assert main(["readers", "mine", "--who", "private", "--people", odd]) == 1
        assert f"'{odd}' was found" in capsys.readouterr().err
    assert readers.of("mine") == readers.ALL


def test_who_has_no_verified_address_is_still_among_the_readers_when_they_are_saved_again() -> None:
    save(name="mine")
    told = {"iat": NOW, "sub": "1", "iss": "x", "groups": ["desk"]}
    one = logged_in(Mode.PUBLIC, told, ROSTER, now=NOW)
    changes.set_readers(one, "mine", Readers(readers.PRIVATE))
    shown = ", ".join(readers.of("mine").people)
    changes.set_readers(one, "mine", Readers(readers.PRIVATE, entries.split(shown)))
    assert readers.of("mine").people == (one.name,)


def test_who_makes_a_dataset_private_stays_among_its_readers() -> None:
    save(name="mine")
    editor = Person(Mode.PUBLIC, Role.EDITOR, people.LOGIN, "edi@desk.org", member=True)
    changes.set_readers(editor, "mine", Readers(readers.PRIVATE))
    assert sees(editor, "mine")
    assert readers.of("mine").people == ("edi@desk.org",)


def test_a_new_dataset_is_never_seen_by_others_than_its_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    editor = Person(Mode.PUBLIC, Role.EDITOR, people.LOGIN, "edi@desk.org", member=True)
    first_seen: list[Readers] = []
    written = files.write_json

    def watched(path: Path, said: Any) -> None:
        if path.name == paths.DESCRIPTION:
            written(path, said)
            first_seen.append(readers.of_folder(path.parent))

    monkeypatch.setattr(files, "write_json", watched)
    options: dict[str, Any] = {"private": False, "file": "a.csv", "located": None}
    seen_by = Readers(readers.PRIVATE)
    changes.save(editor, draft(), b"a,b", name="mine", info=INFO, seen_by=seen_by, **options)
    assert first_seen == [Readers(readers.PRIVATE, ("edi@desk.org",))]
    assert sees(editor, "mine")
    assert not sees(Person(Mode.PUBLIC), "mine")


def test_a_deleted_private_dataset_is_offered_to_its_readers_alone() -> None:
    from access import shown

    save(name="mine")
    editor = Person(Mode.PUBLIC, Role.EDITOR, people.LOGIN, "edi@desk.org", member=True)
    other = Person(Mode.PUBLIC, Role.EDITOR, people.LOGIN, "other@desk.org", member=True)
    changes.set_readers(editor, "mine", Readers(readers.PRIVATE))
    changes.delete(editor, "mine")
    assert [each.name for each in shown.deletions(editor)] == ["mine"]
    assert shown.deletions(other) == []
    assert "mine" not in {each.dataset for each in changes.log(other)}
    with pytest.raises(LookupError):
        changes.restore(other, management.deletions()[0].token)
    assert changes.restore(editor, management.deletions()[0].token) == "mine"


def test_what_two_change_at_a_time_is_kept_and_nothing_is_undone_in_silence() -> None:
    save(name="mine")
    editor = Person(Mode.PUBLIC, Role.EDITOR, people.LOGIN, "edi@desk.org", member=True)
    seen = management.described("mine")
    changes.describe(editor, "mine", replace(seen, licence="CC BY 4.0"), seen=seen)
    changes.describe(editor, "mine", replace(seen, description="mended"), seen=seen)
    now = management.described("mine")
    assert (now.licence, now.description) == ("CC BY 4.0", "mended")
    assert [each.about for each in changes.log(editor)[:2]] == ["description", "licence"]
    with pytest.raises(OutrunError, match="been described by somebody else"):
        changes.describe(editor, "mine", replace(seen, licence="CC0"), seen=seen)
    shown_to = readers.of("mine")
    changes.set_readers(editor, "mine", Readers(readers.PRIVATE), seen=shown_to)
    with pytest.raises(OutrunError, match="been given other readers"):
        changes.set_readers(editor, "mine", Readers(readers.MEMBERS), seen=shown_to)
    assert readers.of("mine").who == readers.PRIVATE


def test_the_log_says_to_whom_a_dataset_was_shown_and_from_when() -> None:
    save(name="mine")
    editor = Person(Mode.PUBLIC, Role.EDITOR, people.LOGIN, "edi@desk.org", member=True)
    until = datetime(2099, 12, 5, 8, 30, tzinfo=UTC).timestamp()
    changes.set_readers(editor, "mine", Readers(readers.MEMBERS, ("ana@desk.org",), until))
    told = "members, embargoed until 2099-12-05 08:30 UTC, ana@desk.org"
    assert changes.log(editor)[0].about.startswith(told)


def test_the_log_says_who_changed_what_and_never_a_private_name(library: Path) -> None:
    editor = Person(Mode.PUBLIC, Role.EDITOR, people.LOGIN, "edi@desk.org", member=True)
    token, _ = save(private=True, seen_by=savings.alone(editor))
    save(name="mine")
    changes.rename(editor, "mine", "better")
    changes.delete(editor, token)
    assert [(each.who, each.act, each.dataset, each.source) for each in change_log.latest()] == [
        ("edi@desk.org", "delete", "a private upload", "page"),
        ("edi@desk.org", "rename", "better", "page"),
    ]
    assert token not in (library / paths.OWN / change_log.FILE).read_text()
    assert stat.S_IMODE((library / paths.OWN / change_log.FILE).stat().st_mode) == 0o600


def test_a_line_of_the_log_that_is_cut_off_hides_no_other(library: Path) -> None:
    for act in ("one", "two"):
        change_log.record(who="x", act=act, source="page")
    path = library / paths.OWN / change_log.FILE
    path.write_text(path.read_text()[:-5] + "\n")
    change_log.record(who="x", act="three", source="page")
    assert [each.act for each in change_log.latest()] == ["three", "one"]


def test_what_the_command_line_changes_is_in_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    save(name="mine")
    assert main(["rename", "mine", "other"]) == 0
    assert main(["undelete"]) == 0, "only lists"
    assert main(["rename", "mine", "again"]) == 1, "changes nothing"
    assert main(["log"]) == 0
    said = capsys.readouterr().out
    assert "rename mine other" in said
    assert said.count("command line") == 1


def test_a_host_says_who_may_take_data_away(monkeypatch: pytest.MonkeyPatch) -> None:
    anybody, contributor = (
        Person(Mode.PUBLIC),
        Person(Mode.PUBLIC, Role.CONTRIBUTOR, people.LOGIN, "c@desk.org"),
    )
    assert may(anybody, Act.EXPORT)
    monkeypatch.setenv("INCIDENTS_EXPORTERS", "contributors")
    assert not may(anybody, Act.EXPORT)
    assert may(anybody, Act.FILTER)
    assert may(contributor, Act.EXPORT)


def test_an_upload_is_its_contributors_to_change() -> None:
    from access.acts import Act

    contributor = Person(Mode.PUBLIC, Role.CONTRIBUTOR, people.LOGIN, "cem@else.org", member=True)
    token, _ = save(private=True, seen_by=savings.alone(contributor))
    for act in (Act.DELETE, Act.DESCRIBE, Act.NEW_VERSION, Act.LINK):
        assert may(contributor, act, token)
        assert not may(replace(contributor, role=Role.VISITOR), act, token), "not any more"
    assert not may(contributor, Act.SET_READERS, token)
    assert not may(contributor, Act.SAVE, token)


def test_what_an_upload_says_of_its_owner_only_the_server_reads_and_describing_it_leaves_it(
    library: Path,
) -> None:
    ana = Person(Mode.PUBLIC, Role.CONTRIBUTOR, people.LOGIN, "ana@desk.org", member=True)
    bob = replace(ana, name="bob@desk.org")
    given = draft()
    how = {"name": "", "info": INFO, "private": True, "file": "a.csv", "located": None}
    token = changes.save(ana, given, b"x", **how)
    changes.describe(ana, token, replace(INFO, title="Mine"))
    changes.link_mark(ana, token)
    files_there = [path for path in (library / paths.PRIVATE / token).rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files_there} == {0o600}
    assert readers.of(token).people == ("ana@desk.org",)
    assert shown.uploads(ana) == [token]
    assert shown.uploads(bob, [token]) == shown.uploads(Person(Mode.PUBLIC), [token]) == []
    for change in (
        lambda: changes.save(bob, given, b"y", **{**how, "name": token}),
        lambda: changes.delete(bob, token),
        lambda: changes.link_mark(bob, token),
        lambda: changes.save_upload(
            replace(bob, role=Role.EDITOR), token, name="z", info=INFO, seen_by=Readers()
        ),
    ):
        with pytest.raises(AccessDeniedError, match="There is no such dataset here"):
            change()
    changes.delete(ana, token)
    assert shown.uploads(ana, [token]) == []


def test_an_editor_to_whom_an_upload_was_given_saves_it_and_changes_nothing_of_it() -> None:
    ana = Person(Mode.PUBLIC, Role.CONTRIBUTOR, people.LOGIN, "ana@desk.org", member=True)
    how = {"name": "", "info": INFO, "private": True, "file": "a.csv", "located": None}
    token = changes.save(ana, draft(), b"x", **how)
    link = links.make(token, changes.link_mark(ana, token), days=1)
    assert links.opens(links.read(link) or ("", "")) == token
    editor = replace(ana, role=Role.EDITOR, name="edi@desk.org", links=links.held(link))
    for act in (
        Act.DELETE,
        Act.DESCRIBE,
        Act.NEW_VERSION,
        Act.SET_READERS,
        Act.LINK,
        Act.RENAME,
        Act.WITHDRAW,
    ):
        assert not may(editor, act, token), act
    said = Readers(readers.PRIVATE)
    assert changes.save_upload(editor, token, name="given", info=INFO, seen_by=said) == "given"
    assert readers.of("given").people == ("edi@desk.org",), "from its first moment on"
    assert sees(ana, token)
    changes.end_links(ana, token)
    assert not sees(editor, token)


def test_where_others_come_a_new_dataset_is_offered_to_nobody_else_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def script() -> None:
        import streamlit as st

        from components.importing import destination

        st.write(destination.seen_by("import_seen_by").who)

    monkeypatch.setattr("components.visitor.mode", lambda: Mode.PUBLIC)
    asked = AppTest.from_function(script).run()
    assert asked.selectbox(key="import_seen_by").options[0] == "the people named, and admins"
    assert asked.markdown[0].value == "private"
    monkeypatch.setattr("components.visitor.mode", lambda: Mode.LOCAL)
    assert not AppTest.from_function(script).run().selectbox
