"""Full disks, libraries that are only read, and kill -9 at any moment: nothing is lost, and it is said."""

from __future__ import annotations

import contextlib
import itertools
import os
import random
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from drafts import INFO, draft
from forked_changes import left_by_a_sweep
from test_page import page

from geodata.__main__ import main
from geodata.errors import LibraryError
from geodata.filters import Filters
from geodata.index import duckdb_file
from geodata.library import (
    archives,
    catalog,
    change_log,
    indexes,
    management,
    paths,
    placing,
    purging,
    restoring,
    saving,
    verifying,
)
from geodata.library.placing import is_whole
from geodata.query import answers, store
from geodata.sandbox import private_folders

ROOT = Path(__file__).parents[1]
KILLS = 30
SEED = 13


def mounted(folder: Path, *options: str) -> bool:
    """Whether a small file system of its own could be mounted there."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)]
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A disk of 64 MB with a library, `mine`."""
    disk = tmp_path / "disk"
    if not mounted(disk):
        pytest.skip("a tmpfs may not be mounted here")
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(disk / "library"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    store._open.cache_clear()
    try:
        saving.save(draft(10), b"mine", name="mine", info=INFO)
        yield disk
    finally:
        store._open.cache_clear()
        subprocess.run(["umount", "-l", str(disk)], check=True)  # noqa: S607


def fill(disk: Path) -> None:
    with (disk / "rest").open("wb", buffering=0) as stream, contextlib.suppress(OSError):
        while True:
            stream.write(bytes(2**16))


def test_a_full_disk_is_told_in_a_sentence_and_loses_nothing(
    small_disk: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "t.csv"
    table.write_text("title,date,latitude,longitude\nShots,2023-09-24,42.97,20.78\n")
    fill(small_disk)
    before = catalog.versions("mine")
    for arguments in (
        ["import", str(table), "--name", "t"],
        ["describe", "mine", "--title", "x" * 9000],
        ["backup", str(small_disk / "b.tar")],
    ):
        assert main(arguments) == 1
        said = capfd.readouterr().err
        assert "No space left on device" in said
        assert "Traceback" not in said
        assert "duckdb" not in said
        assert str(small_disk) not in said
    assert catalog.versions("mine") == before
    assert [each.state for each in verifying.verify()] == ["whole"]
    app = page(dataset="mine")
    assert not app.exception
    assert not app.error
    assert not page().exception
    (small_disk / "rest").unlink()
    assert main(["import", str(table), "--name", "t"]) == 0
    assert not paths.children(small_disk / "library" / paths.INCOMING)


def test_on_a_full_disk_what_is_done_and_cannot_be_logged_is_said_to_be_done(
    small_disk: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    fill(small_disk)
    assert main(["delete", "mine"]) == 1
    said = capfd.readouterr().err
    assert "This was done, and is not in the log of changes (No space left on device). Do not do it" in said
    assert [each.name for each in management.deletions()] == ["mine"]
    assert [*verifying.verify()] == []
    (small_disk / "rest").unlink()
    assert main(["undelete", management.deletions()[0].token]) == 0
    assert [each.act for each in change_log.latest()] == ["undelete"]


def test_on_a_full_disk_an_index_is_made_in_the_users_cache(small_disk: Path) -> None:
    index = small_disk / "library" / "mine" / catalog.current("mine") / duckdb_file.FILE
    index.unlink()
    fill(small_disk)
    assert answers.counts(store.opened("mine"), Filters()).total == 10
    assert not index.exists()


def test_a_library_that_is_only_read_answers_all_and_saves_nothing(
    small_disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = small_disk / "library" / "mine" / catalog.current("mine")
    (folder / duckdb_file.FILE).unlink()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)  # noqa: S607
    placing.sweep()
    assert answers.counts(store.opened("mine"), Filters()).total == 10
    cached = indexes.places(folder)[1]
    assert cached.exists()
    assert (cached.parent.stat().st_mode & 0o777, cached.stat().st_mode & 0o777) == (0o700, 0o600)
    with pytest.raises(LibraryError, match="Read-only file system"):
        saving.save(draft(5), b"x", name="x", info=INFO)
    for arguments in (["rename", "mine", "other"], ["delete", "mine"], ["withdraw", "mine"], ["purge"]):
        assert main(arguments) == 1 or arguments == ["purge"]
    assert "Traceback" not in capsys.readouterr().err
    assert main(["list"]) == 0
    assert main(["verify"]) == 0
    app = page(dataset="mine")
    assert not app.exception
    assert not app.error


def test_a_damaged_index_in_a_library_that_is_only_read_gives_way_to_one_in_the_cache(
    small_disk: Path,
) -> None:
    index = small_disk / "library" / "mine" / catalog.current("mine") / duckdb_file.FILE
    content = bytearray(index.read_bytes())
    for place in range(16_384, len(content), 4_096):
        content[place] ^= 4
    index.write_bytes(content)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)  # noqa: S607
    for _ in range(2):
        assert answers.counts(store.opened("mine"), Filters()).total == 10
        store._open.cache_clear()


def test_an_index_that_others_could_have_written_is_not_opened(tmp_path: Path) -> None:
    place = tmp_path / "open to all"
    place.mkdir(mode=0o777)
    place.chmod(0o777)
    assert not indexes._is_ours(place, tmp_path)
    place.chmod(0o755)
    assert indexes._is_ours(place, tmp_path)


# kill -9 --------------------------------------------------------------------------------------------------


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    return tmp_path / "library"


KINDS = ("save", "append", "private", "delete", "backup", "import")


def test_kill_9_at_thirty_random_moments_leaves_every_version_whole(library: Path, tmp_path: Path) -> None:
    dice = random.Random(SEED)  # noqa: S311 - the same moments each time
    saving.save(draft(3), b"first", name="mine", info=INFO)
    archives.backup(str(tmp_path / "backup.tar"))
    helper = [sys.executable, str(Path(__file__).with_name("crashing_library.py")), str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))}
    with subprocess.Popen(
        helper, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        lasts: dict[str, float] = {}
        killed = 0
        for number in itertools.count():
            if killed == KILLS:
                break
            kind = KINDS[number % len(KINDS)]
            process.stdin.write(f"{kind} {number}\n")
            process.stdin.flush()
            pid = int(process.stdout.readline())
            began = time.monotonic()
            if kind in lasts:  # the first of each kind tells how long it takes
                time.sleep(dice.random() * min(lasts[kind], 0.8))
                with contextlib.suppress(ProcessLookupError):  # it was quicker this time
                    os.kill(pid, signal.SIGKILL)
                killed += 1
            while (said := process.stdout.readline()) != "ended\n":
                assert said == f"{pid} done\n", f"{kind} {number}"
            lasts.setdefault(kind, time.monotonic() - began)
            assert all(is_whole(each.parent) for each in library.glob("[a-z]*/*/manifest.json"))
            assert not catalog.problems("mine")
        process.stdin.close()
    assert {each.state for each in verifying.verify()} == {"whole"}
    assert not left_by_a_sweep(library)
    assert not list((tmp_path / "temporary").glob("incident-map-*/upload"))
    assert not list(library.glob("**/*.damaged"))
    with tarfile.open(tmp_path / "backup.tar") as archive:
        assert archives.INDEX in archive.getnames()  # the last whole one, or the first
    assert all(each.well for each in restoring.restore(str(tmp_path / "backup.tar")))
    purging.purge()


def test_what_a_killed_import_left_in_the_temporary_folder_is_swept(library: Path, tmp_path: Path) -> None:
    script = (
        "import os, signal\n"
        "from geodata.sandbox.private_folders import PrivateFolder\n"
        "place = PrivateFolder()\n"
        "(place.path / 'upload').write_text('secret')\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False)
    [left] = (tmp_path / "temporary").iterdir()
    assert left.stat().st_mode & 0o777 == 0o700
    in_use = private_folders.PrivateFolder()
    (tmp_path / "temporary" / "incident-map-of-others").mkdir()
    placing.sweep()
    assert not left.exists()
    assert in_use.path.exists()
    assert (tmp_path / "temporary" / "incident-map-of-others").exists()
    in_use.cleanup()
    assert not in_use.path.exists()
