"""The HTTP routes as a server of its own, for clients that let no other thread of a process run meanwhile."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

_SERVER = """
import sys, uvicorn
from pathlib import Path
from starlette.applications import Starlette
from api.routes import routes
app = Starlette(routes=routes(lambda _: b"", lambda *_: {}, assets=Path(sys.argv[2]), base_path="maps"))
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
"""


@contextlib.contextmanager
def served() -> Iterator[str]:
    """Its address with the base path, a slash at its end."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    here = Path(__file__).parents[1]
    server = subprocess.Popen([sys.executable, "-c", _SERVER, str(port), str(here / "docs")], cwd=here)
    address = f"http://127.0.0.1:{port}/maps/"
    try:
        for _ in range(600):
            try:
                urlopen(f"{address}healthz", timeout=10).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)
