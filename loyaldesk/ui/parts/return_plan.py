"""What a return will do, line by line, before it is done."""

from dataclasses import dataclass

from PySide6.QtWidgets import QGridLayout, QWidget

from loyaldesk.domain.programme import Programme
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.returns import ReturnPlan
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.labels import Label, trailing
from loyaldesk.ui.kit.layout import M, S


@dataclass(frozen=True, slots=True)
class Says:
    """One line of the plan: what moves, how much, and whether it is the main thing."""

    name: str
    value: str
    is_main: bool = False


def plan_lines(plan: ReturnPlan) -> list[Says]:
    """Return money, points and what stands afterwards."""
    found = [Says(tr("Money to give back"), fmt.amount_with_unit(plan.cash_rial), is_main=True)]
    money = (
        (tr("Back onto the gift card"), plan.gift_card_rial),
        (tr("Back into the wallet"), plan.wallet_rial),
        (tr("Taken out of the gift card or wallet that was filled"), -plan.prepaid_rial),
        (tr("Cashback taken out of the wallet"), -plan.cashback_rial),
        (tr("Discount that was on it"), -plan.reward_rial),
    )
    found += [Says(name, _signed(rial)) for name, rial in money if rial]
    if plan.points_taken:
        found.append(Says(tr("Points taken back"), fmt.signed(-plan.points_taken)))
    if plan.points_back:
        found.append(Says(tr("Points the member gets back"), fmt.signed(plan.points_back)))
    if plan.stamps:
        found.append(Says(tr("Stamps taken off"), fmt.number(plan.stamps)))
    found.append(Says(tr("Points balance afterwards"), fmt.number(plan.balance)))
    return found


def _signed(rial: int) -> str:
    """Return an amount whose minus stands before the number in both directions."""
    mark = "\u200f" if rial < 0 and look().is_rtl else ""
    return f"{mark}{fmt.amount_with_unit(rial)}"


def plan_notes(plan: ReturnPlan, rules: Programme) -> list[tuple[str, str]]:
    """Return what has to be said besides: sentence and kind."""
    found = []
    if plan.shortage:
        found.append((_shortage(plan), "danger" if plan.is_blocked else "warn"))
    if plan.points_over:
        text = trn(
            "{n} point that comes back is past its last day and ends at once.",
            "{n} points that come back are past their last day and end at once.",
            plan.points_over,
        )
        found.append((text.format(n=fmt.number(plan.points_over)), "info"))
    if plan.gifts:
        names = tr(", ").join(_reward(code, rules) for code in plan.gifts)
        text = tr("The gift must be brought back too: {names}").format(names=names)
        found.append((text, "warn"))
    if plan.tier_after != plan.tier_before:
        tier = isolate(rules.tier(plan.tier_after).name(look().language))
        found.append((tr("The tier is {tier} afterwards.").format(tier=tier), "info"))
    return found


def _shortage(plan: ReturnPlan) -> str:
    n = fmt.number(plan.shortage)
    if plan.policy == "block":
        text = trn(
            "{n} point of these goods is spent already; the club does not allow this return.",
            "{n} points of these goods are spent already; the club does not allow this return.",
            plan.shortage,
        )
    elif plan.policy == "clip":
        text = trn(
            "{n} point of these goods is spent already; the club lets it go.",
            "{n} points of these goods are spent already; the club lets them go.",
            plan.shortage,
        )
    else:
        text = trn(
            "{n} point of these goods is spent already; the next points settle it.",
            "{n} points of these goods are spent already; the next points settle them.",
            plan.shortage,
        )
    return text.format(n=n)


def _reward(code: str, rules: Programme) -> str:
    reward = rules.reward(code)
    return isolate(reward.name(look().language) if reward else code)


class PlanView(QWidget):
    """Shows a plan."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(M)
        self._grid.setVerticalSpacing(S)
        self._grid.setColumnStretch(0, 1)
        self.said: list[Says] = []
        self._shown: list[QWidget] = []

    def show_plan(self, plan: ReturnPlan, rules: Programme) -> None:
        """Show what *plan* does."""
        self.said = plan_lines(plan)
        for old in self._shown:
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._shown = []
        for place, each in enumerate(self.said):
            name = Label(each.name, "label" if each.is_main else "muted", wrap=True)
            value = Label(each.value, "h2" if each.is_main else "")
            value.setAlignment(trailing())
            self._grid.addWidget(name, place, 0)
            self._grid.addWidget(value, place, 1)
            self._shown += [name, value]
        for text, kind in plan_notes(plan, rules):
            note = Note(text, kind)
            self._grid.addWidget(note, self._grid.rowCount(), 0, 1, 2)
            self._shown.append(note)
