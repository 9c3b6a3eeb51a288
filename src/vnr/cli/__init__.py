"""``python -m vnr``: check, profile, report, demo, template, schema, key."""

from vnr.cli._main import main

__all__ = ["main"]
