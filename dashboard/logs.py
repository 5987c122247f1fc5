"""Writes the log: a JSON object a line for a collector of logs, or as Streamlit does on a terminal."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any, Final

import streamlit.logger

from api.requests import current_id
from geodata import settings

BESIDE: Final = ("request_id", "method", "route", "status", "duration_ms")
"""What a record may bring as `extra`: nothing of these is a visitor's text."""
_TOKEN: Final = re.compile(r"upload-[0-9a-f]{32}")
"""Names of private uploads: who reads the log may not open them."""


def set_up() -> None:
    """Write this process's log as the setting says; again and again does no harm."""
    logging.getLogger("incidents").setLevel(logging.INFO)
    if not _as_json():
        return
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    handler.addFilter(_names_no_visitor)
    logging.getLogger().handlers = [handler]
    # Streamlit gives its own loggers, uvicorn's and those that it makes later a handler each.
    streamlit.logger.setup_formatter = _hand_on
    streamlit.logger.update_formatter()


class JsonLines(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, message, then what the record brings."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; a traceback is a field of it."""
        said: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": current_id() or None,
            **{name: vars(record)[name] for name in BESIDE if name in vars(record)},
        }
        if record.exc_info:
            said["exception"] = self.formatException(record.exc_info)
        line = json.dumps({name: value for name, value in said.items() if value is not None}, default=str)
        return _TOKEN.sub("upload-…", line)


def _as_json() -> bool:
    wanted = settings.current().log
    return wanted == "json" or (wanted == "auto" and not sys.stderr.isatty())


def _hand_on(logger: logging.Logger) -> None:
    """Let the root's handler write it, and no other."""
    logger.handlers = []
    # uvicorn asks whether anybody listens; its lines hold whole addresses with their filters
    logger.propagate = logger.name != "uvicorn.access"


def _names_no_visitor(record: logging.LogRecord) -> bool:
    """Whether it is none of uvicorn's lines about a WebSocket, which have IP addresses; ours are instead."""
    return not (record.name == "uvicorn.error" and "WebSocket" in str(record.msg))
