"""What is said after a sale was recorded, taken back, or found recorded."""

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import club
from loyaldesk.services.desk import Desk
from loyaldesk.services.receipts import SaleLine
from loyaldesk.services.sales import RecordedSale
from loyaldesk.services.telling import tier_name


def thanks(desk: Desk, done: RecordedSale, name: str) -> str:
    """Return the points of a sale just recorded, and a new tier."""
    text = trn(
        "{points} point for {name} (balance {balance})",
        "{points} points for {name} (balance {balance})",
        done.points,
    ).format(points=fmt.number(done.points), name=isolate(name), balance=fmt.number(done.balance))
    if done.repeated:
        return f"{tr('This sale was already recorded.')} {text}"
    if done.rose:
        tier = isolate(tier_name(done.tier, club.programme(desk)))
        risen = tr("Now in the {tier} tier, congratulations.").format(tier=tier)
        return f"{text}. {risen}"
    return text


def taken_back(line: SaleLine) -> str:
    """Return that a sale was taken back and what the member gets in money."""
    return tr("Receipt {number} was taken back, {amount} to be returned").format(
        number=fmt.code(str(line.receipt)), amount=fmt.amount_with_unit(line.net_rial)
    )


def is_recorded(line: SaleLine) -> str:
    """Return that a sale is stored although nobody was told in time."""
    return tr("The sale of {amount} for «{name}» is recorded: receipt {number}").format(
        amount=fmt.amount_with_unit(line.amount_rial), name=isolate(line.name),
        number=fmt.code(str(line.receipt)),
    )  # fmt: skip
