"""The points of a member at a glance: what can be spent, what waits, what ends, how it came."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from loyaldesk.domain.explained import Explanation
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.record import Held
from loyaldesk.ui.kit.buttons import quiet_button
from loyaldesk.ui.kit.labels import ElidedLabel, Label
from loyaldesk.ui.kit.layout import XL, Card, L, M, S, box, column, hairline, row

NOTHING = "\u2013"


class PointsHead(Card):
    """Five figures, the answer in one sentence, and the sums of all entries."""

    why_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(spacing=S)
        self.body.setContentsMargins(L, S, L, S)
        self.usable = _Figure(tr("Can be spent"))
        self.pending = _Figure(tr("Waiting"))
        self.debt = _Figure(tr("Owed"))
        self.expiring = _Figure(tr("Ending soon"))
        self.sums = Label("", "muted", wrap=True, selectable=True)
        self.headline = Label("", wrap=True, selectable=True)
        self.why = quiet_button(tr("How it came about…"), icon_name="help")
        self.why.clicked.connect(self.why_wanted)
        figures = QHBoxLayout()
        figures.setSpacing(XL)
        for each in (self.usable, self.pending, self.expiring, self.debt):
            figures.addLayout(each.inside, 1)
        self.body.addLayout(figures)
        self._line = hairline()
        self.body.addWidget(self._line)
        said = row(box(column(self.headline, self.sums, spacing=0)), self.why, spacing=M)
        said.setStretch(0, 1)
        self._said = box(said)
        self.body.addWidget(self._said)

    def show_held(self, held: Held, explanation: Explanation | None) -> None:
        """Show the points of a member; *explanation* is None for who may not read sales."""
        self.usable.say(
            fmt.number(held.usable),
            tr("worth {amount}").format(amount=fmt.amount_with_unit(held.worth_rial)),
        )
        self.pending.say(
            fmt.number(held.pending),
            tr("the first from {day} on").format(day=fmt.day(held.pending_first))
            if held.pending_first
            else tr("no points wait"),
        )
        days = fmt.number(held.expiring_days)
        self.expiring.say(
            fmt.number(held.expiring),
            tr("the first after {day}").format(day=fmt.day(held.expires_first))
            if held.expires_first
            else tr("none within {n} days").format(n=days),
        )
        self.debt.say(
            fmt.number(held.debt),
            tr("the next points settle it") if held.debt else tr("no points are owed"),
        )
        self._said.setVisible(explanation is not None)
        self._line.setVisible(explanation is not None)
        if explanation is not None:
            self.headline.setText(explanation.headline)
            self.sums.setText(sums_words(explanation))


class _Figure:
    """A name, a figure, and what to know about it, under each other."""

    def __init__(self, name: str, role: str = "h1") -> None:
        self.figure = Label(NOTHING, role)
        self.remark = ElidedLabel("", "caption")
        self._name = Label(name, "label")
        top = row(self._name, self.figure, None, spacing=S)
        self.inside = column(top, self.remark, spacing=0)

    def say(self, figure: str, remark: str) -> None:
        """Show a figure with its remark."""
        self.figure.setText(figure)
        self.remark.setText(remark)
        self.figure.setAccessibleName(f"{self._name.text()}: {figure}, {remark}")


def sums_words(explanation: Explanation) -> str:
    """Return the sums of all entries in one line: ``Earned +2,000 · Spent −760 = 1,240``."""
    rows = explanation.sections[-1].rows
    parts = [f"{one.name} {isolate(one.figure)}" for one in rows[:-1]]
    if not parts:
        return ""
    return f"{'  ·  '.join(parts)}  =  {isolate(rows[-1].figure)}"
