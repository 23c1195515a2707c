"""One follow-up in full: what is to be done, a checklist to tick, its history, and every act."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.followups import HIGH
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import care_reading, followups
from loyaldesk.services.desk import Desk
from loyaldesk.services.followup_reading import EventRow
from loyaldesk.services.followup_words import happened, outcome_name, reason_name, why_name
from loyaldesk.services.followups import FollowupRow, Words
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.buttons import button, danger_button, quiet_button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.labels import Label, caption, chip
from loyaldesk.ui.kit.layout import XS, S, ScrollPage, box, column, row
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.parts.followup_acts import (
    CancelDialog,
    GiveDialog,
    MoveDialog,
    OutcomeDialog,
    about_whom,
    may_touch,
    take_back,
    what_is_it,
)
from loyaldesk.ui.parts.hall import Hall

TICK = "✓ "
"""Before a line of the checklist that is done."""

_HISTORY_HEIGHT = 190


def late_words(followup: FollowupRow, desk: Desk) -> str:
    """Return how late a follow-up is; empty when it is not."""
    if not followup.is_overdue:
        return ""
    days = (desk.today() - followup.due_on).days
    if not days:
        return tr("late since {time}").format(time=_hour(followup))
    return trn("{n} day late", "{n} days late", days).format(n=fmt.number(days))


def when_words(followup: FollowupRow) -> str:
    """Return when a follow-up is due, in words."""
    day = fmt.long_day(followup.due_on)
    hour = _hour(followup)
    return tr("{day} at {time}").format(day=day, time=hour) if hour else day


def event_words(event: EventRow, desk: Desk) -> str:
    """Return what happened to a follow-up, in a sentence."""

    def at(moment: object) -> str:
        return fmt.moment(moment, desk.zone) if moment else ""  # type: ignore[arg-type]

    if event.what == "made":
        return tr("Made for {time}").format(time=at(event.to_due))
    if event.what == "moved":
        return tr("Moved from {before} to {after}: {why}").format(
            before=at(event.from_due), after=at(event.to_due), why=why_name(event.code)
        )
    if event.what == "tried":
        return tr("{outcome}; again {time}").format(
            outcome=outcome_name(event.code), time=at(event.to_due)
        )
    if event.what == "given":
        whom = isolate(event.to_owner) if event.to_owner else tr("nobody")
        why = care_reading.why_words(event.code)
        said = tr("Given to {name}").format(name=whom)
        return f"{said} ({why})" if why else said
    if event.what in ("done", "cancelled"):
        name = outcome_name(event.code) if event.what == "done" else why_name(event.code)
        return tr("{what}: {how}").format(what=happened(event.what), how=name)
    return happened(event.what)


class FollowupView(Dialog):
    """Shows a follow-up; Enter is Done, the other acts have their keys.

    Args:
        parent: The page.
        hall: Where and who.
        followup_id: Which one.
    """

    member_wanted = Signal(int)

    def __init__(self, parent: QWidget | None, hall: Hall, followup_id: int) -> None:
        self._followup = followups.detail(hall.desk, followup_id)
        super().__init__(
            parent, about_whom(self._followup), primary=tr("Done"), secondary=tr("Close"),
            width=600,
        )  # fmt: skip
        self._hall, self._desk = hall, hall.desk
        self.ticks: list[CheckBox] = []
        self._facts = QVBoxLayout()
        self._facts.setSpacing(S)
        self._events = QVBoxLayout()
        self._events.setSpacing(S)
        history = ScrollPage()
        history.body.setContentsMargins(0, 0, 0, 0)
        history.body.addLayout(self._events)
        history.body.addStretch(1)
        history.setMaximumHeight(_HISTORY_HEIGHT)
        history.setMinimumHeight(96)
        self.history = history
        self.move_ = button(tr("Change the day"), "F3", "calendar-due")
        self.give = button(tr("Give"), "F6", "user-share")
        self.cancel = danger_button(tr("Cancel it"), "Del")
        self.back = button(tr("Open again"), icon_name="arrow-back-up")
        self.member = quiet_button(tr("Page of the member"), "F4", "user")
        self._acts = row(self.move_, self.give, self.cancel, self.back, None)
        self.add(box(self._facts), self._acts, Label(tr("What happened so far"), "label"), history)
        self.buttons.insertWidget(0, self.member)
        self.move_.clicked.connect(self.begin_move)
        self.give.clicked.connect(self.begin_give)
        self.cancel.clicked.connect(self.begin_cancel)
        self.back.clicked.connect(self._take_back)
        self.member.clicked.connect(self._go_to_member)
        self._fill()

    def submit(self) -> None:
        """Ask what came of it."""
        may = may_touch(self._desk, self._followup)
        if not may or OutcomeDialog(self, self._hall, self._followup).exec():
            self.accept()

    def setVisible(self, visible: bool) -> None:  # noqa: FBT001, N802  # Qt's name and signature
        """Qt: Enter is Done, or Close for who may not."""
        super().setVisible(visible)
        if visible:
            (self.secondary if self.primary.isHidden() else self.primary).setFocus()

    def begin_move(self) -> None:
        """Ask for another day."""
        if MoveDialog(self, self._hall, self._followup).exec():
            self.accept()

    def begin_give(self) -> None:
        """Ask to whom it is given."""
        if GiveDialog(self, self._hall, self._followup).exec():
            self._read()

    def begin_cancel(self) -> None:
        """Ask why it is cancelled."""
        if CancelDialog(self, self._hall, self._followup).exec():
            self.accept()

    def _take_back(self) -> None:
        take_back(self._hall, self._followup.id)
        self._read()

    def _go_to_member(self) -> None:
        if self._followup.member_id is not None:
            self.member_wanted.emit(self._followup.member_id)
            self.accept()

    def _read(self) -> None:
        self._followup = followups.detail(self._desk, self._followup.id)
        self._fill()

    def _fill(self) -> None:
        followup = self._followup
        _empty(self._facts)
        _empty(self._events)
        self._facts.addWidget(Label(what_is_it(followup), wrap=True, selectable=True))
        self._facts.addLayout(row(*self._chips(), None))
        self._facts.addWidget(caption(self._beside(), wrap=True))
        self._fill_checklist()
        for event in reversed(followups.history(self._desk, followup.id)):
            self._events.addWidget(_event_lines(event, self._desk))
        self._offer()

    def _chips(self) -> list[Label]:
        followup = self._followup
        made = [chip(when_words(followup), "danger" if followup.is_overdue else "plain")]
        if late := late_words(followup, self._desk):
            made.append(chip(late, "danger"))
        if followup.is_promise:
            made.append(chip(tr("Promised"), "info"))
        if followup.priority >= HIGH:
            made.append(chip(tr("Urgent"), "warn"))
        if followup.state != "open":
            made.append(chip(state_words(followup), "ok" if followup.state == "done" else "plain"))
        return made

    def _beside(self) -> str:
        followup = self._followup
        owner = (
            tr("Operator: {name}").format(name=isolate(followup.owner))
            if followup.owner else tr("Nobody has it yet")
        )  # fmt: skip
        parts = [owner, reason_name(followup.reason)]
        if followup.contact.ending:
            shown = fmt.mobile(followup.contact.mobile) or tr("mobile ends in {ending}").format(
                ending=fmt.code(followup.contact.ending)
            )
            parts.append(shown)
        if followup.tries:
            parts.append(
                trn("tried {n} time", "tried {n} times", followup.tries).format(
                    n=fmt.number(followup.tries)
                )
            )
        if followup.moves:
            parts.append(
                trn("moved {n} time", "moved {n} times", followup.moves).format(
                    n=fmt.number(followup.moves)
                )
            )
        return "  ·  ".join(parts)

    def _fill_checklist(self) -> None:
        self.ticks = []
        may = may_touch(self._desk, self._followup)
        for line in self._followup.checklist:
            made = CheckBox(line.removeprefix(TICK), checked=line.startswith(TICK))
            made.setEnabled(may)
            made.clicked.connect(self._on_ticked)
            self.ticks.append(made)
            self._facts.addWidget(made)

    def _on_ticked(self) -> None:
        followup = self._followup
        lines = tuple(
            f"{TICK if tick.isChecked() else ''}{line.removeprefix(TICK)}"
            for tick, line in zip(self.ticks, followup.checklist, strict=True)
        )
        wanted = Words(
            followup.text, followup.channel, followup.priority, followup.minutes, lines
        )  # fmt: skip
        at = next((n for n, tick in enumerate(self.ticks) if tick.hasFocus()), 0)
        try:
            followups.edit(self._desk, followup.id, wanted, version=followup.version)
        except ClubError as error:
            show(error, self)
        self._read()
        self.ticks[at].setFocus()

    def _offer(self) -> None:
        followup = self._followup
        is_open, may = followup.state == "open", may_touch(self._desk, followup)
        for each in (self.move_, self.give, self.cancel):
            each.setVisible(may)
        self.primary.setVisible(may)
        ended_today = followup.ended_at and self._desk.today(followup.ended_at)
        self.back.setVisible(not is_open and ended_today == self._desk.today())
        self.member.setVisible(followup.member_id is not None)


def state_words(followup: FollowupRow) -> str:
    """Return how a follow-up ended; when it did not, that it is open or late."""
    if followup.state == "done":
        return outcome_name(followup.outcome)
    if followup.state == "cancelled":
        return tr("Cancelled: {why}").format(why=why_name(followup.outcome))
    return tr("Overdue") if followup.is_overdue else tr("Not done yet")


def _event_lines(event: EventRow, desk: Desk) -> QWidget:
    who = isolate(event.operator) if event.operator else tr("the program")
    beside = f"{fmt.moment(event.at, desk.zone)}  ·  {who}"
    lines = column(Label(event_words(event, desk), wrap=True), spacing=XS)
    if event.text:
        lines.addWidget(Label(isolate(event.text), "muted", wrap=True))
    lines.addWidget(caption(beside))
    return box(lines)


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            while (inside := inner.takeAt(0)) is not None:
                if (widget := inside.widget()) is not None:
                    widget.hide()
                    widget.deleteLater()


def _hour(followup: FollowupRow) -> str:
    return fmt.digits(f"{followup.at:%H:%M}") if followup.at else ""
