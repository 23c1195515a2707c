"""Programmes as documents: shown, tried out, put in force from a day, and what becomes of it."""

from dataclasses import dataclass
from datetime import date, timedelta

from loyaldesk.domain import programme_check
from loyaldesk.domain.errors import ProgrammeFileErrors, ProgrammeTooLate
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.programme_changes import Changed, changes
from loyaldesk.domain.programme_toml import Document, read, read_document, write
from loyaldesk.domain.standing import verdict
from loyaldesk.domain.tiers import Standing, rank
from loyaldesk.kernel.errors import BadInput, SeveralBadInputs
from loyaldesk.kernel.look import look
from loyaldesk.services import club, programme_words, tiers
from loyaldesk.services.desk import Change, Desk
from loyaldesk.services.lot_migration import LotPreview, lots_to_migrate, migrate_lots
from loyaldesk.store import standing as facts
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment

__all__ = [
    "Dated", "Harmed", "HarmedMember", "LotPreview", "Plan", "Published", "apply", "harmed",
    "history", "lots_to_migrate", "migrate_lots", "plan", "publish", "read", "show",
]  # fmt: skip

LONGEST_AHEAD = timedelta(days=3660)
"""How far ahead a programme can be planned."""

MOST_HARMED = 200
"""Members that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What applying a file would do.

    Attributes:
        programme: What the file says, in order.
        from_day: The day from which it would hold.
        until: The last day before a programme that is planned already; None: there is none.
        facts: What would be other than in the programme of that day.
        warnings: Sentences about what a club can live by but hardly wants.
    """

    programme: Programme
    from_day: date
    until: date | None
    facts: tuple[Changed, ...]
    warnings: tuple[str, ...]

    @property
    def changed(self) -> tuple[str, ...]:
        """The facts as plain lines in the words of the file."""
        return tuple(map(str, self.facts))


@dataclass(frozen=True, slots=True)
class Published:
    """A programme that was put in force: its row, its first day, and until when it is planned."""

    id: int
    from_day: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Dated:
    """A programme and its days.

    Attributes:
        id: Its row.
        from_day: First day.
        until: Last day; None: until another one is published.
        programme: What it says.
        operator: Who published it.
        made_on: When.
        state: ``in force``, ``planned``, ``past`` or ``replaced`` (another one was published for
            the same days).
    """

    id: int
    from_day: date
    until: date | None
    programme: Programme
    operator: str
    made_on: date
    state: str


@dataclass(frozen=True, slots=True)
class HarmedMember:
    """A member whom a programme would do worse by.

    Attributes:
        id: The member.
        number: The member's number.
        name: The member's name.
        tier: Code of the tier now.
        new_tier: Code of the tier then.
        points: Points held.
        worth_rial: What they pay now.
        new_worth_rial: What they would pay then.
    """

    id: int
    number: str
    name: str
    tier: str
    new_tier: str
    points: int
    worth_rial: int
    new_worth_rial: int

    @property
    def falls(self) -> bool:
        """Whether the tier is another one."""
        return self.tier != self.new_tier


@dataclass(frozen=True, slots=True)
class Harmed:
    """Whom a programme would do worse by: how many in all, and the first of them by name."""

    count: int
    fallen: int
    poorer: int
    lost_rial: int
    members: tuple[HarmedMember, ...]


def show(desk: Desk, *, unit: str = "rial") -> str:
    """Return the programme in force today as a file, with comments in the reader's language."""
    with desk.reading(Permission.PROGRAMME_READ):
        rules = club.programme_on(desk.db, desk.today())
    return write(rules, language=look().language, unit=unit)


def plan(desk: Desk, text: str, *, from_day: date | None = None) -> Plan:
    """Return what applying a file would do; nothing is changed.

    Raises:
        ProgrammeFileErrors: With every line that cannot be used.
        ProgrammeTooLate: If sales stand already on or after the day it should hold from.
    """
    document, new = _checked(text)
    with desk.reading(Permission.PROGRAMME_READ):
        today = desk.today()
        day = from_day or document.from_day or today
        _check_day(desk.db, day, today)
        before = club.programme_on(desk.db, day)
        until = _until(desk.db, day, today)
    warned = programme_check.warnings(new, today)
    return Plan(
        new, day, until, tuple(changes(before, new)), tuple(map(programme_words.warning, warned))
    )


def apply(
    desk: Desk, text: str, *, from_day: date | None = None, note: str = ""
) -> Published:  # fmt: skip
    """Put the programme of a file in force, from *from_day*, or the file's day, or today.

    Raises:
        ProgrammeFileErrors: With every line that cannot be used; nothing is changed.
        ProgrammeTooLate: If sales stand already on or after that day.
    """
    document, new = _checked(text)
    return publish(desk, new, from_day=from_day or document.from_day, note=note)


def publish(
    desk: Desk, new: Programme, *, from_day: date | None = None, note: str = ""
) -> Published:  # fmt: skip
    """Let *new* hold from a day on: today when left out, a day to come, or a day without sales.

    Lots already given keep their dates (E21). On a day to come it comes in force by itself.

    Raises:
        SeveralBadInputs: If a club could not live by it.
        ProgrammeTooLate: If sales stand already on or after that day.
        BadInput: If the day lies too far away.
    """
    new = new.checked()
    with desk.change(Permission.PROGRAMME_EDIT) as change:
        day = from_day or change.today
        _check_day(change.db, day, change.today)
        made = club.store_programme(change, new, day, note=note)
        for later in _begun_since(change, day):
            club.store_programme(change, new, later, note=note)
        return Published(made, day, _until(change.db, day, change.today))


def _checked(text: str) -> tuple[Document, Programme]:
    """Return what a file says, in order; what is wrong is named with its line."""
    document = read_document(text)
    try:
        return document, document.programme.checked()
    except SeveralBadInputs as several:
        found = [document.problem(one) for one in several.problems]
        raise ProgrammeFileErrors(tuple(sorted(found, key=lambda one: one.line))) from several


def _check_day(db: ClubDatabase, day: date, today: date) -> None:
    if day < club.FIRST_DAY:
        raise BadInput("from", "too old", day.isoformat())
    if day > today + LONGEST_AHEAD:
        raise BadInput("from", "range", day.isoformat())
    if day >= today:
        return
    last = db.execute_sql("SELECT MAX(sold_on) FROM sale").fetchone()[0]
    if last is not None and date.fromisoformat(last) >= day:
        free = date.fromisoformat(last) + timedelta(days=1)
        raise ProgrammeTooLate(day, min(free, today))


def _begun_since(change: Change, day: date) -> list[date]:
    """Return the days since *day* on which another programme began: they are taken over too."""
    rows = change.db.execute_sql(
        "SELECT DISTINCT valid_from FROM programme WHERE valid_from > ? AND valid_from <= ?",
        (day.isoformat(), change.today.isoformat()),
    )
    return [date.fromisoformat(row[0]) for row in rows.fetchall()]


def _until(db: ClubDatabase, day: date, today: date) -> date | None:
    """Return the day before the next programme that is planned behind *day*."""
    row = db.execute_sql(
        "SELECT MIN(valid_from) FROM programme WHERE valid_from > ? AND valid_from > ?",
        (day.isoformat(), today.isoformat()),
    ).fetchone()
    return date.fromisoformat(row[0]) - timedelta(days=1) if row[0] else None


def history(desk: Desk) -> list[Dated]:
    """Return every programme that was published, the latest day first."""
    with desk.reading(Permission.PROGRAMME_READ):
        today = desk.today()
        rows = desk.db.execute_sql(
            "SELECT p.id, p.valid_from, p.document, p.made_at, COALESCE(o.name, '')"
            " FROM programme p LEFT JOIN operator o ON o.id = p.operator_id"
            " ORDER BY p.valid_from DESC, p.id DESC"
        ).fetchall()
        found: list[Dated] = []
        following: date | None = None
        for id_, first, document, made_at, operator in rows:
            day = date.fromisoformat(first)
            is_replaced = bool(found) and found[-1].from_day == day
            if found and not is_replaced:
                following = found[-1].from_day
            until = following - timedelta(days=1) if following else None
            found.append(Dated(
                id_, day, until, Programme.from_json(document), operator,
                desk.today(utc_moment(made_at)),
                "replaced" if is_replaced else _state(day, until, today),
            ))  # fmt: skip
    return found


def _state(first: date, until: date | None, today: date) -> str:
    if first > today:
        return "planned"
    return "past" if until is not None and until < today else "in force"


def harmed(desk: Desk, new: Programme) -> Harmed:
    """Return the members who would stand lower, or whose points would pay less, under *new*.

    Raises:
        SeveralBadInputs: If a club could not live by it.
    """
    new = new.checked()
    with desk.reading(Permission.PROGRAMME_READ):
        desk.require(Permission.MEMBER_READ)
        today = desk.today()
        old = club.programme_on(desk.db, today)
        falls = dict(_falls(desk.db, old, new, today))
        poorer = dict(_poorer(desk.db, old, new))
        ids = sorted({*falls, *poorer})
        return Harmed(
            len(ids), len(falls), len(poorer), sum(poorer.values()),
            tuple(_named(desk.db, ids, falls, old, new)),
        )  # fmt: skip


def _falls(
    db: ClubDatabase, old: Programme, new: Programme, today: date
) -> list[tuple[int, str]]:  # fmt: skip
    """Return the members who would stand lower, with the tier they would have."""
    if old.ladder == new.ladder and old.returns.lowers_tier == new.returns.lowers_tier:
        return []
    ladder = new.ladder
    members = facts.listed(db)
    wanted = tiers.asked(new, None)
    if ladder.period == "since_change":
        windows = {day: ladder.window(today, day) for _, _, day in members}
        reached = [facts.standings_since(db, wanted, windows)]
    else:
        reached = [facts.standings(db, wanted, ladder.window(today))]
    over = ladder.ended(today, today) if ladder.is_periodic else None
    if over is not None:
        reached.append(facts.standings(db, wanted, over))
    hands = facts.hands(db)
    found = []
    for id_, tier, since in members:
        hand = hands.get(id_)
        if hand is not None and not hand.from_on <= today <= hand.until_on:
            hand = None
        place = tiers.made_place(ladder, tier, since, hand, "", date.min)
        codes = []
        for sums in reached:
            held = sums.get(id_, Standing())
            codes.append(verdict(ladder, place, held, held, today))
        best = max(codes, key=lambda code: rank(code, ladder.tiers))
        if _is_lower(tier, best, old, new):
            found.append((id_, best))
    return found


def _is_lower(tier: str, best: str, old: Programme, new: Programme) -> bool:
    codes = [each.code for each in new.tiers]
    if tier in codes:
        return codes.index(best) < codes.index(tier)
    return new.tier(best).earn_percent < old.tier(tier).earn_percent


def _poorer(db: ClubDatabase, old: Programme, new: Programme) -> list[tuple[int, int]]:
    """Return the members whose points would pay less, with how much less."""
    rows = db.execute_sql(
        "SELECT b.member_id, b.points FROM points_balance b JOIN member m ON m.id = b.member_id"
        " WHERE b.points > 0 AND m.state <> 'erased'"
    ).fetchall()
    lost = ((id_, old.worth_rial(points) - new.worth_rial(points)) for id_, points in rows)
    return [(id_, rial) for id_, rial in lost if rial > 0]


def _named(
    db: ClubDatabase, ids: list[int], falls: dict[int, str], old: Programme, new: Programme
) -> list[HarmedMember]:
    rows = db.execute_sql(
        "SELECT m.id, m.number, m.name, m.tier, COALESCE(b.points, 0) FROM member m"
        " LEFT JOIN points_balance b ON b.member_id = m.id"
        f" WHERE m.id IN ({', '.join(map(str, ids))}) ORDER BY m.name_key, m.id LIMIT ?",
        (MOST_HARMED,),
    ).fetchall()
    return [
        HarmedMember(
            id_, number, name, tier, falls.get(id_, tier), points, old.worth_rial(points),
            new.worth_rial(points),
        )
        for id_, number, name, tier, points in rows
    ]  # fmt: skip
