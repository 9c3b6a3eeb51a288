"""Sphinx configuration."""

import inspect
import shutil
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from numpydoc.xref import DEFAULT_LINKS

HERE = Path(__file__).parent
# The notebooks lie beside docs/, and are read from here.
shutil.copytree(HERE.parent / "notebooks", HERE / "_notebooks", dirs_exist_ok=True)

project = "vnr"
author = "The vnr authors"
copyright = "2026, The vnr authors"
version = release = version_of("vnr")

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.mathjax",
    "numpydoc",
    "myst_nb",
    "sphinx_design",
]
templates_path = ["_templates"]
exclude_patterns = ["_build", "_notebooks/.ipynb_checkpoints"]
default_role = "py:obj"
autosummary_generate = True
autodoc_typehints = "none"
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False
numpydoc_xref_param_type = True
# Types in docstrings, by the page that each has; Python's own and numpy's have none here.
numpydoc_xref_aliases = dict(zip(DEFAULT_LINKS, DEFAULT_LINKS, strict=True)) | {
    name: f"vnr.{room}.{name}"
    for room, names in {
        "results": ("Counts", "Estimate", "Curve", "Definition", "Note", "State"),
        "register": ("Register", "Coverage", "Source", "Supply"),
        "model": ("Case", "Contact", "Period", "Person", "Role", "Survey", "Answer", "Grant"),
        "metrics": ("Days", "Months", "Years", "CaptureTable", "RepeatCounts", "Episodes"),
        "disclosure": ("Rule", "Row", "Audit"),
        "io": ("Reading", "Faults", "Profile", "Pseudonymiser"),
        "report": ("Report",),
    }.items()
    for name in names
}
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
myst_enable_extensions = ["dollarmath", "colon_fence"]
myst_heading_anchors = 3
html_theme = "pydata_sphinx_theme"
html_theme_options = {"show_prev_next": False, "secondary_sidebar_items": ["page-toc"]}
html_show_sourcelink = False
# A list of all names beside each of them would be most of the page; their way is the one above.
html_sidebars = {"reference/generated/*": []}
html_static_path = ["_static"]
html_css_files = ["tables.css"]


def _is_field(
    _app: object, _what: str, _name: str, member: object, _skip: bool, _options: Any
) -> bool | None:
    """Leave out what a class stores: the attributes of its docstring say what that is."""
    return True if inspect.ismemberdescriptor(member) else None


def setup(app: Any) -> None:
    """Hear of each member before it is shown."""
    app.connect("autodoc-skip-member", _is_field)
