"""What is known of each member's buying up to a day, as arrays; every metric starts from here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Days = NDArray[np.int32]
Flags = NDArray[np.bool_]

NEVER = -1
"""The day of something that has not happened."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days that are counted, first and last included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Net:
    """The net money of each member in one span, where nothing else of it is asked for.

    Attributes:
        span: The days.
        net: Net money, in Rial; as long as `Facts.ids`.
    """

    span: Span
    net: Ints

    @property
    def bought(self) -> Flags:
        """Who bought: net above zero (MISSION 1.6)."""
        return self.net > 0


@dataclass(frozen=True, slots=True)
class Sums(Net):
    """What each member bought in one span; all arrays are as long as `Facts.ids`.

    Attributes:
        visits: Days on which the member bought for more than nothing.
        receipts: Sales and visits recorded, less those taken back.
        margin: Net less cost, in Rial; where the cost is unknown, by the shop's margin rate, and
            without one the net itself (`Facts.margin_is_net`).
        discounted: Visits with any discount, voucher or reward.
        given: Discounts and rewards, in Rial.
        returned: Money of goods that came back, in Rial, zero or more.
    """

    visits: Ints
    receipts: Ints
    margin: Ints
    discounted: Ints
    given: Ints
    returned: Ints


@dataclass(frozen=True, slots=True)
class Facts:
    """The members with any sale up to a day, n of them.

    A visit is a day on which the member's net is above zero.

    Attributes:
        as_of: The last day that counts.
        ids: (n,) ids, rising. Erased members are among them: they stay in the sums.
        first: (n,) day of the first visit, days since 1970; `NEVER` without one.
        second: (n,) day of the second visit, or `NEVER`.
        last: (n,) day of the last visit, or `NEVER`.
        visits: (n,) visits until *as_of*.
        net: (n,) net money until *as_of*, in Rial.
        margin: (n,) margin until *as_of*, in Rial.
        gap: (n,) median days between visits; 0.0 below two visits.
        repeat_rial: (n,) mean net of the visits after the first; 0.0 without one.
        months: (n,) bit k is set if the member's net is above zero in the k-th month before the
            month of *as_of* (bit 0 is that month), in the calendar asked for; 60 months.
        gap_p90: 90th percentile of all gaps between visits of all members; 0.0 without one.
        by_hour: (7, 24) visits (receipts) of the span "period" by weekday (Monday first) and hour.
        by_hour_net: (7, 24) their net money.
        sums: What was bought in each span asked for, by its name.
        nets: The net money alone of other spans asked for, by their names.
        margin_is_net: Whether neither costs nor a margin rate are known for some rows, so that
            margins are net money there.
    """

    as_of: date
    ids: Ints
    first: Days
    second: Days
    last: Days
    visits: Ints
    net: Ints
    margin: Ints
    gap: NDArray[np.float32]
    repeat_rial: NDArray[np.float64]
    months: NDArray[np.uint64]
    gap_p90: float
    by_hour: Ints
    by_hour_net: Ints
    sums: Mapping[str, Sums]
    margin_is_net: bool
    nets: Mapping[str, Net] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)
