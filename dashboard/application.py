"""Makes what `st.App` is given: the page's script, the HTTP routes, the middleware around all answers."""

from __future__ import annotations

import asyncio
import logging
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import pyarrow as pa
import streamlit as st
from starlette.middleware import Middleware
from streamlit import config, file_util, runtime
from streamlit.runtime.stats import ACTIVE_SESSIONS_FAMILY, GaugeStat

import components
from access import configuration, imports
from access.acts import Mode
from access.people import visitor_key
from api.asking import known_by
from api.door import Door
from api.leaving import LoggedOut
from api.operators import OperatorsOnly
from api.ranges import Uncompressed
from api.requests import RequestRecords
from api.routes import routes
from api.security import SecurityHeaders
from api.sockets import at_once
from api.spooling import Spooled
from api.uploads import UploadQuotas
from api.varying import VaryOnce
from components import visitor
from components.folium_map import ASSETS
from components.freezing import document
from components.map import base_maps, view
from components.page import messages
from components.panels.filters import words_of
from components.text import wording
from dashboard import closed_pages, ending, login_settings, logs, memory
from geodata import server_settings, settings
from geodata.jobs import writers
from geodata.library import placing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

_JOBS_S: Final = 1.0
"""What imports get that the server is to end; they end by themselves when it is gone."""
SCRIPT: Final = Path(components.__path__[0]).resolve() / "page" / "script.py"
"""The page; by its whole path, because Streamlit looks beside the file that it was started with."""


def options() -> Mapping[str, Any]:
    """Everything that `st.App` takes beside the script; what an import left behind is swept away first."""
    if wrong := server_settings.problems() or login_settings.problems():  # now, not when a visitor comes
        sys.exit("\n".join(["The server does not start.", *map(str, wrong)]))
    memory.keep_little()
    logs.set_up()
    _say_what_holds()
    _take_large_files()
    placing.sweep()
    pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own holds what a large import took, for good
    base_path, who = st.get_option("server.baseUrlPath"), known_by(visitor.mode, visitor.cookie_claims)
    return {
        "routes": routes(
            build_map=view.module,
            describe=wording.describe,
            filter_words=words_of,
            freeze=document.freeze_for,
            assets=ASSETS,
            base_path=base_path,
            sessions=_sessions,
            who=who,
        ),
        "middleware": [
            Middleware(RequestRecords),
            Middleware(VaryOnce),
            Middleware(SecurityHeaders, image_hosts=base_maps.hosts(), page=_streamlits_page()),
            Middleware(Door, mode=visitor.mode, who=who, known=visitor.known_hosts, base_path=base_path),
            Middleware(LoggedOut, claims=visitor.cookie_claims, base_path=base_path),
            Middleware(OperatorsOnly, base_path=base_path),
            Middleware(
                UploadQuotas,
                held=_uploads_held,
                forget=_forget_upload,
                visitor=None if visitor.mode() is Mode.LOCAL else lambda request: visitor_key(who(request)),
            ),
            Middleware(Spooled, base_path=base_path),
            Middleware(Uncompressed, base_path=base_path),
        ],
        "lifespan": _while_it_runs,
        "on_script_error": messages.unforeseen,
    }


@asynccontextmanager
async def _while_it_runs(app: st.App) -> AsyncIterator[None]:
    async with at_once(app), ending.in_time(), closed_pages.let_go():
        try:
            yield
        finally:
            await asyncio.to_thread(imports.end_all, _JOBS_S)
            await asyncio.to_thread(writers.let_go)


def _sessions() -> int:
    """How many pages are open."""
    families = runtime.get_instance().stats_mgr.get_stats(family_names=[ACTIVE_SESSIONS_FAMILY])
    return sum(
        int(stat.value) for stats in families.values() for stat in stats if isinstance(stat, GaugeStat)
    )


def _streamlits_page() -> str:
    """The HTML in which the page is drawn, of the Streamlit that is installed."""
    return Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8")


def _take_large_files() -> None:
    """Let Streamlit take what the settings let in, unless somebody told it what to take."""
    option, most = "server.maxUploadSize", -(-settings.current().limit.bytes_in // 2**20)
    if "environment variable" not in config.get_where_defined(option):
        config.set_option(option, max(most, st.get_option(option)))


def _say_what_holds() -> None:
    """Say in the log where the server does not do what its settings ask for."""
    for remark in (*server_settings.remarks(), *login_settings.remarks()):
        logging.getLogger("incidents.settings").warning("%s", remark)
    configuration.say_mode(st.get_option("server.address"))


def _uploads() -> MemoryUploadedFileManager:
    return cast("MemoryUploadedFileManager", runtime.get_instance().uploaded_file_mgr)


def _uploads_held() -> dict[str, dict[str, int]]:
    """Bytes of the files that Streamlit holds, or a ticket for each, by session and file; imports besides."""
    storage = dict(_uploads().file_storage)
    held = {
        session: {name: imports.size_of(file.data) for name, file in dict(files).items()}
        for session, files in storage.items()
    }
    return {**held, "": {"imports": imports.bytes_held()}}


def _forget_upload(session: str, file: str) -> None:
    for each in _uploads().get_files(session, [file]):
        imports.drop(each.data)
    _uploads().remove_file(session_id=session, file_id=file)
