"""What is deployed, tried: Caddy before two processes, the steps of the image, the sandbox of the service."""

from __future__ import annotations

import configparser
import gzip
import os
import re
import shutil
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import wheels
from conftest import ROOT, free_port
from playwright.sync_api import Browser
from test_operators import metric

from geodata import settings
from geodata.__main__ import _parser

SITE = "127.0.0.1"
SEEN_WITHIN_S = 2.0
ROWS = "id,title,date,latitude,longitude,kind\n{n},A fight,2023-09-24,42.9,20.7,violence\n"
HOSTED = {"INCIDENTS_ACCESS": "public", "INCIDENTS_HOSTS": SITE, "INCIDENTS_LOG": "json"}


class Proxied(NamedTuple):
    """Caddy's address, its authority's certificate, and the two processes behind it."""

    address: str
    trusted: ssl.SSLContext
    processes: tuple[str, str]

    def get(self, path: str, **headers: str):  # type: ignore[no-untyped-def]
        request = urllib.request.Request(self.address + path, headers=headers)
        return urllib.request.urlopen(request, context=self.trusted, timeout=30)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("library")


@pytest.fixture(scope="module")
def processes(serve: Callable[..., str], library: Path) -> tuple[str, str]:
    known = {name: value for name, value in HOSTED.items() if name in settings.variables()}
    started = [serve(INCIDENTS_LIBRARY=str(library), **known) for _ in range(2)]
    return started[0], started[1]


@pytest.fixture(scope="module")
def proxied(processes: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    caddy = shutil.which("caddy")
    if not caddy:
        pytest.skip("needs Caddy (Debian: apt-get install caddy)")
    folder, port = tmp_path_factory.mktemp("caddy"), free_port()
    written = (ROOT / "deploy" / "Caddyfile").read_text()
    # port 80 may be taken
    (folder / "Caddyfile").write_text(
        written.replace("admin off", "admin off\n\tauto_https disable_redirects")
    )
    environment = {
        **os.environ,
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "INCIDENTS_SITE": f"https://{SITE}:{port}",
        "INCIDENTS_TLS": "tls internal",
        "INCIDENTS_UPSTREAMS": " ".join(re.sub(r"^http://|/$", "", each) for each in processes),
    }
    command = [caddy, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    with (folder / "log.txt").open("wb") as log:
        running = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            authority = folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"
            address = f"https://{SITE}:{port}/"
            yield Proxied(address, _trusting(authority, address), processes)
        finally:
            running.terminate()
            running.wait(timeout=20)


def _trusting(authority: Path, address: str) -> ssl.SSLContext:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            context = ssl.create_default_context(cafile=str(authority))
            urllib.request.urlopen(f"{address}healthz", context=context, timeout=5).close()
        except OSError:
            time.sleep(0.3)
        else:
            return context
    pytest.fail("Caddy did not start")


# Caddy before the server -----------------------------------------------------------------------------------


def test_the_page_comes_over_https_with_our_headers(proxied: Proxied) -> None:
    with proxied.get("") as answer:
        headers = answer.headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert headers["strict-transport-security"] == "max-age=31536000"
        assert headers["x-content-type-options"] == "nosniff"
        assert re.fullmatch("[0-9a-f]{8}", headers["x-request-id"])
        assert headers["server"] is None


def test_texts_are_compressed_once(proxied: Proxied) -> None:
    with proxied.get("assets/main.js", **{"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        assert b"import" in gzip.decompress(answer.read())


@pytest.mark.parametrize(
    "path", ["metrics", "_stcore/metrics", "_stcore/agent/mcp", "_stcore/script-health-check"]
)
def test_visitors_see_nothing_of_the_operators(proxied: Proxied, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="403"):
        proxied.get(path)


def answered(process: str) -> float:
    """How often a process said that it is alive."""
    with urllib.request.urlopen(f"{process}metrics") as answer:
        text = answer.read().decode()
    name = 'incidents_requests_total{method="GET",route="/healthz",status="200"}'
    return metric(text, name) if name in text else 0.0


def test_a_visitor_stays_with_one_process(proxied: Proxied) -> None:
    with proxied.get("healthz") as answer:
        cookie = answer.headers["set-cookie"].partition(";")[0]
    before = [answered(each) for each in proxied.processes]
    for _ in range(8):
        proxied.get("healthz", Cookie=cookie).close()
    more = [answered(each) - old for each, old in zip(proxied.processes, before, strict=True)]
    assert sorted(more) == [0, 8]


@pytest.mark.browser
def test_the_map_is_drawn_over_https(proxied: Proxied, browser: Browser) -> None:
    """So the WebSocket goes through, again and again: a filter is chosen too."""
    for _ in range(2):
        context = browser.new_context(ignore_https_errors=True, viewport={"width": 1400, "height": 900})
        page = context.new_page()
        page.goto(proxied.address)
        page.wait_for_selector(".leaflet-container canvas", timeout=60_000)
        page.get_by_text(re.compile(r"\d+ records")).filter(visible=True).first.wait_for()
        assert any(each["name"] == "incidents_process" for each in context.cookies())
        context.close()


# Two processes on one library ------------------------------------------------------------------------------


def command(library: Path, *arguments: str) -> str:
    """What another process does to the library."""
    environment = {**os.environ, "INCIDENTS_LIBRARY": str(library)}
    ended = subprocess.run(
        [sys.executable, "-m", "geodata", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def soon(processes: tuple[str, str], path: str, wanted: int | str) -> None:
    """Each process answers so within two seconds: a status, or a text that holds this."""
    deadline, missing = time.monotonic() + SEEN_WITHIN_S, set(processes)
    in_time = True
    while missing and in_time:
        in_time = time.monotonic() < deadline  # what is asked once more after it is known by then
        for process in tuple(missing):
            if isinstance(wanted, int):
                seen = status(process + path) == wanted
            else:
                with urllib.request.urlopen(process + path, timeout=30) as answer:
                    seen = wanted in answer.read().decode()
            if seen:
                missing.discard(process)
        time.sleep(0.05)
    assert not missing


def version(library: Path, name: str) -> str:
    return next(each.name for each in (library / name).iterdir() if len(each.name) == 64)


NAMES = (
    "columns.bin",
    "reference.json",
    "mask.bin",
    "histogram.json",
    "rows.json?rows=0",
    "export.csv",
    "summary.json?by=month",
)


def test_each_process_sees_what_another_changed(
    processes: tuple[str, str], library: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text(ROWS.format(n=1))
    command(library, "import", str(tmp_path / "a.csv"), "--name", "first", "--title", "As it was")
    address = f"data/first/{version(library, 'first')}/"
    for name in NAMES:
        soon(processes, address + name, 200)
    soon(processes, address + "export.geojson", "As it was")

    command(library, "describe", "first", "--title", "As it is")
    soon(processes, address + "export.geojson", "As it is")

    command(library, "rename", "first", "second")
    for name in NAMES:
        soon(processes, address + name, 404)
        soon(processes, address.replace("first", "second") + name, 200)

    command(library, "withdraw", "second")
    for name in NAMES:
        soon(processes, address.replace("first", "second") + name, 410)


def test_each_process_sees_what_another_deleted(
    processes: tuple[str, str], library: Path, tmp_path: Path
) -> None:
    (tmp_path / "b.csv").write_text(ROWS.format(n=2))
    command(library, "import", str(tmp_path / "b.csv"), "--name", "second-one")
    address = f"data/second-one/{version(library, 'second-one')}/"
    for name in NAMES:
        soon(processes, address + name, 200)
    command(library, "delete", "second-one")
    for name in NAMES:
        soon(processes, address + name, 404)


# The image and the service ---------------------------------------------------------------------------------


def steps() -> list[str]:
    """The RUN lines of the image's first stage."""
    stage = (ROOT / "Dockerfile").read_text().split("\nFROM ")[1]
    return re.findall(r"^RUN (.*)$", stage, re.MULTILINE)


def test_the_image_has_what_a_wheel_is_built_from_and_nothing_of_the_tests() -> None:
    listed = (ROOT / ".dockerignore").read_text().splitlines()
    assert listed[0] == "*"
    needed = {*wheels.PACKAGES, *wheels.BUILT_FROM, ".streamlit/config.toml", "requirements.lock"}
    assert {line[1:] for line in listed if line.startswith("!")} == needed


def test_the_image_runs_as_nobody_and_says_how_it_is() -> None:
    last = (ROOT / "Dockerfile").read_text().split("\nFROM ")[-1]
    assert re.search(r"^USER incidents$", last, re.MULTILINE)
    assert "/readyz" in last
    assert last.index("USER incidents") > last.index("COPY --from=build")


def test_what_caddy_takes_may_stand_beside_the_servers_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compose reads one file for both, and so does whoever writes `.env`."""
    texts = [(ROOT / name).read_text() for name in ("deploy/Caddyfile", "compose.yaml")]
    taken = {name for text in texts for name in re.findall(r"\{\$?(INCIDENTS_[A-Z]+)", text)}
    assert taken == set(settings.OF_THE_PROXY)
    for name in taken:
        monkeypatch.setenv(name, "maps.example.org")
    assert settings.problems() == ()
    assert not taken & set(settings.variables())


def test_the_programs_group_in_the_image_may_read_the_login() -> None:
    group = re.search(r"groupadd .*--gid (\d+) incidents", (ROOT / "Dockerfile").read_text())
    assert group
    assert f"install -m 0640 -g {group[1]} /dev/null secrets.toml" in (ROOT / "docs/hosting.md").read_text()


@pytest.mark.network
def test_the_images_steps_make_a_program_that_runs(tmp_path: Path) -> None:
    """In a root that is read-only but for the two folders that the steps write."""
    bwrap = shutil.which("bwrap")
    if not bwrap:
        pytest.skip("needs bubblewrap (Debian: apt-get install bubblewrap)")
    build, made = tmp_path / "build", tmp_path / "made"
    wheels.copy_sources(build)
    shutil.copy(ROOT / "requirements.lock", build)
    made.mkdir()
    root = ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp"]  # noqa: S108 - inside
    root += ["--tmpfs", "/mnt", "--bind", str(build), "/mnt/build", "--bind", str(made), "/mnt/made"]
    for step in steps():
        line = step.replace("/opt/incident-map", "/mnt/made").replace(
            "python -m venv", f"{sys.executable} -m venv"
        )
        ended = subprocess.run(
            [bwrap, *root, "--chdir", "/mnt/build", "--setenv", "HOME", "/tmp", "sh", "-c", line],  # noqa: S108
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
        )
        assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr[-2000:]
    run = [
        bwrap,
        *root[:-6],
        "--tmpfs",
        "/mnt",
        "--ro-bind",
        str(made),
        "/mnt/made",
        "--unshare-user",
        "--uid",
        "10001",
    ]
    ended = subprocess.run(
        [*run, "/mnt/made/bin/incident-map", "list"], capture_output=True, text=True, check=False
    )
    assert "northern-kosovo" in ended.stdout, ended.stderr


def test_the_service_is_confined(tmp_path: Path) -> None:
    analyse = shutil.which("systemd-analyze")
    if not analyse:
        pytest.skip("needs systemd-analyze")
    unit = tmp_path / "incident-map@8501.service"
    shutil.copy(ROOT / "deploy" / "incident-map@.service", unit)
    ended = subprocess.run(
        [analyse, "security", "--offline=true", str(unit)], capture_output=True, text=True, check=False
    )
    level = re.search(r"exposure level.*: ([\d.]+)", ended.stdout)
    assert level, ended.stdout + ended.stderr
    assert float(level[1]) < 2


@pytest.mark.parametrize("name", ["incident-map-backup", "incident-map-safe-copy@"])
def test_what_a_timer_starts_is_a_command_that_there_is(name: str) -> None:
    timer, service = (unit(f"{name}.{kind}") for kind in ("timer", "service"))
    assert timer["Timer"]["OnCalendar"].endswith(" UTC")
    assert timer["Install"]["WantedBy"] == "timers.target"
    server = unit("incident-map@.service")["Service"]
    for same in ("User", "Group"):
        assert service["Service"][same] == server[same]
    assert "INCIDENTS_LIBRARY=/var/lib/incident-map" in service["Service"]["Environment"]
    program, command, *given = service["Service"]["ExecStart"].split()
    assert program == server["ExecStart"].split()[0]
    _parser("incident-map", [command]).parse_args([command, *given])  # it would end with 2
    if analyse := shutil.which("systemd-analyze"):
        subprocess.run([analyse, "calendar", timer["Timer"]["OnCalendar"]], check=True)


def unit(name: str) -> configparser.ConfigParser:
    read = configparser.ConfigParser(interpolation=None, strict=False)
    read.optionxform = str  # type: ignore[assignment]
    read.read(ROOT / "deploy" / name)
    return read
