"""The way up and the falls ahead, in words for the screen, the receipt and the command line."""

from collections.abc import Sequence

from loyaldesk.domain.standing import Gap
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.tier_watch import FallAhead
from loyaldesk.services.tiers import Distance


def gap_words(gap: Gap) -> str:
    """Return what is missing in one measure: an amount, points or visits."""
    number = fmt.number(gap.left)
    match gap.measure:
        case "rial":
            return fmt.amount_with_unit(gap.left)
        case "margin_rial":
            return tr("{amount} of margin").format(amount=fmt.amount_with_unit(gap.left))
        case "visits":
            return trn("{n} visit", "{n} visits", gap.left).format(n=number)
        case "active_points":
            return trn("{n} point held", "{n} points held", gap.left).format(n=number)
        case _:
            return trn("{n} earned point", "{n} earned points", gap.left).format(n=number)


def _joined(gaps: Sequence[Gap], *, is_any: bool) -> str:
    between = tr(" or ") if is_any else tr(" and ")
    return between.join(gap_words(gap) for gap in gaps)


def way_words(way: Distance) -> str:
    """Return how far it is to the next tier, or that there is none."""
    language = look().language
    if way.above is None:
        return tr("{tier} is the highest tier").format(tier=isolate(way.tier.name(language)))
    above = isolate(way.above.name(language))
    if not way.missing:
        return tr("All that {tier} asks for is reached").format(tier=above)
    return tr("{amount} more to reach {tier}").format(
        amount=_joined(way.missing, is_any=way.is_any), tier=above
    )


def fall_words(fall: FallAhead) -> str:
    """Return that a member will fall, when, and what keeps the tier."""
    language = look().language
    return tr("Falls to {lower} on {day}; {amount} more keeps {tier}").format(
        day=fmt.short_day(fall.on_day), lower=isolate(fall.to.name(language)),
        amount=_joined(fall.missing, is_any=fall.is_any), tier=isolate(fall.tier.name(language)),
    )  # fmt: skip
