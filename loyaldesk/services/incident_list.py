"""Whom an incident hit: found in the sales of its time and goods, and told one by one."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from loyaldesk.domain.complaints import INCIDENT_KINDS, LEAST_SEVERITY, MOST_LOAD, MOST_SEVERITY
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.persian import clean, fold, is_storable
from loyaldesk.services.complaint_steps import choice, in_range, words_of
from loyaldesk.store import incidents as store
from loyaldesk.store import merging
from loyaldesk.store.database import ClubDatabase

LONGEST_LINE = 120
LONGEST_SPAN = timedelta(days=400)
OPEN, APOLOGISED, SKIPPED = "open", "apologised", "skipped"


@dataclass(frozen=True, slots=True)
class IncidentDraft:
    """What happened, when, and to which goods.

    Attributes:
        key: Made when the form was opened; the same key opens nothing twice.
        kind: One of `domain.complaints.INCIDENT_KINDS`.
        text: What happened.
        from_at: When it began.
        until_at: When it ended.
        product: Code or part of the name of the goods it was about; empty: every sale of the time.
        severity: 1 to 4.
        load: How much feeling is in it, 0 to 3.
    """

    key: str
    kind: str
    text: str
    from_at: datetime
    until_at: datetime
    product: str = ""
    severity: int = 2
    load: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How many people stand on the list of an incident, and how many were told."""

    total: int
    apologised: int
    skipped: int

    @property
    def open(self) -> int:
        """Who still waits."""
        return self.total - self.apologised - self.skipped


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the list, under the record they live in now."""

    member_id: int
    name: str
    number: str
    mobile: str
    receipt: int | None
    sale_id: int | None
    state: str
    way: str
    at: datetime | None
    record_ids: tuple[int, ...]


def checked(draft: IncidentDraft, now: datetime) -> IncidentDraft:
    """Return the draft cleaned.

    Raises:
        BadInput: If something in it cannot be used.
    """
    if not draft.key.strip() or not is_storable(draft.key):
        raise BadInput("key", "unstorable" if draft.key.strip() else "empty")
    choice("kind", draft.kind, INCIDENT_KINDS)
    in_range("severity", draft.severity, LEAST_SEVERITY, MOST_SEVERITY)
    in_range("load", draft.load, 0, MOST_LOAD)
    if draft.from_at > now:
        raise BadInput("from_at", "future")
    if draft.until_at < draft.from_at:
        raise BadInput("until_at", "before its start")
    if draft.until_at - draft.from_at > LONGEST_SPAN:
        raise BadInput("from_at", "too old")
    return replace(
        draft, text=words_of("text", draft.text, needed=True),
        product=clean(words_of("product", draft.product, limit=LONGEST_LINE)),
    )  # fmt: skip


def hit(db: ClubDatabase, draft: IncidentDraft) -> list[store.Hit]:
    """Return whom an incident hit; the goods are compared in any spelling."""
    if not draft.product:
        return store.hit_between(db, draft.from_at, draft.until_at)
    wanted = fold(draft.product)
    sold = store.products_between(db, draft.from_at, draft.until_at)
    same = [(code, name) for code, name in sold if fold(code) == wanted or wanted in fold(name)]
    return store.hit_between(db, draft.from_at, draft.until_at, same)


def people(db: ClubDatabase, incident_id: int) -> list[Person]:
    """Return the list of an incident, each person once: records that were merged are one.

    Who was told under one of their records was told.
    """
    found: dict[int, Person] = {}
    for line in store.listed(db, incident_id):
        lives = merging.kept(db, line.member_id) if line.merged_into_id else line.member_id
        same = found.get(lives)
        if same is None:
            name, number, mobile = line.name, line.number, line.mobile
            if lives != line.member_id:
                name, number, mobile = store.member_words(db, lives)
            found[lives] = Person(
                lives, name, number, mobile, line.receipt, line.sale_id, line.state, line.way,
                line.at, (line.member_id,),
            )  # fmt: skip
            continue
        told = same if _rank(same.state) >= _rank(line.state) else line
        found[lives] = replace(
            same, state=told.state, way=told.way, at=told.at,
            record_ids=(*same.record_ids, line.member_id),
        )  # fmt: skip
    return list(found.values())


def _rank(state: str) -> int:
    return (OPEN, SKIPPED, APOLOGISED).index(state)


def progress(found: list[Person]) -> Progress:
    """Return how far a list is."""
    states = [person.state for person in found]
    return Progress(len(states), states.count(APOLOGISED), states.count(SKIPPED))
