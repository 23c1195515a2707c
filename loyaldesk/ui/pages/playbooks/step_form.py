"""One step in the editor: when, how, by whom, what is said, what is ticked, which answer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from loyaldesk.domain.followups import CHANNELS, LONGEST_CHECK, MOST_CHECKS
from loyaldesk.domain.permissions import Role
from loyaldesk.domain.playbook_check import LONGEST_FIXED, LONGEST_HINT, MOST_DAYS, MOST_HOURS
from loyaldesk.domain.playbooks import Step
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import followup_words
from loyaldesk.services.playbook_reading import Choices
from loyaldesk.services.words import role_name
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.count_edit import CountEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.layout import L, M, S, column
from loyaldesk.ui.kit.time_edit import TimeEdit
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.pages.playbooks.form import Fields, Grid, languages, written_in
from loyaldesk.ui.parts.long_text import LongText

MOST_LATE = 60
CHECKS_HEIGHT, TEXT_HEIGHT = 74, 96


class StepForm(QWidget):
    """The fields of one step.

    Args:
        choices: What this shop can name.
    """

    amended = Signal()

    def __init__(self, choices: Choices) -> None:
        super().__init__()
        self._step = Step()
        self._is_filling = False
        self.days = CountEdit(0, MOST_DAYS)
        self.hours = CountEdit(0, MOST_HOURS)
        self.at = TimeEdit()
        self.channel: Choice[str] = Choice(
            [(followup_words.channel_name(code), code) for code in CHANNELS]
        )
        self.who: Choice[str] = Choice(_hands(choices))
        self._offered = _hands(choices)
        self.answer: Choice[int | None] = Choice(_answers(choices))
        for narrow in (self.channel, self.who, self.answer):  # long words widen no form
            narrow.setMinimumContentsLength(8)
            narrow.setSizeAdjustPolicy(
                Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        self.late = CountEdit(0, MOST_LATE)
        self.fixed = CheckBox(tr("Only the personal line may be changed"))
        self.promise = CheckBox(tr("It is promised to the member"))
        self.festive = CheckBox(tr("Festive: it rests on days of mourning"))
        self.fields: Fields = {
            "days": Field(tr("Days after"), self.days),
            "hours": Field(tr("Hours more"), self.hours),
            "at": Field(tr("Hour of the day"), self.at),
            "channel": Field(tr("Channel"), self.channel),
            "who": Field(tr("Who does it"), self.who),
            "late_days": Field(tr("Days it may be late"), self.late),
        }
        self._texts()
        self.fields["answer_id"] = Field(tr("Answer to use"), self.answer)
        self.fields["is_promise"] = Field("", self.promise)
        self.fields["is_promise"].label.hide()
        self._build()
        self._listen()

    def fill(self, step: Step) -> None:
        """Show a step."""
        self._is_filling = True
        self._step = step
        self.days.setValue(step.days)
        self.hours.setValue(step.hours)
        self.at.set_hour(step.at)
        self.channel.set_value(step.channel)
        if step.who not in [code for _words, code in self._offered]:
            self.who.set_options([*self._offered, (_hand(step.who), step.who)])
        self.who.set_value(step.who)
        self.late.setValue(step.late_days)
        self.answer.set_value(None)
        self.answer.set_value(step.answer_id)
        for code in languages():
            self._widget(f"text_{code}").setPlainText(getattr(step, f"text_{code}"))
            self._widget(f"personal_{code}").setText(getattr(step, f"personal_{code}"))
            lines = "\n".join(getattr(step, f"checklist_{code}"))
            self._widget(f"checklist_{code}").setPlainText(lines)
        self.fixed.setChecked(step.is_fixed)
        self.promise.setChecked(step.is_promise)
        self.festive.setChecked(step.is_festive)
        for each in self.fields.values():
            each.clear_error()
        self._is_filling = False

    def step(self) -> Step:
        """Return the step as it stands here."""
        texts: dict[str, Any] = {}
        for code in languages():
            texts[f"text_{code}"] = self._widget(f"text_{code}").text()
            texts[f"personal_{code}"] = self._widget(f"personal_{code}").text()
            lines = self._widget(f"checklist_{code}").text().splitlines()
            texts[f"checklist_{code}"] = tuple(line for line in lines if line.strip())
        return replace(
            self._step, days=self.days.value(), hours=self.hours.value(), at=self.at.hour(),
            channel=self.channel.value() or "call", who=self.who.value() or "owner",
            late_days=self.late.value(), answer_id=self.answer.value(),
            is_fixed=self.fixed.isChecked(), is_promise=self.promise.isChecked(),
            is_festive=self.festive.isChecked(), **texts,
        )  # fmt: skip

    def focus_first(self) -> None:
        """Put the keys where the step begins."""
        self.days.setFocus()
        self.days.selectAll()

    # inside

    def _texts(self) -> None:
        words = {
            "text_fa": tr("Text in Persian"), "text_en": tr("Text in English"),
            "personal_fa": tr("Personal line, hint in Persian"),
            "personal_en": tr("Personal line, hint in English"),
            "checklist_fa": tr("Checklist in Persian"),
            "checklist_en": tr("Checklist in English"),
        }  # fmt: skip
        for kind in ("text", "personal", "checklist"):
            for code in languages():
                widget: QLineEdit | LongText
                if kind == "personal":
                    widget = QLineEdit()
                    widget.setMaxLength(2 * LONGEST_HINT)
                elif kind == "text":
                    widget = LongText(LONGEST_FIXED, TEXT_HEIGHT)
                else:
                    widget = LongText(MOST_CHECKS * LONGEST_CHECK, CHECKS_HEIGHT)
                written_in(code, widget)
                hint = tr("A line each") if kind == "checklist" else ""
                self.fields[f"{kind}_{code}"] = Field(words[f"{kind}_{code}"], widget, hint)

    def _build(self) -> None:
        when, hands, texts, rest = Grid(3), Grid(2), Grid(2), Grid(2)
        when.lay([self.fields[name] for name in ("days", "hours", "at")])
        hands.lay([self.fields[name] for name in ("channel", "who")])
        texts.lay([
            self.fields[f"{kind}_{code}"]
            for kind in ("text", "personal", "checklist") for code in languages()
        ])  # fmt: skip
        rest.lay([self.fields["answer_id"], self.fields["late_days"]])
        ticks = column(self.fixed, self.festive, self.fields["is_promise"], spacing=S)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(M, 0, M, S)
        layout.setSpacing(L)
        for each in (when, hands, texts, rest):
            layout.addWidget(each)
        layout.addLayout(ticks)
        layout.addStretch(1)

    def _listen(self) -> None:
        for spin in (self.days, self.hours, self.late):
            spin.valueChanged.connect(lambda _value: self._tell())
        for choice in (self.channel, self.who, self.answer):
            choice.chosen.connect(lambda _value: self._tell())
        for tick in (self.fixed, self.promise, self.festive):
            tick.toggled.connect(lambda _on: self._tell())
        self.at.textChanged.connect(lambda _text: self._tell())
        for kind in ("text", "personal", "checklist"):
            for code in languages():
                widget = self._widget(f"{kind}_{code}")
                if isinstance(widget, LongText):
                    widget.textChanged.connect(self._tell)
                else:
                    widget.textChanged.connect(lambda _text: self._tell())

    def _tell(self) -> None:
        if not self._is_filling:
            self.amended.emit()

    def _widget(self, name: str) -> Any:
        return self.fields[name].widget


def _hand(code: str) -> str:
    kind, _, name = code.partition(":")
    if kind == "role":
        return tr("Role: {role}").format(role=isolate(role_name(name)))
    if kind == "skill":
        return tr("Skill: {skill}").format(skill=isolate(name))
    return tr("The member's owner") if code == "owner" else tr("Whoever served the member")


def _hands(choices: Choices) -> list[tuple[str, str]]:
    roles = dict.fromkeys((*map(str, Role), *choices.roles))
    codes = ["owner", "operator", *(f"role:{role}" for role in roles)]
    codes += [f"skill:{skill}" for skill in choices.skills]
    return [(_hand(code), code) for code in codes]


def _answers(choices: Choices) -> Sequence[tuple[str, int | None]]:
    language = look().language
    known: list[tuple[str, int | None]] = [(tr("None"), None)]
    return [*known, *((each.question(language), each.id) for each in choices.answers)]
