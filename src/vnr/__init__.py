"""Count, follow up and estimate violence in close relations (våld i nära relationer).

Turns the records that Swedish social services already keep into figures that say how sure they
are and what they leave out. Start with `Register.from_cases` or `read`, then `metrics`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import vnr.data as data  # noqa: PLR0402
    import vnr.disclosure as disclosure  # noqa: PLR0402
    import vnr.metrics as metrics  # noqa: PLR0402
    import vnr.report as report  # noqa: PLR0402
    import vnr.synthetic as synthetic  # noqa: PLR0402
    from vnr import io as io
    from vnr.engine import scan
    from vnr.errors import (
        DataError,
        DisclosureError,
        MissingExtraError,
        ModelError,
        UnknownNameError,
        VnrError,
    )
    from vnr.io import Pseudonymiser, read
    from vnr.model import (
        Case,
        Closing,
        Contact,
        FollowUp,
        Intake,
        Intervention,
        Investigation,
        Municipality,
        Period,
        Person,
        RiskAssessment,
        ViolenceForm,
    )
    from vnr.register import Coverage, Register
    from vnr.results import Counts, Curve, Estimate

# Where each name lives. Nothing is imported before it is asked for: records cost no numpy,
# registers no scipy.
_HOME = {
    "Case": "vnr.model",
    "Closing": "vnr.model",
    "Contact": "vnr.model",
    "Counts": "vnr.results",
    "Coverage": "vnr.register",
    "Curve": "vnr.results",
    "DataError": "vnr.errors",
    "DisclosureError": "vnr.errors",
    "Estimate": "vnr.results",
    "FollowUp": "vnr.model",
    "Intake": "vnr.model",
    "Intervention": "vnr.model",
    "Investigation": "vnr.model",
    "MissingExtraError": "vnr.errors",
    "ModelError": "vnr.errors",
    "Municipality": "vnr.model",
    "Period": "vnr.model",
    "Person": "vnr.model",
    "Pseudonymiser": "vnr.io",
    "Register": "vnr.register",
    "RiskAssessment": "vnr.model",
    "UnknownNameError": "vnr.errors",
    "ViolenceForm": "vnr.model",
    "VnrError": "vnr.errors",
    "data": "",
    "disclosure": "",
    "io": "",
    "metrics": "",
    "read": "vnr.io",
    "report": "",
    "scan": "vnr.engine",
    "synthetic": "",
}

__all__ = [
    "Case",
    "Closing",
    "Contact",
    "Counts",
    "Coverage",
    "Curve",
    "DataError",
    "DisclosureError",
    "Estimate",
    "FollowUp",
    "Intake",
    "Intervention",
    "Investigation",
    "MissingExtraError",
    "ModelError",
    "Municipality",
    "Period",
    "Person",
    "Pseudonymiser",
    "Register",
    "RiskAssessment",
    "UnknownNameError",
    "ViolenceForm",
    "VnrError",
    "data",
    "disclosure",
    "metrics",
    "read",
    "report",
    "scan",
    "synthetic",
]


def __getattr__(name: str) -> Any:
    """Import a public name on first use and keep it, so that it is resolved once."""
    if name == "__version__":
        from importlib.metadata import version

        found: Any = version("vnr")
    elif name in _HOME:
        home = _HOME[name]
        found = getattr(import_module(home), name) if home else import_module(f"vnr.{name}")
    else:
        raise AttributeError(f"module 'vnr' has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    # `io` is there without an import, but a star brings the standard library's no rival.
    return [*__all__, "__version__", "io"]
