"""The details of a contact: way, result, feeling, need, promise, answer, rival, next day."""

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from loyaldesk.domain.contacts import (
    CHANNELS,
    IN,
    LONGEST_TEXT,
    MOST_MINUTES,
    OUT,
    RESULTS,
    RIVAL_REASONS,
    ContactDraft,
)
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.contact_words import (
    channel_name,
    direction_name,
    result_name,
    rival_reason_name,
)
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.count_edit import CountEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import lead
from loyaldesk.ui.kit.layout import M, column, row
from loyaldesk.ui.parts.answer_pick import AnswerPick
from loyaldesk.ui.parts.faces import Faces
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.long_text import LongText


class ContactForm(QWidget):
    """Everything that may be said of a contact; nothing but way and result has to be.

    Args:
        hall: Where and who.
    """

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        today = hall.desk.today
        self.channel: Choice[str] = Choice([(channel_name(code), code) for code in CHANNELS])
        self.direction: Choice[str] = Choice([(direction_name(code), code) for code in (IN, OUT)])
        self.result: Choice[str] = Choice([(result_name(code), code) for code in RESULTS])
        self.minutes = CountEdit(0, MOST_MINUTES)
        self.feeling = Faces()
        self.need, self.promise, self.rival = _line(), _line(), _line()
        self.promise_on = DateEdit(today, first=today())
        self.next_on = DateEdit(today, first=today())
        self.answer = AnswerPick(hall.desk)
        self.rival_reason: Choice[str] = Choice(
            [("", ""), *((rival_reason_name(code), code) for code in RIVAL_REASONS)]
        )
        self.text = LongText(LONGEST_TEXT)
        self.fields: dict[str, Field[Any]] = {
            "channel": Field(tr("How"), self.channel),
            "direction": Field(tr("Who sought whom"), self.direction),
            "result": Field(tr("What came of it"), self.result),
            "minutes": Field(tr("Minutes"), self.minutes),
            "feeling": Field(tr("Feeling"), self.feeling),
            "need": Field(tr("What they need"), self.need),
            "topic": Field(tr("Answer that was given"), self.answer),
            "promise": Field(tr("What we promised"), self.promise),
            "promise_on": Field(tr("By the day"), self.promise_on),
            "rival": Field(tr("Another shop they named"), self.rival),
            "rival_reason": Field(tr("Why that one"), self.rival_reason),
            "text": Field(tr("What was said"), self.text),
            "next_on": Field(tr("Next contact on"), self.next_on),
        }
        self._lay_out()

    def draft(self, key: str, member_id: int | None, prospect_id: int | None) -> ContactDraft:
        """Return what is filled in, as a contact."""
        return ContactDraft(
            key, member_id, prospect_id, channel=self.channel.value() or "",
            direction=self.direction.value() or "", result=self.result.value() or "",
            minutes=self.minutes.value(), feeling=self.feeling.value(), need=self.need.text(),
            promise=self.promise.text(), promise_on=self.promise_on.day(), text=self.text.text(),
            topic_id=self.answer.topic_id(), answer_version_id=self.answer.version_id(),
            rival=self.rival.text(), rival_reason=self.rival_reason.value() or "",
            next_on=self.next_on.day(),
        )  # fmt: skip

    def show_draft(self, draft: ContactDraft) -> None:
        """Fill in what is known already."""
        self.channel.set_value(draft.channel)
        self.direction.set_value(draft.direction)
        self.result.set_value(draft.result)
        self.feeling.set_value(draft.feeling)
        self.need.setText(draft.need)
        self.promise.setText(draft.promise)
        self.promise_on.set_day(draft.promise_on)

    def is_dirty(self) -> bool:
        """Return whether something was typed."""
        typed = (self.need, self.promise, self.rival, self.text)
        return any(each.text().strip() for each in typed)

    def wrong_day(self) -> DateEdit | None:
        """Return a day that cannot be read, or None."""
        return next((each for each in (self.promise_on, self.next_on) if each.error()), None)

    def _lay_out(self) -> None:
        each = self.fields
        first = _side_by_side(
            (each["channel"], 3), (each["direction"], 3), (each["result"], 4), (each["minutes"], 2)
        )
        needs = _side_by_side((each["need"], 1), (each["topic"], 1))
        words = _side_by_side(
            (each["promise"], 3), (each["promise_on"], 2), (each["rival"], 3),
            (each["rival_reason"], 2),
        )  # fmt: skip
        last = _side_by_side((each["text"], 8), (each["next_on"], 2))
        layout = column(first, each["feeling"], needs, words, last, spacing=M)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)


def _line() -> QLineEdit:
    made = QLineEdit()
    lead(made)
    return made


def _side_by_side(*shares: tuple[QWidget, int]) -> QHBoxLayout:
    made = row(*(each for each, _share in shares), spacing=M)
    for at, (_each, share) in enumerate(shares):
        made.setStretch(at, share)
    return made
