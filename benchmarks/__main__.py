"""Runs `python -m benchmarks`: measures figures, prints a table or JSON, and writes benchmarks/RESULTS.md."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence

from benchmarks import data
from benchmarks.browser import Browsers
from benchmarks.figures import FIGURES
from benchmarks.measurement import Measurement, as_json, said, table, write_results


def main(arguments: Sequence[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    names = list(dict.fromkeys(given.only or FIGURES))
    found: list[Measurement] = []
    begin = time.perf_counter()
    with Browsers() as browsers:
        for number, name in enumerate(names, 1):
            _progress(
                f"{name}, {number} of {len(names)}, after {(time.perf_counter() - begin) / 60:.1f} minutes"
            )
            descriptions = [given.data] if given.data else FIGURES[name].datasets
            datasets = [data.given(each) for each in descriptions]
            for measurement in FIGURES[name].measure(datasets, browsers):
                found.append(measurement)
                _progress(_line(measurement))
    minutes = (time.perf_counter() - begin) / 60
    _progress(f"{minutes:.1f} minutes")
    print(json.dumps(as_json(found), ensure_ascii=False, indent=1) if given.json else table(found))
    if given.only or given.data:
        _progress("RESULTS.md is left as it is: it holds whole runs only")
    else:
        chromium = f"Chromium {browsers.version}"
        write_results(found, browser=chromium, minutes=minutes, notes=[FIGURES[name].note for name in names])
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure, each figure beside its peer in the same run. A whole run (without --only and "
        "--data) also writes benchmarks/RESULTS.md.",
    )
    parser.add_argument("--json", action="store_true", help="print a list of objects instead of a table")
    parser.add_argument(
        "--only", action="append", choices=list(FIGURES), metavar="NAME", help=", ".join(FIGURES)
    )
    parser.add_argument(
        "--data",
        metavar="FILE",
        help="run on this dataset instead: any file that can be imported, a dataset's folder or its "
        "dataset.toml, 'case', or 'synthetic:100000'",
    )
    return parser


def _line(measurement: Measurement) -> str:
    peer = f"; {measurement.peer}: {said(measurement.peer_value)}" if measurement.peer else ""
    return f"{measurement.figure}, n = {measurement.n:,}: {said(measurement.value)} {measurement.unit}{peer}"


def _progress(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
