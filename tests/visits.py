"""A page opened in a real browser: what its reader sees, points at and chooses there.

Nothing sleeps: Playwright's `expect` asks again until it is so. Its `wait_for_function` would be stopped by
the page's Content-Security-Policy.
"""

from __future__ import annotations

import contextlib
import math
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Dialog, Locator, Page, Request, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)

WORLD_PX = 256
"""Width of the Web Mercator world at zoom 0, CSS pixels."""


@dataclass
class Visit:
    """A page in a context of its own that reaches loopback only, and what it said and asked for."""

    page: Page
    address: str
    console: list[str] = field(default_factory=list)
    """Messages, errors and dialogs."""
    elsewhere: list[str] = field(default_factory=list)
    """Addresses on other hosts that the page asked for; none answers (conftest's `QUIET_FLAGS`).

    Only listened to: a route that is asked about every request keeps the page waiting for each, and turns
    the browser's cache off.
    """

    def __post_init__(self) -> None:
        self.page.context.on("request", self._noted)
        self.page.on("console", lambda message: self.console.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.console.append(f"pageerror: {error}"))
        self.page.on("dialog", self._refuse)

    def _noted(self, request: Request) -> None:
        address = request.url
        if urlsplit(address).hostname != "127.0.0.1" and not address.startswith(("data:", "blob:")):
            self.elsewhere.append(address)

    def _refuse(self, dialog: Dialog) -> None:
        self.console.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    # What is seen ------------------------------------------------------------------------------------------

    @property
    def layer(self) -> Locator:
        """The canvas with the incidents; its attributes say what has been drawn."""
        return self.page.locator(".folium-map:not(.is-other) canvas.incident-layer:not(.is-other)")

    @property
    def other_layer(self) -> Locator:
        """The canvas with those that they are compared with."""
        return self.page.locator("canvas.incident-layer.is-other, .is-other canvas.incident-layer")

    @property
    def title(self) -> Locator:
        """The title of the incident whose details are open."""
        return self.page.locator("article.incident h2")

    @property
    def tip(self) -> Locator:
        return self.page.locator(".incident-tooltip")

    def shows(self, query: str, *, drawn: int | None = None) -> None:
        """Wait for a selection: the map has drawn it (with so many records), and the page has run."""
        expect(self.layer).to_have_attribute("data-query", query)
        if drawn is not None:
            expect(self.layer).to_have_attribute("data-shown", str(drawn))
        self.rests()

    def shows_other_than(self, query: str) -> None:
        """Wait until the map has drawn another selection."""
        expect(self.layer).not_to_have_attribute("data-query", query)

    def rests(self) -> None:
        """Wait until the page has run to its end and nothing of an earlier run is left."""
        expect(self.page.locator(".st-key-part_open")).to_be_attached()
        expect(self.page.locator("[data-testid=stApp]")).to_have_attribute(
            "data-test-script-state", "notRunning"
        )
        expect(self.page.locator("[data-testid=stMain] [data-stale=true]")).to_have_count(0)
        expect(self.page.locator("[data-testid=stSkeleton]")).to_have_count(0)

    def counts(self) -> list[str]:
        """The caption: "12 of 197 records" and so on; what is counted is chosen beside it."""
        buttons = ".st-key-counts button:visible:not(.st-key-measured button)"
        told = self.page.locator(f"{buttons}, .st-key-counts .count:visible")
        return [text.split("\n")[0] for text in told.all_inner_texts()]

    @property
    def titles(self) -> Locator:
        """The titles in the table; it holds the rows in its window alone, which is fifteen rows high."""
        return self.page.locator("[class*=st-key-table] [id^=glide-cell-1-]")

    def params(self) -> dict[str, list[str]]:
        """The page's address without dataset and version, as it is at this moment."""
        return _params(self.page.url)

    def holds(self, expected: dict[str, list[str] | None], *, alone: bool = False) -> None:
        """Wait until the address has these parameters (None: not this one), `alone` without any other."""

        def is_so(url: str) -> bool:
            now = _params(url)
            return now == expected if alone else {name: now.get(name) for name in expected} == expected

        with contextlib.suppress(PlaywrightTimeout):  # what is there instead is told below
            self.page.wait_for_url(is_so, wait_until="commit")
        assert is_so(self.page.url), f"{self.params()}, not {expected}"

    def view(self) -> dict[str, float]:
        """Where the map is: `lat`, `lon`, `zoom`."""
        return self.page.evaluate("window.__incidentMap.view()")

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a position lies in the window, CSS pixels."""
        view, box = self.view(), self.layer.bounding_box()
        x, y = _mercator(lon, lat, view["zoom"])
        middle_x, middle_y = _mercator(view["lon"], view["lat"], view["zoom"])
        return box["x"] + box["width"] / 2 + x - middle_x, box["y"] + box["height"] / 2 + y - middle_y

    # What is done ------------------------------------------------------------------------------------------

    def type_day(self, name: str, day: str) -> None:
        """Type a day such as 2023-09-24 into a date field, digit by digit."""
        self.page.get_by_role("spinbutton", name=f"year, {name}").click()
        self.page.keyboard.type(day.replace("-", ""))
        self.page.keyboard.press("Enter")  # takes it, and closes the calendar, which hides the fields below

    def pick(self, field_name: str, choice: str) -> None:
        """Choose a value in a list of several; `choice` is its name without the count."""
        self.page.get_by_role("combobox", name=field_name).fill(choice)
        self.page.get_by_role("option", name=re.compile(rf"^{re.escape(choice)} \(\d+\)$")).click()
        self.page.keyboard.press("Escape")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def part(self, name: str) -> Locator:
        """Open a part of what lies under the map and return what it holds."""
        chosen = self.page.get_by_role("radio", name=name)
        chosen.click()
        expect(chosen).to_have_attribute("aria-checked", "true")
        self.rests()
        return self.page.locator(".st-key-part_open")

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move(*((a + b) / 2 for a, b in zip(start, end, strict=True)))
        mouse.move(*end)
        mouse.up()


def _mercator(lon: float, lat: float, zoom: float) -> tuple[float, float]:
    world = WORLD_PX * 2**zoom
    return world * (lon + 180) / 360, world * (0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi))


def _params(url: str) -> dict[str, list[str]]:
    given = parse_qs(urlsplit(url).query)
    return {name: values for name, values in given.items() if name not in ("dataset", "v")}
