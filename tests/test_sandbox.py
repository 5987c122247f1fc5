"""In the sandbox a reader can read its file and write its work; what breaks there is words here."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal

from geodata import readers
from geodata.errors import UnusableFileError
from geodata.ingest.choices import Choices
from geodata.layouts import drafting
from geodata.limits import Limits
from geodata.readers.gdal_tables import DRIVERS
from geodata.sandbox import handover
from geodata.sandbox import parent as sandbox_parent

TESTS = Path(__file__).parent
LIMITS = Limits()


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    path = tmp_path / "incidents.csv"
    path.write_text(
        "id,date,latitude,longitude\n00123,2023-09-24,42.97,20.78\n2,2023-09-25,43.1,20.8\n", "utf-8"
    )
    return path


def run(
    task: str, upload: Path, monkeypatch: pytest.MonkeyPatch, limits: Limits = LIMITS, **choices: Any
) -> Any:
    monkeypatch.syspath_prepend(str(TESTS))
    answer, folder = sandbox_parent.run(
        f"sandbox_tasks:{task}", upload, name="a.csv", choices=choices, limits=limits
    )
    folder.cleanup()
    return answer


@pytest.mark.skipif(sys.platform != "linux", reason="Landlock and seccomp are Linux's")
def test_a_reader_can_read_its_file_and_write_its_work_and_nothing_else(
    upload: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = upload.with_name("secret.txt")
    outside.write_text("secret", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"127.0.0.1:{listener.getsockname()[1]}"
        found = run("attempts", upload, monkeypatch, outside=str(outside), listener=address)
    allowed = {what for what, outcome in found.items() if outcome == "done"}
    assert allowed == {"read its file", "write its work"}
    assert found["take memory"] == "MemoryError"
    assert sorted(path.name for path in upload.parent.iterdir()) == ["incidents.csv", "secret.txt"]


def test_gdal_has_the_four_drivers_that_are_needed(upload: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("drivers", upload, monkeypatch) == sorted(DRIVERS.values())


def test_the_child_is_told_nothing_of_our_environment(upload: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_SECRET", "hunter2")
    told = run("environment", upload, monkeypatch)
    assert "INCIDENTS_SECRET" not in told
    assert told["https_proxy"] == told["GDAL_HTTP_PROXY"] == "http://127.0.0.1:9"
    assert told["PROJ_NETWORK"] == "OFF"


@pytest.mark.parametrize(
    ("task", "code", "words"),
    [
        ("busy", "timeout", "takes more than 4 seconds of work"),
        ("asleep", "timeout", "not done after 6 seconds by the clock"),
        ("greedy", "memory", "more than 300 MB of memory"),
        ("crash", "crashed", "broke down over it"),
        ("fail", "crashed", "broke down over it"),
        ("chatter", "crashed", "broke down over it"),
    ],
)
def test_what_breaks_the_child_is_an_error_in_words(
    task: str, code: str, words: str, upload: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = replace(LIMITS, cpu_s=3, memory_bytes=300_000_000, wall_s=6 if task == "asleep" else 60)
    with pytest.raises(UnusableFileError, match=words) as caught:
        run(task, upload, monkeypatch, limits)
    assert caught.value.code == code
    assert "Traceback" not in str(caught.value)
    assert str(upload.parent) not in str(caught.value)


def test_progress_is_passed_on_and_nonsense_is_not(upload: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(TESTS))
    told: list[tuple[float, str]] = []
    answer, folder = sandbox_parent.run(
        "sandbox_tasks:nonsense",
        upload,
        name="a.csv",
        progress=lambda share, words: told.append((share, words)),
    )
    folder.cleanup()
    assert (answer, told) == ("well", [(0.9, "nearly")])


def test_reading_can_be_stopped(upload: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(TESTS))
    stop = threading.Event()
    with pytest.raises(UnusableFileError, match="reading was stopped") as caught:
        sandbox_parent.run(
            "sandbox_tasks:asleep", upload, name="a", cancel=stop, progress=lambda share, words: stop.set()
        )
    assert caught.value.code == "stopped"  # the end of its time is "timeout"


def test_two_files_are_read_at_once_and_a_third_waits(upload: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(TESTS))
    told: list[str] = []

    def one(number: int) -> float:
        answer, folder = sandbox_parent.run(
            "sandbox_tasks:waiting", upload, name="a", progress=lambda share, words: told.append(words)
        )
        folder.cleanup()
        return float(answer)

    with ThreadPoolExecutor(3) as pool:
        began = sorted(pool.map(one, range(3)))
    assert began[2] - began[0] >= 0.4
    assert told == ["waiting: other files are being read"]


def test_nothing_is_left_behind(upload: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    with sandbox_parent.prepare(upload) as prepared:
        assert list(folder.iterdir()) == [prepared.folder.parent]
        assert prepared.original.read_bytes() == upload.read_bytes()
    with pytest.raises(UnusableFileError, match=r"^missing\.csv: ") as caught:
        sandbox_parent.prepare(tmp_path / "missing.csv")
    assert caught.value.code == "unreadable"
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="the child ends with its parent on Linux")
def test_the_child_does_not_outlive_its_parent(upload: Path) -> None:
    code = (
        f"import sys; sys.path[:0] = {[str(TESTS.parent), str(TESTS)]!r}\n"
        "from pathlib import Path; from geodata.sandbox import parent\n"
        f"parent.run('sandbox_tasks:asleep', Path({str(upload)!r}), name='a', "
        "progress=lambda share, words: print('asleep', flush=True))"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"asleep\n"
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text(encoding="utf-8").split()
    assert len(children) == 1
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while _alive(int(children[0])) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(int(children[0]))


def _alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.parametrize(
    ("kind", "code", "words"),
    [
        ("missing", "unreadable", "there is no such file"),
        ("folder", "unreadable", "it is no file"),
        ("pipe", "unreadable", "it is no file"),
        ("empty", "empty", "there is nothing in it"),
        ("large", "too-large", "more than 1,000 bytes"),
    ],
)
def test_what_is_no_file_to_read_is_refused_at_once(kind: str, code: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind != "missing":
        path.write_bytes(b"x" * (2000 if kind == "large" else 0))
    with pytest.raises(UnusableFileError, match=rf"^a\.csv: .*{words}") as caught:
        sandbox_parent.prepare(path, limits=replace(LIMITS, bytes_in=1000))
    assert caught.value.code == code


def test_a_draft_comes_out_of_the_sandbox_as_it_is(upload: Path) -> None:
    alone = drafting.prepare(readers.read(upload, name=upload.name), Choices())
    with sandbox_parent.prepare(upload, choices=Choices()) as prepared:
        draft = prepared.draft()
        assert prepared.report == alone.report("csv")
    assert (draft.layout, draft.choices_used, draft.rows_in, draft.accepted, draft.columns) == (
        *(alone.layout, alone.choices_used, alone.rows_in, alone.accepted, alone.columns),
    )
    assert (draft.questions, dict(draft.mapping_proposed)) == (alone.questions, dict(alone.mapping_proposed))
    pd.testing.assert_frame_equal(draft.rejected, alone.rejected)
    pd.testing.assert_frame_equal(draft.warnings, alone.warnings)
    assert list(draft.tables) == list(alone.tables)
    for name, table in alone.tables.items():
        if "geometry" in table:
            assert_geodataframe_equal(draft.tables[name], table)
        else:
            pd.testing.assert_frame_equal(draft.tables[name], table)
    assert list(draft.tables["incidents"]["id"]) == ["00123", "2"]


def test_a_draft_that_the_child_damaged_is_an_error_in_words_or_a_draft(upload: Path, tmp_path: Path) -> None:
    handover.save(drafting.prepare(readers.read(upload, name=upload.name)), tmp_path)
    dice, refused = random.Random(1), []  # noqa: S311 - which bytes is no secret
    for table in sorted(tmp_path.glob("*.arrow")) * 6:
        whole = table.read_bytes()
        hurt = bytearray(whole)
        for _ in range(dice.choice((1, 4, 40))):
            hurt[dice.randrange(len(hurt))] = dice.randrange(256)
        table.write_bytes(hurt[: dice.choice((len(hurt), len(hurt), len(hurt) // 2))])
        try:
            draft = handover.load(tmp_path)
            assert [len(draft.tables[name]) >= 0 for name in draft.tables]
        except UnusableFileError as error:
            refused.append(error.found)
        table.write_bytes(whole)
    assert len(refused) > 20
    assert {*refused} == {"what was read of it is damaged"}
    assert len(handover.load(tmp_path).tables["incidents"]) == 2


def test_bytes_are_read_like_a_file(upload: Path) -> None:
    with (
        sandbox_parent.prepare(upload.read_bytes(), name="a.csv") as prepared,
        sandbox_parent.prepare(upload) as other,
    ):
        assert prepared.report == other.report
        assert prepared.original.read_bytes() == upload.read_bytes()


def test_a_larger_file_may_take_more_memory_and_time() -> None:
    limits = Limits(memory_bytes=1_000, memory_per_byte=12, cpu_s=5, cpu_s_per_mb=3)
    assert [limits.memory_for(size) for size in (0, 1, 1_000_000)] == [1_000, 1_012, 12_001_000]
    assert replace(limits, at_once=10**9).memory_for(1_000_000) < 12_001_000  # its share of the machine
    assert replace(limits, at_once=10**18).memory_for(1_000_000) == 1_000
    assert [limits.cpu_seconds(size) for size in (0, 1, 1_000_000)] == [5, 6, 8]


def test_a_hundred_thousand_rows_stay_within_time_and_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "many.csv"
    lines = [
        f"{row},2023-09-24,42.{row:06},20.78,Banjska,A note of some length on row {row}"
        for row in range(100_000)
    ]
    path.write_text("id,date,latitude,longitude,place,notes\n" + "\n".join(lines), encoding="utf-8")
    with sandbox_parent.prepare(
        path, limits=replace(LIMITS, memory_bytes=1_000_000_000, memory_per_byte=0)
    ) as prepared:
        assert prepared.report["rows_in"] == prepared.report["accepted"] == 100_000
