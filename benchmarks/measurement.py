"""Prints what was measured: a line a figure and peer, as a table, as JSON, as RESULTS.md."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Final

Number = float | str | None
"""A number; or `> 30000` where it was given up there; or none where there is nothing."""

RESULTS: Final = Path(__file__).with_name("RESULTS.md")
VERSIONS: Final = (
    "streamlit",
    "folium",
    "duckdb",
    "ibis-framework",
    "pandas",
    "geopandas",
    "pyarrow",
    "streamlit-folium",
    "pydeck",
)


@dataclass(frozen=True)
class Measurement:
    """One figure beside one peer in the same run; `value` and `peer_value` share the unit."""

    figure: str
    n: int
    """Records of the dataset."""
    value: Number
    unit: str
    bar: float | None = None
    """The value must not be above; none where no bar is set at this size."""
    peer: str | None = None
    peer_value: Number = None


def quantile(samples: Sequence[float | None], share: float, *, limit: float) -> Number:
    """The nearest-rank quantile; a sample that is None took longer than `limit`."""
    ordered = sorted(math.inf if sample is None else sample for sample in samples)
    found = ordered[max(0, math.ceil(share * len(ordered)) - 1)]
    return f"> {limit:.0f}" if math.isinf(found) else round(found, 1)


def table(measurements: Iterable[Measurement]) -> str:
    """A Markdown table."""
    head = ("figure", "records", "value", "unit", "bar", "peer", "peer's value", "ratio")
    body = [
        (
            each.figure,
            f"{each.n:,}",
            said(each.value),
            each.unit,
            "" if each.bar is None else f"≤ {said(each.bar)}" + (" ✓" if _holds(each) else " ✗"),
            each.peer or "",
            said(each.peer_value),
            _ratio(each),
        )
        for each in measurements
    ]
    widths = [max(len(line[column]) for line in (head, *body)) for column in range(len(head))]
    rule = ["-" * width for width in widths]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in (head, rule, *body)
    )


def said(value: Number) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if abs(value) >= 100 or isinstance(value, int) else f"{value:,.1f}"


def _holds(measurement: Measurement) -> bool:
    value, bar = measurement.value, measurement.bar
    return isinstance(value, (int, float)) and bar is not None and value <= bar


def _ratio(measurement: Measurement) -> str:
    """How many times the peer's value is ours."""
    value, peer = measurement.value, measurement.peer_value
    if not isinstance(value, (int, float)) or not value or peer is None:
        return ""
    if isinstance(peer, str):
        return f"> {float(peer.removeprefix('>')) / value:.1f} ×"
    return f"{peer / value:.1f} ×"


def as_json(measurements: Iterable[Measurement]) -> list[dict[str, object]]:
    return [asdict(each) for each in measurements]


def write_results(
    measurements: Sequence[Measurement], *, browser: str, minutes: float, notes: Iterable[str]
) -> None:
    """Write RESULTS.md: machine, versions, date, the table, and how each figure was measured."""
    lines = [
        "# Measured",
        "",
        f"`python -m benchmarks` on {date.today().isoformat()}: {machine()}.",  # noqa: DTZ011 - the reader's own day
        f"{', '.join([*versions(), browser])}.",
        f"The whole run took {minutes:.0f} minutes.",
        "",
        table(measurements),
        "",
        *(f"- {note}" for note in notes),
    ]
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def machine() -> str:
    """Processor, cores, memory, system, and how busy it was: others may have been using it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = os.getloadavg()[2]
    return (
        f"{_processor()}, {cores} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}, "
        f"load {load:.1f} over the last 15 minutes"
    )


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:  # not Linux
        return platform.processor() or "unknown processor"
    names = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown processor"


def versions() -> list[str]:
    found = [f"Python {platform.python_version()}"]
    for name in VERSIONS:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:  # the peers are not needed for every figure
            found.append(f"{name} not installed")
    return found
