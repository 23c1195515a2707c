"""What is done with a follow-up: what came of it, another day, cancelled, given to somebody."""

import uuid
from datetime import date, time
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from loyaldesk.domain.followups import (
    CANCEL_REASONS,
    LONGEST_RESULT,
    LONGEST_TEXT,
    MOVE_REASONS,
    Outcome,
)
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import contacts, followups, staff
from loyaldesk.services.desk import Desk
from loyaldesk.services.followup_words import channel_name, outcome_name, why_name
from loyaldesk.services.followups import Finished, FollowupRow
from loyaldesk.services.words import words
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.digit_choice import DigitChoice
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label, lead
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.parts.answer_pick import AnswerPick
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.when_fields import WhenFields


def may_touch(desk: Desk, followup: FollowupRow) -> bool:
    """Return whether this operator may do something with it; the service asks again."""
    is_open = followup.state == "open" and desk.may(Permission.FOLLOWUP_WRITE)
    return is_open and followup.may_touch


def about_whom(followup: FollowupRow) -> str:
    """Return who a follow-up is for, in a few words."""
    return isolate(followup.name) if followup.name else tr("Task of the shop")


def what_is_it(followup: FollowupRow) -> str:
    """Return what is to be done, and how."""
    said = isolate(followup.text) if followup.text else ""
    return " · ".join(filter(None, (channel_name(followup.channel), said)))


class OutcomeDialog(Dialog):
    """Asks what came of a follow-up: a digit, perhaps a sentence, Enter.

    Args:
        parent: The page.
        hall: Where and who.
        followup: As it is on view.
    """

    def __init__(self, parent: QWidget | None, hall: Hall, followup: FollowupRow) -> None:
        title = tr("What came of it? {who}").format(who=about_whom(followup))
        super().__init__(parent, title, primary=tr("Done"), width=620)
        self._hall, self._followup = hall, followup
        self._key = uuid.uuid4().hex
        self.ended: Finished | None = None
        self.how: DigitChoice[str] = DigitChoice(
            [(outcome_name(each), each.value) for each in Outcome], tr("What came of it?")
        )
        self.text = _line(LONGEST_RESULT)
        self.again = WhenFields(hall.desk, tr("Call again"))
        self.again.hide()
        self.answer = AnswerPick(hall.desk, followup.member_id)
        self.fields: dict[str, Field[Any]] = {
            "outcome": Field(tr("What came of it?"), self.how),
            "on": self.again.fields["on"],
            "at": self.again.fields["at"],
            "result": Field(tr("In a sentence (may stay empty)"), self.text),
        }
        self.answer_field = Field(tr("Answer given (may stay empty)"), self.answer)
        self.add(
            Label(what_is_it(followup), "muted", wrap=True), self.fields["outcome"],
            self.again, self.fields["result"], self.answer_field,
        )  # fmt: skip
        is_contact = followup.channel != "task" and bool(followup.name)
        self.answer_field.setVisible(is_contact and hall.desk.may(Permission.ANSWER_READ))
        self.how.chosen.connect(self._on_chosen)
        self.again.settled.connect(self.text.setFocus)
        self.answer.confirmed.connect(self.submit)
        self.how.setFocus()

    def is_dirty(self) -> bool:
        """Return whether a sentence was typed."""
        return bool(self.text.text().strip())

    def submit(self) -> None:
        """Store it, and say what follows from it."""
        followup, how = self._followup, self.how.value() or ""
        is_later = how == Outcome.CALL_LATER
        try:
            on, at = self.again.taken() if is_later else (None, None)
            self.ended = followups.finish(
                self._hall.desk, followup.id, how, version=followup.version, key=self._key,
                result=self.text.text(), on=on, at=at, topic_id=self.answer.topic_id(),
                answer_version_id=self.answer.version_id(),
            )  # fmt: skip
        except ClubError as error:
            show_on(self.fields, error, self)
            return
        self.accept()
        is_over, noted = self.ended.due_on is None, self.ended.contact_id
        self._hall.toasts.show(
            finished_words(self._hall.desk, self.ended), tr("Undo") if is_over else "",
            (lambda: take_back(self._hall, followup.id, noted)) if is_over else None,
        )  # fmt: skip

    def _on_chosen(self, how: str) -> None:
        self.fields["outcome"].clear_error()
        is_later = how == Outcome.CALL_LATER
        if is_later == self.again.isHidden():
            self.again.setVisible(is_later)
            self.adjustSize()
        (self.again if is_later else self.text).setFocus()


def finished_words(desk: Desk, done: Finished) -> str:
    """Return what became of a follow-up, in a sentence."""
    name = outcome_name(done.outcome)
    if done.due_on is not None and done.due_at is not None:
        return tr("{outcome}. It comes again on {day} at {time}.").format(
            outcome=name, day=fmt.long_day(done.due_on), time=fmt.time(done.due_at, desk.zone)
        )
    if done.is_enough:
        return trn(
            "Tried {n} time; that is enough, it is done.",
            "Tried {n} times; that is enough, it is done.", done.tries,
        ).format(n=fmt.number(done.tries))  # fmt: skip
    if done.next_id is not None:
        following = followups.detail(desk, done.next_id)
        return tr("Done: {outcome}. The next one stands on {day}.").format(
            outcome=name, day=fmt.long_day(following.due_on)
        )
    return tr("Done: {outcome}.").format(outcome=name)


def take_back(hall: Hall, followup_id: int, contact_id: int | None = None) -> None:
    """Open a follow-up again that was just ended; say why when it stays.

    *contact_id*: the contact that was noted with its end, which is taken back too.
    """
    try:
        moved = followups.reopen(hall.desk, followup_id)
        if contact_id is not None:
            contacts.withdraw(hall.desk, contact_id)
    except ClubError as error:
        hall.toasts.show(words(error), kind="warn")
        return
    hall.toasts.show(
        tr("The follow-up is open again, on {day}.").format(day=fmt.long_day(moved.due_on)),
        kind="info",
    )


class MoveDialog(Dialog):
    """Moves a follow-up: the day by digit, the reason by digit, Enter.

    Args:
        parent: The page.
        hall: Where and who.
        followup: As it is on view.
        on: The day it was dragged to; None: asked.
        at: The hour it was dragged to; None: it keeps its own.
    """

    def __init__(
        self, parent: QWidget | None, hall: Hall, followup: FollowupRow,
        on: date | None = None, at: time | None = None,
    ) -> None:  # fmt: skip
        title = tr("Another day: {who}").format(who=about_whom(followup))
        super().__init__(parent, title, primary=tr("Move"), width=620)
        self._hall, self._followup = hall, followup
        self.when = WhenFields(hall.desk, tr("To when"))
        self.why: DigitChoice[str] = DigitChoice(
            [(why_name(code), code) for code in MOVE_REASONS], tr("Why")
        )
        self.text = _line(LONGEST_TEXT)
        self.fields: dict[str, Field[Any]] = {
            **self.when.fields,
            "reason": Field(tr("Why"), self.why),
            "text": Field(tr("In a sentence (may stay empty)"), self.text),
        }
        self.add(
            Label(_stands_on(followup), "muted", wrap=True), self.when,
            self.fields["reason"], self.fields["text"],
        )  # fmt: skip
        self.when.settled.connect(self.why.setFocus)
        self.why.chosen.connect(lambda _why: self._to_text())
        self.when.at.set_hour(followup.at)
        if on is not None:
            self.when.show_day(on, at or followup.at)
            self.why.setFocus()
        else:
            self.when.setFocus()

    def is_dirty(self) -> bool:
        """Return whether a reason was typed."""
        return bool(self.text.text().strip())

    def submit(self) -> None:
        """Move it, and say to when: into closed time means the next open minute."""
        followup = self._followup
        try:
            on, at = self.when.taken()
            moved = followups.move(
                self._hall.desk, followup.id, on, at, reason=self.why.value() or "",
                version=followup.version, text=self.text.text(),
            )  # fmt: skip
        except ClubError as error:
            _show_reason(self.fields, error, self)
            return
        self.accept()
        said = tr("Moved to {day}.").format(day=fmt.long_day(moved.due_on))
        shifted = tr("The shop is closed at the time asked for.") if moved.is_shifted else ""
        self._hall.toasts.show(f"{said} {shifted}".strip())

    def _to_text(self) -> None:
        self.fields["reason"].clear_error()
        self.text.setFocus()


class CancelDialog(Dialog):
    """Cancels a follow-up with a reason; it stays to be read."""

    def __init__(self, parent: QWidget | None, hall: Hall, followup: FollowupRow) -> None:
        super().__init__(
            parent, tr("Cancel the follow-up: {who}").format(who=about_whom(followup)),
            primary=tr("Cancel the follow-up"), secondary=tr("Keep it"), width=620, danger=True,
        )  # fmt: skip
        self._hall, self._followup = hall, followup
        self.why: DigitChoice[str] = DigitChoice(
            [(why_name(code), code) for code in CANCEL_REASONS], tr("Why")
        )
        self.text = _line(LONGEST_TEXT)
        self.series = CheckBox(tr("It shall not come again either"))
        self.fields: dict[str, Field[Any]] = {
            "reason": Field(tr("Why"), self.why),
            "text": Field(tr("In a sentence (may stay empty)"), self.text),
        }
        self.add(
            Label(what_is_it(followup), "muted", wrap=True), self.fields["reason"],
            self.fields["text"], self.series,
        )  # fmt: skip
        self.series.setVisible(bool(followup.recurrence))
        self.why.chosen.connect(lambda _why: self._to_text())
        self.why.setFocus()

    def is_dirty(self) -> bool:
        """Return whether a reason was typed."""
        return bool(self.text.text().strip())

    def submit(self) -> None:
        """Cancel it; the toast takes it back."""
        followup, hall = self._followup, self._hall
        try:
            followups.cancel(
                hall.desk, followup.id, reason=self.why.value() or "", version=followup.version,
                text=self.text.text(), series=self.series.isChecked(),
            )  # fmt: skip
        except ClubError as error:
            _show_reason(self.fields, error, self)
            return
        self.accept()
        hall.toasts.show(
            tr("The follow-up is cancelled."), tr("Undo"), lambda: take_back(hall, followup.id)
        )

    def _to_text(self) -> None:
        self.fields["reason"].clear_error()
        self.text.setFocus()


class GiveDialog(Dialog):
    """Gives a follow-up to another operator, or to nobody."""

    def __init__(self, parent: QWidget | None, hall: Hall, followup: FollowupRow) -> None:
        title = tr("Give it to somebody: {who}").format(who=about_whom(followup))
        super().__init__(parent, title, primary=tr("Give"), width=480)
        self._hall, self._followup = hall, followup
        self.whom: Choice[int] = Choice(_operators(hall.desk, followup.owner_id))
        self.text = _line(LONGEST_TEXT)
        self.fields: dict[str, Field[Any]] = {
            "operator": Field(tr("To whom"), self.whom),
            "note": Field(tr("What the other must know (may stay empty)"), self.text),
        }
        self.add(Label(what_is_it(followup), "muted", wrap=True), *self.fields.values())

    def is_dirty(self) -> bool:
        """Return whether a note was typed."""
        return bool(self.text.text().strip())

    def submit(self) -> None:
        """Give it."""
        followup = self._followup
        try:
            followups.give(
                self._hall.desk, followup.id, self.whom.value() or None, version=followup.version,
                text=self.text.text(),
            )  # fmt: skip
        except ClubError as error:
            show_on(self.fields, error, self)
            return
        self.accept()
        self._hall.toasts.show(
            tr("It is {name}'s now.").format(name=isolate(self.whom.currentText()))
            if self.whom.value()
            else tr("It is nobody's now.")
        )


def _show_reason(fields: dict[str, Field[Any]], error: ClubError, owner: Dialog) -> None:
    """Say that a sentence is missing under the sentence, not under the digit that asks for it."""
    is_other = fields["reason"].widget.value() == "other"
    if isinstance(error, BadInput) and error.field == "reason" and is_other:
        show_on(fields, BadInput("text", error.why, error.given, error.limit), owner)
    else:
        show_on(fields, error, owner)


def _operators(desk: Desk, now: int | None) -> list[tuple[str, int]]:
    rows: list[tuple[str, int]] = []
    if desk.may(Permission.OPERATOR_READ):
        me = desk.operator.id
        active = [one for one in staff.operators(desk) if one.is_active and one.id != now]
        rows += [(tr("I myself"), one.id) for one in active if one.id == me]
        rows += [(one.name, one.id) for one in active if one.id != me]
    return rows if now is None else [*rows, (tr("Nobody yet"), 0)]


def _stands_on(followup: FollowupRow) -> str:
    on = fmt.long_day(followup.due_on)
    hour = fmt.digits(f"{followup.at:%H:%M}") if followup.at else ""
    when = tr("{day} at {time}").format(day=on, time=hour) if hour else on
    return " · ".join((tr("Now on {day}").format(day=when), what_is_it(followup)))


def _line(most: int) -> QLineEdit:
    edit = QLineEdit()
    edit.setMaxLength(most)
    lead(edit)
    return edit
