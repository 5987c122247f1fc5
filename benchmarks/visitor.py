"""A visitor without a browser: opens the page by Streamlit's WebSocket and clicks kinds, as a reader does.

The protocol (Streamlit 1.67): `/_stcore/stream`, protobuf both ways. The first message from the browser asks
for a run of the script, each click for another with the states of the widgets; a run ends with
`script_finished`.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import json
import re
import time
from collections.abc import Iterator, Mapping
from typing import Any, Final, Self
from urllib.parse import parse_qs, unquote

import httpx2
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.serving import NOTHING

SHOWN: Final = re.compile(r"data-shown='([^']*)'")
"""What the map shows, in its hidden element."""
KINDS: Final = "filter_kinds"
SUBPROTOCOLS: Final = ("streamlit", "PLACEHOLDER_AUTH_TOKEN")
"""As the front end sends them where nobody has signed in."""
TIMEOUT_S: Final = 60
BACK_AFTER_S: Final = 5


def coming_from(number: int) -> dict[str, str]:
    """What a proxy says of a visitor whose address is their own, of those for measurements (RFC 2544)."""
    return {"X-Forwarded-For": str(ipaddress.ip_address("198.18.0.0") + number)}


class VisitError(RuntimeError):
    """The page did not answer as it should."""


class Visitor:
    """One session of the page; use `async with`, which ends it."""

    def __init__(
        self, address: str, query: str, http: httpx2.AsyncClient, headers: Mapping[str, str] = NOTHING
    ) -> None:
        self.address, self.query, self.http, self.headers = address, query.removeprefix("?"), http, headers
        self.selection: dict[str, Any] = {}
        """What the map was last told to show."""
        self.map = ""
        """The address of the map's script."""
        self.kinds: tuple[str, ...] = ()
        """The kinds that can be clicked, as they are written."""
        self.clicked: tuple[str, ...] = ()
        self._states: dict[str, WidgetState] = {}
        self._kinds_id = ""
        self._script = ""
        self._alert = ""
        self.came_back = False
        self._mask: asyncio.Task[None] | None = None
        self._socket: ClientConnection | None = None
        self._stack = contextlib.AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def open(self) -> float:
        """Open the page, fetch what its map is drawn from; seconds until all of it was there."""
        begin = time.perf_counter()
        await self.get("")
        self._socket = await self._stack.enter_async_context(
            connect(
                self.address.replace("http", "ws", 1) + "_stcore/stream",
                subprotocols=list(SUBPROTOCOLS),  # type: ignore[arg-type]
                origin=self.address.rstrip("/"),  # type: ignore[arg-type]
                max_size=None,
                compression=None,
                additional_headers=self.headers,
            )
        )
        await self._run()
        if not self.map and self._alert:  # too much is under way: its reader comes back
            self.came_back = True
            await asyncio.sleep(BACK_AFTER_S)
            await self._run()
        if not self.map or not self.kinds:
            raise VisitError(
                f"the page has no map, or no kinds to click: {self._alert or 'it does not say why'}"
            )
        name, version = self.dataset
        await self.get(self.map)
        for file in ("columns.bin", "reference.json"):
            await self.get(f"data/{name}/{version}/{file}")
        return time.perf_counter() - begin

    async def click(self, kind: str) -> float:
        """Click a kind; seconds until the script has ended and the new selection's bits are there."""
        begin = time.perf_counter()
        held = [each for each in self.kinds if (each == kind) != (each in self.clicked)]
        self.clicked = tuple(held)
        state = self._states[self._kinds_id]
        state.string_array_value.data[:] = held
        await self._run()
        chosen = parse_qs(self.selection["query"]).get("kind", [])
        if len(chosen) != len(held):
            raise VisitError(f"{len(held)} kinds were chosen, the map was told {chosen}")
        return time.perf_counter() - begin

    @property
    def dataset(self) -> tuple[str, str]:
        """Name and version of what the page shows."""
        said = parse_qs(self.map.partition("?")[2])
        return said["dataset"][0], said["version"][0]

    async def get(self, address: str) -> bytes:
        answer = await self.http.get(self.address + address, headers=self.headers, timeout=TIMEOUT_S)
        if answer.status_code != 200:
            raise VisitError(f"{address} answered {answer.status_code}: {answer.text[:200]}")
        return answer.content

    async def _run(self) -> None:
        """Ask for a run of the script, and take what it sends until it has ended."""
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_script_hash = self._script
        message.rerun_script.widget_states.widgets.extend(self._states.values())
        assert self._socket is not None  # noqa: S101 - `open` comes first
        await self._socket.send(message.SerializeToString())
        async with asyncio.timeout(TIMEOUT_S):
            while not self._take(await self._received()):
                pass
            if self._mask is not None:
                await self._mask

    async def _received(self) -> ForwardMsg:
        assert self._socket is not None  # noqa: S101
        message = ForwardMsg()
        message.ParseFromString(await self._socket.recv(decode=False))
        return message

    def _take(self, message: ForwardMsg) -> bool:
        """Do what the front end would; whether the run has ended."""
        match message.WhichOneof("type"):
            case "new_session":
                self._script = message.new_session.page_script_hash
            case "page_info_changed":
                self.query = message.page_info_changed.query_string
            case "delta" if message.delta.WhichOneof("type") == "new_element":
                self._element(message.delta.new_element)
            case "script_finished":
                return message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
        return False

    def _element(self, element: Any) -> None:
        match element.WhichOneof("type"):
            case "html" if found := SHOWN.search(element.html.body):
                self._show(json.loads(unquote(found[1])))
            case "button_group":
                self._button_group(element.button_group)
            case "multiselect" if state := self._state(element.multiselect.id):
                state.string_array_value.data[:] = []
            case "text_input" if state := self._state(element.text_input.id):
                state.string_value = element.text_input.value
            case "alert":
                self._alert = element.alert.body
            case "exception":
                raise VisitError(f"the page shows an error: {element.exception.message[:200]}")

    def _show(self, data: dict[str, Any]) -> None:
        self.map = data["map"]
        if data["selection"] != self.selection:
            self.selection = data["selection"]
            wanted = [self.selection["mask"], self.selection["undated"]]
            addresses = list(dict.fromkeys(filter(None, wanted)))
            self._mask = asyncio.create_task(self._fetch(addresses))

    async def _fetch(self, addresses: list[str]) -> None:
        await asyncio.gather(*(self.get(address) for address in addresses))

    def _button_group(self, group: Any) -> None:
        state = self._state(group.id)
        if group.set_value:
            self._states[group.id].string_array_value.data[:] = group.raw_values
        elif state is not None:
            state.string_array_value.data[:] = [group.options[index].content for index in group.default]
        if group.id.endswith(KINDS):
            self._kinds_id = group.id
            self.kinds = tuple(option.content for option in group.options)

    def _state(self, widget: str) -> WidgetState | None:
        """A new state for a widget that was not there before; none if it was."""
        if widget in self._states:
            return None
        self._states[widget] = WidgetState(id=widget)
        return self._states[widget]


@contextlib.asynccontextmanager
async def browsing() -> Any:
    """What fetches like a browser: compressed answers, connections that stay."""
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=200)
    async with httpx2.AsyncClient(headers={"Accept-Encoding": "gzip"}, limits=limits) as http:
        yield http


def gray(kinds: tuple[str, ...]) -> Iterator[str]:
    """Kinds to click so that each combination comes once in a round."""
    step = 0
    while True:
        step += 1
        yield kinds[((step & -step).bit_length() - 1) % len(kinds)]
