"""Files that mean harm get an answer in words, in time; nothing beside them is read, and nobody is called."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import hostile_files
import pytest
from hostile_answers import ANSWERS, ANY_ANSWER

from geodata.errors import GeodataError
from geodata.sandbox import parent

ROOT = Path(__file__).parents[1]
LONGEST_S = 10
LEAKS = re.compile(r"Traceback|File \"|/fence-|/work/|site-packages")
"""What only our side of the fence knows."""


@dataclass
class Trap:
    """A secret that nobody may read, and a door that nobody may knock at."""

    canary: Path
    secret: str
    address: str
    callers: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def trap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trap]:
    secret = f"canary-{secrets.token_hex(8)}"
    canary = tmp_path_factory.mktemp("canary") / "canary.csv"
    canary.write_text(f"id,date\n{secret},2023-09-24\n", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        set_ = Trap(canary, secret, f"http://127.0.0.1:{listener.getsockname()[1]}")
        over = threading.Event()

        def listen() -> None:
            while not over.is_set():
                with contextlib.suppress(TimeoutError):
                    connection, caller = listener.accept()
                    set_.callers.append(str(caller))
                    connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield set_
        over.set()
        thread.join()


Group = Callable[[Path, str, Path], dict[str, tuple[str, bytes]]]


@pytest.mark.parametrize("group", hostile_files.GROUPS)
def test_every_hostile_file_gets_an_answer_in_time_and_reaches_nothing(
    group: Group, trap: Trap, tmp_path: Path
) -> None:
    before = surroundings(trap)

    def tried(item: tuple[str, tuple[str, bytes]]) -> tuple[str, str, list[str]]:
        what, (name, content) = item
        folder = tmp_path / secrets.token_hex(8)
        folder.mkdir()
        (folder / "upload").write_bytes(content)
        began = time.monotonic()
        word, said = answer(folder / "upload", name)
        code, words = ANSWERS.get(what, (word, ""))
        found = {
            f"it is not {code}: … {words} …": word != code or words not in said,
            "nobody says what it should be told": (what in ANSWERS) == (what in ANY_ANSWER),
            "it broke down": word == "crashed",
            "it took long": time.monotonic() - began >= LONGEST_S * crowding(),
            "it read the canary": trap.secret in said,
            "it shows our side": LEAKS.search(said) is not None,
            "it called": bool(trap.callers),
            "it changed what is not its own": surroundings(trap) != before,
        }
        return what, word, [*(fault for fault, there in found.items() if there), said[:500]]

    with ThreadPoolExecutor(2) as pool:  # as many as the fence lets through
        results = list(pool.map(tried, group(trap.canary, trap.address, tmp_path).items()))
    faults = {what: found for what, _, found in results if len(found) > 1}
    assert faults == {}, "\n".join(f"{what}: {word}" for what, word, _ in results)


def crowding() -> float:
    """How many processes share a processor just now: a busy machine is slower, and that is not our fault."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def answer(path: Path, name: str) -> tuple[str, str]:
    """In a word, and in all words."""
    try:
        with parent.prepare(path, name=name) as prepared:
            report = prepared.report
            tables = "".join(table.to_csv() for table in prepared.draft().tables.values())
            counted = report["accepted"] + len(report["rejected"]) == report["rows_in"]
            return "read" if counted else "crashed", rows_of(report) + json.dumps(report) + tables
    except GeodataError as error:
        return error.code if str(error).isprintable() else "crashed", str(error)


def rows_of(report: dict[str, Any]) -> str:
    return f"{report['accepted']} accepted, {len(report['rejected'])} refused"


def surroundings(trap: Trap) -> tuple[bytes, list[str]]:
    return trap.canary.read_bytes(), sorted(path.name for path in trap.canary.parent.iterdir())


def test_the_trap_is_set(trap: Trap) -> None:
    assert trap.secret in trap.canary.read_text(encoding="utf-8")
    host, port = trap.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))):
        pass
    deadline = time.monotonic() + 5
    while not trap.callers and time.monotonic() < deadline:
        time.sleep(0.05)
    assert trap.callers
    trap.callers.clear()


@pytest.mark.parametrize(
    ("group", "what"),
    [
        (hostile_files.pretenders, "VRT named csv"),
        (hostile_files.entities, "external entity"),
        (hostile_files.links, "crs link"),
        (hostile_files.texts, "template text in cells"),
    ],
)
def test_the_command_line_answers_a_hostile_file_with_one_object(
    group: Group, what: str, trap: Trap, tmp_path: Path
) -> None:
    name, content = group(trap.canary, trap.address, tmp_path)[what]
    path = tmp_path / name
    path.write_bytes(content)
    command = [sys.executable, "-m", "geodata", "inspect", str(path), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    found = json.loads(done.stdout)
    code, words = ANSWERS[what]
    error = found["error"] or {"code": "read", "message": rows_of(found)}
    assert (done.returncode, error["code"]) == (int(code != "read"), code)
    assert words in error["message"]
    assert not LEAKS.search(done.stdout + done.stderr)
