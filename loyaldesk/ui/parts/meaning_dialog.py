"""What a figure means: the words, the formula, the window, the count, and what others say."""

from PySide6.QtWidgets import QGridLayout, QWidget

from loyaldesk.domain.insight.card import Card, Meaning
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.labels import Label, caption
from loyaldesk.ui.kit.layout import M, S, box
from loyaldesk.ui.kit.styling import mark

WIDTH = 560


def window_words(meaning: Meaning) -> str:
    """Return the days a card measures, in the calendar of the reader."""
    if meaning.last is None:
        return tr("the whole time of the club")
    if meaning.first is None:
        return tr("until {last}").format(last=fmt.day(meaning.last))
    return tr("{first} to {last}").format(
        first=fmt.day(meaning.first), last=fmt.day(meaning.last)
    )  # fmt: skip


def count_words(meaning: Meaning) -> str:
    """Return how many are behind a card: ``1,248 members who bought``."""
    return f"{fmt.number(meaning.count)} {meaning.counted}"


class MeaningDialog(Dialog):
    """Answers "what does this mean?" of a card.

    Args:
        parent: The page.
        card: What is asked about.
    """

    def __init__(self, parent: QWidget, card: Card) -> None:
        super().__init__(
            parent, card.title, primary=tr("Close"), secondary="", width=WIDTH
        )  # fmt: skip
        meaning = card.meaning
        self.add(Label(meaning.text, wrap=True, selectable=True))
        self.formula = Label(meaning.formula, wrap=True, selectable=True)
        mark(self.formula, formula="true")
        self.add(caption(tr("How it is reckoned")), self.formula)
        facts = QGridLayout()
        facts.setHorizontalSpacing(M)
        facts.setVerticalSpacing(S)
        lines = (
            (tr("Days measured"), window_words(meaning)),
            (tr("Behind the figures"), count_words(meaning)),
            (tr("Version of the formula"), fmt.number(meaning.version)),
        )
        for number, (name, words) in enumerate(lines):
            facts.addWidget(Label(name, "muted"), number, 0)
            facts.addWidget(Label(words, wrap=True, selectable=True), number, 1)
        facts.setColumnStretch(1, 1)
        self.add(box(facts))
        if meaning.hint:
            self.add(
                Note(
                    tr("What others say, no figure of your shop: {hint}").format(hint=meaning.hint),
                    "plain",
                )
            )
        self.primary.setFocus()
