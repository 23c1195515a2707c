"""Making a follow-up: when by one digit, a sentence, Enter; everything else may wait."""

import uuid
from datetime import date, timedelta

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from loyaldesk.domain.followups import CHANNELS, HIGH, NORMAL, FollowupDraft
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.recurrence import Recurrence
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.services import followups, staff
from loyaldesk.services.followup_words import channel_name
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.digit_choice import DigitChoice
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import lead
from loyaldesk.ui.kit.layout import M, row
from loyaldesk.ui.kit.time_edit import TimeEdit
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.somebody import SomebodyPick

OTHER = -1
"""Another day, typed or picked."""


class FollowupDialog(Dialog):
    """Asks when and what; who does it is found by rule unless somebody is chosen.

    Args:
        parent: The window.
        hall: Where and who.
        member_id: Who is on view; 0: looked for here, or nobody.
        on: The day that was chosen already; None: asked.
        about: The record it serves, such as ``complaint``, with *about_id*.
        reason: Why it exists.
        prospect_id: Somebody without a card it is for; 0: nobody.
    """

    def __init__(
        self, parent: QWidget | None, hall: Hall, member_id: int = 0, *, on: date | None = None,
        about: str = "", about_id: int | None = None, reason: str = "manual", prospect_id: int = 0,
    ) -> None:  # fmt: skip
        super().__init__(
            parent, tr("New follow-up"), primary=tr("Keep the follow-up"), width=640
        )  # fmt: skip
        self._hall = hall
        self._key = f"followup:{uuid.uuid4().hex}"
        self._about, self._about_id, self._reason = about, about_id, reason
        self.made = 0
        today = hall.desk.today()
        self.who = SomebodyPick(
            hall.desk, member_id, may_be_nobody=True,
            with_prospects=hall.desk.may(Permission.REQUEST_WRITE),
        )  # fmt: skip
        if prospect_id and not member_id:
            self.who.choose_prospect(prospect_id)
        self.when = DigitChoice(_days(), tr("When"))
        self.when_field = Field(tr("When"), self.when)
        self.day = DateEdit(hall.desk.today, first=today)
        self.day_field = Field(tr("Day"), self.day)
        self.at = TimeEdit()
        self.at_field = Field(tr("Hour (may stay empty)"), self.at)
        self.text = QLineEdit()
        lead(self.text)
        self.text_field = Field(tr("What is to be done"), self.text)
        self.channel: Choice[str] = Choice([(channel_name(code), code) for code in CHANNELS])
        self.channel_field = Field(tr("How"), self.channel)
        self.owner: Choice[int] = Choice(_owners(hall))
        self.owner_field = Field(tr("Who does it"), self.owner)
        self.again: Choice[str] = Choice(_rhythms())
        self.again_field = Field(tr("Comes again"), self.again)
        self.promise = CheckBox(tr("Promised to the member"))
        self.urgent = CheckBox(tr("Before everything else"))
        self.add(
            self.who, self.when_field, self.text_field,
            _line(self.day_field, self.at_field, self.channel_field),
            _line(self.owner_field, self.again_field),
            row(self.promise, self.urgent, None, spacing=M),
        )  # fmt: skip
        self.when.chosen.connect(self._on_when)
        self.who.settled.connect(self._begin)
        if on is not None:
            self._show_day(max(on, today))
        self._begin()

    def is_dirty(self) -> bool:
        """Return whether a sentence was typed."""
        return bool(self.text.text().strip())

    def submit(self) -> None:
        """Keep the follow-up, and say when it is due and who does it."""
        on = self.day.day()
        if self.day.error() or self.at.error():
            (self.day if self.day.error() else self.at).setFocus()
            return
        if on is None:
            self.when_field.set_error(tr("Choose a day."))
            self.when.setFocus()
            return
        try:
            self.made = followups.make(self._hall.desk, self._draft(on))
        except ClubError as error:
            show_on(self._fields(), error, self)
            return
        self.accept()
        self._hall.toasts.show(tr("Kept for {day}.").format(day=fmt.long_day(on)))

    def _draft(self, on: date) -> FollowupDraft:
        return FollowupDraft(
            self._key, self.who.member_id(), self.who.prospect_id(), text=self.text.text(),
            channel=self.channel.value() or "call", reason=self._reason, about=self._about,
            about_id=self._about_id, on=on, at=self.at.hour(), owner_id=self.owner.value() or None,
            is_promise=self.promise.isChecked(), recurrence=self.again.value() or "",
            priority=HIGH if self.urgent.isChecked() else NORMAL,
        )  # fmt: skip

    def _fields(self) -> dict[str, Field]:  # type: ignore[type-arg]  # of any widget
        return {
            "text": self.text_field, "on": self.day_field, "at": self.at_field,
            "channel": self.channel_field, "operator": self.owner_field,
            "recurrence": self.again_field, "member": self.who.field,
        }  # fmt: skip

    def _begin(self) -> None:
        if self.who.is_open():
            self.who.pick.box.setFocus()
        elif self.day.day() is None:
            self.when.setFocus()
        else:
            self.text.setFocus()

    def _on_when(self, days: int) -> None:
        self.when_field.clear_error()
        if days == OTHER:
            self.day.setFocus()
            self.day.selectAll()
            return
        self.day.set_day(self._hall.desk.today() + timedelta(days=days))
        self.text.setFocus()

    def _show_day(self, day: date) -> None:
        self.day.set_day(day)
        away = (day - self._hall.desk.today()).days
        self.when.set_value(away if away in _AWAY else OTHER)


_AWAY = (0, 1, 3, 7, 30)


def _days() -> list[tuple[str, int]]:
    return [
        (tr("Today"), 0), (tr("Tomorrow"), 1), (tr("In three days"), 3), (tr("In a week"), 7),
        (tr("In a month"), 30), (tr("Another day"), OTHER),
    ]  # fmt: skip


def _owners(hall: Hall) -> list[tuple[str, int]]:
    by_rule = [(tr("By rule: whoever looks after the member"), 0)]
    if not hall.desk.may(Permission.OPERATOR_READ):
        return by_rule
    me = hall.desk.operator.id
    rows = [one for one in staff.operators(hall.desk) if one.is_active]
    mine = [(tr("I myself"), one.id) for one in rows if one.id == me]
    return by_rule + mine + [(one.name, one.id) for one in rows if one.id != me]


def _rhythms() -> list[tuple[str, str]]:
    calendar = look().calendar
    rhythms = (
        (tr("Never"), None), (tr("Every week"), (1, "week")), (tr("Every two weeks"), (2, "week")),
        (tr("Every month"), (1, "month")), (tr("Every three months"), (3, "month")),
        (tr("Every year"), (1, "year")),
    )  # fmt: skip
    return [
        (words, Recurrence(*rule, calendar=calendar).to_text() if rule else "")
        for words, rule in rhythms
    ]


def _line(*fields: QWidget) -> QHBoxLayout:
    made = row(*fields, spacing=M)
    for at in range(made.count()):
        made.setStretch(at, 1)
    return made
