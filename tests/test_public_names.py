"""The public names are a promise: a new one is a deliberate change of these lists."""

from __future__ import annotations

from importlib import import_module

import pytest

PUBLIC = {
    "vnr": (
        "Case Counts Coverage Curve DataError Estimate FollowUp Intake Intervention Investigation "
        "MissingExtraError ModelError Municipality Period Person Register RiskAssessment "
        "UnknownNameError ViolenceForm VnrError data metrics read synthetic"
    ),
    "vnr.errors": "DataError MissingExtraError ModelError UnknownNameError VnrError require",
    "vnr.model": (
        "AssessmentStage Case ClosingReason FollowUp FollowUpOutcome Goal Group InformationSource "
        "Instrument Intake IntakeChannel IntakeReason Intervention InterventionKind "
        "InterventionTarget Investigation InvestigationKind InvestigationOutcome JudgedRisk "
        "Judgement LegalBasis Municipality Period Perpetrator Person Provider Relation "
        "RiskAssessment RiskJudgement Role Sex Unit ViolenceContext ViolenceForm Vocabulary "
        "json_schema structure table_schema unstructure"
    ),
    "vnr.register": (
        "NO_DAY SCHEMA Basis Column Counts Coverage Curve Definition Estimate Kind Note "
        "Provenance Register Source State Table"
    ),
    "vnr.metrics": (
        "DFE_12M HUD_SPM2 KKIK_1Y Assumptions CaptureTable Cells CountsBehind Days Episodes "
        "FollowUpStatus IndividualFollowUp LogRank ReactivationRule RepeatCounts Years "
        "assessments_used attendance candidates cells change children_behind clustered_proportion "
        "complete count counts_behind cumulative_incidence detection difference episodes expected "
        "follow_up follow_up_status funnel goal hidden individual_follow_up judged_risks "
        "kaplan_meier kolada kolada_rows list_dependence log_rank missed_links percentages "
        "proportion proportion_difference proportion_ratio ranks rate rate_difference rate_ratio "
        "reactivation reactivation_curve repeats scale share shrink smr standardise su_kvinnofrid "
        "time_to_event total trend"
    ),
    "vnr.io": "RULES Fault Faults FileRead Profile Reading read write_template",
    "vnr.data": "SOURCE Break adults breaks counties municipalities municipality population",
    "vnr.report": "CountyReport county_report funnel_plot unseen_plot write_html write_xlsx",
    "vnr.synthetic": "RETURN_HAZARD SHARES Extracts Lists Truth World lists register world write_extracts",
    "vnr.testing": "cases coverages days interventions investigations persons registers",
    "vnr.cli": "main",
}


@pytest.mark.parametrize("name", PUBLIC)
def test_golden_list(name: str) -> None:
    """`__all__` is just this, sorted, and every name is there."""
    module = import_module(name)
    assert PUBLIC[name].split() == module.__all__
    assert [one for one in module.__all__ if not hasattr(module, one)] == []
    assert set(module.__all__) <= set(dir(module))


@pytest.mark.parametrize("name", PUBLIC)
def test_star_import(name: str) -> None:
    """A star import brings just the public names."""
    found: dict[str, object] = {}
    exec(f"from {name} import *", found)
    found.pop("__builtins__")
    assert set(PUBLIC[name].split()) == set(found)


def test_unknown_name() -> None:
    """A name that isn't there is an AttributeError, as of any module."""
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        import_module("vnr").nothing  # noqa: B018


def test_version() -> None:
    """The version is the package's."""
    from importlib.metadata import version

    assert import_module("vnr").__version__ == version("vnr")
