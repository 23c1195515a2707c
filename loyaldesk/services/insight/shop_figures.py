"""Figures of a month that only the shop knows: what it spent, what it sold to everybody."""

from dataclasses import dataclass
from datetime import date

from loyaldesk.domain.casework import line
from loyaldesk.domain.errors import Missing
from loyaldesk.domain.events import ShopFiguresChanged
from loyaldesk.domain.insight import costs
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.money import MOST_RIAL
from loyaldesk.services import club
from loyaldesk.services.desk import Desk
from loyaldesk.store import shop_figures as store
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.queries import proof as queries
from loyaldesk.store.shop_figures import Figure

__all__ = [
    "Figure", "PointsCost", "Spent", "add", "kind_name", "listing", "part_name", "part_of",
    "points_cost", "points_step", "remove", "restore", "spent_step",
]  # fmt: skip

LONGEST_NOTE = 200


def kind_name(kind: str) -> str:
    """Return what a kind of figure is called."""
    names = {
        "advertising": tr("Advertising"), "joining_gifts": tr("Joining gifts"),
        "acquisition_hours": tr("Hours spent on winning members"),
        "acquisition_other": tr("Other costs of winning members"),
        "retention_gifts": tr("Gifts to members"),
        "retention_messages": tr("Messages to members outside the club"),
        "retention_hours": tr("Hours spent on keeping members"),
        "retention_other": tr("Other costs of keeping members"),
        "licence": tr("Licence of the program"), "set_up": tr("Set-up"),
        "integration": tr("Connecting other programs"), "training": tr("Training"),
        "points": tr("Points that were spent"), "messages": tr("Messages of the club"),
        "cards": tr("Cards"), "hours": tr("Hours spent on the club"),
        "shop_sales": tr("Sales of the whole shop"), "shop_profit": tr("Profit of the whole shop"),
    }  # fmt: skip
    return names.get(kind, kind)


def part_name(part: str) -> str:
    """Return what a part of the kinds is called."""
    return {
        "acquisition": tr("Winning members"), "retention": tr("Keeping members"),
        "programme": tr("Running the club"), "shop": tr("The whole shop"),
    }[part]  # fmt: skip


def part_of(kind: str) -> str:
    """Return the part a kind belongs to."""
    return next(part for part, kinds in costs.PARTS.items() if kind in kinds)


def listing(desk: Desk, first: date, last: date) -> list[Figure]:
    """Return the figures of the months that begin from *first* to *last*, the newest first.

    Raises:
        PermissionDenied: If the operator may not read reports.
    """
    with desk.reading(Permission.REPORT_READ):
        return store.figures(desk.db, first, last)


def add(desk: Desk, kind: str, month: Month, amount_rial: int | None, note: str = "") -> int:
    """Store a figure of a month and return its id.

    Raises:
        BadInput: If the kind is not known, the month lies ahead or far back, the amount is none,
            the note too long, or the month has such a figure already and can have only one.
    """
    text = line("note", note, limit=LONGEST_NOTE)
    if kind not in costs.KINDS:
        raise BadInput("kind", "unknown choice", kind[:80])
    if amount_rial is None:
        raise BadInput("amount", "empty")
    if amount_rial <= 0:
        raise BadInput("amount", "not positive")
    if amount_rial > MOST_RIAL:
        raise BadInput("amount", "large")
    with desk.change(Permission.INSIGHT_EDIT) as change:
        _check_month(month, change.today)
        _check_single(change.db, kind, month)
        new = store.add(
            change.db, kind, month.first, amount_rial, text, at=change.now,
            operator_id=desk.operator.id,
        )  # fmt: skip
        change.note("shop_figure.add", "shop_figure", new, kind=kind, month=str(month))
        change.tell(ShopFiguresChanged())
    return new


def _check_month(month: Month, today: date) -> None:
    if month.first > today:
        raise BadInput("month", "future", str(month))
    if month.first.year < today.year - costs.OLDEST_YEARS:
        raise BadInput("month", "too old", str(month))


def _check_single(db: ClubDatabase, kind: str, month: Month) -> None:
    if kind in costs.SINGLE and kind in store.sums(db, month.first, month.last):
        raise BadInput("kind", "once a month", kind)


def remove(desk: Desk, figure_id: int) -> None:
    """Take a figure away; `restore` brings it back.

    Raises:
        Missing: If there is no such figure.
    """
    with desk.change(Permission.INSIGHT_EDIT) as change:
        found = store.figure(change.db, figure_id)
        if found is None:
            raise Missing("shop_figure")
        if found.is_removed:
            return
        store.set_removed(change.db, figure_id, change.now)
        change.note("shop_figure.remove", "shop_figure", figure_id, kind=found.kind)
        change.tell(ShopFiguresChanged())


def restore(desk: Desk, figure_id: int) -> None:
    """Bring a figure back that was taken away.

    Raises:
        BadInput: If its month got another one of a kind it can have once only.
        Missing: If there is no such figure.
    """
    with desk.change(Permission.INSIGHT_EDIT) as change:
        found = store.figure(change.db, figure_id)
        if found is None:
            raise Missing("shop_figure")
        if not found.is_removed:
            return
        if found.kind in costs.SINGLE and found.kind in store.sums(
            change.db, found.on_day, found.on_day
        ):
            raise BadInput("kind", "once a month", found.kind)
        store.set_removed(change.db, figure_id, None)
        change.note("shop_figure.restore", "shop_figure", figure_id, kind=found.kind)
        change.tell(ShopFiguresChanged())


@dataclass(frozen=True, slots=True)
class PointsCost:
    """What the points of a month cost, from the ledger.

    Attributes:
        points: Points spent, less those given back.
        rial: What they were worth at the rate in force at the end of the month.
    """

    points: int
    rial: int


def points_cost(desk: Desk, month: Month) -> PointsCost:
    """Return what the points spent in a month cost: offered where the figure is typed in.

    Raises:
        PermissionDenied: If the operator may not read reports.
    """
    with desk.reading(Permission.REPORT_READ):
        return points_step(desk.db, month.first, month.last)


def points_step(db: ClubDatabase, first: date, last: date) -> PointsCost:
    """Return the same of any days (a step)."""
    points = max(queries.spent_points(db, first, last), 0)
    return PointsCost(points, club.programme_on(db, last).worth_rial(points))


@dataclass(frozen=True, slots=True)
class Spent:
    """What was spent in some months; None: nothing was entered.

    Attributes:
        acquisition: On winning members.
        retention: On keeping them besides the club.
        once: On the club, at its beginning.
        running: On the club, every month, with the points.
        points: Of *running*, what the points cost.
        shop_sales: Sales of the whole shop.
        shop_profit: Profit of the whole shop.
    """

    acquisition: int | None
    retention: int | None
    once: int | None
    running: int | None
    points: int
    shop_sales: int | None
    shop_profit: int | None

    @property
    def programme(self) -> int | None:
        """What the club cost; None: nothing was entered and no point was spent."""
        return _added(self.once, self.running)

    @property
    def keeping(self) -> int | None:
        """What keeping members cost: the lines of keeping and those of the club."""
        return _added(self.retention, self.programme)


def spent_step(db: ClubDatabase, first: date, last: date) -> Spent:
    """Return what was spent in the months that begin in these days (a step).

    Points are typed in for a month, or else come from the ledger.
    """
    by_kind = store.sums(db, first, last)
    typed = [each for each in store.figures(db, first, last) if each.kind == "points"]
    points = points_step(db, first, last).rial
    for each in typed:
        month = _month_of(each.on_day)
        points += each.amount_rial - points_step(db, month.first, month.last).rial
    points = max(points, 0)
    running = [by_kind[kind] for kind in costs.RUNNING if kind in by_kind and kind != "points"]
    if points:
        running.append(points)
    return Spent(
        _sum(by_kind, costs.ACQUISITION), _sum(by_kind, costs.RETENTION),
        _sum(by_kind, costs.ONCE), sum(running) if running else None, points,
        by_kind.get("shop_sales"), by_kind.get("shop_profit"),
    )  # fmt: skip


def _month_of(first: date) -> Month:
    """Return the month that begins on *first*, of whichever calendar it was typed in."""
    jalali = Month.of(first, "jalali")
    return jalali if jalali.first == first else Month.of(first, "gregorian")


def _sum(by_kind: dict[str, int], kinds: tuple[str, ...]) -> int | None:
    found = [by_kind[kind] for kind in kinds if kind in by_kind]
    return sum(found) if found else None


def _added(*parts: int | None) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if known else None
