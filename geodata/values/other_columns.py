"""Reads the file's other columns back from the JSON text in which a record carries them."""

from __future__ import annotations

import json


def read(extra: object) -> dict[str, str]:
    """Name → value as text, in the file's order; empty values are left out.

    What is no JSON object, which no layout writes, is one value without a name.
    """
    if not isinstance(extra, str) or not extra.strip():
        return {}
    try:
        said = json.loads(extra)
    except (ValueError, RecursionError):
        return {"": extra}
    if not isinstance(said, dict):
        return {"": extra}
    texts = ((name, value if isinstance(value, str) else _text(value)) for name, value in said.items())
    return {name: text for name, text in texts if text}


def _text(value: object) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False)
