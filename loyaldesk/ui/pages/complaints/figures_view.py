"""Figures of complaints: how fast, how well, and who bought again; each with its count."""

from datetime import date, timedelta
from fractions import Fraction

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.look import look
from loyaldesk.services import complaint_figures, periods
from loyaldesk.services.complaint_figures import Figures, Recovery, Return
from loyaldesk.services.complaint_words import time_words
from loyaldesk.services.words import words
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.labels import Label, caption, heading, number
from loyaldesk.ui.kit.layout import XS, Card, L, M, S, ScrollPage, box, row
from loyaldesk.ui.kit.table import RowsTable
from loyaldesk.ui.pages.complaints.case_panel import clear
from loyaldesk.ui.pages.complaints.figure_tables import (
    category_table,
    cause_table,
    give_way,
    people_table,
    remedy_table,
    severity_table,
)
from loyaldesk.ui.pages.complaints.wording import rounded_hours
from loyaldesk.ui.parts.hall import Hall

COLUMNS, MOST_MONTHS, NARROW = 4, 24, 900
Period = tuple[date, date]


def share_words(share: Fraction | None) -> str:
    """Return a share, or that there is nothing to tell."""
    return fmt.percent(float(share)) if share is not None else tr("no data")


class FiguresView(QWidget):
    """The figures of the complaints that were opened in a period.

    Args:
        hall: Where and who.
    """

    member_wanted = Signal(int)

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._desk = hall.desk
        self.period: Choice[Period] = Choice((), tr("Period"))
        self.period.setMinimumWidth(220)
        self.problem = Note("", "danger")
        self.problem.hide()
        self._shown: list[Card] = []
        self._cards = QGridLayout()
        self._cards.setSpacing(L)
        self._tables = QVBoxLayout()
        self._tables.setSpacing(M)
        page = ScrollPage(box(self._cards), box(self._tables), None, spacing=L)
        page.body.setContentsMargins(0, 0, S, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        said = caption(tr("Complaints that were opened in this period; times are working time."))
        layout.addLayout(row(self.period, said, None, spacing=M))
        layout.addWidget(self.problem)
        layout.addWidget(page, 1)
        self.period.chosen.connect(lambda _period: self.refresh())
        self._offer_periods()

    def refresh(self) -> None:
        """Compute the figures anew."""
        first, last = self.period.value() or (self._desk.today(), self._desk.today())
        try:
            found = complaint_figures.figures(self._desk, first, last)
            after = complaint_figures.recovery(self._desk, first, last)
        except ClubError as error:
            self.problem.say(words(error), "danger")
            self.problem.show()
            return
        self.problem.hide()
        self._show_cards(found, after)
        self._show_tables(found, after)

    def focus_first(self) -> None:
        """Begin with the period."""
        self.period.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: in a narrow window the columns that say least give way."""
        super().resizeEvent(event)
        self._fit()

    def _columns(self) -> int:
        return COLUMNS if self.width() >= NARROW else COLUMNS - 1

    def _place(self, columns: int) -> None:
        for at, each in enumerate(self._shown):
            self._cards.addWidget(each, at // columns, at % columns)
        for at in range(COLUMNS):
            self._cards.setColumnStretch(at, 1 if at < columns else 0)

    def _fit(self) -> None:
        self._place(self._columns())
        for table in self.findChildren(RowsTable):
            give_way(table, is_narrow=self.width() < NARROW)

    def _offer_periods(self) -> None:
        today = self._desk.today()
        options: list[tuple[str, Period]] = [
            (tr("Last 90 days"), (today - timedelta(days=89), today)),
            (tr("Last 12 months"), (today - timedelta(days=364), today)),
        ]
        found = periods.months(self._desk, look().calendar)
        options += [(_name(month), (month.first, month.last)) for month in
                    found.months[:MOST_MONTHS]]  # fmt: skip
        self.period.set_options(options)

    # cards

    def _show_cards(self, found: Figures, after: Recovery) -> None:
        clear(self._cards)
        cards = [
            _card(tr("Complaints"), fmt.number(found.total.count), _beside(found)),
            self._answer_card(found),
            _card(tr("Answered in time"), share_words(found.total.answered_in_time),
                  _of(found.total.count)),
            _card(tr("Solved in time"), share_words(found.total.solved_in_time),
                  tr("acknowledged in time: {share}").format(
                      share=share_words(found.total.acknowledged_in_time))),
            *(_return_card(one) for one in after.returns),
            self._closing_card(found),
        ]  # fmt: skip
        self._shown = cards
        self._place(self._columns())

    @staticmethod
    def _answer_card(found: Figures) -> Card:
        mean, middle = found.total.first_answer_mean, found.total.first_answer_median
        if mean is None or middle is None:
            return _card(tr("First answer, mean"), tr("no data"), _of(found.total.count))
        return _card(
            tr("First answer, mean"), rounded_hours(mean),
            tr("median {time}").format(time=time_words(middle)),
        )  # fmt: skip

    @staticmethod
    def _closing_card(found: Figures) -> Card:
        closed = found.total.count - found.total.open
        content = (
            tr("satisfaction {n} of 5").format(n=fmt.decimal(float(found.satisfaction)))
            if found.satisfaction is not None else tr("satisfaction: no data")
        )  # fmt: skip
        efforts = [
            tr("effort {n} of {most}").format(
                n=fmt.decimal(float(effort)), most=fmt.number(scale)
            )
            for scale, effort in sorted(found.effort.items(), reverse=True)
        ]  # fmt: skip
        said = trn("{n} closed", "{n} closed", closed).format(n=fmt.number(closed))
        return _card(
            tr("Confirmed as solved"), share_words(found.confirmed),
            " · ".join((said, content, *efforts)),
        )  # fmt: skip

    # tables

    def _show_tables(self, found: Figures, after: Recovery) -> None:
        clear(self._tables)
        parts: list[tuple[str, QWidget | None, str]] = [
            (tr("By category"), category_table(found), tr("No complaint in this period.")),
            (tr("By root cause"), cause_table(found),
             tr("No complaint of this period has its root cause yet.")),
            (tr("By severity"), severity_table(found), tr("No complaint in this period.")),
            (tr("What each kind of compensation cost and brought back"), remedy_table(after),
             tr("No complaint of a member was solved in this period.")),
            (tr("Members who complained more than once"),
             people_table(found, self.member_wanted.emit), tr("Nobody.")),
        ]  # fmt: skip
        for title, table, nothing in parts:
            self._tables.addWidget(_whole(heading(title, 2)))
            self._tables.addWidget(table if table is not None else _whole(caption(nothing)))
        self._tables.addWidget(caption(_left(after), wrap=True))
        self._fit()


def _name(month: Month) -> str:
    return month.name(look().language)


def _of(count: int) -> str:
    return trn("of {n} complaint", "of {n} complaints", count).format(n=fmt.number(count))


def _beside(found: Figures) -> str:
    parts = [trn("{n} open", "{n} open", found.total.open).format(n=fmt.number(found.total.open))]
    if found.reopened:
        parts.append(tr("{n} opened again").format(n=fmt.number(found.reopened)))
    if found.withdrawn:
        parts.append(tr("{n} taken back").format(n=fmt.number(found.withdrawn)))
    if found.per_1000_visits is not None:
        parts.append(
            tr("{n} in a thousand visits").format(n=fmt.decimal(float(found.per_1000_visits)))
        )
    return " · ".join(parts)


def _return_card(one: Return) -> Card:
    title = tr("Bought again within {n} days").format(n=fmt.number(one.days))
    if one.share is None:
        return _card(title, tr("no data"), tr("nobody was solved so long ago"))
    said = tr("{n} of {all}").format(n=fmt.number(one.came_back), all=fmt.number(one.base))
    return _card(title, share_words(one.share), said)


def _left(after: Recovery) -> str:
    if after.left is None:
        return tr("How many left for good cannot be told yet: 90 days after a solution are needed.")
    return tr("Of those solved 90 days ago or longer {share} did not buy again.").format(
        share=share_words(after.left)
    )


def _whole(label: Label) -> Label:
    """Return a label that a page which is laid out anew never squeezes."""
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return label


def _card(title: str, figure: str, beside: str) -> Card:
    shown = heading(figure, 2) if figure == tr("no data") else number(figure)
    made = Card(
        Label(title, "muted", wrap=True), shown, caption(beside, wrap=True), None,
        spacing=XS,
    )  # fmt: skip
    made.setAccessibleName(f"{title}: {figure}")
    return made
