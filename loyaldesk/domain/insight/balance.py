"""What a member brings the shop beside what the club gives the member, and where margin is lost."""

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.facts import Flags, Ints
from loyaldesk.domain.insight.settings import InsightSettings

Codes = NDArray[np.int8]

SIDES = ("shop", "even", "member", "none")
"""Who has the better of it; ``none``: the member brought no margin and got nothing."""

CAUSES = ("discount_only", "discount", "returns", "serving", "goods")
"""Why a member costs more than they bring. ``goods``: sold below what they cost."""


def sides(margin: Ints, perks: Ints, settings: InsightSettings) -> Codes:
    """Return the place in `SIDES` of each member.

    Perks below the low percentage of the margin leave the member with too little, above the high
    one the shop. Whoever got something without bringing any margin has the better of it too.
    """
    # As floats: a percentage of money near the limit of whole numbers would run over.
    brought, got = margin.astype(np.float64), perks.astype(np.float64)
    earns = margin > 0
    for_shop = earns & (got < brought * settings.balance_low_percent / 100)
    for_member = (got > 0) & (~earns | (got > brought * settings.balance_high_percent / 100))
    found = np.full(len(margin), SIDES.index("even"), np.int8)
    found[for_member] = SIDES.index("member")
    found[for_shop] = SIDES.index("shop")
    found[~earns & (perks <= 0)] = SIDES.index("none")
    return found


def net_of_serving(margin: Ints, visits: Ints, serving_rial: int) -> Ints:
    """Return the margin less what the visits cost the shop."""
    return margin - visits * np.int64(serving_rial)


def causes(given: Ints, returned: Ints, serving: Ints, only_discount: Flags) -> Codes:
    """Return the place in `CAUSES` for members with a margin below zero.

    The largest of what was given, what came back and what serving cost is the cause; where two are
    alike, the first of them. Where all are zero, the goods were sold below their cost.

    Args:
        given: Discounts and rewards, in Rial.
        returned: Goods that came back, in Rial.
        serving: What the visits cost, in Rial.
        only_discount: Who buys with a discount only; then that is told of those whom it costs.
    """
    parts = np.stack((np.maximum(given, 0), returned, serving))
    largest = parts.argmax(axis=0)
    found: Codes = (largest + CAUSES.index("discount")).astype(np.int8)
    found[parts.max(axis=0) <= 0] = CAUSES.index("goods")
    found[(found == CAUSES.index("discount")) & only_discount] = CAUSES.index("discount_only")
    return found
