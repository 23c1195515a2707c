"""What is done with an open complaint: answer, wait, give it to somebody, a step, weigh anew."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from loyaldesk.domain.complaints import (
    CATEGORIES,
    CHANNELS,
    LEAST_SEVERITY,
    MOST_LOAD,
    MOST_SEVERITY,
    PAUSE_REASONS,
)
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import answers, complaint_offer, complaints
from loyaldesk.services.complaint_reading import ComplaintRow
from loyaldesk.services.complaint_words import (
    category_name,
    load_name,
    pause_name,
    severity_name,
)
from loyaldesk.services.followup_words import channel_name
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.digit_choice import DigitChoice
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import lead
from loyaldesk.ui.kit.layout import M, row
from loyaldesk.ui.pages.complaints.wording import title
from loyaldesk.ui.parts.answer_pick import AnswerPick
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.long_text import LongText

LONGEST = 2000


def line() -> QLineEdit:
    """Return a line that begins where reading begins."""
    made = QLineEdit()
    lead(made)
    return made


class ActDialog(Dialog):
    """An act on one complaint; children say `fields`, `typed` and `act`.

    Args:
        parent: The page.
        hall: Where and who.
        row: The complaint as it is on view.
        primary: Words of the button.
        width: Of the form.
    """

    def __init__(
        self, parent: QWidget | None, hall: Hall, row: ComplaintRow, primary: str, width: int = 600
    ) -> None:
        super().__init__(parent, title(row), primary=primary, width=width)
        self._hall, self._desk, self._row = hall, hall.desk, row
        self.fields: dict[str, Field[Any]] = {}
        self.typed: tuple[QLineEdit | LongText, ...] = ()

    def act(self) -> None:
        """Do it."""
        raise NotImplementedError

    def is_dirty(self) -> bool:
        """Return whether something was typed."""
        return any(each.text().strip() for each in self.typed)

    def submit(self) -> None:
        """Do it, or say beside its field what is wrong."""
        try:
            self.act()
        except ClubError as error:
            show_on(self.fields, error, self)
            return
        self.accept()


def next_day(hall: Hall) -> Field[DateEdit]:
    """Return a field for the day on which a complaint is gone on with."""
    return Field(
        tr("Go on with it on (may stay empty)"),
        DateEdit(hall.desk.today, first=hall.desk.today()),
    )


def taken_day(field: Field[DateEdit]) -> date | None:
    """Return the day that was typed.

    Raises:
        BadInput: If it is none.
    """
    if field.widget.error():
        raise BadInput("next_on", "not a day", field.widget.text()[:80])
    return field.widget.day()


class AnswerActDialog(ActDialog):
    """What was answered, by which way, and which approved answer it was."""

    def __init__(self, parent: QWidget | None, hall: Hall, row_: ComplaintRow) -> None:
        super().__init__(parent, hall, row_, tr("Answered"), width=640)
        self.pick = AnswerPick(hall.desk, row_.member_id)
        self.pick_field = Field(tr("Approved answer (may stay empty)"), self.pick)
        self.text = LongText(LONGEST, 110)
        ways = [(channel_name(code), code) for code in CHANNELS]
        self.channel: Choice[str] = Choice([*ways, (tr("Do not note a contact"), "")])
        self.channel.set_value("call")
        self.next = next_day(hall)
        self.fields = {
            "text": Field(tr("What was answered"), self.text),
            "channel": Field(tr("By which way"), self.channel), "next_on": self.next,
        }  # fmt: skip
        self.typed = (self.text,)
        beside = row(self.fields["channel"], self.next, spacing=M)
        for at in (0, 1):
            beside.setStretch(at, 1)
        self.add(self.pick_field, self.fields["text"], beside)
        self.pick_field.setVisible(hall.desk.may(Permission.ANSWER_READ))
        self.pick.picked.connect(self._on_picked)
        self.primary.set_key("Ctrl+Enter")
        self.text.setFocus()

    def act(self) -> None:
        """Keep the answer; it is acknowledged by that too."""
        complaints.answer(
            self._desk, self._row.id, self.text.text(), channel=self.channel.value() or "",
            next_on=taken_day(self.next), topic_id=self.pick.topic_id(),
            answer_version_id=self.pick.version_id(), version=self._row.version,
        )  # fmt: skip

    def _on_picked(self, answer: object) -> None:
        if isinstance(answer, answers.AnswerRow) and not self.text.text().strip():
            self.text.setPlainText(answers.filled(self._desk, answer.text(look().language)))
            self.text.setFocus()


class PauseDialog(ActDialog):
    """Why the clocks stand still: a digit, and a sentence for another reason."""

    def __init__(self, parent: QWidget | None, hall: Hall, row_: ComplaintRow) -> None:
        super().__init__(parent, hall, row_, tr("Stop the clocks"))
        self.why: DigitChoice[str] = DigitChoice(
            [(pause_name(code), code) for code in PAUSE_REASONS], tr("Why"), columns=2
        )
        self.text = line()
        self.fields = {
            "reason": Field(tr("Why"), self.why), "text": Field(tr("In a sentence"), self.text),
        }  # fmt: skip
        self.typed = (self.text,)
        self.add(*self.fields.values())
        self.why.chosen.connect(lambda _code: self.text.setFocus())
        self.why.setFocus()

    def act(self) -> None:
        """Let the clocks stand still; another reason is said in a sentence."""
        if self.why.value() == "other" and not self.text.text().strip():
            raise BadInput("text", "empty")
        complaints.pause(
            self._desk, self._row.id, self.why.value() or "", text=self.text.text(),
            version=self._row.version,
        )  # fmt: skip


class GiveDialog(ActDialog):
    """To whom a complaint is given, with what is open for it."""

    def __init__(self, parent: QWidget | None, hall: Hall, row_: ComplaintRow) -> None:
        super().__init__(parent, hall, row_, tr("Give the complaint"))
        people = [one for one in complaint_offer.handlers(hall.desk) if one[0] != row_.owner_id]
        self.owner: Choice[int] = Choice([(isolate(name), id_) for id_, name in people])
        self.text = line()
        self.fields = {
            "owner": Field(
                tr("To whom"), self.owner,
                "" if people else tr("Nobody else may handle complaints."),
            ),
            "text": Field(tr("What they should know"), self.text),
        }  # fmt: skip
        self.typed = (self.text,)
        self.add(*self.fields.values())
        self.primary.setEnabled(bool(people))
        self.owner.setFocus()

    def act(self) -> None:
        """Give it, and offer to take it back."""
        before, complaint_id, desk = self._row.owner_id, self._row.id, self._desk
        complaints.give(
            desk, complaint_id, self.owner.value() or 0, text=self.text.text(),
            version=self._row.version,
        )  # fmt: skip
        said = tr("Given to {name}.").format(name=self.owner.currentText())
        undo: Callable[[], object] | None = None
        if before is not None:
            owner_id = before

            def undo() -> None:
                complaints.give(desk, complaint_id, owner_id)

        self._hall.toasts.show(said, tr("Undo") if undo else "", undo)


class StepDialog(ActDialog):
    """What was done for a complaint, and when it is gone on with."""

    def __init__(self, parent: QWidget | None, hall: Hall, row_: ComplaintRow) -> None:
        super().__init__(parent, hall, row_, tr("Keep the step"))
        self.text = LongText(LONGEST)
        self.next = next_day(hall)
        self.fields = {"text": Field(tr("What was done"), self.text), "next_on": self.next}
        self.typed = (self.text,)
        self.add(*self.fields.values())
        self.primary.set_key("Ctrl+Enter")
        self.text.setFocus()

    def act(self) -> None:
        """Keep it."""
        complaints.add_step(
            self._desk, self._row.id, self.text.text(), next_on=taken_day(self.next),
            version=self._row.version,
        )  # fmt: skip


class WeighDialog(ActDialog):
    """What it is about, how grave it is and how much feeling is in it."""

    def __init__(self, parent: QWidget | None, hall: Hall, row_: ComplaintRow) -> None:
        super().__init__(parent, hall, row_, tr("Save"), width=760)
        self.category: DigitChoice[str] = DigitChoice(
            [(category_name(code), code) for code in CATEGORIES], tr("What is it about?")
        )
        self.severity: DigitChoice[int] = DigitChoice(
            [(severity_name(n), n) for n in range(LEAST_SEVERITY, MOST_SEVERITY + 1)],
            tr("Severity"), columns=4,
        )  # fmt: skip
        self.load: DigitChoice[int] = DigitChoice(
            [(load_name(n), n) for n in range(MOST_LOAD + 1)], tr("Emotional load"), 4, first=0
        )
        self.product = line()
        self.category.set_value(row_.category)
        self.severity.set_value(row_.severity)
        self.load.set_value(row_.load)
        self.product.setText(row_.product)
        self.fields = {
            "category": Field(tr("What is it about?"), self.category),
            "severity": Field(
                tr("Severity"), self.severity,
                tr("Clocks that still run get the minutes it deserves now."),
            ),
            "load": Field(tr("Emotional load"), self.load),
            "product": Field(tr("Goods it is about"), self.product),
        }  # fmt: skip
        self.add(*self.fields.values())
        self.category.chosen.connect(lambda _code: self.severity.setFocus())
        self.severity.chosen.connect(lambda _number: self.load.setFocus())
        self.load.chosen.connect(lambda _number: self.primary.setFocus())
        self.severity.setFocus()

    def act(self) -> None:
        """Save it."""
        form = complaints.Form(
            self.category.value() or "", self.severity.value() or 0, self.load.value() or 0,
            self.product.text(), self._row.sale_id, self._row.incident_id,
        )  # fmt: skip
        complaints.edit(self._desk, self._row.id, form, version=self._row.version)
