"""What to expect of the member: stage and risk, the time ahead, why, and what is best done."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.insight.mark_names import risk_name, stage_name
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.labels import Label, chip, muted, set_chip, trailing
from loyaldesk.ui.kit.layout import Card, S, row
from loyaldesk.ui.parts.hall import Hall

if TYPE_CHECKING:
    from loyaldesk.services.insight.expecting import MemberPrediction

TONES = {
    "none": "plain", "early": "info", "low": "ok", "watch": "warn", "high": "danger",
    "lost": "plain",
}  # fmt: skip


class ExpectCard(Card):
    """The prediction of one member with its reason.

    Args:
        hall: Where and who.
        member_id: Whose.
    """

    followups_wanted = Signal()
    cases_wanted = Signal()

    def __init__(self, hall: Hall, member_id: int) -> None:
        super().__init__(title=tr("What to expect"))
        self._hall, self._member_id = hall, member_id
        self.told: MemberPrediction | None = None
        self.stage = chip("")
        self.risk = chip("")
        self.by_hand = muted("", wrap=True)
        self.reason = Label("", wrap=True)
        self._lines = QWidget()
        self._grid = QGridLayout(self._lines)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(S)
        self._grid.setColumnStretch(0, 1)
        self.next = Label("", "label", wrap=True)
        self.act = button(tr("Make the follow-up"), icon_name="calendar-plus")
        self.body.addLayout(row(self.stage, self.risk, None, spacing=S))
        for each in (self.by_hand, self.reason, self.next, self.act, self._lines):
            self.body.addWidget(each)
        self.act.clicked.connect(self.do_act)

    def refresh(self) -> None:
        """Reckon anew; numpy is loaded with the first member that is looked at."""
        from loyaldesk.services.insight import expecting  # noqa: PLC0415 - as above

        told = self.told = expecting.of_member(self._hall.desk, self._member_id)
        set_chip(self.stage, stage_name(told.stage) if told.stage else "", "plain")
        self.stage.setVisible(bool(told.stage))
        self._show_by_hand()
        set_chip(self.risk, risk_name(told.risk), TONES[told.risk])
        self.reason.setText(expecting.reason_words(told))
        self._show_lines(_lines(told, expecting.early_name(told), self._hall.desk.today()))
        self._show_act(told)

    def do_act(self) -> None:
        """Do what the button says: make the follow-up, or open what is owed."""
        from loyaldesk.services.insight import at_risk  # noqa: PLC0415 - as above

        if self.told is None or not self.told.act.is_followup:
            owed = self.told.act.code if self.told else ""
            (self.cases_wanted if owed == "complaint" else self.followups_wanted).emit()
            return
        try:
            done = at_risk.make_followups(self._hall.desk, [self._member_id])
        except ClubError as error:
            show(error, self)
            return
        self._hall.toasts.show(
            tr("The follow-up was made.") if done.made
            else tr("A trial holds this member back: nothing was made.") if done.held
            else tr("A follow-up for this is open already.")
        )  # fmt: skip
        self.followups_wanted.emit()

    def _show_by_hand(self) -> None:
        """Tell who looks that a person set the stage, and why."""
        from loyaldesk.services.insight import marking  # noqa: PLC0415 - as above

        marked = marking.of_member(self._hall.desk, self._member_id)
        is_told = marked.is_by_hand and bool(marked.moves) and marked.stage_on is not None
        self.by_hand.setVisible(is_told)
        if is_told and marked.stage_on is not None:
            self.by_hand.setText(
                tr("Stage set by hand on {day}: {reason}").format(
                    day=fmt.day(marked.stage_on), reason=isolate(marked.moves[0].why)
                )
            )

    def _show_act(self, told: "MemberPrediction") -> None:
        act, may = told.act, self._hall.desk.may
        self.next.setText(act.text)
        self.act.setVisible(
            act.code != "none"
            and may(Permission.FOLLOWUP_WRITE if act.is_followup else Permission.FOLLOWUP_READ)
        )
        words = {"complaint": tr("Open the complaint"), "followup": tr("Open the follow-up")}
        self.act.set_words(words.get(act.code, tr("Make the follow-up")))

    def _show_lines(self, lines: list[tuple[str, str]]) -> None:
        while item := self._grid.takeAt(0):
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for number, (name, value) in enumerate(lines):
            shown = Label(value, "label", wrap=True)
            shown.setAlignment(trailing())
            shown.setAccessibleName(f"{name}: {value}")
            self._grid.addWidget(muted(name, wrap=True), number, 0)
            self._grid.addWidget(shown, number, 1)


def _lines(told: "MemberPrediction", early: str, today: date) -> list[tuple[str, str]]:
    from loyaldesk.services.insight.expecting import about  # noqa: PLC0415 - as above

    lines = [(tr("Probability active"), early if told.active is None
              else fmt.percent(min(told.active, 0.99)))]  # fmt: skip
    if told.visits is not None:
        lines.append(
            (tr("Visits in 12 months"), fmt.decimal(told.visits, 0 if told.visits >= 10 else 1))
        )
    if told.value is not None:
        unit = fmt.unit_name()
        name = (
            tr("Margin in 12 months ({unit})") if told.value.is_margin
            else tr("Sales in 12 months ({unit})")
        ).format(unit=unit)  # fmt: skip
        amounts = tr("{low} to {high}").format(
            low=fmt.amount(about(told.value.low_rial)),
            high=fmt.amount(about(told.value.high_rial)),
        )
        lines.append((name, amounts))
    if told.next_on is not None:
        is_past = told.next_on < today
        title = tr("Next visit was expected") if is_past else tr("Next visit expected")
        lines.append((title, fmt.day(told.next_on)))
    lines.append((tr("Engagement, of 100"), fmt.number(told.engaged.score)))
    return lines
