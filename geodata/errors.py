"""Defines every error a researcher can meet: where it is, what was found and expected, what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LONGEST_SHOWN: Final = 200
"""Characters of a found value that a message repeats; the file has the rest."""


def shown(value: object) -> str:
    """A value out of a file for a message: on one line, control characters as escapes, cut when long."""
    text = str(value)
    text = text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text
    )


class GeodataError(Exception):
    """Base of all errors that the page shows in words; anything else is a bug and should look like one."""

    code: str = "unusable"
    """One word for scripts and tests: what kind of fault it is."""


class NotLoadedError(GeodataError, ValueError):
    """A frame is to be summarised of which nobody knows what dataset it is from."""

    def __init__(self) -> None:
        super().__init__(
            "This frame does not say which dataset its rows are from. Give summarise what geodata.load gave, "
            "or rows of it with their column 'row'; or give it the dataset's name."
        )


class FilterError(GeodataError, ValueError):
    """A page address or a form asks for a filter that cannot be."""

    def __init__(self, field: str, value: str, expected: str) -> None:
        value = value if len(value) <= LONGEST_SHOWN else f"{value[:LONGEST_SHOWN]}…"
        self.field, self.value, self.expected = field, value, expected
        self.problem = f"filter '{field}': '{value}' was found, {expected} was expected."
        super().__init__(f"{self.problem} Correct the address, or reset the filters.")


class UnknownParameterError(GeodataError, ValueError):
    """An address or a command names a filter, or another parameter, that there is not."""

    def __init__(self, name: str, nearest: str, known: tuple[str, ...]) -> None:
        self.name, self.nearest, self.known = name, nearest, known
        meant = f" Was '{nearest}' meant?" if nearest else ""
        there = f"Known here: {', '.join(known)}." if known else "Nothing can be asked for here."
        super().__init__(f"There is no filter or other parameter '{name[:60]}' here.{meant} {there}")


class UnknownDatasetError(GeodataError, LookupError):
    """A name or a version that no dataset here has."""

    def __init__(self, name: str, version: str | None, known: tuple[str, ...]) -> None:
        self.name, self.version, self.known = name, version, known
        asked = f"'{name}'" if version is None else f"'{name}' in version {version[:12]}"
        super().__init__(
            f"There is no dataset {asked} here. Choose one of: {', '.join(known) or 'none yet'}."
        )


class NotTogetherError(GeodataError, LookupError):
    """Datasets that nobody has opened together yet, in these versions."""

    code = "not-together"

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        super().__init__(
            f"{' and '.join(repr(each) for each in names)} were not opened together yet. Open them on the "
            f"page, or run `python -m geodata together {' '.join(names)}`."
        )


class NothingHereError(GeodataError, LookupError):
    """No dataset is here that somebody may see."""

    def __init__(self) -> None:
        super().__init__(
            "There is no dataset here yet that you can see. Log in or add data where the page offers it, or "
            "ask whoever runs this server."
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

    code = "unreadable"

    def __init__(self, file: str, problem: str) -> None:
        self.file, self.problem = file, problem
        super().__init__(f"{file}: the file cannot be opened ({problem}). Check that it may be read.")


class MissingColumnError(GeodataError, ValueError):
    """A table lacks columns that its layout needs."""

    code = "columns"

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
    """A file whose rows cannot be distinguished, so that nothing in it can be trusted."""

    code = "malformed"

    def __init__(self, file: str, line: int, found: str, next_step: str) -> None:
        self.file, self.line, self.found = file, line, found
        super().__init__(f"{file}, line {line}: {found}. {next_step}")


class UnusableFileError(GeodataError, ValueError):
    """A file that somebody hands in and that cannot be read as a whole; `code` says why.

    Codes: unreadable, empty, unsupported, malformed, encoding, columns, too-large, bomb, nesting,
    layer-missing, crs, timeout, memory, crashed, stopped, disk.
    """

    def __init__(self, file: str, code: str, found: str, next_step: str) -> None:
        self.file, self.code, self.found, self.next_step = file, code, found, next_step
        super().__init__(f"{shown(file)}: {found}. {next_step}")


@dataclass(frozen=True)
class FileGroup:
    """Files that could be read together."""

    layout: str
    """Empty where they cannot be read."""
    files: tuple[str, ...]
    about: str = ""
    """Its columns, where the layout is that of any table; what is wrong, where there is none."""


class SeveralLayoutsError(UnusableFileError):
    """Files that were to become one dataset and are of several layouts, or of which some cannot be read."""

    def __init__(
        self, file: str, code: str, found: str, next_step: str, groups: tuple[FileGroup, ...]
    ) -> None:
        self.groups = groups
        super().__init__(file, code, found, next_step)


class DescriptionError(GeodataError, ValueError):
    """A dataset.toml that does not say what a dataset must say of itself."""

    def __init__(self, file: str, field: str, found: str, expected: str) -> None:
        self.file, self.field, self.found, self.expected = file, field, found, expected
        super().__init__(f"{file}: '{field}' is {found}, {expected} was expected. Correct it in that file.")


class MappingError(GeodataError, ValueError):
    """Choices about a file (in a mapping file, a form or an option) that cannot be."""

    code = "mapping"

    def __init__(self, field: str, found: str, expected: str) -> None:
        self.field, self.found, self.expected = field, found, expected
        super().__init__(
            f"{shown(field)}: '{shown(found)}' was found, {expected} was expected. "
            "Correct the mapping, or leave it out."
        )


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)


class NameTakenError(GeodataError, ValueError):
    """A dataset cannot be called what another one is called, or by a name that the library needs itself."""

    code = "name-taken"

    def __init__(self, name: str, found: str) -> None:
        self.name, self.found = name, found
        super().__init__(f"The name '{name}' is taken: {found}. Choose another name.")


class BadNameError(GeodataError, ValueError):
    """A name that a dataset cannot have, because it stands in addresses and folder names."""

    code = "name"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"A dataset cannot be named '{name[:80]}': 1 to 60 of the characters a-z, 0-9 and - were "
            "expected, the first no hyphen. Choose such a name; the title may be anything."
        )


class ReadOnlyDatasetError(GeodataError, PermissionError):
    """A dataset that is somebody's folder of tables, or comes with the program, is not changed here."""

    code = "read-only"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"The dataset '{name}' is a folder of tables that is only read here. "
            "Change its files, or import a copy under another name."
        )


class NothingToSaveError(GeodataError, ValueError):
    """An import that leaves nothing to save: open questions, or no accepted row."""

    code = "nothing-to-save"

    def __init__(self, reason: str, next_step: str) -> None:
        self.reason = reason
        super().__init__(f"Nothing was saved: {reason}. {next_step}")


class OutrunError(GeodataError, ValueError):
    """Somebody else was quicker: a dataset has changed since what was to be saved was made of it."""

    code = "outrun"

    def __init__(
        self,
        name: str,
        found: str = "got another version since this was read with it",
        next_step: str = "Look at what would become of it now, and add the file then.",
    ) -> None:
        self.name = name
        super().__init__(f"Nothing was saved: {name} has {found}. {next_step}")


class ExistingDatasetError(NameTakenError):
    """Something new was to be saved under a dataset's name, without saying that it is a version of it."""

    code = "existing-dataset"

    def __init__(self, name: str) -> None:
        super().__init__(
            name,
            "the library has this dataset, whose title and citation stand for what its editors saved. "
            "To save a new version of it, say so (on the page under 'Save as', --new-version on the command "
            "line)",
        )


class NothingToUndoError(GeodataError, LookupError):
    """A deletion or a withdrawal that cannot be taken back, or not any more."""

    code = "nothing-to-undo"

    def __init__(
        self,
        said: str = "There is nothing to bring back under this token: it was brought back already, or the "
        "time for it has passed. Import the file again.",
    ) -> None:
        super().__init__(said)


class LibraryError(GeodataError, OSError):
    """The library's folder cannot be written, or what is saved there cannot be read."""

    code = "library"

    def __init__(self, what: str, problem: str, next_step: str) -> None:
        self.what, self.problem = what, problem
        super().__init__(f"{what} ({problem}). {next_step}")


class DamagedError(LibraryError):
    """A file of one dataset or of one of its versions is broken; nothing else of the library is touched."""

    code = "damaged"

    def __init__(self, name: str, version: str | None, file: str, problem: str) -> None:
        self.name, self.version, self.file = name, version, file
        said = "an upload" if name.startswith("upload-") else f"'{name}'"
        what = f"The dataset {said}" if version is None else f"Version {version[:12]} of {said}"
        again = "or import its file again"
        if version is None:  # the description, in which stands who may see it
            again = (
                "or write it anew: python -m geodata describe, or its file imported again. Who might see it "
                "is lost with it, so nobody but who runs the server does until python -m geodata readers "
                "says otherwise"
            )
        super().__init__(
            f"{what} is damaged",
            f"{file}: {problem}",
            "Every other dataset and version works. Put it back from a backup (python -m geodata restore), "
            f"{again}.",
        )


class NewerError(LibraryError):
    """What a newer edition of this program saved, and this one cannot read or must not change."""

    code = "newer"

    def __init__(self, what: str, found: int, known: int, next_step: str) -> None:
        self.found, self.known = found, known
        super().__init__(
            f"{what} was made by a newer edition of this program",
            f"number {found}, this one knows {known}",
            next_step,
        )


class WithdrawnError(GeodataError, LookupError):
    """A dataset or a version that its editor took back: its content is not given out any more."""

    code = "withdrawn"

    def __init__(
        self, name: str, version: str | None, when: str, reason: str, *, already: bool = False
    ) -> None:
        self.name, self.version, self.when, self.reason = name, version, when, reason
        was = "is withdrawn already, since" if already else "has been withdrawn on"
        why = f": {shown(reason).rstrip('.')}" if reason else ""
        day = when[:10] or "an unknown day"
        super().__init__(f"{withdrawn_thing(name, version)} {was} {day}{why}.")


def withdrawn_thing(name: str, version: str | None) -> str:
    """A dataset or one of its versions, as a sentence about it begins."""
    return f"The dataset '{name}'" if version is None else f"Version {version[:12]} of '{name}'"


class GazetteerError(GeodataError, ValueError):
    """A file that is no gazetteer, or a broken `gazetteer.sqlite`."""

    code = "gazetteer"

    def __init__(self, file: str, problem: str, next_step: str) -> None:
        self.file, self.problem = file, problem
        super().__init__(f"{file}: {problem}. {next_step}.")


class BaseMapError(GeodataError, ValueError):
    """A file that cannot be a base map or a reference layer, or a wrong choice about one."""

    code = "basemap"

    def __init__(self, file: str, problem: str, next_step: str) -> None:
        self.file, self.problem = file, problem
        super().__init__(f"{shown(file)}: {shown(problem)}. {next_step}.")


class NoBaseMapError(GeodataError, LookupError):
    """A base map that is not here any more, or not in this state."""

    code = "no-basemap"

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            f"There is no base map '{shown(key)}' here, or it has changed: load the page again, or see "
            "`python -m geodata basemap list`."
        )


class BoundariesError(GeodataError, ValueError):
    """A file of boundaries that no regions can be taken from."""

    def __init__(self, file: str, found: str, help_: str) -> None:
        self.file, self.found, self.help = file, found, help_
        super().__init__(f"{file}: {found}. {help_}")


class GeocodingError(GeodataError, OSError):
    """A geocoding service did not answer: nothing is known about the place, not even that it is unknown."""

    code = "geocoding"

    def __init__(self, service: str, problem: str, *, final: bool = False) -> None:
        self.service, self.problem, self.final = service, problem, final
        super().__init__(
            f"{service}: {problem}. " + ("Correct that first." if final else "Try again later, or go on.")
        )


class SettingsError(GeodataError, ValueError):
    """An environment variable of ours holds what it cannot, or has a name that none of them has."""

    code = "settings"

    def __init__(self, variable: str, found: str, expected: str) -> None:
        self.variable, self.found, self.expected = variable, found, expected
        super().__init__(
            f"{variable}: {shown(found)}; {expected}. Correct it, or take it out; "
            "`python -m geodata settings` lists all of them."
        )


class PeopleError(GeodataError, ValueError):
    """Somebody who may see a dataset is named by what can be nobody's name."""

    code = "people"

    def __init__(self, found: str, expected: str) -> None:
        self.found, self.expected = found, expected
        super().__init__(f"{shown(found)}; {expected}. Correct it; nothing was changed.")


class StoreSettingError(GeodataError, ValueError):
    """An address of a store (`INCIDENTS_STORE`, `--to`) that cannot be; `found` shows no password."""

    code = "store-setting"

    def __init__(self, found: str, expected: str) -> None:
        self.found, self.expected = found, expected
        super().__init__(
            f"INCIDENTS_STORE or --to: '{shown(found)}' was found, {expected} was expected. "
            "Correct the address."
        )


class MissingPackageError(GeodataError, ImportError):
    """An engine was chosen whose package is not installed; the program itself needs none of them."""

    code = "missing-package"

    def __init__(self, engine: str, packages: str, problem: str) -> None:
        self.engine, self.packages, self.problem = engine, packages, problem
        super().__init__(
            f"{engine} was chosen, and a package for it is missing ({problem}). Install it: "
            f'python -m pip install "{packages}" (tested versions: requirements-engines.txt).'
        )


class EngineError(GeodataError, OSError):
    """An engine does not answer, or not in time."""

    code = "engine"

    def __init__(self, engine: str, problem: str, next_step: str) -> None:
        self.engine, self.problem = engine, problem
        super().__init__(f"{engine}: {shown(problem)}. {next_step}")


class NotPublishedError(GeodataError, LookupError):
    """A dataset that the library has, and the store that answers has not."""

    code = "not-published"

    def __init__(self, name: str, version: str, store: str) -> None:
        self.name, self.version, self.store = name, version, store
        super().__init__(
            f"The dataset '{name}' in version {version[:12]} was not published to {store}, "
            "from where datasets are answered here. "
            f"Publish it: python -m geodata publish {name} --version {version[:12]} --to {store}"
        )


class PrivateDatasetError(GeodataError, PermissionError):
    """A private upload, which nobody else is to see, was to be published."""

    code = "private"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            "A private upload is not published: it is one person's, and expires. "
            "Save it to the library first."
        )


class LimitError(GeodataError):
    """What was asked goes beyond a limit of this server; base of those that follow."""

    code = "limit"
    retry_after_s: int = 10
    """After so many seconds it may be asked again."""


class TimeUpError(LimitError):
    """A question took longer than one may."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(
            f"This took longer than the {seconds:g} seconds that one question may take, so it was stopped. "
            "Filter more narrowly (fewer days, a smaller or simpler area, a longer word), or ask again later."
        )


class BusyError(LimitError):
    """So much is being asked that another question would make all wait."""

    def __init__(self, what: str, *, retry_after_s: int = 5) -> None:
        self.what, self.retry_after_s = what, retry_after_s
        super().__init__(f"{what} Nothing is lost: try again in {retry_after_s} seconds.")


class QuotaError(LimitError):
    """One visitor asks for more than one may."""

    def __init__(self, what: str, *, retry_after_s: int = 60) -> None:
        self.what, self.retry_after_s = what, retry_after_s
        super().__init__(what)


class TooManyRowsError(GeodataError, ValueError):
    """More records are to be written than a kind of file holds."""

    def __init__(self, rows: int, most: int) -> None:
        self.rows, self.most = rows, most
        super().__init__(
            f"An Excel sheet holds {most:,} records, and these are {rows:,}. Filter more narrowly, for "
            "example year by year, or take the CSV or the Data Package, which have no such limit."
        )


class ExportError(GeodataError, OSError):
    """An export could not be written to its end."""

    code = "export"

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(f"The file could not be written: {problem}. Try it again, or filter more narrowly.")


class AbandonedError(GeodataError):
    """Nobody waits for this answer any more."""

    code = "abandoned"

    def __init__(self) -> None:
        super().__init__("The answer was given up, because nobody waited for it any more.")
