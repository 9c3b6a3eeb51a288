"""The vocabularies (kodverk): stable codes with Swedish and English labels.

The value of a member is its lower-case name, and is what files, frames and JSON carry. Arrays
carry the member's place, so the order of the members is part of the format: add at the end.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from vnr.errors import UnknownNameError

__all__ = [
    "AssessmentStage",
    "ClosingReason",
    "FollowUpOutcome",
    "Goal",
    "Group",
    "InformationSource",
    "Instrument",
    "IntakeChannel",
    "IntakeReason",
    "InterventionKind",
    "InterventionTarget",
    "InvestigationKind",
    "InvestigationOutcome",
    "JudgedRisk",
    "Judgement",
    "LegalBasis",
    "Provider",
    "Relation",
    "Role",
    "Sex",
    "Unit",
    "ViolenceContext",
    "ViolenceForm",
    "Vocabulary",
]


class Vocabulary(StrEnum):
    """Base of the vocabularies: a code with a label in two languages.

    Attributes
    ----------
    labels
        The member in words, by language.
    place
        Its number among the members, from 0: what columns of codes hold.
    """

    labels: dict[str, str]
    place: int

    def __new__(cls, value: str, sv: str = "", en: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.labels = {"sv": sv, "en": en}
        member.place = len(cls.__members__)
        return member

    def label(self, language: str = "sv") -> str:
        """The member in words, in Swedish (``sv``) or English (``en``)."""
        try:
            return self.labels[language]
        except KeyError:
            raise UnknownNameError("language", language, self.labels) from None


class IntakeReason(Vocabulary):
    """Reason of an intake (aktualiseringsorsak)."""

    VIOLENCE = "violence", "våld i nära relation", "violence in close relations"
    HONOUR_VIOLENCE = "honour_violence", "hedersrelaterat våld", "honour-related violence"
    CHILD_WELFARE = "child_welfare", "oro för barn", "concern for a child"
    ECONOMIC = "economic", "ekonomiskt bistånd", "economic assistance"
    SUBSTANCE = "substance", "missbruk eller beroende", "substance use"
    ELDER_CARE = "elder_care", "äldreomsorg", "elder care"
    DISABILITY = "disability", "funktionsnedsättning", "disability"
    HOUSING = "housing", "boende", "housing"
    OTHER = "other", "annan orsak", "other reason"

    @property
    def is_violence(self) -> bool:
        """Whether a case with this reason is a violence case (våldsärende)."""
        return self in (IntakeReason.VIOLENCE, IntakeReason.HONOUR_VIOLENCE)


class IntakeChannel(Vocabulary):
    """How a matter came to the board's knowledge (aktualiseringssätt)."""

    REPORT = "report", "anmälan", "report"
    APPLICATION = "application", "ansökan", "application"
    REQUEST = "request", "begäran från annan myndighet", "request by another authority"
    INFORMATION = "information", "information på annat sätt", "information in another way"
    OWN_INITIATIVE = "own_initiative", "eget initiativ", "own initiative"
    OTHER = "other", "annat sätt", "another way"


class InformationSource(Vocabulary):
    """Who noticed (informationskälla, uppgiftslämnare)."""

    PERSON = "person", "den enskilda", "the person"
    RELATIVE = "relative", "närstående", "somebody close"
    POLICE = "police", "polis", "police"
    SCHOOL = "school", "skola eller förskola", "school or preschool"
    HEALTH_CARE = "health_care", "hälso- och sjukvård", "health care"
    NGO = "ngo", "ideell organisation", "non-governmental organisation"
    SOCIAL_SERVICES = "social_services", "socialtjänsten", "social services"
    ANOTHER_AUTHORITY = "another_authority", "annan myndighet", "another authority"
    OTHER = "other", "annan", "other"


class ViolenceForm(Vocabulary):
    """Form of violence (våldsform); a case may have several."""

    PHYSICAL = "physical", "fysiskt våld", "physical violence"
    PSYCHOLOGICAL = "psychological", "psykiskt våld", "psychological violence"
    SEXUAL = "sexual", "sexuellt våld", "sexual violence"
    ECONOMIC = "economic", "ekonomiskt våld", "economic violence"
    MATERIAL = "material", "materiellt våld", "material violence"
    NEGLECT = "neglect", "försummelse", "neglect"
    DIGITAL = "digital", "digitalt våld", "digital violence"
    LATENT = "latent", "latent våld", "latent violence"
    OTHER = "other", "annan våldsform", "other form"


class ViolenceContext(Vocabulary):
    """Context of the violence (sammanhang), beside its form."""

    PARTNER = "partner", "partnervåld", "partner violence"
    FAMILY = "family", "våld i familjen", "violence in the family"
    HONOUR = "honour", "hederskontext", "honour context"
    CARE_SETTING = "care_setting", "i vård eller omsorg", "in a care setting"
    PROSTITUTION = "prostitution", "prostitution", "prostitution"
    TRAFFICKING = "trafficking", "människohandel", "trafficking in human beings"


class Role(Vocabulary):
    """The person's part in the violence (roll i ärendet)."""

    EXPOSED_ADULT = "exposed_adult", "våldsutsatt vuxen", "exposed adult"
    EXPOSED_CHILD = "exposed_child", "våldsutsatt barn", "exposed child"
    WITNESSING_CHILD = "witnessing_child", "barn som bevittnat våld", "witnessing child"
    PERPETRATOR = "perpetrator", "våldsutövare", "perpetrator"


class Unit(Vocabulary):
    """Office that holds the case (enhet)."""

    ADULT = "adult", "vuxenenhet", "adult unit"
    CHILD = "child", "barnenhet", "child unit"
    ECONOMIC = "economic", "ekonomiskt bistånd", "economic assistance"
    SUBSTANCE = "substance", "beroendeenhet", "substance use unit"
    ELDER = "elder", "äldreomsorg", "elder care"
    DISABILITY = "disability", "funktionshinderomsorg", "disability services"
    OPEN_CARE = "open_care", "öppenvård", "outpatient services"
    OTHER = "other", "annan enhet", "other unit"


class Sex(Vocabulary):
    """Sex as recorded (kön)."""

    WOMAN = "woman", "kvinna", "woman"
    MAN = "man", "man", "man"
    OTHER = "other", "annat", "other"
    UNKNOWN = "unknown", "okänt", "unknown"


class Group(Vocabulary):
    """Groups at special risk (särskilt sårbara grupper)."""

    DISABILITY = "disability", "funktionsnedsättning", "disability"
    SUBSTANCE = "substance", "missbruk eller beroende", "substance use"
    FOREIGN_BACKGROUND = "foreign_background", "utländsk bakgrund", "foreign background"
    SAME_SEX = "same_sex", "samkönad relation", "same-sex relationship"
    AGED = "aged", "äldre (65+)", "aged (65+)"
    PREGNANT = "pregnant", "gravid", "pregnant"
    OTHER = "other", "annan grupp", "other group"


class InvestigationKind(Vocabulary):
    """Kind of investigation (förhandsbedömning eller utredning)."""

    PRELIMINARY = "preliminary", "förhandsbedömning", "preliminary assessment"
    FULL = "full", "utredning", "investigation"


class InvestigationOutcome(Vocabulary):
    """What an investigation led to (utfall)."""

    OPENED = "opened", "utredning inleds", "investigation opened"
    NOT_OPENED = "not_opened", "utredning inleds inte", "investigation not opened"
    ATTACHED = "attached", "påförs pågående utredning", "attached to an ongoing one"
    INTERVENTION = "intervention", "insats", "intervention"
    NO_INTERVENTION = "no_intervention", "utan insats", "no intervention"
    DISCONTINUED = "discontinued", "avbruten", "discontinued"
    OTHER = "other", "annat utfall", "other outcome"


class InterventionKind(Vocabulary):
    """Kind of intervention (insats), among them the named methods."""

    COUNSELLING = "counselling", "stödsamtal", "counselling"
    SHELTERED_HOUSING = "sheltered_housing", "skyddat boende", "sheltered housing"
    GROUP = "group", "gruppverksamhet", "group"
    TREATMENT = "treatment", "behandling", "treatment"
    PRACTICAL_SUPPORT = "practical_support", "praktiskt stöd", "practical support"
    CONTACT_PERSON = "contact_person", "kontaktperson", "contact person"
    OTHER = "other", "annan insats", "other intervention"
    TRAPPAN = "trappan", "Trappan", "Trappan (the stairs)"
    ATV = "atv", "ATV (Alternativ til vold)", "ATV (Alternative to Violence)"
    CAP = "cap", "CAP (Children Are People Too)", "CAP (Children Are People Too)"
    KIBB = "kibb", "KIBB", "KIBB (treatment in child abuse)"
    CPP = "cpp", "CPP (Child Parent Psychotherapy)", "CPP (Child Parent Psychotherapy)"
    KIDS_CLUB = "kids_club", "Kids Club", "Kids Club"
    MPV = "mpv", "MPV (Möta pappor med våldsproblematik)", "MPV (fathers who use violence)"
    CIRCLE_OF_SECURITY = "circle_of_security", "Trygghetscirkeln", "Circle of Security"
    VIP = "vip", "VIP (våldsprevention)", "VIP (violence prevention)"
    MI = "mi", "MI (motiverande samtal)", "MI (motivational interviewing)"
    CBT = "cbt", "KBT", "CBT"
    KONCEPT_KARIN = "koncept_karin", "Koncept Karin", "Koncept Karin"
    BARNAHUS = "barnahus", "Barnahus", "Barnahus"

    @property
    def violence_specific(self) -> bool:
        """Whether the intervention shows by itself that violence is known."""
        return self in _VIOLENCE_SPECIFIC


_VIOLENCE_SPECIFIC = frozenset(
    {
        InterventionKind.SHELTERED_HOUSING,
        InterventionKind.TRAPPAN,
        InterventionKind.ATV,
        InterventionKind.MPV,
        InterventionKind.KIDS_CLUB,
        InterventionKind.KIBB,
    }
)


class InterventionTarget(Vocabulary):
    """Whom an intervention is for (målgrupp)."""

    EXPOSED_ADULT = "exposed_adult", "våldsutsatt vuxen", "exposed adult"
    CHILD = "child", "barn", "child"
    PERPETRATOR = "perpetrator", "våldsutövare", "perpetrator"
    FAMILY = "family", "familj", "family"


class Provider(Vocabulary):
    """Who carries an intervention out (utförare)."""

    OWN = "own", "egen regi", "the municipality itself"
    OTHER_MUNICIPALITY = "other_municipality", "annan kommun", "another municipality"
    REGION = "region", "region", "region"
    NGO = "ngo", "ideell organisation", "non-governmental organisation"
    PRIVATE = "private", "privat utförare", "private provider"
    OTHER = "other", "annan utförare", "other provider"


class LegalBasis(Vocabulary):
    """Whether a decision lies behind an intervention (biståndsbeslut eller inte)."""

    DECISION = "decision", "med beslut", "with a decision"
    NO_DECISION = "no_decision", "utan beslut", "without a decision"


class FollowUpOutcome(Vocabulary):
    """What a follow-up found of the intervention's goal (resultat av uppföljning)."""

    GOAL_REACHED = "goal_reached", "målet uppnått", "goal reached"
    PARTLY = "partly", "målet delvis uppnått", "goal partly reached"
    NOT_REACHED = "not_reached", "målet inte uppnått", "goal not reached"
    NOT_ASSESSED = "not_assessed", "inte bedömt", "not assessed"


class ClosingReason(Vocabulary):
    """Reason for closing (avslutsorsak)."""

    GOAL_REACHED = "goal_reached", "målet uppnått", "goal reached"
    DECLINED = "declined", "tackat nej", "declined"
    NO_CONTACT = "no_contact", "ingen kontakt", "no contact"
    MOVED = "moved", "flyttat", "moved"
    DIED = "died", "avliden", "died"
    TRANSFERRED_UNIT = "transferred_unit", "överfört till annan enhet", "transferred to a unit"
    TRANSFERRED_MUNICIPALITY = (
        "transferred_municipality",
        "överfört till annan kommun",
        "transferred to another municipality",
    )
    NO_ACTION = "no_action", "utan åtgärd", "no action"
    OTHER = "other", "annan orsak", "other reason"


class Goal(Vocabulary):
    """How far the overall goal was reached (måluppfyllelse)."""

    REACHED = "reached", "uppnått", "reached"
    PARTLY = "partly", "delvis uppnått", "partly reached"
    NOT_REACHED = "not_reached", "inte uppnått", "not reached"


class Judgement(Vocabulary):
    """Level of a professionally judged risk (bedömd risknivå)."""

    LOW = "low", "låg", "low"
    MODERATE = "moderate", "medel", "moderate"
    HIGH = "high", "hög", "high"


class JudgedRisk(Vocabulary):
    """Which risk was judged (bedömd risk)."""

    CURRENT = "current", "risk nu", "current risk"
    FUTURE = "future", "framtida risk", "future risk"
    SEVERE = "severe", "risk för allvarligt våld", "risk of severe violence"
    ACUTE = "acute", "akut risk", "acute risk"
    OTHER = "other", "annan risk", "other risk"


class AssessmentStage(Vocabulary):
    """When in the case an assessment was made (tidpunkt)."""

    BEFORE = "before", "före insats", "before"
    DURING = "during", "under insats", "during"
    AFTER = "after", "efter insats", "after"


class Instrument(Vocabulary):
    """Instrument or way of assessing (bedömningsinstrument)."""

    FREDA_SHORT = "freda_short", "FREDA-kortfrågor", "FREDA short questions"
    FREDA_DESCRIPTION = "freda_description", "FREDA-beskrivning", "FREDA description"
    FREDA_DANGER = "freda_danger", "FREDA-farlighetsbedömning", "FREDA danger assessment"
    SARA_SV = "sara_sv", "SARA:SV", "SARA:SV"
    SARA = "sara", "SARA", "SARA"
    PATRIARK = "patriark", "PATRIARK", "PATRIARK"
    DANGER_ASSESSMENT = "danger_assessment", "Danger Assessment", "Danger Assessment"
    CONVERSATION = "conversation", "samtal utan instrument", "conversation without instrument"
    OTHER = "other", "annat instrument", "other instrument"

    @property
    def is_scored(self) -> bool:
        """Whether the instrument yields points; for the others a score is refused."""
        return self in (
            Instrument.FREDA_DESCRIPTION,
            Instrument.FREDA_DANGER,
            Instrument.DANGER_ASSESSMENT,
            Instrument.OTHER,
        )

    @property
    def is_judgement(self) -> bool:
        """Whether it yields judged risks: structured professional judgement, without a score."""
        return self in (Instrument.SARA_SV, Instrument.SARA, Instrument.PATRIARK)

    @property
    def finds_violence(self) -> bool:
        """Whether using it shows that violence is known. Asking is not finding."""
        return self not in (Instrument.FREDA_SHORT, Instrument.CONVERSATION, Instrument.OTHER)

    @property
    def finds_honour(self) -> bool:
        """Whether using it counts as an honour case, as municipalities count."""
        return self is Instrument.PATRIARK


class Relation(Vocabulary):
    """The perpetrator's relation to the exposed person (relation)."""

    PARTNER = "partner", "partner", "partner"
    EX_PARTNER = "ex_partner", "tidigare partner", "former partner"
    PARENT = "parent", "förälder", "parent"
    STEP_PARENT = "step_parent", "styvförälder", "step-parent"
    CHILD = "child", "barn", "child"
    SIBLING = "sibling", "syskon", "sibling"
    RELATIVE = "relative", "annan släkting", "other relative"
    CARER = "carer", "vård- eller omsorgspersonal", "carer"
    CO_RESIDENT = "co_resident", "medboende", "co-resident"
    OTHER = "other", "annan", "other"
