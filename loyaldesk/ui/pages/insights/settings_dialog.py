"""Windows and limits of the figures: what they are, what each does, and what is usual."""

from dataclasses import dataclass, fields
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from loyaldesk.domain.errors import ChangedMeanwhile
from loyaldesk.domain.insight.settings import LIMITS, InsightSettings
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput, ClubError, SeveralBadInputs
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.jalali import parse_day
from loyaldesk.kernel.progress import Progress
from loyaldesk.services.insight import reading
from loyaldesk.services.words import words
from loyaldesk.ui.errors import show, show_on
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import quiet_button
from loyaldesk.ui.kit.decimal_edit import DecimalEdit
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import heading, muted
from loyaldesk.ui.kit.layout import XL, L, M, ScrollPage
from loyaldesk.ui.kit.money_edit import AmountEdit
from loyaldesk.ui.parts.asking import Asking
from loyaldesk.ui.parts.hall import Hall

_WIDTH, _HEIGHT = 860, 440
_OPTIONAL = ("margin_percent",)


@dataclass(frozen=True, slots=True)
class Told:
    """How one setting is told: its name with its unit, and what it does."""

    label: str
    hint: str


class InsightSettingsDialog(Dialog):
    """All windows and limits in one form; saving reckons every card anew.

    Args:
        parent: The page.
        hall: Where and who.
        asking: Whose shelf knows the margin of the goods.
    """

    def __init__(self, parent: QWidget, hall: Hall, asking: Asking) -> None:
        super().__init__(parent, tr("Settings of these figures"), width=_WIDTH)
        self._hall, self._desk, self._asking = hall, hall.desk, asking
        self._kept = reading.insight_settings(hall.desk)
        self.fields: dict[str, Field[Any]] = {}
        self.newer = Note(
            words(ChangedMeanwhile("insight")), "warn", tr("Load the newer settings"),
            self.load_newer,
        )  # fmt: skip
        self.newer.hide()
        self.usual = quiet_button(tr("Usual values"), icon_name="refresh")
        self.usual.clicked.connect(lambda: self._show(InsightSettings()))
        self._lay_out()
        self.buttons.insertWidget(0, self.usual)
        self._show(self._kept.settings)
        self._ask_margin()

    def draft(self) -> InsightSettings:
        """Return the form as settings.

        Raises:
            SeveralBadInputs: If fields that are needed are empty, or a day is none.
        """
        read = {name: _value(field.widget) for name, field in self.fields.items()}
        wrong = [
            BadInput(name, "empty")
            for name in LIMITS
            if read[name] is None and name not in _OPTIONAL
        ]
        day = self.fields["started_on"].widget
        if day.error():
            wrong.append(BadInput("started_on", "not a day", day.text()))
        if wrong:
            raise SeveralBadInputs(tuple(wrong))
        return InsightSettings(**read)

    def is_dirty(self) -> bool:
        """Return whether something was changed."""
        try:
            return self.draft() != self._kept.settings
        except SeveralBadInputs:
            return True

    def submit(self) -> None:
        """Store the settings, or say what stands in the way."""
        self.newer.hide()
        self.set_error("")
        for field in self.fields.values():
            field.clear_error()
        try:
            reading.save_settings(self._desk, self.draft(), self._kept.version)
        except ChangedMeanwhile:
            self.newer.show()
        except ClubError as error:
            show_on(self.fields, error, self)
            self._tell_limits(error)
            focus = self.focusWidget()
            if focus is not None:
                self.page.ensureWidgetVisible(focus, 0, XL)
        else:
            self._hall.toasts.show(tr("Saved. The figures are reckoned anew."))
            self.accept()

    def _tell_limits(self, error: ClubError) -> None:
        """Say beside a field what would be allowed, in the place of its hint."""
        problems = error.problems if isinstance(error, SeveralBadInputs) else (error,)
        for each in problems:
            if isinstance(each, BadInput) and each.why == "range" and each.field in LIMITS:
                self.fields[each.field].set_error(_outside(each))

    def load_newer(self) -> None:
        """Show what somebody else stored meanwhile."""
        self._kept = reading.insight_settings(self._desk)
        self._show(self._kept.settings)
        self.newer.hide()

    # inside

    def _show(self, settings: InsightSettings) -> None:
        for each in fields(settings):
            _set(self.fields[each.name].widget, getattr(settings, each.name))
            self.fields[each.name].clear_error()

    def _ask_margin(self) -> None:
        """Let the worker tell the margin of the goods whose cost is known."""
        desk, asking = self._desk, self._asking

        def work(progress: Progress) -> int | None:
            with reading.reading(desk, asking.question, asking.shelf, progress) as read:
                return read.known_margin

        self._hall.runner.run(
            work, done=self._on_margin, failed=lambda error: show(error, self)
        )  # fmt: skip

    def _on_margin(self, percent: int | None) -> None:
        self.fields["margin_percent"].set_hint(_margin_words(percent))

    def _lay_out(self) -> None:
        told = _told()
        self.page = ScrollPage()
        self.page.body.setContentsMargins(0, 0, M, 0)
        self.page.setMinimumHeight(_HEIGHT)
        columns = QHBoxLayout()
        columns.setSpacing(XL)
        for groups in _groups():
            column = QVBoxLayout()
            column.setSpacing(M)
            for title, names in groups:
                column.addWidget(heading(title, 2))
                for name in names:
                    made = Field(told[name].label, self._widget(name), told[name].hint)
                    self.fields[name] = made
                    column.addWidget(made)
                column.addSpacing(L)
            column.addStretch(1)
            columns.addLayout(column, 1)
        self.page.body.addLayout(columns)
        says = tr("A change here counts for every figure, also of months that are past.")
        self.add(muted(says, wrap=True), self.newer, self.page)

    def _widget(self, name: str) -> QLineEdit:
        if name == "started_on":
            return DateEdit(self._desk.today, last=self._desk.today())
        if name == "cost_to_serve_rial":
            return AmountEdit()
        return DecimalEdit() if name == "gap_factor" else DigitsEdit("number", most=4)

    def _focus_first_field(self) -> None:
        self.fields["silent_min_days"].widget.setFocus(Qt.FocusReason.TabFocusReason)


def _value(widget: QLineEdit) -> Any:
    if isinstance(widget, DateEdit):
        day = widget.day()
        return day.isoformat() if day else ""
    if isinstance(widget, AmountEdit):
        return widget.amount_rial() or 0
    if isinstance(widget, DecimalEdit):
        return widget.value()
    return widget.number() if isinstance(widget, DigitsEdit) else None


def _set(widget: QLineEdit, value: Any) -> None:
    if isinstance(widget, DateEdit):
        widget.set_day(parse_day(value) if value else None)
    elif isinstance(widget, AmountEdit):
        widget.set_amount(value)
    elif isinstance(widget, DecimalEdit):
        widget.set_value(value)
    elif isinstance(widget, DigitsEdit):
        widget.set_value("" if value is None else str(value))


def _groups() -> tuple[tuple[tuple[str, tuple[str, ...]], ...], ...]:
    """Return two columns of groups of fields."""
    return (
        (
            (tr("When somebody counts as gone"),
             ("silent_min_days", "gap_factor", "retention_months")),
            (tr("Discounts and balance"),
             ("discount_min_visits", "discount_mostly_percent", "balance_low_percent",
              "balance_high_percent")),
        ),
        (
            (tr("What members are worth"),
             ("value_months", "margin_percent", "cost_to_serve_rial", "discount_yearly_percent")),
            (tr("Products and the club"), ("new_product_days", "started_on")),
        ),
    )  # fmt: skip


def _outside(error: BadInput) -> str:
    least, most = LIMITS[error.field]
    return tr("{given} is outside what is allowed: from {least} to {most}.").format(
        given=fmt.digits(error.given), least=fmt.number(round(least)), most=fmt.number(round(most))
    )


def _told() -> dict[str, Told]:
    def one(name: str, label: str, unit: str, does: str) -> tuple[str, Told]:
        least, most = LIMITS[name]
        usual = getattr(InsightSettings(), name)
        hint = tr("{does} From {least} to {most}; usual is {usual}.").format(
            does=does, least=fmt.number(round(least)), most=fmt.number(round(most)),
            usual=fmt.number(round(usual)),
        )  # fmt: skip
        return name, Told(tr("{name} ({unit})").format(name=label, unit=unit), hint)

    days, months, percent = tr("days"), tr("months"), tr("percent")
    return dict((
        one("silent_min_days", tr("Nobody is gone before"), days,
            tr("However often somebody came: fewer days without a visit are never called gone.")),
        one("gap_factor", tr("Gone after so many of the own gaps"), tr("times"),
            tr("Who comes every 20 days is gone after 60 days when this is 3.")),
        one("retention_months", tr("Retention looks back"), months,
            tr("Who bought in these months before is expected to come again.")),
        one("discount_min_visits", tr("Judge discounts only from"), tr("visits"),
            tr("With fewer visits nobody is called somebody who buys with discounts.")),
        one("discount_mostly_percent", tr("“Mostly with a discount” from"),
            tr("percent of the visits"), tr("Of their visits, so many were with a discount.")),
        one("balance_low_percent", tr("Too little for the member below"),
            tr("percent of the margin"),
            tr("Who gets back less than this of the margin they bring, gets too little.")),
        one("balance_high_percent", tr("Too little for the shop above"),
            tr("percent of the margin"),
            tr("Who gets back more than this of the margin they bring, leaves too little.")),
        one("value_months", tr("Value looks back"), months,
            tr("Scores, heavy buyers and 80/20 look at the purchases of these months.")),
        ("margin_percent", Told(
            tr("{name} ({unit})").format(name=tr("Margin where the cost is unknown"), unit=percent),
            _margin_words(None))),
        ("cost_to_serve_rial", Told(
            tr("What one visit costs the shop ({unit})").format(unit=fmt.unit_name()),
            tr("Besides the goods: bag, delivery, time at the counter. Empty: it is not"
               " counted."))),
        one("discount_yearly_percent", tr("Money of next year is worth less by"), percent,
            tr("With high prices ahead, money that comes later is worth less today.")),
        one("new_product_days", tr("A product is new for"), days,
            tr("So long after its first sale it counts as new.")),
        ("started_on", Told(
            tr("First day of the club"),
            tr("Parts “before the club” from “since”. Empty: the day it was set up in this"
               " program."))),
    ))  # fmt: skip


def _margin_words(percent: int | None) -> str:
    if percent is None:
        return tr(
            "Of each sale so much is left. Not set: the margin of the goods with known cost is"
            " taken. From 0 to 100."
        )
    return tr(
        "Not set: the margin of the goods with known cost ({percent}) is taken. From 0 to 100."
    ).format(percent=fmt.percent(percent / 100))
