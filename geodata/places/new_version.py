"""Puts chosen places into a saved dataset: a new version with the same original and the same choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.ingest.choices import Choices
from geodata.ingest.draft import Draft
from geodata.library import catalog, management, paths, saving
from geodata.model import ATTRIBUTES, BELONGING
from geodata.places import geocoding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.places.candidates import Candidate


def with_places(name: str, chosen: Mapping[str, Candidate], version: str | None = None) -> tuple[str, str]:
    """Put places that were chosen for names into a saved dataset: a new version with the same original.

    Parameters
    ----------
    chosen
        By `geocoding.Wanted.key`; joined to what was chosen for the version before.
    version
        The version to begin with; none for the current one.

    Returns
    -------
    The dataset's name and the new version's.
    """
    management.editable_folder(name)
    dataset = catalog.load(name, version)
    manifest = next(each for each in catalog.versions(name) if each.version == dataset.version)
    said = dict(manifest.choices)
    before = said.pop("located", {})
    names = ("incidents", ATTRIBUTES, "places", "actors", *BELONGING)
    tables = {each: getattr(dataset, each) for each in names}
    draft = Draft(
        layout=manifest.layout,
        choices_used=Choices.from_dict(said),
        rows_in=manifest.counts["rows_in"],
        accepted=manifest.counts["accepted"],
        tables=geocoding.applied(tables, chosen),
        rejected=dataset.rejected,
        warnings=catalog.warnings(name, dataset.version),
    )
    return saving.save(
        draft,
        catalog.originals(name, dataset.version),
        name=name,
        info=dataset.info,
        private=paths.is_private(name),
        file=manifest.originals[0].name,
        located={**before, **geocoding.choices(chosen)},
        new_version_of=None if paths.is_private(name) else name,
    )
