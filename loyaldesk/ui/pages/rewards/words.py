"""How rewards, vouchers and gifts are called on the page of rewards."""

from datetime import date

from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import Reward, RewardKind, Take
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.services.reward_figures import RewardFigures, UseRow
from loyaldesk.services.vouchers import VoucherRow

LOW_STOCK = 5
"""Pieces of a gift at which it is time to think of more."""

_ICONS = {
    RewardKind.AMOUNT: "coins", RewardKind.PERCENT: "percentage",
    RewardKind.FREE_PRODUCT: "shopping-cart", RewardKind.CHEAPEST: "tag",
    RewardKind.BUY_GET: "sparkles", RewardKind.GIFT: "gift",
}  # fmt: skip


def icon_of(reward: Reward) -> str:
    """Return the icon of a kind of reward."""
    return _ICONS.get(RewardKind(reward.kind), "award")


def cost_words(reward: Reward) -> str:
    """Return what a member gives for a reward, in a few words."""
    match reward.take:
        case Take.POINTS:
            return tr("{n} points").format(n=fmt.number(reward.points))
        case Take.OFFER:
            return tr("Offer")
        case Take.CODE:
            return tr("Code {code}").format(code=fmt.code(reward.discount_code))
        case _:
            return tr("Voucher only")


def how_words(reward: Reward, programme: Programme) -> str:
    """Return how a reward is taken, to stand under its cost."""
    match reward.take:
        case Take.POINTS:
            worth = programme.worth_rial(reward.points)
            return tr("worth {amount} at the till").format(amount=fmt.amount_with_unit(worth))
        case Take.OFFER:
            return tr("given by itself at the till")
        case Take.CODE:
            return tr("whoever says the code gets it")
        case _:
            return tr("whoever brings a voucher gets it")


def tier_words(reward: Reward, programme: Programme) -> str:
    """Return whom a reward is for."""
    if not reward.when.tiers:
        return tr("Every tier")
    names = [programme.tier(code).name(look().language) for code in reward.when.tiers]
    return tr(", ").join(names)


def valid_words(reward: Reward) -> str:
    """Return until when a reward can be taken."""
    last = reward.when.last_day
    return tr("Until {day}").format(day=fmt.day(last)) if last else tr("No last day")


def state_of(reward: Reward, today: date) -> tuple[str, str]:
    """Return the words and the colour of how a reward stands, both empty while it is in force."""
    first, last = reward.when.first_day, reward.when.last_day
    if not reward.is_on:
        return tr("Off"), "plain"
    if last is not None and last < today:
        return tr("Over"), "plain"
    if first is not None and first > today:
        return tr("From {day}").format(day=fmt.day(first)), "info"
    return "", ""


def is_active(reward: Reward, today: date) -> bool:
    """Return whether a reward can be taken today, or on a day to come."""
    last = reward.when.last_day
    return reward.is_on and (last is None or last >= today)


def stock_words(figures: RewardFigures) -> tuple[str, str]:
    """Return how many pieces are left and the colour of it."""
    left = figures.stock or 0
    if not left:
        return tr("None left"), "danger"
    if left <= LOW_STOCK:
        return tr("Only {n} left").format(n=fmt.number(left)), "warn"
    return tr("{n} in stock").format(n=fmt.number(left)), ""


def voucher_state(row: VoucherRow) -> tuple[str, str]:
    """Return how a voucher stands and the colour of it."""
    if row.is_over:
        return tr("Over"), "plain"
    return {
        "open": (tr("Open"), "ok"), "used": (tr("Used"), "plain"), "ended": (tr("Ended"), "danger"),
    }.get(row.state, (row.state, "plain"))  # fmt: skip


def source_words(source: str) -> str:
    """Return where a voucher comes from."""
    return {
        "points": tr("for points"), "stamps": tr("full stamp card"), "hand": tr("given by hand"),
        "recovery": tr("to make good"),
    }.get(source, source)  # fmt: skip


def delivery_words(row: UseRow) -> tuple[str, str]:
    """Return where a gift is and the colour of it; both empty for what is no gift."""
    if row.state == "undone":
        return tr("Undone"), "plain"
    return {
        "waiting": (tr("To be made ready"), "warn"), "ready": (tr("Ready to be fetched"), "info"),
        "given": (tr("Handed over"), "ok"),
    }.get(row.delivery, ("", ""))  # fmt: skip
