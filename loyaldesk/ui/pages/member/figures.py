"""Four figures that say what a member means to the shop."""

from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.services.profile import Profile
from loyaldesk.ui.kit.labels import ElidedLabel, Label
from loyaldesk.ui.kit.layout import Card, L, M, S

NOTHING = "\u2013"


class Figure(Card):
    """One figure with its name above and a remark below."""

    def __init__(self, name: str) -> None:
        super().__init__(spacing=0)
        self.name = ElidedLabel(name, "muted")
        self.figure = Label("", "h1")
        self.remark = ElidedLabel("", "caption")
        for label in (self.name, self.figure, self.remark):
            self.body.addWidget(label)
        self.body.setContentsMargins(L, S, L, S)

    def say(self, figure: str, remark: str) -> None:
        """Show a figure and what to know about it."""
        self.figure.setText(figure)
        self.remark.setText(remark)
        self.setAccessibleName(f"{self.name.text()}: {figure} {remark}")


class FigureRow(QWidget):
    """Value of twelve months, visits, last visit, usual basket."""

    def __init__(self) -> None:
        super().__init__()
        self.value = Figure(tr("12 months ({unit})").format(unit=fmt.unit_name()))
        self.visits = Figure(tr("Visits"))
        self.last = Figure(tr("Last visit"))
        self.basket = Figure(tr("Usual basket ({unit})").format(unit=fmt.unit_name()))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        for each in (self.value, self.visits, self.last, self.basket):
            layout.addWidget(each, 1)

    def show_figures(self, profile: Profile, today: date) -> None:
        """Show the figures of a member."""
        card = profile.card
        self.value.say(
            fmt.amount(profile.year_rial),
            tr("{amount} since the beginning").format(amount=fmt.amount(profile.lifetime_rial)),
        )
        self.visits.say(fmt.number(card.visits), _rhythm(profile.gap_days))
        self.last.say(_ago(card.last_on, today), fmt.day(card.last_on) if card.last_on else "")
        self.basket.say(
            fmt.amount(card.basket_rial) if card.basket_rial is not None else NOTHING,
            tr("{amount} a visit on average").format(amount=fmt.amount(profile.average_rial))
            if profile.average_rial is not None
            else "",
        )


def _rhythm(gap_days: float | None) -> str:
    if gap_days is None:
        return ""
    days = max(round(gap_days), 1)
    if days == 1:
        return tr("usually every day")
    return tr("usually every {n} days").format(n=fmt.number(days))


def _ago(day: date | None, today: date) -> str:
    if day is None:
        return NOTHING
    days = (today - day).days
    if days <= 0:
        return tr("today")
    if days == 1:
        return tr("yesterday")
    return trn("{n} day ago", "{n} days ago", days).format(n=fmt.number(days))
