"""Every error a researcher can meet: where it is, what was found, what was expected, what to do next."""

from __future__ import annotations


class GeodataError(Exception):
    """Base of all errors that the page shows in words; anything else is a bug and should look like one."""


class FilterError(GeodataError, ValueError):
    """A page address or a form asks for a filter that cannot be."""

    def __init__(self, field: str, value: str, expected: str) -> None:
        self.field, self.value, self.expected = field, value, expected
        super().__init__(
            f"filter '{field}': '{value}' was found, {expected} was expected. "
            "Correct the address, or reset the filters."
        )


class UnknownDatasetError(GeodataError, LookupError):
    """A name or a version that no dataset here has."""

    def __init__(self, name: str, version: str | None, known: tuple[str, ...]) -> None:
        self.name, self.version, self.known = name, version, known
        asked = f"'{name}'" if version is None else f"'{name}' in version {version[:12]}"
        super().__init__(
            f"There is no dataset {asked} here. Choose one of: {', '.join(known) or 'none yet'}."
        )


class MissingFileError(GeodataError, OSError):
    """A dataset's folder, or a file in it, is not there."""

    def __init__(self, folder: str, missing: tuple[str, ...], found: tuple[str, ...]) -> None:
        self.folder, self.missing, self.found = folder, missing, found
        super().__init__(
            f"{folder}: {_listed(missing)} {'is' if len(missing) == 1 else 'are'} missing. "
            f"The folder has: {', '.join(found) or 'no files'}. "
            "Add what is missing, or correct the name; a table without rows still needs its column names."
        )


class UnreadableFileError(GeodataError, OSError):
    """The operating system does not hand a file out."""

    def __init__(self, file: str, problem: str) -> None:
        self.file, self.problem = file, problem
        super().__init__(f"{file}: the file cannot be opened ({problem}). Check that it may be read.")


class MissingColumnError(GeodataError, ValueError):
    """A table lacks columns that its layout needs."""

    def __init__(self, file: str, missing: tuple[str, ...], found: tuple[str, ...]) -> None:
        self.file, self.missing, self.found = file, missing, found
        next_step = "Add the missing column names to the first line; the cells below may stay empty."
        if len(found) == 1 and any(mark in found[0] for mark in ";\t|"):
            next_step = "The cells seem to be separated by something else: save the table with commas."
        super().__init__(
            f"{file}: no column named {_listed(missing)}. "
            f"The file has: {', '.join(found) or 'no columns'}. {next_step}"
        )


class MalformedTableError(GeodataError, ValueError):
    """A file whose rows cannot be told apart, so that nothing in it can be trusted."""

    def __init__(self, file: str, line: int, found: str, next_step: str) -> None:
        self.file, self.line, self.found = file, line, found
        super().__init__(f"{file}, line {line}: {found}. {next_step}")


class DescriptionError(GeodataError, ValueError):
    """A dataset.toml that does not say what a dataset must say of itself."""

    def __init__(self, file: str, field: str, found: str, expected: str) -> None:
        self.file, self.field, self.found, self.expected = file, field, found, expected
        super().__init__(f"{file}: '{field}' is {found}, {expected} was expected. Correct it in that file.")


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)
