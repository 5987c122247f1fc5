"""A deployment that goes on, in a real browser: on the map on a later day, and told in words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

POSTS = """kind,title,start,end,lat,lon
deployment,Brigade at the pass,2023-09-29,,42.9,20.8
deployment,Patrol base,2023-05-01,2023-06-15,42.8,20.9
incident,Shot,2023-12-12,2023-12-12,42.8,20.9
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, serve) -> str:
    library = tmp_path_factory.mktemp("library")
    path: Path = library.parent / "posts.csv"
    path.write_text(POSTS, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "geodata",
        "import",
        str(path),
        "--name",
        "posts",
        "--open-end",
        "goes-on",
    ]
    subprocess.run(command, check=True, env={**os.environ, "INCIDENTS_LIBRARY": str(library)})
    return serve(INCIDENTS_LIBRARY=str(library))


def test_what_goes_on_is_on_the_map_on_a_later_day_and_told_with_its_beginning(visit, address):
    day = "from=2023-11-20&to=2023-11-20"
    seen = visit(f"?dataset=posts&{day}", address=address)
    seen.shows(day, drawn=1)
    expect(seen.titles).to_have_count(1)
    seen.page.mouse.click(*seen.at(20.8, 42.9))
    expect(seen.title).to_have_text("Brigade at the pass")
    expect(seen.page.get_by_text("since 29 September 2023, end not known").first).to_be_visible()
    before = "from=2023-09-01&to=2023-09-28"
    earlier = visit(f"?dataset=posts&{before}", address=address)
    earlier.shows(before, drawn=0)
