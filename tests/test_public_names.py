"""The public names are a promise: a new one is a deliberate change of these lists."""

from __future__ import annotations

from importlib import import_module

import pytest

PUBLIC = {
    "vnr": (
        "Case Closing Contact Counts Coverage Curve DataError DisclosureError Estimate FollowUp Intake Intervention Investigation "
        "MissingExtraError ModelError Municipality Period Person Pseudonymiser Register "
        "RiskAssessment UnknownNameError ViolenceForm VnrError data disclosure metrics read report scan synthetic"
    ),
    "vnr.errors": "DataError DisclosureError MissingExtraError ModelError UnknownNameError VnrError illegible impersonal legible require shown written",
    "vnr.frames": "Backend Distinct Taken Unusable distinct frame heading is_frame is_series letters_and_figures listed plain taken",
    "vnr.display": "WIDTH Column Fields fitting html_fields html_lines html_pairs html_table steps text_table wrapped wrapped_text",
    "vnr.words": "LANGUAGES RULE_TOPICS Language Phrase breach fold label labels lacking number refusal rule_words telling text told topic unknown withholding",
    "vnr.model": (
        "JOINT Answer AnswerChoice AssessmentStage Case Closing ClosingReason Condition Contact "
        "ContactKind Field FollowUp FollowUpOutcome Goal Grant GrantDecision Group "
        "InformationSource Instrument Intake IntakeChannel IntakeReason Intervention "
        "InterventionKind InterventionTarget Invariant Investigation InvestigationKind "
        "InvestigationOutcome JudgedRisk Judgement LegalBasis Municipality NotOpenedReason Once "
        "Partner Period PeriodLike Perpetrator Person Provider Provision ProvisionKind "
        "ProvisionLevel ProvisionState Question QuestionKind Record Relation RiskAssessment "
        "RiskJudgement Role Sex SizeClass Spell Subject Survey Unit ViolenceContext ViolenceForm "
        "Vocabulary Way Within board_label board_members broken_text fault_text fields_of invariants_of is_damaged is_placeholder "
        "json_schema keys_of normal place_of provision_faults structure table_schema "
        "unstructure"
    ),
    "vnr.results": (
        "LABEL Aligned Balance Basis Compared Counts Curve Definition Estimate Figure FigureKind Grid Labelled "
        "Note Numbers Provenance Result State Strata align align_to code_of column copied count estimate heading "
        "in_words labelled meaning name_of numbers outermost places read_only same_rows sealed selection"
    ),
    "vnr.results.pictures": (
        "GREEN GREY ORANGE WHOLE Caption bars_plot beside_plot caption curve_plot dumbbell_plot fit funnel_plot "
        "intervals_plot matrix_plot names pattern_plot picture timeline_plot trend_plot unseen_plot"
    ),
    "vnr.register": (
        "CASES CONTACTS FIELDS IDENTIFIER LATER NOT_RECORDED NO_DAY NUMBERS TABLES Column Columns ContactRows Coverage DamagedError Delivered Keys Kind Numbers Partitioned Provisions "
        "Register Schema Sheet Source Sparse Supply Table Tally added assemble at_home blank composite crowds date_of day_key day_number "
        "distinct_bytes encode field_name first_equal holdings numbers_in one_form owner_and_day repeated_rows run_starts spelt splitmix stand_ins stretches sure table_name texts twins unify "
        "without_numbers without_placeholders written"
    ),
    "vnr.disclosure": "ACRO FIVE LEFT_OUT NHS_HES OPENSAFELY PROTECTED SCB_CKM VNR_BOARD Audit Inference Relation Row Rule RuleName Verdict audit protect read_rows rule_named",
    "vnr.metrics.choices": (
        "Answering Assumption By Cluster Competing Contacting Criterion DatedBy Denominator Dependence GoalNumerator HiddenMethod HiddenModel InvestigationName JudgingInstrument Kind Limits LinkedMeasure Measure Moment Moments Numerator Of ProportionMethod RateMethod Repeating RoleName Roles Rounding RuleEvent RuleIndex RuleName RuleOf Side Stratum TwoProportionsMethod Using ViolenceBasis Within"
    ),
    "vnr.metrics.ground": (
        "AGE_GROUPS CLOSED DISTRICT EPISODE_KINDS EVIDENCE KIND NEVER NOTHING PLACES TIME Axis Cells Days Delivery "
        "Months Need Places Spells Window Years age_groups ages answer axes began began_in by_names cells cells_along "
        "check_labels check_source check_window chronological closes concerns evidence having held_cases held_spells "
        "instruments_used last_closing least_case member_mask nearest never_for_none never_original "
        "number_of_days of_adults owners role_mask role_names role_need selection_need spells spells_of stands "
        "undivided unlinkable unlinkable_notes whole_number"
    ),
    "vnr.metrics.intervals": (
        "ENOUGH PER Clustering Clusters Packing Whose align_trials binomial_limits "
        "check_confidence check_inflation check_per check_whole clustered_limits "
        "clustered_proportion clusters few_clusters inflated_limits method_name poisson_limits "
        "proportion proportion_difference proportion_ratio quantiles rate rate_difference "
        "rate_ratio shares uneven_quantiles"
    ),
    "vnr.metrics.survival": (
        "Followed LogRank cumulative_incidence curves draw incidence kaplan_meier log_rank stepwise"
    ),
    "vnr.metrics.counting": (
        "DFE_12M HUD_SPM2 KKIK_1Y Episodes ReactivationRule contacts count detection episode_table "
        "episodes joined_spells reactivation reactivation_curve repeats"
    ),
    "vnr.metrics.following": (
        "FollowUpStatus assessments_used attendance change children_behind follow_up "
        "follow_up_status goal investigations investigations_in_time judged_risks screening time_to_event"
    ),
    "vnr.metrics.indicators": (
        "IndividualFollowUp completeness individual_follow_up kolada kolada_mean kolada_rows su_kvinnofrid"
    ),
    "vnr.metrics.comparison": (
        "Posterior UnitFigures check_enough expected funnel over_years posterior ranks shrink smr "
        "standardise trend unit_figures"
    ),
    "vnr.metrics.capacity": "enough gone needs partnerships",
    "vnr.metrics.supply": "exchange lacking need offers shelter",
    "vnr.metrics.uncertain": (
        "CountsBehind complete counts_behind difference percentages scale share total"
    ),
    "vnr.metrics.capture": (
        "Assumptions CaptureTable PersonTable RepeatCounts candidates hidden list_dependence "
        "missed_links"
    ),
    "vnr.metrics.surveys": "areas ordinal survey survey_total",
    "vnr.metrics.grants": "gini granted grants_per_inhabitant identities largest_share",
    "vnr.metrics": (
        "DFE_12M HUD_SPM2 KKIK_1Y Assumptions CaptureTable Cells CountsBehind Days Episodes "
        "FollowUpStatus IndividualFollowUp LogRank Months ReactivationRule RepeatCounts Years "
        "areas assessments_used attendance candidates cells change children_behind "
        "clustered_proportion complete completeness contacts count counts_behind "
        "cumulative_incidence detection difference enough episodes exchange expected follow_up "
        "follow_up_status funnel gini goal gone granted grants_per_inhabitant hidden identities "
        "individual_follow_up investigations investigations_in_time judged_risks kaplan_meier "
        "kolada kolada_mean kolada_rows lacking largest_share list_dependence log_rank missed_links need "
        "needs offers ordinal over_years partnerships percentages proportion proportion_difference "
        "proportion_ratio ranks rate rate_difference rate_ratio reactivation reactivation_curve "
        "repeats scale screening share shelter shrink smr standardise su_kvinnofrid survey survey_total "
        "time_to_event total trend"
    ),
    "vnr.io": (
        "AnswerReading Choice Fault FaultGroup Faults FileRead Limits Meaning Profile "
        "Pseudonymiser Reading Recognition Remark form_survey read read_answers rules "
        "write_answer_form write_template"
    ),
    "vnr.io.pieces": "Account Delivered Links Piece PieceRead Pieces Sheet Whole question_of whole_of",
    "vnr.engine": "Scan scan",
    "vnr.engine.spark": "Spread spread",
    "vnr.io.books": "UNCALCULATED Block Distinct Limits Refused Sheet Workbooks rows_of",
    "vnr.data": (
        "AGES COUNTY_AGES SOURCE Break Certainty PublishedTable ReadingCertainty adults age_labels "
        "breaks catalogue counties county_parts grants load municipalities municipality "
        "municipality_code neighbours population read_county_parts read_indicators "
        "read_provisions read_survey"
    ),
    "vnr.report": (
        "Release Report chapters chosen_report country_report county_report municipality_report release supply_report "
        "write_docx write_html write_working write_xlsx"
    ),
    "vnr.report.inspection": "Declared Stray anchor book_strays declared_of document_strays drawing_strays drawings is_declared page_strays",
    "vnr.report.chapters": (
        "Chapter Column Delivery Drawing Enough FaultList Finding Headline HeadlineCount HeadlineShare Line Lines Panel Picture "
        "Saying Sentence ShareWords Stacked Table TileMap Whole beside by_name cases "
        "children children_by_municipality completeness contacts coverage defined detection done enumerated episodes faults follow_up further "
        "gaps offer_chapters offer_needs offer_together rates returns share_words spelled spelled_day trend violence whom"
    ),
    "vnr.synthetic": "RETURN_HAZARD SHARES Extracts Lists Municipalities Truth World lists municipalities register world write_extracts",
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
