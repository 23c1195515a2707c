"""The second leaf of the editor: for whom a playbook runs, how often, and what stops it."""

from dataclasses import replace

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from loyaldesk.domain.members import CHANNELS as CONSENTS
from loyaldesk.domain.playbook_check import MOST_DAYS
from loyaldesk.domain.playbooks import EVERY_EVENT, NEVER_AGAIN, Conditions, Playbook, Stop
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.services import followup_words, playbook_words
from loyaldesk.services.playbook_reading import Choices
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.count_edit import CountEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.layout import L, M, box, column, hairline, row
from loyaldesk.ui.kit.money_edit import AmountEdit
from loyaldesk.ui.pages.playbooks.form import Fields, Grid, Ticks, listed, typed_list

LATER = 1
"""Stands for a number of days in the choice of how often."""

USUAL_AGAIN = 90
MOST_VISITS = 100_000


class AimsForm(QWidget):
    """Conditions, the guard against repeating, and stop rules.

    Args:
        choices: What this shop can name.
    """

    def __init__(self, choices: Choices) -> None:
        super().__init__()
        language = look().language
        self.tiers = Ticks([(t.name(language), t.code) for t in choices.tiers], columns=5)
        self.kind: Choice[str] = Choice(
            [(tr("Anybody"), ""), (tr("Persons only"), "person"), (tr("Companies only"), "company")]
        )
        self.consent: Choice[str] = Choice(
            [
                (tr("Not asked here"), ""),
                *((followup_words.channel_name(code), code) for code in CONSENTS),
            ]
        )
        self.spend, self.visits = AmountEdit(), CountEdit(0, MOST_VISITS)
        self.tags, self.not_tags = QLineEdit(), QLineEdit()
        self.again: Choice[int] = Choice(
            [
                (playbook_words.again(EVERY_EVENT), EVERY_EVENT),
                (playbook_words.again(NEVER_AGAIN), NEVER_AGAIN),
                (tr("Not again for some days"), LATER),
            ]
        )
        self.again_days = CountEdit(1, 10 * MOST_DAYS, name=tr("Days"))
        self._again_days = Field(tr("Days until it may run again"), self.again_days)
        self.stops = Ticks([(playbook_words.stop(code), str(code)) for code in Stop])
        for line in (self.tags, self.not_tags):
            line.setPlaceholderText(tr("Several with a comma between"))
        self.fields: Fields = {
            "conditions tiers": Field(tr("Only in these tiers, none for any"), self.tiers),
            "conditions kind": Field(tr("Kind of member"), self.kind),
            "conditions consent": Field(tr("Agreed to be reached by"), self.consent),
            "conditions min_spend_rial": Field(tr("Spent at least, empty for any"), self.spend),
            "conditions min_visits": Field(tr("Came at least so often"), self.visits),
            "conditions tags": Field(tr("With one of the tags"), self.tags),
            "conditions not_tags": Field(tr("With none of the tags"), self.not_tags),
            "again_days": Field(tr("How often for the same member"), self.again),
            "stops": Field(tr("What stops it"), self.stops),
        }
        self._build()

    def fill(self, book: Playbook) -> None:
        """Show the conditions, guard and stop rules of a playbook."""
        asked = book.conditions
        self.tiers.set_codes(asked.tiers)
        self.kind.set_value(asked.kind)
        self.consent.set_value(asked.consent)
        self.spend.set_amount(asked.min_spend_rial or None)
        self.visits.setValue(asked.min_visits)
        self.tags.setText(listed(asked.tags))
        self.not_tags.setText(listed(asked.not_tags))
        is_later = book.again_days > EVERY_EVENT
        self.again.set_value(LATER if is_later else book.again_days)
        self.again_days.setValue(book.again_days if is_later else USUAL_AGAIN)
        self.stops.set_codes(str(code) for code in book.stops)
        self._show_days()

    def applied(self, book: Playbook) -> Playbook:
        """Return *book* with everything as it stands here."""
        asked: Conditions = replace(
            book.conditions, tiers=self.tiers.codes(), kind=self.kind.value() or "",
            consent=self.consent.value() or "", min_spend_rial=self.spend.amount_rial() or 0,
            min_visits=self.visits.value(), tags=typed_list(self.tags.text()),
            not_tags=typed_list(self.not_tags.text()),
        )  # fmt: skip
        again = self.again.value() or EVERY_EVENT
        if again == LATER:
            again = self.again_days.value()
        return replace(book, conditions=asked, again_days=again, stops=self.stops.codes())

    def _build(self) -> None:
        grid = Grid(3)
        names = ("kind", "consent", "min_visits", "min_spend_rial", "tags", "not_tags")
        grid.lay([self.fields[f"conditions {name}"] for name in names])
        often = row(
            column(self.fields["again_days"], self._again_days, None, spacing=M),
            self.fields["stops"], spacing=L,
        )  # fmt: skip
        often.setStretch(0, 1)
        often.setStretch(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, M, 0, 0)
        layout.setSpacing(M)
        layout.addWidget(self.fields["conditions tiers"])
        layout.addWidget(grid)
        layout.addWidget(hairline())
        layout.addWidget(box(often))
        layout.addStretch(1)
        self.again.chosen.connect(lambda _value: self._show_days())

    def _show_days(self) -> None:
        self._again_days.setVisible(self.again.value() == LATER)
