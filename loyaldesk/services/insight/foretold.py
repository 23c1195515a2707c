"""The prediction member by member, for lists and for other programs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.history import day_of
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight.forecast import Forecast, predictions
from loyaldesk.store.queries import expecting as queries

DAYS = 7
"""Of a week: the model's unit of time."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is expected of one member.

    Attributes:
        number: Of the member.
        repeats: Days with a purchase after the first one.
        first_to_last_weeks: From the first to the last of these days.
        age_weeks: From the first one to the day of looking.
        active: Probability of being active; None: too early.
        visits: Expected in twelve months.
        value_rial: Expected money of twelve months; None: no money can be told.
        low_rial: Eight of ten such members bring at least so much...
        high_rial: ...and at most so much.
        next_on: Last visit and the own median gap; None without a gap.
    """

    number: str
    repeats: int
    first_to_last_weeks: float
    age_weeks: float
    active: float | None
    visits: float
    value_rial: int | None
    low_rial: int | None
    high_rial: int | None
    next_on: date | None

    @property
    def too_early(self) -> bool:
        """Whether the member came only once, so that no rhythm is known."""
        return self.active is None


def foretell(desk: Desk, day: date, progress: Progress = SILENT) -> Forecast:
    """Return what is told of everybody on a day.

    Raises:
        PermissionDenied: If the operator may not read reports.
        BadInput: If the day has not come.
        Cancelled: If *progress* says so.
    """
    if day > desk.today():
        raise BadInput("day", "future")
    return predictions(desk, day, progress=progress)


def members_told(desk: Desk, found: Forecast) -> Iterator[Told]:
    """Yield what is told of each member who is still there, in the order of enrolment.

    Raises:
        PermissionDenied: If the operator may not read reports.
    """
    if found.told is None or not len(found.ids):
        return
    with desk.reading(Permission.REPORT_READ):
        for page in queries.numbers(desk.db):
            ids = np.array([row[0] for row in page], np.int64)
            near = np.minimum(np.searchsorted(found.ids, ids), len(found.ids) - 1)
            hit = found.ids[near] == ids
            names = [row[1] for row, is_told in zip(page, hit.tolist(), strict=True) if is_told]
            yield from _told(found, near[hit], names)


def best(desk: Desk, found: Forecast, most: int) -> list[tuple[str, Told]]:
    """Return the members of most value in the time ahead, with their names.

    Raises:
        PermissionDenied: If the operator may not read reports.
    """
    if found.told is None:
        return []
    worth = found.told.visits if found.value is None else found.value
    with desk.reading(Permission.REPORT_READ):
        order = np.argsort(-worth, kind="stable")
        names = queries.who(desk.db, found.ids[order[: most * 2]].tolist())
        there = [place for place in order[: most * 2].tolist() if int(found.ids[place]) in names]
    places = np.array(there[:most], np.intp)
    whose = [names[int(found.ids[place])] for place in places.tolist()]
    told = _told(found, places, [one.number for one in whose])
    return [(one.name, each) for one, each in zip(whose, told, strict=True)]


def _told(found: Forecast, places: NDArray[np.intp], numbers: Sequence[str]) -> list[Told]:
    assert found.told is not None  # noqa: S101 - asked for by those above
    some = found.bought.at(places)
    known, told = some.buyers, found.told
    money: list[list[int | None]] = [[None] * len(places)] * 3
    if found.value is not None and found.value_range is not None:
        money = [np.rint(each[places]).astype(np.int64).tolist()
                 for each in (found.value, *found.value_range)]  # fmt: skip
    columns = (
        known.repeats, known.first_to_last, known.age, told.active[places], told.visits[places],
        some.last, found.gap[places],
    )  # fmt: skip
    return [
        Told(
            number, x, between / DAYS, age / DAYS, active if x else None, visits, value, low, high,
            day_of(last + round(gap)) if gap else None,
        )
        for number, x, between, age, active, visits, last, gap, value, low, high in zip(
            numbers, *(column.tolist() for column in columns), *money, strict=True
        )
    ]  # fmt: skip
