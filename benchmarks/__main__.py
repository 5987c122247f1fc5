"""Arguments of `python -m benchmarks` in; a table (or JSON) and benchmarks/RESULTS.md out."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections.abc import Sequence

from benchmarks.browser import chromium
from benchmarks.figures import FIGURES
from benchmarks.measurement import Measurement, as_json, said, table, write_results


def main(arguments: Sequence[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    names = list(dict.fromkeys(given.only or FIGURES))
    found: list[Measurement] = []
    with contextlib.ExitStack() as stack:
        browser = None
        if any(FIGURES[name].in_browser for name in names):
            browser = stack.enter_context(chromium())
        for name in names:
            for description in [given.data] if given.data else FIGURES[name].datasets:
                for measurement in FIGURES[name].run(description, browser):
                    found.append(measurement)
                    print(_line(measurement), file=sys.stderr, flush=True)
        version = f"Chromium {browser.version}" if browser else None
    print(json.dumps(as_json(found), ensure_ascii=False, indent=1) if given.json else table(found))
    if given.only or given.data:
        print("RESULTS.md is left as it is: it holds whole runs only", file=sys.stderr)
    else:
        write_results(found, browser=version, notes=[FIGURES[name].note for name in names])
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
        help="run on this dataset instead: its folder or dataset.toml, 'case', or 'synthetic:100000'",
    )
    return parser


def _line(measurement: Measurement) -> str:
    peer = f"; {measurement.peer}: {said(measurement.peer_value)}" if measurement.peer else ""
    return f"{measurement.figure}, n = {measurement.n:,}: {said(measurement.value)} {measurement.unit}{peer}"


if __name__ == "__main__":
    sys.exit(main())
