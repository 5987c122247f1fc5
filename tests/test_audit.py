"""A known advisory stops a submission; a service that cannot be reached is said and stops nothing."""

from __future__ import annotations

import json
import re
from datetime import date
from importlib import util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]


def script(name: str) -> ModuleType:
    spec = util.spec_from_file_location(Path(name).stem, ROOT / name)
    assert spec
    assert spec.loader
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


audit = script(".ci/audit.py")

PIP = {
    "dependencies": [
        {"name": "pillow", "version": "1", "vulns": [{"id": "PYSEC-2030-1", "aliases": ["CVE-2030-1"]}]},
        {"name": "numpy", "version": "2", "vulns": []},
    ]
}
NPM = {
    "vulnerabilities": {
        "leaflet": {"via": [{"title": "x", "url": "https://example.org/advisories/GHSA-1"}]},
        "leaflet-draw": {"via": ["leaflet"]},
    }
}
NOT_KNOWN = {"dependencies": [{"name": "numpy", "skip_reason": "Dependency not found"}]}


def verdict(monkeypatch: pytest.MonkeyPatch, pip: object, npm: object) -> int:
    monkeypatch.setattr(
        audit, "of_python", lambda: audit.python_findings(json.dumps(pip) if pip else "", "down")
    )
    monkeypatch.setattr(audit, "of_npm", lambda: audit.npm_findings(json.dumps(npm) if npm else "", "down"))
    return int(audit.main())


def test_a_found_advisory_fails(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert verdict(monkeypatch, PIP, {"vulnerabilities": {}}) == 1
    assert verdict(monkeypatch, {"dependencies": []}, NPM) == 1
    printed = capsys.readouterr().out
    assert "pillow: CVE-2030-1, PYSEC-2030-1" in printed
    assert "leaflet: GHSA-1" in printed


@pytest.mark.parametrize("pip", [None, NOT_KNOWN])
@pytest.mark.parametrize("npm", [None, {"message": "405 Method Not Allowed"}])
def test_a_service_that_cannot_be_reached_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], pip: object, npm: object
) -> None:
    assert verdict(monkeypatch, pip, npm) == 0
    assert capsys.readouterr().out.count("cannot be reached, so nothing was compared") == 2


def test_one_unreachable_service_hides_no_finding_of_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    assert verdict(monkeypatch, None, NPM) == 1


def test_an_advisory_is_allowed_until_its_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = tmp_path / "advisories.toml"
    listed.write_text('[[allowed]]\nid = "CVE-2030-1"\nreason = "not used"\nuntil = 2030-01-31\n')
    assert audit.allowed(date(2030, 1, 31), listed) == {"CVE-2030-1"}
    assert audit.allowed(date(2030, 2, 1), listed) == set()
    monkeypatch.setattr(audit, "allowed", lambda _: {"CVE-2030-1"})
    assert verdict(monkeypatch, PIP, {"vulnerabilities": {}}) == 0


# The lock and the bill -------------------------------------------------------------------------------------

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_the_lock_has_every_pin_with_hashes_and_names_no_host() -> None:
    pins = [line.split(" ")[0] for line in (ROOT / "requirements.txt").read_text().splitlines()]
    wanted = {re.sub(r"\[.*\]", "", pin) for pin in pins if "==" in pin}
    locked = re.findall(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==([^ ;]+)", LOCK, re.MULTILINE)
    assert wanted <= {f"{name}=={version}" for name, version in locked}
    assert LOCK.count("--hash=sha256:") >= len(locked) > len(wanted)
    blocks = re.split(r"\n(?=[a-z])", LOCK.strip())
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in LOCK
    assert "index" not in LOCK


def test_what_makes_a_deployment_is_pinned() -> None:
    lines = (ROOT / "requirements-deploy.txt").read_text().splitlines()
    assert all("==" in line for line in lines if line and not line.startswith("#"))


def test_the_bill_names_the_browsers_libraries_too() -> None:
    listed = {each["purl"] for each in script("deploy/sbom.py").browser_libraries()}
    assert "pkg:npm/leaflet@1.9.4" in listed
    assert not [each for each in listed if "biome" in each]


def test_the_bill_is_made_of_the_lock() -> None:
    pytest.importorskip("cyclonedx_py", reason="requirements-deploy.txt is not installed")
    said = script("deploy/sbom.py").bill()
    assert said["bomFormat"] == "CycloneDX"
    assert {"streamlit", "leaflet"} <= {each["name"] for each in said["components"]}
