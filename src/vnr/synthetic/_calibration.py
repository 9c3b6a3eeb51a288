"""How often made-up people do what they do: published shares, and those nobody has measured."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from vnr.model import ViolenceForm

__all__ = ["CASES_PER_10_000", "CHILD_CASE", "FORMS", "RETURN_HAZARD", "SHARES"]

SHARES: Final[Mapping[str, float]] = MappingProxyType(
    {
        # SKR, SU-Kvinnofrid, interim report of May 2023: 2 090 cases of exposed adults.
        "woman": 0.93,
        "man": 0.06,
        "honour": 0.11,
        "freda": 0.48,
        "conversation": 0.43,
        "closed": 0.73,
        # Chosen here; nobody has measured them. What the first reason hides is the question.
        "original": 0.45,
        "intake": 0.20,
        "known": 0.20,
        "hidden": 0.15,
    }
)
"""Shares that the made-up people are drawn with; original, intake, known and hidden add to 1."""

RETURN_HAZARD: Final = 0.25
"""Returns a year after a violence case has closed: 1 - exp(-0.25) = 22 % within a year."""

CASES_PER_10_000: Final = 30
"""Cases of exposed adults opened a year for each 10 000 inhabitants, seen or not."""

CHILD_CASE: Final = 0.35
"""Share of the cases with children at home that open a case for a child."""

FORMS: Final = (
    (ViolenceForm.PSYCHOLOGICAL, 0.8),
    (ViolenceForm.PHYSICAL, 0.6),
    (ViolenceForm.ECONOMIC, 0.25),
    (ViolenceForm.SEXUAL, 0.2),
    (ViolenceForm.MATERIAL, 0.15),
    (ViolenceForm.DIGITAL, 0.15),
    (ViolenceForm.LATENT, 0.1),
    (ViolenceForm.NEGLECT, 0.05),
)
"""Forms of violence, each with the share of cases it is recorded in."""
