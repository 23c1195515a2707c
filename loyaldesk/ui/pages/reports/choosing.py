"""Which paper, of which month or tier, in which language."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.look import look
from loyaldesk.services import club, periods
from loyaldesk.ui.kit.buttons import button, primary_button
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.layout import Card, M, S, box, hairline, row
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.pages.reports.catalogue import Catalogue
from loyaldesk.ui.pages.reports.papers import Paper, Wish, days_to_choose, month_words, papers_for
from loyaldesk.ui.pages.reports.period_pick import PeriodPick
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.member_pick import MemberPick

_WITHOUT_SALES = ("promises", "said")
"""Papers that say something in a club without a sale too."""


class Choosing(Card):
    """The catalogue and what the chosen paper wants to know; Enter anywhere makes it.

    Args:
        hall: Where and who.
    """

    changed = Signal()  # another paper, month, tier or language

    def __init__(self, hall: Hall) -> None:
        super().__init__(title=tr("Which paper"), spacing=M)
        self._hall = hall
        self._months: periods.Months | None = None
        self.catalogue = Catalogue(papers_for(hall.desk))
        self.month: Field[Choice[Month]] = Field(tr("Month"), Choice(name=tr("Month")))
        self.tier: Field[Choice[str]] = Field(tr("Tier"), Choice(name=tr("Tier")))
        self.days: Field[Choice[tuple[date, date]]] = Field(tr("Days"), Choice(name=tr("Days")))
        self.period = PeriodPick(hall)
        self.member = Field(tr("Member"), MemberPick(hall.desk))
        self.language: Field[Segments[str]] = Field(
            tr("Language of the paper"),
            Segments([("فارسی", "fa"), ("English", "en")], tr("Language of the paper")),
        )
        self.make = primary_button(tr("Show preview"), "Enter")
        self.pack = button(tr("Whole pack…"))
        self._lay_out()
        self.pack.setVisible(hall.desk.may(Permission.REPORT_READ))
        self.language.widget.set_value(look().language)
        self.refresh()
        self.catalogue.chosen.connect(self._on_paper)
        for widget in (
            self.month.widget, self.tier.widget, self.days.widget, self.language.widget
        ):  # fmt: skip
            widget.chosen.connect(self._on_chosen)
        self.period.chosen.connect(self._on_chosen)
        self.member.widget.picked.connect(self._on_chosen)

    def choose(self, key: str, member: int, name: str) -> None:
        """Choose a paper of a member."""
        self.catalogue.choose(key)
        self.member.widget.set_member(member, name)

    def paper(self) -> Paper:
        """Return the chosen paper."""
        return self.catalogue.paper()

    def wish(self) -> Wish:
        """Return what it is to be made of."""
        month = self.month.widget.value()
        if month is None:  # never: two months are always offered
            month = Month.of(self._hall.desk.today(), look().calendar)
        shown = replace(look(), language=self.language.widget.value())
        today = self._hall.desk.today()
        days = self.days.widget.value() or (today, today)
        return Wish(
            month, self.tier.widget.value() or "", shown, days, self.period.period(),
            self.member.widget.member_id(),
        )  # fmt: skip

    def is_ready(self) -> bool:
        """Say beside the field what the paper still needs; return whether it needs nothing."""
        by = self.paper().by
        is_nobody = by == "member" and self.member.widget.member_id() is None
        self.member.set_error(tr("Choose a member first.") if is_nobody else "")
        return not is_nobody and (
            by not in ("member", "period") or self.period.period() is not None
        )

    def hint(self) -> str:
        """Return what should be known before the paper is made, or an empty text."""
        found = self._months
        paper = self.paper()
        if found is None or paper.by != "month" or paper.key in ("points", *_WITHOUT_SALES):
            return ""
        if not found.has_sales:
            return tr("No sale has been recorded yet; the paper will say so.")
        if self.month.widget.value() == found.months[0]:
            return tr("This month is not over: the figures are those until today.")
        return ""

    def refresh(self) -> None:
        """Read anew which months and tiers there are; what was chosen stays."""
        was = self.month.widget.value()
        self._months = found = periods.months(self._hall.desk, look().calendar)
        self.month.widget.set_options(
            [(month_words(month, found.months[0]), month) for month in found.months]
        )
        if was is None:
            self.month.widget.set_value(found.last_whole)
        self.tier.widget.set_options([(tr("All tiers"), ""), *self._tiers()])
        self.days.widget.set_options(days_to_choose(self._hall.desk.today()))
        self._show_fields()

    def set_busy(self, *, busy: bool) -> None:
        """Let nothing be changed while a paper is made."""
        for widget in (
            self.catalogue, self.month, self.tier, self.days, self.period, self.member,
            self.language, self.make, self.pack,
        ):  # fmt: skip
            widget.setEnabled(not busy)

    def _tiers(self) -> list[tuple[str, str]]:
        if not self._hall.desk.may(Permission.PROGRAMME_READ):
            return []
        tiers = club.programme(self._hall.desk).tiers
        return [(tier.name(look().language), tier.code) for tier in reversed(tiers)]

    def _lay_out(self) -> None:
        self.body.addWidget(self.catalogue, 100)  # it may grow up to its last line
        for widget in (
            hairline(), self.month, self.tier, self.days, self.member, self.period, self.language,
            box(row(self.make, self.pack, spacing=S)),
        ):  # fmt: skip
            self.body.addWidget(widget)
        self.body.addStretch(1)
        order: tuple[QWidget, ...] = (
            self.catalogue, self.month.widget, self.tier.widget, self.days.widget,
            self.member.widget.box, self.member.widget.list, *self.period.widgets(),
            self.language.widget, self.make, self.pack,
        )  # fmt: skip
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _on_paper(self, _paper: Paper) -> None:
        self._show_fields()
        self.changed.emit()

    def _on_chosen(self, _value: object) -> None:
        self.changed.emit()

    def _show_fields(self) -> None:
        by = self.paper().by
        for name, field in (("month", self.month), ("tier", self.tier), ("days", self.days)):
            field.setVisible(by == name)
        self.member.setVisible(by == "member")
        self.period.setVisible(by in ("member", "period"))
