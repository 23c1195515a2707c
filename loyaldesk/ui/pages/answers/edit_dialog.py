"""Writing an answer in both languages; it waits for approval unless it is approved at once."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from loyaldesk.domain.answers import LONGEST_QUESTION, LONGEST_TEXT
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.services import answers
from loyaldesk.services.answers import AnswerDraft, AnswerRow
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import caption
from loyaldesk.ui.kit.layout import L, box, column, row
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.long_text import LongText

TEXT_HEIGHT = 150


class AnswerEditDialog(Dialog):
    """Question and answer, Persian and English beside each other; one language is enough.

    Args:
        parent: The page.
        hall: Where and who.
        answer: The answer that gets new words; None: a new one.
        topic_id: The topic offered first.
        question: Words of the question that are known already.
    """

    def __init__(
        self, parent: QWidget | None, hall: Hall, answer: AnswerRow | None, *,
        topic_id: int | None = None, question: str = "",
    ) -> None:  # fmt: skip
        title = tr("Change the words") if answer is not None else tr("New answer")
        super().__init__(parent, title, width=820)
        self._hall, self._old = hall, answer
        self.stored: AnswerRow | None = None
        language = look().language
        self.topic: Choice[int] = Choice(
            [(one.name(language), one.id) for one in answers.topics(hall.desk, only_on=True)]
        )
        self.fields: dict[str, Field[Any]] = {"topic": Field(tr("Topic"), self.topic)}
        sides = []
        for code, asked, said in (
            ("fa", tr("Question in Persian"), tr("Answer in Persian")),
            ("en", tr("Question in English"), tr("Answer in English")),
        ):
            way = Qt.LayoutDirection.RightToLeft if code == "fa" else Qt.LayoutDirection.LeftToRight
            line, text = QLineEdit(), LongText(LONGEST_TEXT, TEXT_HEIGHT)
            line.setMaxLength(2 * LONGEST_QUESTION)
            for each in (line, text):
                each.setLayoutDirection(way)
            text.read_from(way)
            self.fields[f"question_{code}"] = Field(asked, line)
            self.fields[f"text_{code}"] = Field(said, text)
            sides.append(
                column(self.fields[f"question_{code}"], self.fields[f"text_{code}"], spacing=L)
            )
        if language != "fa":
            sides.reverse()
        self.at_once = CheckBox(tr("Approve it at once"), checked=True)
        texts = row(*(box(side) for side in sides), spacing=L)
        for at in range(texts.count()):
            texts.setStretch(at, 1)
        hint = caption(
            tr("{{shop}} and {{phone}} stand for the shop's name and telephone.").format(),
            wrap=True,
        )
        self.add(self.fields["topic"], texts, hint, self.at_once)
        self._fill(topic_id, question)
        self._before = self._draft()

    def is_dirty(self) -> bool:
        """Return whether any words are other than before."""
        return self._draft() != self._before

    def submit(self) -> None:
        """Store the words, and put them in force if that was wanted."""
        desk, old = self._hall.desk, self._old
        try:
            self.stored = (
                answers.write(desk, self._draft())
                if old is None
                else answers.write(desk, self._draft(), old.id, old.version)
            )
            if self.at_once.isChecked():
                self.stored = answers.approve(desk, self.stored.id, self.stored.version)
        except ClubError as error:
            show_on(self.fields, error, self)
            return
        self.accept()

    def _fill(self, topic_id: int | None, question: str) -> None:
        old = self._old
        self.topic.set_value(old.topic_id if old is not None else topic_id)
        if old is None:
            self.fields[f"question_{look().language}"].widget.setText(question)
            return
        newest = next(iter(answers.detail(self._hall.desk, old.id)[1]), None)
        if newest is None:
            return
        for code in ("fa", "en"):
            self.fields[f"question_{code}"].widget.setText(getattr(newest, f"question_{code}"))
            self.fields[f"text_{code}"].widget.setPlainText(getattr(newest, f"text_{code}"))

    def _draft(self) -> AnswerDraft:
        said = {
            name: self.fields[name].widget.text()
            for name in ("question_fa", "question_en", "text_fa", "text_en")
        }
        return AnswerDraft(self.topic.value() or 0, **said)
