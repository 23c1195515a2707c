"""Contacts as lists show them: of a member, what was wanted, rivals, how often for each tier."""

from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.store.contacts import STANDS
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment

RIVAL_DAYS = 30
"""Who buys within so many days after speaking of a rival is won."""


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact as lists show one; ``answer`` is the question whose answer was given."""

    id: int
    at: datetime
    on_day: date
    operator_id: int
    operator: str
    channel: str
    direction: str
    minutes: int
    result: str
    feeling: int | None
    need: str
    promise: str
    text: str
    rival: str
    rival_reason: str
    topic_id: int | None
    topic_fa: str
    topic_en: str
    answer_version_id: int | None
    answer_fa: str
    answer_en: str
    about: str
    about_id: int | None
    followup_id: int | None
    sale_id: int | None


_ROWS = (
    "SELECT c.id, c.at, c.on_day, c.operator_id, COALESCE(o.name, ''), c.channel, c.direction,"
    " c.minutes, c.result, c.feeling, c.need, c.promise, c.text, c.rival, c.rival_reason,"
    " c.topic_id, COALESCE(t.name_fa, ''), COALESCE(t.name_en, ''), c.answer_version_id,"
    " COALESCE(v.question_fa, ''), COALESCE(v.question_en, ''), c.about, c.about_id,"
    " c.followup_id, c.sale_id FROM contact c LEFT JOIN operator o ON o.id = c.operator_id"
    " LEFT JOIN topic t ON t.id = c.topic_id"
    " LEFT JOIN answer_version v ON v.id = c.answer_version_id"
)


def _rows(db: ClubDatabase, where: str, values: tuple[object, ...]) -> list[ContactRow]:
    rows = db.execute_sql(
        f"{_ROWS} WHERE {where} AND {STANDS} ORDER BY c.at DESC, c.id DESC LIMIT ? OFFSET ?", values
    ).fetchall()
    return [
        ContactRow(*[row[0], utc_moment(row[1]), date.fromisoformat(row[2]), *row[3:]])
        for row in rows
    ]


def of_member(db: ClubDatabase, member_id: int, limit: int, skip: int) -> list[ContactRow]:
    """Return the contacts with a member, the newest first."""
    return _rows(db, "c.member_id = ?", (member_id, limit, skip))


def of_prospect(db: ClubDatabase, prospect_id: int, limit: int) -> list[ContactRow]:
    """Return the contacts with a prospect, the newest first."""
    return _rows(db, "c.prospect_id = ?", (prospect_id, limit, 0))


def about(db: ClubDatabase, place: str, record_id: int, limit: int) -> list[ContactRow]:
    """Return the contacts that concern a record, the newest first."""
    return _rows(db, "c.about = ? AND c.about_id = ?", (place, record_id, limit, 0))


def needs(db: ClubDatabase, first: date, last: date) -> list[tuple[str, int, str, str]]:
    """Return what was wanted: words, member (0: a prospect), name, last day; one row for each."""
    rows = db.execute_sql(
        "SELECT c.need, COALESCE(c.member_id, 0), COALESCE(m.name, ''), c.on_day FROM contact c"
        " LEFT JOIN member m ON m.id = c.member_id WHERE c.on_day BETWEEN ? AND ?"
        f" AND c.need <> '' AND {STANDS} ORDER BY c.on_day DESC, c.id DESC",
        (first.isoformat(), last.isoformat()),
    ).fetchall()
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def rivals(db: ClubDatabase, first: date, last: date) -> list[tuple[str, str, int, int]]:
    """Return who spoke of a rival: its name, the reason, the member, and whether they bought."""
    rows = db.execute_sql(
        "SELECT c.rival, c.rival_reason, COALESCE(c.member_id, 0), EXISTS (SELECT 1 FROM sale s"
        " WHERE s.member_id = c.member_id AND s.kind = 'sale' AND s.sold_at > c.at"
        " AND s.sold_on <= date(c.on_day, ?)) FROM contact c WHERE c.on_day BETWEEN ? AND ?"
        f" AND c.rival <> '' AND {STANDS} ORDER BY c.id DESC",
        (f"+{RIVAL_DAYS} days", first.isoformat(), last.isoformat()),
    ).fetchall()
    return [(row[0], row[1], row[2], row[3]) for row in rows]


_TIMES = (
    "SELECT m.id AS id, m.number AS number, m.name AS name, m.tier AS tier, COALESCE(t.times, 0)"
    " AS times FROM member m LEFT JOIN (SELECT c.member_id, COUNT(*) AS times FROM contact c"
    " WHERE c.on_day BETWEEN :first AND :last AND c.direction = 'out' AND c.result NOT IN"
    f" ('no_answer', 'switched_off', 'wrong_number') AND {STANDS} GROUP BY c.member_id) t"
    " ON t.member_id = m.id WHERE m.state = 'active' AND m.merged_into_id IS NULL"
)
"""How often the shop spoke to each member of its own accord."""


def times_by_tier(
    db: ClubDatabase, first: date, last: date, targets: dict[str, int]
) -> dict[str, tuple[int, int, int, int]]:
    """Return for each tier: members, contacts, members below the target, members above it."""
    cases = "".join(f" WHEN :t{n} THEN :n{n}" for n in range(len(targets)))
    target = f"CASE tier{cases} END" if targets else "NULL"
    values: dict[str, object] = {"first": first.isoformat(), "last": last.isoformat()}
    for n, (tier, times) in enumerate(targets.items()):
        values |= {f"t{n}": tier, f"n{n}": times}
    rows = db.execute_sql(
        f"SELECT tier, COUNT(*), SUM(times), COUNT(CASE WHEN times < {target} THEN 1 END),"
        f" COUNT(CASE WHEN times > {target} THEN 1 END) FROM ({_TIMES}) GROUP BY tier",
        values,
    ).fetchall()
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


@dataclass(frozen=True, slots=True)
class TimesRow:
    """A member and how often the shop spoke to them in a time."""

    member_id: int
    number: str
    name: str
    times: int


def off_target(
    db: ClubDatabase, first: date, last: date, tier: str, target: int, *, over: bool, limit: int
) -> list[TimesRow]:
    """Return the members of a tier below the target, or above it, the farthest first."""
    sign, order = (">", "DESC") if over else ("<", "ASC")
    rows = db.execute_sql(
        f"SELECT id, number, name, times FROM ({_TIMES} AND m.tier = :tier)"
        f" WHERE times {sign} :target ORDER BY times {order}, id LIMIT :limit",
        {
            "first": first.isoformat(), "last": last.isoformat(), "tier": tier, "target": target,
            "limit": limit,
        },
    ).fetchall()  # fmt: skip
    return [TimesRow(*row) for row in rows]
