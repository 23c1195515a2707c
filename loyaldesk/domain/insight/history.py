"""The sales of members as columns of numbers, sorted by member and day."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

EPOCH = date(1970, 1, 1)

UNKNOWN = -1
"""The cost of a sale whose cost nobody recorded."""

SALE, VISIT, RETURN, MIRROR = 0, 1, 2, 3
"""Kinds of rows: goods sold, a visit without money, goods that came back, the mirror of a sale or
visit (a return has none)."""


def day_number(day: date) -> int:
    """Return *day* as days since 1970."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """Return the day *number* days after 1970."""
    return EPOCH + timedelta(days=int(number))


@dataclass(frozen=True, slots=True)
class History:
    """Every row of sales of some members, n members and m rows.

    A row is a sale, a return or a mirror; money of returns is negative. Rows of a member
    stand together, in the order of days.

    Attributes:
        ids: (n,) ids of the members, rising.
        starts: (n + 1,) where the rows of each member begin; the last is m.
        day: (m,) days since 1970 (the shop's day on which it was sold or came back).
        net: (m,) net money in Rial: less discounts, returns and what points paid.
        cost: (m,) what the goods had cost, in Rial, negative for returns; `UNKNOWN` where
            *has_cost* is False.
        has_cost: (m,) whether the cost is known.
        given: (m,) discounts and rewards given on it, in Rial (negative when taken back).
        kind: (m,) `SALE`, `VISIT`, `RETURN` or `MIRROR`.
        hour: (m,) hour of the shop's clock, 0 to 23.
        operator: (m,) id of the operator.
    """

    ids: NDArray[np.int64]
    starts: NDArray[np.int64]
    day: NDArray[np.int32]
    net: NDArray[np.int64]
    cost: NDArray[np.int64]
    has_cost: NDArray[np.bool_]
    given: NDArray[np.int64]
    kind: NDArray[np.uint8]
    hour: NDArray[np.uint8]
    operator: NDArray[np.int32]
