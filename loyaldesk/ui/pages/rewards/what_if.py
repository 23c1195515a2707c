"""What another worth of a point would change, before anybody decides it."""

from PySide6.QtWidgets import QVBoxLayout

from loyaldesk.domain.liability import Liability, WorthChange
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import liability
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label, caption, heading, muted
from loyaldesk.ui.kit.layout import XS, Card, M, box, column, hairline, row
from loyaldesk.ui.kit.money_edit import AmountEdit

WIDTH = 320


class WhatIf(Card):
    """A field for the worth, and the consequences below it as one types."""

    def __init__(self) -> None:
        super().__init__(title=tr("If a point were worth more or less"), spacing=M)
        self.setFixedWidth(WIDTH)
        self._figures: Liability | None = None
        self.worth = Field("", AmountEdit(name=tr("Worth of a point instead")))
        self.new = heading("")
        self.new.setWordWrap(True)
        self.difference = Label("", wrap=True)
        self.expected = muted("", wrap=True)
        self.harmed = Label("", "label", wrap=True)
        self.by_tier = QVBoxLayout()
        self.by_tier.setSpacing(XS)
        self.result = box(
            column(hairline(), self.new, self.difference, self.expected, self.harmed, self.by_tier,
                   spacing=XS)
        )  # fmt: skip
        self.result.hide()
        small = caption(tr("Only reckoned here. The worth is set in the settings."), wrap=True)
        self.body.addWidget(self.worth)
        self.body.addWidget(self.result)
        self.body.addStretch(1)
        self.body.addWidget(small)
        self.worth.widget.changed.connect(self._reckon)

    def focus_first(self) -> None:
        """Put the cursor into the field."""
        self.worth.widget.setFocus()

    def show_figures(self, figures: Liability) -> None:
        """Reckon with *figures* from now on."""
        self._figures = figures
        unit = fmt.unit_name()
        self.worth.label.setText(
            tr("One point pays, in {unit}").format(unit=unit)
            if figures.block_points == 1
            else tr("{n} points pay, in {unit}").format(
                n=fmt.number(figures.block_points), unit=unit
            )
        )
        self.worth.set_hint(
            tr("Today: {amount}").format(amount=fmt.amount_with_unit(figures.block_rial))
        )
        self._reckon()

    def _reckon(self) -> None:
        rial = self.worth.widget.amount_rial()
        figures = self._figures
        if not rial or figures is None:
            self.result.hide()
            return
        self._show(liability.with_worth(figures, rial))
        self.result.show()

    def _show(self, change: WorthChange) -> None:
        self.new.setText(
            tr("Worth {amount}").format(amount=fmt.amount_with_unit(change.worth_rial))
        )
        amount = fmt.amount_with_unit(abs(change.difference_rial))
        if change.difference_rial > 0:
            said = tr("{amount} more than today").format(amount=amount)
        elif change.difference_rial < 0:
            said = tr("{amount} less than today").format(amount=amount)
        else:
            said = tr("The same as today")
        self.difference.setText(said)
        self.expected.setText(
            tr("Expected cost: {amount}").format(amount=fmt.amount_with_unit(change.expected_rial))
            if change.expected_rial is not None
            else tr("Expected cost: too early to tell")
        )
        count = change.harmed_members
        text = trn(
            "{n} member would lose something promised",
            "{n} members would lose something promised", count,
        )  # fmt: skip
        self.harmed.setText(
            text.format(n=fmt.number(count)) if count else tr("No member would lose anything")
        )
        self._show_harmed(change)

    def _show_harmed(self, change: WorthChange) -> None:
        while (item := self.by_tier.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for some in change.harmed:
            name = muted(
                tr("{tier}: {n}").format(tier=isolate(some.name), n=fmt.number(some.members))
            )
            loss = muted(tr("−{amount}").format(amount=fmt.amount_with_unit(some.loss_rial)))
            self.by_tier.addWidget(box(row(name, None, loss)))
