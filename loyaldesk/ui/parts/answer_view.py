"""One approved answer in both languages, with what a member was told on its topic before."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import answers
from loyaldesk.services.answers import AnswerRow, Told
from loyaldesk.services.desk import Desk
from loyaldesk.ui.kit.labels import IconLabel, Label, caption, heading
from loyaldesk.ui.kit.layout import XS, M, S, ScrollPage, box, column, hairline, put, row

TOLD_SHOWN = 4


class AnswerView(ScrollPage):
    """The question, the answer in the language of the screen, then in the other one, then the past.

    Args:
        desk: Where and who.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(spacing=M)
        self._desk = desk
        self.setProperty("page", "plain")
        self.body.setContentsMargins(0, 0, 0, 0)
        self.question = heading("", 2)
        self.question.setWordWrap(True)
        self.topic = caption("")
        here = look().language
        other = "en" if here == "fa" else "fa"
        self.text = in_language(here)
        self.other = in_language(other, "muted")
        self._other_name = caption(tr("In English") if other == "en" else tr("In Persian"))
        self._other = box(column(hairline(), self._other_name, self.other, spacing=S))
        self.past = PastView(desk)
        put(
            self.body, box(column(self.topic, self.question, spacing=0)), self.text, self._other,
            self.past, None,
        )  # fmt: skip

    def show_answer(self, answer: AnswerRow, member_id: int | None) -> None:
        """Show an answer, and what *member_id* was told on its topic."""
        here = look().language
        first, second = (answer.text_fa, answer.text_en)
        if here != "fa":
            first, second = second, first
        self.topic.setText(isolate(answer.topic(here)))
        self.question.setText(answer.question(here))
        self.text.setText(self._filled(first or second))
        self.other.setText(self._filled(second) if first else "")
        self._other.setVisible(bool(first and second))
        self.past.show_topic(member_id, answer.topic_id)
        self.verticalScrollBar().setValue(0)

    def _filled(self, text: str) -> str:
        return answers.filled(self._desk, text) if text else ""


class PastView(QWidget):
    """What a member was told on a topic before: when, by whom, and whether it still holds."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.lines = QVBoxLayout()
        self.lines.setSpacing(XS)
        self._shown: list[QWidget] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addWidget(hairline())
        layout.addWidget(Label(tr("Told before on this topic"), "label"))
        layout.addLayout(self.lines)

    def show_topic(self, member_id: int | None, topic_id: int) -> None:
        """Show what was said to a member on a topic; hidden while nobody is on view."""
        self.setVisible(member_id is not None)
        for old in self._shown:
            old.hide()
            old.deleteLater()
        self._shown = []
        if member_id is None:
            return
        past = answers.told(self._desk, member_id, topic_id, limit=TOLD_SHOWN)
        for words, is_stale in told_lines(past):
            self._add(words, is_stale=is_stale)
        if not past:
            self._add(tr("Nothing on this topic so far."), is_stale=False)

    def texts(self) -> list[str]:
        """Return what the lines say."""
        return [each.findChildren(Label)[0].text() for each in self._shown]

    def _add(self, words: str, *, is_stale: bool) -> None:
        sign = IconLabel("alert-triangle" if is_stale else "history",
                         "warn" if is_stale else "muted", 18)  # fmt: skip
        line = row(sign, Label(words, "muted", wrap=True), spacing=S)
        line.setStretch(1, 1)
        line.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
        made = box(line)
        self._shown.append(made)
        self.lines.addWidget(made)


def told_lines(past: Sequence[Told]) -> list[tuple[str, bool]]:
    """Return what was told, in words, and whether other words are approved by now."""
    language = look().language
    lines = []
    for one in past:
        said = one.question(language) or one.text
        what = isolate(said) if said else tr("own words")
        text = tr("{day}, {operator}: {what}").format(
            day=fmt.day(one.on_day), operator=isolate(one.operator), what=what
        )
        is_stale = one.number is not None and not one.is_current
        if is_stale:
            text = tr("{told} The answer was changed since.").format(told=text)
        lines.append((text, is_stale))
    return lines


def in_language(language: str, role: str = "") -> Label:
    """Return a text that reads in the direction of its language, whatever the screen's is."""
    made = Label("", role, wrap=True, selectable=True)
    is_rtl = language == "fa"
    made.setLayoutDirection(
        Qt.LayoutDirection.RightToLeft if is_rtl else Qt.LayoutDirection.LeftToRight
    )
    side = Qt.AlignmentFlag.AlignRight if is_rtl else Qt.AlignmentFlag.AlignLeft
    made.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignTop)
    return made
