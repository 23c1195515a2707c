"""Small windows that ask for a sentence, a reason, a moment or an operator, and then do it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.desk import Desk
from loyaldesk.services.request_words import reason_name
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.digit_choice import DigitChoice
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import Label, lead
from loyaldesk.ui.kit.layout import M, row
from loyaldesk.ui.kit.time_edit import TimeEdit
from loyaldesk.ui.parts.long_text import LongText


def line_field(label: str, hint: str = "") -> Field[QLineEdit]:
    """Return one line for any text."""
    edit = QLineEdit()
    lead(edit)
    return Field(label, edit, hint)


def beside(*fields: QWidget) -> QHBoxLayout:
    """Return fields of one width beside each other."""
    made = row(*fields, spacing=M)
    for at in range(made.count()):
        made.setStretch(at, 1)
    return made


class FormDialog(Dialog):
    """Asks by some fields and does it; what the act refuses stands beside its field.

    Children fill `fields` and override `do` and `typed`.
    """

    fields: Mapping[str, Field[Any]]

    def do(self) -> None:
        """Do what was asked for."""
        raise NotImplementedError

    def typed(self) -> str:
        """Return what would be lost."""
        return ""

    def is_dirty(self) -> bool:
        """Return whether something was typed."""
        return bool(self.typed().strip())

    def submit(self) -> None:
        """Do it, or say what is wrong."""
        try:
            self.do()
        except ClubError as error:
            show_on(self.fields, self.placed(error), self)
            return
        self.accept()

    def placed(self, error: ClubError) -> ClubError:
        """Return the error as the fields of this form name it."""
        return error


class TextForm(FormDialog):
    """Asks for some sentences; Ctrl+Enter keeps them.

    Args:
        parent: The page.
        title: What is done.
        label: What is asked for.
        field: How the act calls it.
        act: Does it with the text.
        primary: Words of the button.
        note: What it means.
        text: What stands there at first.
    """

    def __init__(
        self, parent: QWidget, title: str, label: str, field: str, act: Callable[[str], object], *,
        primary: str = "", note: str = "", text: str = "", danger: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(parent, title, primary=primary, width=520, danger=danger)
        self._act, self._before = act, text
        self.text = LongText(2000, 96)
        self.text.setPlainText(text)
        self.fields = {field: Field(label, self.text)}
        if note:
            self.add(Label(note, "muted", wrap=True))
        self.add(self.fields[field])
        self.text.setFocus()

    def typed(self) -> str:
        """Return the sentences, if they are other than at first."""
        return "" if self.text.text() == self._before else self.text.text()

    def do(self) -> None:
        """Do it with the sentences."""
        self._act(self.text.text())


class WhyForm(FormDialog):
    """Asks for a reason by digit and perhaps a sentence.

    Args:
        parent: The page.
        title: What is done.
        reasons: Codes of the reasons, ten at most.
        act: Does it with code and sentence.
        primary: Words of the button.
        note: What it means.
    """

    def __init__(
        self, parent: QWidget, title: str, reasons: Sequence[str],
        act: Callable[[str, str], object], *, primary: str, note: str = "", danger: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(parent, title, primary=primary, width=560, danger=danger)
        self._act = act
        self.why: DigitChoice[str] = DigitChoice(
            [(reason_name(code), code) for code in reasons], tr("Why")
        )
        self.text = line_field(tr("In a sentence (may stay empty)"))
        self.fields = {"reason": Field(tr("Why"), self.why), "text": self.text}
        if note:
            self.add(Label(note, "muted", wrap=True))
        self.add(self.fields["reason"], self.text)
        self.why.chosen.connect(lambda _code: self._to_text())
        self.why.setFocus()

    def typed(self) -> str:
        """Return the sentence."""
        return self.text.widget.text()

    def do(self) -> None:
        """Do it with the reason."""
        self._act(self.why.value() or "", self.text.widget.text())

    def placed(self, error: ClubError) -> ClubError:
        """Say that a sentence is missing under the sentence."""
        return text_error(error, is_other=self.why.value() == "other")

    def _to_text(self) -> None:
        self.fields["reason"].clear_error()
        self.text.widget.setFocus()


def text_error(error: ClubError, *, is_other: bool) -> ClubError:
    """Return the error of "another reason" as one of the sentence it needs."""
    if isinstance(error, BadInput) and error.field == "reason" and is_other:
        return BadInput("text", error.why, error.given, error.limit)
    return error


class DayAndHour:
    """A day and an hour in the shop's time, as two fields.

    Args:
        desk: Where and who.
        field: How the act calls the moment.
        day: What the day is.
        hour: What the hour is.
        is_past: Whether it was; else it comes.
    """

    def __init__(
        self, desk: Desk, field: str, day: str = "", hour: str = "", *, is_past: bool = False
    ) -> None:
        self._desk, self._field = desk, field
        edit = DateEdit(desk.today, last=desk.today())
        if not is_past:
            edit = DateEdit(desk.today, first=desk.today())
        self._is_past = is_past
        self.day = Field(day or tr("Day"), edit)
        self.hour = Field(hour or tr("Hour"), TimeEdit())
        self.fields: dict[str, Field[Any]] = {field: self.day, "hour": self.hour}

    def show(self, moment: datetime) -> None:
        """Show a moment."""
        local = moment.astimezone(self._desk.zone)
        day = local.date()
        self.day.widget.set_day(day if self._is_past else max(day, self._desk.today()))
        self.hour.widget.set_hour(local.time())

    def is_empty(self) -> bool:
        """Return whether neither was typed."""
        return not (self.day.widget.text().strip() or self.hour.widget.text().strip())

    def moment(self, at: time | None = None) -> datetime:
        """Return the moment; an hour alone is its next one, a day alone is at *at*.

        Raises:
            BadInput: If one of them cannot be read, or the hour is needed.
        """
        day, hour = self.day.widget.day(), self.hour.widget.hour()
        if self.day.widget.error():
            raise BadInput(self._field, "not a day", self.day.widget.text()[:40])
        if self.hour.widget.error():
            raise BadInput("hour", "not an hour", self.hour.widget.text()[:40])
        hour = hour or at
        if hour is None:
            raise BadInput("hour", "empty")
        return self._next(hour) if day is None else self._local(day, hour)

    def _local(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, self._desk.zone)

    def _next(self, hour: time) -> datetime:
        today = self._desk.today()
        found = self._local(today, hour)
        if found < self._desk.clock():
            found = self._local(today + timedelta(days=1), hour)
        return found


class MoveForm(FormDialog):
    """Asks for another moment, why by digit, and perhaps a sentence.

    Args:
        parent: The page.
        desk: Where and who.
        title: What is put off.
        now: When it is due until now.
        field: How the act calls the moment.
        reasons: Codes of the reasons; empty: there is only one.
        act: Does it with moment, code and sentence.
    """

    def __init__(
        self, parent: QWidget, desk: Desk, title: str, now: datetime, field: str,
        reasons: Sequence[str], act: Callable[[datetime, str, str], object], *, note: str = "",
    ) -> None:  # fmt: skip
        super().__init__(parent, title, primary=tr("Move"), width=560)
        self._act = act
        self.when = DayAndHour(desk, field)
        self.when.show(now)
        self.why: DigitChoice[str] = DigitChoice(
            [(reason_name(code), code) for code in reasons], tr("Why")
        )
        self.text = line_field(tr("In a sentence (may stay empty)"))
        self.fields = {**self.when.fields, "reason": Field(tr("Why"), self.why), "text": self.text}
        if note:
            self.add(Label(note, "muted", wrap=True))
        self.add(beside(self.when.day, self.when.hour), self.fields["reason"], self.text)
        self.fields["reason"].setVisible(bool(reasons))
        self.why.chosen.connect(lambda _code: self.text.widget.setFocus())
        self.when.day.widget.setFocus()
        self.when.day.widget.selectAll()

    def typed(self) -> str:
        """Return the sentence."""
        return self.text.widget.text()

    def do(self) -> None:
        """Put it off."""
        self._act(self.when.moment(), self.why.value() or "", self.text.widget.text())

    def placed(self, error: ClubError) -> ClubError:
        """Say that a sentence is missing under the sentence."""
        return text_error(error, is_other=self.why.value() == "other")


class GiveForm(FormDialog):
    """Asks who takes care of a record from now on.

    Args:
        parent: The page.
        owners: Who can.
        act: Gives it, with a note for the other.
    """

    def __init__(
        self, parent: QWidget, owners: Sequence[tuple[str, int]], act: Callable[[int, str], object]
    ) -> None:
        super().__init__(parent, tr("Give it to somebody"), primary=tr("Give"), width=480)
        self._act = act
        self.whom: Field[Choice[int]] = Field(tr("To whom"), Choice(owners))
        self.text = line_field(tr("What the other must know (may stay empty)"))
        self.fields = {"operator": self.whom, "text": self.text}
        self.add(self.whom, self.text)
        self.whom.widget.setFocus()

    def typed(self) -> str:
        """Return the note."""
        return self.text.widget.text()

    def do(self) -> None:
        """Give it."""
        whom = self.whom.widget.value()
        if whom is None:
            raise BadInput("operator", "empty")
        self._act(whom, self.text.widget.text())
