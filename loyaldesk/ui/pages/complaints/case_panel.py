"""One complaint in whole: its head, its way, its clocks, what was given for it, its history."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLayout, QVBoxLayout, QWidget

from loyaldesk.domain.complaints import State
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.complaint_reading import ComplaintDetail
from loyaldesk.services.complaint_words import (
    compensation_state_name,
    event_name,
    load_name,
    remedy_name,
    root_cause_name,
)
from loyaldesk.services.followup_words import channel_name
from loyaldesk.ui.kit.buttons import quiet_button
from loyaldesk.ui.kit.labels import IconAndWords, Label, caption, chip, heading
from loyaldesk.ui.kit.layout import XS, Card, L, M, S, ScrollPage, box, column, hairline, row
from loyaldesk.ui.pages.complaints.case_acts import ActsBar
from loyaldesk.ui.pages.complaints.way_bar import WayBar
from loyaldesk.ui.pages.complaints.wording import (
    Sign,
    clock_line,
    clock_sign,
    clock_title,
    severity_sign,
    state_sign,
    title,
    whose,
)
from loyaldesk.ui.parts.hall import Hall

_COLOURS = {"ok": "accent", "plain": "muted"}
_UNDECIDED = ("proposed", "approved")
_WAITING = {"proposed": "warn", "approved": "info", "given": "ok", "refused": "plain"}


class CasePanel(Card):
    """Shows a complaint and offers what can be done with it.

    Args:
        hall: Where and who.
    """

    member_wanted = Signal(int)
    compensation_wanted = Signal(str, int)  # approve, refuse or give; which

    def __init__(self, hall: Hall) -> None:
        super().__init__(spacing=M)
        self._hall, self._desk = hall, hall.desk
        self._detail: ComplaintDetail | None = None
        self.title = heading("", 2)
        self._chips = QWidget()
        self.member = quiet_button("", "F4", "user")
        self.member.setShortcut("")
        self.member.clicked.connect(self._go_to_member)
        self.beside = caption("", wrap=True)
        self.way = WayBar()
        self._inside = QVBoxLayout()
        self._inside.setSpacing(S)
        self.story = ScrollPage()
        self.story.body.setContentsMargins(0, 0, S, 0)
        self.story.body.addLayout(self._inside)
        self.story.body.addStretch(1)
        self.story.setMinimumHeight(64)
        self.acts = ActsBar(hall.desk)
        self._chip_row = row(None, spacing=XS)
        head = row(self.title, None, self._chips_box(), spacing=S)
        who = row(self.member, self.beside, spacing=S)
        who.setStretch(1, 1)
        self.body.addLayout(head)
        self.body.addLayout(who)
        self.body.addWidget(self.way)
        self.body.addWidget(hairline())
        self.body.addWidget(self.story, 1)
        self.body.addWidget(hairline())
        self.body.addWidget(self.acts)

    def show_case(self, detail: ComplaintDetail) -> None:
        """Show another complaint, or the same as it is now."""
        is_other = self._detail is None or self._detail.row.id != detail.row.id
        self._detail = detail
        one = detail.row
        self.title.setText(title(one))
        self._show_chips()
        self.member.set_words(whose(one))
        self.member.setEnabled(one.member_id is not None)
        self.beside.setText(self._facts())
        self.way.show_state(one.state)
        clear(self._inside)
        self._show_text()
        is_waiting = any(one.state in _UNDECIDED for one in detail.compensations)
        if is_waiting:  # what asks for an answer is seen without scrolling
            self._show_compensations()
        self._show_clocks()
        self._show_solution()
        if not is_waiting:
            self._show_compensations()
        self._show_history()
        self.acts.offer(detail)
        if is_other:
            self.story.verticalScrollBar().setValue(0)

    def detail(self) -> ComplaintDetail | None:
        """Return what is shown."""
        return self._detail

    # inside

    def _chips_box(self) -> QWidget:
        return box(self._chip_row)

    def _show_chips(self) -> None:
        assert self._detail is not None  # noqa: S101  # set by show_case
        clear(self._chip_row)
        one = self._detail.row
        signs = [state_sign(one), severity_sign(one)]
        if one.load:
            signs.append(Sign(load_name(one.load), "plain", ""))
        for sign in signs:
            self._chip_row.addWidget(chip(sign.words, sign.kind))

    def _facts(self) -> str:
        assert self._detail is not None  # noqa: S101
        one, zone = self._detail.row, self._desk.zone
        parts = []
        if one.receipt is not None:
            parts.append(tr("sale {number}").format(number=fmt.number(one.receipt)))
        if one.product:
            parts.append(isolate(one.product))
        parts.append(channel_name(one.channel))
        parts.append(fmt.moment(one.opened_at, zone))
        owner = isolate(one.owner) if one.owner else tr("nobody")
        parts.append(tr("handled by {name}").format(name=owner))
        if one.reopened:
            parts.append(tr("opened again {n} times").format(n=fmt.number(one.reopened)))
        return " · ".join(parts)

    def _show_text(self) -> None:
        assert self._detail is not None  # noqa: S101
        text = isolate(self._detail.row.text) if self._detail.row.text else tr("(erased)")
        self._inside.addWidget(Label(text, wrap=True, selectable=True))

    def _show_clocks(self) -> None:
        assert self._detail is not None  # noqa: S101
        one, zone = self._detail.row, self._desk.zone
        grid = QGridLayout()
        grid.setHorizontalSpacing(L)
        grid.setVerticalSpacing(XS)
        grid.setColumnStretch(3, 1)
        for at, clock in enumerate(self._detail.clocks):
            sign = clock_line(clock, is_paused=one.is_paused)
            if one.state == State.CLOSED and clock.met_at is None:
                sign = Sign("", "plain", "minus")
            grid.addWidget(Label(clock_title(clock.clock)), at, 0)
            due = tr("by {time}").format(time=fmt.moment(clock.due, zone))
            grid.addWidget(caption(due), at, 1)
            grid.addWidget(
                IconAndWords(sign.icon, sign.words, "caption", _COLOURS.get(sign.kind, sign.kind)),
                at, 2,
            )  # fmt: skip
        self._inside.addWidget(box(grid))
        running = clock_sign(one)
        if one.is_paused or (one.state == State.SOLVED):
            self._inside.addWidget(
                IconAndWords(
                    running.icon, running.words, "", _COLOURS.get(running.kind, running.kind)
                )
            )

    def _show_solution(self) -> None:
        assert self._detail is not None  # noqa: S101
        held = self._detail.complaint
        if not held.root_cause:
            return
        self._inside.addWidget(Label(tr("Cause and solution"), "label"))
        for name, text in (
            (root_cause_name(held.root_cause), held.cause), (tr("What was done"), held.action),
            (tr("Result"), held.result),
        ):  # fmt: skip
            if text:
                said = tr("{name}: {text}").format(name=name, text=isolate(text))
                self._inside.addWidget(Label(said, wrap=True))
        if held.state == State.CLOSED:
            self._inside.addWidget(caption(self._closing_words(), wrap=True))

    def _closing_words(self) -> str:
        assert self._detail is not None  # noqa: S101
        held = self._detail.complaint
        if held.is_withdrawn:
            return tr("It was taken back.")
        parts = []
        if held.effort is not None and held.effort_scale:
            parts.append(tr("effort {n} of {most}").format(
                n=fmt.number(held.effort), most=fmt.number(held.effort_scale)))  # fmt: skip
        elif held.effort_scale:
            parts.append(tr("asked for the effort, did not say"))
        if held.satisfaction is not None:
            parts.append(tr("satisfaction {n} of {most}").format(
                n=fmt.number(held.satisfaction), most=fmt.number(5)))  # fmt: skip
        parts.append(
            tr("confirmed by whoever complained") if held.is_confirmed else tr("not confirmed")
        )
        return " · ".join(parts)

    def _show_compensations(self) -> None:
        assert self._detail is not None  # noqa: S101
        if not self._detail.compensations:
            return
        self._inside.addWidget(Label(tr("Compensation"), "label"))
        self._offered: set[str] = set()
        may_agree = self._desk.may(Permission.COMPENSATION_APPROVE)
        may_handle = self._desk.may(Permission.COMPLAINT_HANDLE)
        for one in self._detail.compensations:
            worth = (
                tr("{n} points").format(n=fmt.number(one.points))
                if one.points else fmt.amount_with_unit(one.rial) if one.rial else ""
            )  # fmt: skip
            parts = (remedy_name(one.kind.value), worth, isolate(one.text) if one.text else "")
            said = " · ".join(part for part in parts if part)
            state = chip(compensation_state_name(one.state), _WAITING.get(one.state, "plain"))
            line = row(Label(said, wrap=True), state, spacing=S)
            line.setStretch(0, 1)
            mine = one.operator_id == self._desk.operator.id
            if one.state == "proposed" and may_agree and not mine:
                self._offer(line, tr("Agree"), "approve", one.id)
            if one.state == "approved" and may_handle:
                self._offer(line, tr("Hand over"), "give", one.id)
            if one.state in _UNDECIDED and (may_agree or mine) and may_handle:
                words = tr("Take the proposal back") if mine and not may_agree else tr("Refuse")
                self._offer(line, words, "refuse", one.id)
            self._inside.addWidget(box(line))

    def _offer(self, line: QLayout, words: str, act: str, id_: int) -> None:
        key = "Shift+F8" if act == "refuse" else "F8"
        is_first = key not in self._offered  # of several only the first has the key
        self._offered.add(key)
        made = quiet_button(words, key if is_first else "")
        made.setObjectName(f"{act}:{id_}")
        made.clicked.connect(lambda: self.compensation_wanted.emit(act, id_))
        line.addWidget(made)

    def _show_history(self) -> None:
        assert self._detail is not None  # noqa: S101
        self._inside.addWidget(Label(tr("History"), "label"))
        for event in reversed(self._detail.events):
            who = isolate(event.operator) if event.operator else tr("the program")
            lines = column(Label(event_name(event.what, event.code), wrap=True), spacing=0)
            if event.text and event.what != "open":
                lines.addWidget(Label(isolate(event.text), "muted", wrap=True))
            lines.addWidget(caption(f"{fmt.moment(event.at, self._desk.zone)}  ·  {who}"))
            self._inside.addWidget(box(lines))

    def _go_to_member(self) -> None:
        if self._detail is not None and self._detail.row.member_id is not None:
            self.member_wanted.emit(self._detail.row.member_id)


def clear(layout: QLayout) -> None:
    """Take everything out of *layout*."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
