"""The wheel is the whole program: page, map, command line, from anywhere, for who may write nothing."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import wheels
from conftest import free_port, serving

from components.folium_map import NAME

pytestmark = pytest.mark.network
TEMPORARY = "/var/tmp"  # noqa: S108 - of the confined program alone


class Installed(NamedTuple):
    """Where the wheel was installed, and a folder for data, which alone may be written."""

    programs: Path
    data: Path

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.confined(*command),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            **self.elsewhere(),
        )

    def confined(self, program: str, *arguments: str) -> list[str]:
        """As another user, on a file system that is read-only but for the data, where bubblewrap is there."""
        command = [str(self.programs / program), *arguments]
        bwrap = shutil.which("bwrap")
        if not bwrap:
            return command
        seen = ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--bind", self.data, self.data]
        user = ["--unshare-user", "--uid", "1234", "--gid", "1234", "--die-with-parent"]
        return [bwrap, *map(str, seen), "--tmpfs", TEMPORARY, *user, "--", *command]

    def elsewhere(self) -> dict[str, Any]:
        """In another folder, without a home; temporary files in memory."""
        library = str(self.data / "library")
        settings = wheels.without_checkout(HOME="/nonexistent", INCIDENTS_LIBRARY=library, TMPDIR=TEMPORARY)
        return {"cwd": self.data, "env": settings}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("wheel")
    (folder / "data").mkdir()
    return Installed(wheels.install(wheels.build(folder), folder / "environment"), folder / "data")


@pytest.fixture(scope="module")
def address(installed: Installed) -> Iterator[str]:
    port = free_port()
    command = installed.confined("incident-map", f"--server.port={port}", "--server.headless=true")
    where = installed.elsewhere()
    with serving(command, installed.data / "log.txt", f"http://127.0.0.1:{port}/", **where) as found:
        yield found


def test_the_command_line_is_there_under_both_names(installed: Installed) -> None:
    for command in (("incident-map", "list"), ("python", "-m", "geodata", "list")):
        ended = installed.run(*command)
        assert "northern-kosovo" in ended.stdout, ended.stderr
    assert installed.run("incident-map", "--help").stdout.startswith("usage: incident-map ")
    assert installed.run("incident-map", "imprt").returncode == 2


def test_a_file_is_imported_and_listed(installed: Installed) -> None:
    rows = "id,title,date,latitude,longitude,kind\n1,A fight,2023-09-24,42.9,20.7,violence\n"
    (installed.data / "a.csv").write_text(rows)
    ended = installed.run("incident-map", "import", "a.csv", "--name", "from-a-wheel")
    assert ended.returncode == 0, ended.stderr
    assert "from-a-wheel" in installed.run("incident-map", "list").stdout


def test_streamlit_finds_the_component_in_the_wheel(installed: Installed) -> None:
    scan = (
        "from streamlit.components.v2.manifest_scanner import scan_component_manifests as scan;"
        "print(*(f'{m.name}.{c.name} {c.resolve_asset_root(at)}' for m, at in scan() for c in m.components))"
    )
    said = installed.run("python", "-c", scan).stdout.split()
    folder = dict(zip(said[::2], said[1::2], strict=True))[NAME]
    assert folder.startswith(str(installed.programs.parent))
    assert (Path(folder) / "vendor" / "leaflet" / "dist" / "leaflet.js").is_file()


def test_it_answers_on_loopback_alone_and_shows_no_traceback(installed: Installed, address: str) -> None:
    listening = {
        line.split()[1].split(":")[0]
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if line.split()[3] == "0A" and line.split()[1].endswith(f":{int(address.split(':')[2][:-1]):04X}")
    }
    assert listening == {"0100007F"}
    shown = installed.run(
        "python",
        "-c",
        "import sys; from dashboard.command import launcher; from streamlit import config;"
        "config._main_script_path = str(launcher()); print(config.get_option('client.showErrorDetails'))",
    )
    assert shown.stdout.strip() == "none"


def test_the_page_draws_its_map(address: str, visit) -> None:
    page = visit(address=address).page
    page.wait_for_selector(".leaflet-container canvas")
    page.get_by_text(re.compile(r"\d+ records")).filter(visible=True).first.wait_for()
    assert page.locator("[data-testid=stException]").count() == 0
