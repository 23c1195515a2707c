"""The steps of a playbook under each other: when, how, by whom, and what is to be said or done."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from loyaldesk.domain.playbooks import Playbook, Step, split_text
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.services import followup_words, playbook_words
from loyaldesk.services.playbook_reading import Choices
from loyaldesk.services.words import role_name
from loyaldesk.ui.kit.labels import IconLabel, Label, caption, chip
from loyaldesk.ui.kit.layout import XS, M, S, box, column, hairline, row

ICONS = {
    "call": "phone", "visit": "map-pin", "sms": "message", "messenger": "messages",
    "email": "mail", "letter": "file-text", "social": "world", "counter": "building-store",
    "task": "checklist",
}  # fmt: skip


def who_words(step: Step) -> str:
    """Return who does a step."""
    return role_name(step.role) if step.role else playbook_words.who(step)


class StepView(QFrame):
    """One step on view.

    Args:
        number: Its place, from 1.
        step: What it is.
        choices: For the name of its answer.
    """

    def __init__(self, number: int, step: Step, choices: Choices) -> None:
        super().__init__()
        language = look().language
        said, hint = split_text(step.text(language))
        head = row(
            chip(fmt.number(number)), Label(playbook_words.step_time(step), "label"),
            IconLabel(ICONS.get(step.channel, "note"), "accent", 18),
            Label(followup_words.channel_name(step.channel)), None, caption(who_words(step)),
            spacing=S,
        )  # fmt: skip
        lines: list[QWidget] = [Label(said, wrap=True)]
        if hint:
            own = tr("One line of their own: {hint}").format(hint=hint)
            lines.append(_line("edit", own))
        lines += [_line("check", each) for each in step.checklist(language)]
        answer = choices.answer(step.answer_id, language)
        if answer:
            lines.append(
                _line("message-question", tr("Answer: {question}").format(question=answer))
            )
        if step.is_promise:
            lines.append(_line("flag", tr("It is promised to the member")))
        if step.is_festive:
            lines.append(_line("confetti", tr("Festive: it rests on days of mourning")))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, S, 0, S)
        layout.setSpacing(XS)
        layout.addLayout(head)
        for each in lines:
            layout.addWidget(each)


def _line(icon: str, text: str, role: str = "caption") -> QWidget:
    sign = IconLabel(icon, "muted", 16)
    line = row(sign, Label(text, role, wrap=True), spacing=S)
    line.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
    line.setStretch(1, 1)
    return box(line)


def timeline(playbook: Playbook, choices: Choices) -> QWidget:
    """Return the steps of a playbook, the first on top."""
    made = column(spacing=0)
    for number, step in enumerate(playbook.steps, start=1):
        if number > 1:
            made.addWidget(hairline())
        made.addWidget(StepView(number, step, choices))
    return box(made)


def story(playbook: Playbook, choices: Choices) -> QWidget:
    """Return what sets a playbook off, for whom, when again and what stops it, a line each."""
    names = choices.tier_names(look().language)
    sign = IconLabel("bolt", "accent", 18)
    first = row(sign, Label(playbook_words.trigger(playbook.trigger, names), "label", wrap=True))
    first.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
    first.setStretch(1, 1)
    lines = [box(first)]
    lines += [
        _line("filter", x, "muted") for x in playbook_words.conditions(playbook.conditions, names)
    ]
    lines.append(_line("repeat", playbook_words.again(playbook.again_days), "muted"))
    lines += [_line("ban", playbook_words.stop(code), "muted") for code in playbook.stops]
    return box(column(*lines, spacing=M if len(lines) < 4 else S))
