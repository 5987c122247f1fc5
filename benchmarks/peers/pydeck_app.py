"""Serves pydeck_page.py, and beside it the page that pydeck itself writes from its offline bundle."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from benchmarks.peers.pydeck_chart import chart


@lru_cache(maxsize=1)
def _page(name: str) -> str:
    return str(chart(name).to_html(as_string=True, offline=True, notebook_display=False))


def offline(request: Request) -> Response:
    return HTMLResponse(_page(request.query_params["dataset"]))


app = st.App("pydeck_page.py", routes=[Route("/offline.html", offline)])
