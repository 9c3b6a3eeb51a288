"""The chapter on work without identity or decision, beside the cases and never added to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnr import metrics
from vnr.model import ContactKind, Period, PeriodLike
from vnr.report.chapters._chapter import Chapter
from vnr.report.chapters._places import municipalities
from vnr.report.chapters._sentence import Sentence
from vnr.report.chapters._stacked import Stacked
from vnr.report.chapters._table import Column, Table

if TYPE_CHECKING:
    from vnr.register import Register

__all__ = ["contacts"]


def contacts(register: Register, period: PeriodLike) -> tuple[Chapter, ...]:
    """Contacts by kind and by municipality; no chapter where there are none and nobody names them."""
    named = any("contacts" in (row.tables or ()) for row in register.coverage.deliveries)
    if not named and not register.contact_rows.counted.any():
        return ()
    period = Period.of(period)
    codes = municipalities(register)
    number = "contacts_number"
    kinds = Table(
        "kind",
        [kind.value for kind in ContactKind],
        [Column(number, "contacts_kinds")],
        heading="contacts_kind",
    )
    places = Table("municipality", codes, [Column(number, "contacts", total="contacts_total")])
    return (
        Chapter(
            name="contacts",
            results={
                "contacts": metrics.contacts(register, period, by="municipality"),
                "contacts_kinds": metrics.contacts(register, period, by="kind"),
                "contacts_total": metrics.contacts(register, period),
            },
            definitions={"contacts": ""},
            note=Sentence("contacts_note"),
            sentences=(
                Sentence(
                    "contacts",
                    "contacts_total",
                    {"contacts": "value"},
                    {"period": period},
                ),
            ),
            table=Stacked((kinds, places)),
        ),
    )
