"""Saves datasets on disk, version by version, all or nothing, and reads them back."""
