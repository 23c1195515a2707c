"""One member in one reading: the card at the counter and the 360 page."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median

from loyaldesk.domain import errors
from loyaldesk.domain.members import MemberDraft, without_contact_data
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.tiers import Tier, window_start
from loyaldesk.kernel import fmt, jalali
from loyaldesk.services import audit, cards, club, tier_watch, tiers
from loyaldesk.services.desk import Desk
from loyaldesk.store import members as member_store
from loyaldesk.store.queries import profile as queries
from loyaldesk.store.queries import timeline as timeline_queries
from loyaldesk.store.sales import Buyer

NEAR = timedelta(days=7)
"""A birthday within so many days is told at the counter."""

RECENT = 7
HIDDEN = "\u2022\u2022\u2022\u2022"

SaleRow = queries.SaleRow
EntryRow = queries.EntryRow
LotRow = queries.LotRow
NoteRow = queries.NoteRow
TimelineRow = timeline_queries.TimelineRow
CareFigures = timeline_queries.CareFigures


@dataclass(frozen=True, slots=True)
class Contact:
    """A mobile as this operator may see it.

    Attributes:
        mobile: In E.164; empty when there is none or it is hidden.
        ending: Its last four digits.
    """

    mobile: str
    ending: str

    @property
    def is_hidden(self) -> bool:
        """Whether there is a mobile that this operator may not read."""
        return bool(self.ending) and not self.mobile

    @property
    def text(self) -> str:
        """The mobile as it is shown: whole, or its last four digits behind dots."""
        if self.mobile or not self.ending:
            return fmt.mobile(self.mobile)
        return fmt.code(f"{HIDDEN} {self.ending}")


@dataclass(frozen=True, slots=True)
class Occasion:
    """A day to speak of: ``birthday`` or ``wedding``, and in how many days it is (0: today)."""

    kind: str
    on_day: date
    days: int


@dataclass(frozen=True, slots=True)
class CounterCard:
    """Everything the member's card at the counter shows.

    Attributes:
        card: Number of the card in use, or empty.
        points: What can be spent today; `worth_rial` is what it pays.
        pending: Points that can be spent later.
        window_rial: Money spent in the window that decides the tier.
        next_tier: The tier above, or None at the top; `distance_rial` is missing to it where money
            is all it asks for, else 0: `way` says it in every measure.
        expiring: Points that end within the programme's days; the first on `expires_first`.
        basket_rial: Median of the last ten sales, None before the first.
        visits: Days on which the member bought.
        last_on: The last visit.
        note: The newest note.
        fall: A fall to a lower tier that is foretold; None: none.
        care: Who looks after the member, and what is open.
    """

    id: int
    number: str
    name: str
    honorific: str
    contact: Contact
    card: str
    state: str
    state_reason: str
    points: int
    pending: int
    worth_rial: int
    debt: int
    tier: Tier
    tier_since: date
    window_rial: int
    next_tier: Tier | None
    distance_rial: int
    expiring: int
    expires_first: date | None
    occasions: tuple[Occasion, ...]
    basket_rial: int | None
    visits: int
    last_on: date | None
    recent: tuple[SaleRow, ...]
    note: str
    note_at: datetime | None
    registered_on: date
    way: tiers.Distance
    fall: tier_watch.FallAhead | None
    care: CareFigures


@dataclass(frozen=True, slots=True)
class Profile:
    """The head and overview of the 360 page.

    Attributes:
        card: What the counter shows.
        draft: The member's form; the mobile in it is empty while hidden.
        version: Of the form, for editing.
        codes: Cards, number and former codes.
        referrer: Name of who brought the member.
        lifetime_rial: Net sales ever; `year_rial` of the last twelve months.
        average_rial: Net sales for each visit; None before the first.
        gap_days: Median days between two visits; None before the second.
    """

    card: CounterCard
    draft: MemberDraft
    version: int
    codes: tuple[cards.CardRow, ...]
    referrer: str
    lifetime_rial: int
    year_rial: int
    average_rial: int | None
    first_on: date | None
    gap_days: float | None


def card_of(desk: Desk, member_id: int) -> CounterCard:
    """Return what the counter shows of a member.

    Raises:
        Missing: If there is no such member.
    """
    with desk.reading(Permission.MEMBER_READ):
        return _card(desk, _member(desk, member_id))


def profile(desk: Desk, member_id: int) -> Profile:
    """Return what the 360 page begins with; its tabs are read when they are opened.

    Raises:
        Missing: If there is no such member.
    """
    with desk.reading(Permission.MEMBER_READ):
        row = _member(desk, member_id)
        card = _card(desk, row)
        days = queries.days_bought(desk.db, member_id)
        year = queries.spending(desk.db, member_id, window_start(desk.today(), 12), desk.today())
        draft, version = _form(desk, member_id, hidden=card.contact.is_hidden)
        codes = tuple(cards.of_member(desk, member_id))
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    return Profile(
        card, draft, version, codes, row.referrer, year.net_rial, year.window_rial,
        round(year.net_rial / len(days)) if days else None, days[0] if days else None,
        float(median(gaps)) if gaps else None,
    )  # fmt: skip


def _member(desk: Desk, member_id: int) -> queries.MemberRow:
    row = queries.member(desk.db, member_id)
    if row is None:
        raise errors.Missing("member")
    return row


def _form(desk: Desk, member_id: int, *, hidden: bool) -> tuple[MemberDraft, int]:
    found = member_store.stored_draft(desk.db, member_id)
    if found is None:
        raise errors.Missing("member")
    draft, version = found
    if not hidden:
        return draft, version
    return without_contact_data(draft), version


def _card(desk: Desk, row: queries.MemberRow) -> CounterCard:
    today = desk.today()
    rules = club.programme_on(desk.db, today)
    soon = today + timedelta(days=rules.expiring_days)
    held = queries.points_held(desk.db, row.id, today, soon)
    window = rules.ladder.window(today, row.tier_since)
    spent = queries.spending(desk.db, row.id, window[0], today)
    buyer = Buyer(
        row.id, row.number, row.name, row.state, row.state_reason, row.tier,
        row.tier_since.isoformat(),
    )  # fmt: skip
    way = tiers.distance(desk.db, buyer, rules, today)
    points = min(held.spendable, row.balance)
    return CounterCard(
        id=row.id, number=row.number, name=row.name, honorific=row.honorific,
        contact=contact(row.mobile, hidden=not desk.may(Permission.MEMBER_REVEAL)),
        card=row.card, state=row.state, state_reason=row.state_reason, points=points,
        pending=held.pending, worth_rial=rules.worth_rial(points), debt=row.debt,
        tier=rules.tier(row.tier), tier_since=row.tier_since, window_rial=spent.window_rial,
        next_tier=way.above, distance_rial=way.rial or 0, expiring=held.expiring,
        expires_first=held.expires_first, occasions=_occasions(row, today),
        basket_rial=queries.usual_basket(desk.db, row.id), visits=spent.visits,
        last_on=row.last_on,
        recent=tuple(queries.sales(desk.db, row.id, None, RECENT, mirrors=False)),
        note=row.note, note_at=row.note_at, registered_on=row.registered_on, way=way,
        fall=tier_watch.fall_ahead(desk.db, buyer, rules, today),
        care=timeline_queries.care(desk.db, row.id),
    )  # fmt: skip


def contact(mobile: str, *, hidden: bool) -> Contact:
    """Return *mobile* as it may be seen; lists use it too."""
    return Contact("" if hidden else mobile, mobile[-4:])


def _occasions(row: queries.MemberRow, today: date) -> tuple[Occasion, ...]:
    calendar = "jalali" if row.language == "fa" else "gregorian"
    found = []
    for kind, day in (("birthday", row.birthday), ("wedding", row.wedding_on)):
        if day is not None:
            next_ = jalali.anniversary(day, today, calendar)
            if next_ - today <= NEAR:
                found.append(Occasion(kind, next_, (next_ - today).days))
    return tuple(sorted(found, key=lambda each: each.days))


def sales_of(
    desk: Desk, member_id: int, *, before: SaleRow | None = None, limit: int = 100
) -> list[SaleRow]:
    """Return a member's sales and reversals, newest first, from behind *before* on."""
    with desk.reading(Permission.SALE_READ):
        return queries.sales(desk.db, member_id, before, limit)


def points_of(
    desk: Desk, member_id: int, *, before: EntryRow | None = None, limit: int = 100
) -> list[EntryRow]:
    """Return a member's points entries, newest first; `telling.entry_words` explains each."""
    with desk.reading(Permission.MEMBER_READ):
        return queries.entries(desk.db, member_id, before.seq if before else None, limit)


def lots_of(desk: Desk, member_id: int) -> list[LotRow]:
    """Return a member's batches of points, those to be spent first on top."""
    with desk.reading(Permission.MEMBER_READ):
        return queries.lots(desk.db, member_id, desk.today())


def timeline(desk: Desk, member_id: int, *, skip: int = 0, limit: int = 100) -> list[TimelineRow]:
    """Return what happened to a member, newest first; `telling.timeline_words` says each."""
    with desk.reading(Permission.MEMBER_READ):
        return timeline_queries.timeline(desk.db, member_id, limit, skip)


def notes_of(desk: Desk, member_id: int) -> list[NoteRow]:
    """Return the notes about a member, newest first."""
    with desk.reading(Permission.MEMBER_READ):
        return queries.notes(desk.db, member_id)


def log_of(desk: Desk, member_id: int, *, limit: int = 200) -> list[audit.ActRow]:
    """Return what operators did to a member, newest first."""
    return audit.about_member(desk, member_id, limit=limit)


def reveal_mobile(desk: Desk, member_id: int) -> str:
    """Return a member's whole mobile in E.164; that it was shown goes into the trail.

    Raises:
        Missing: If there is no such member.
        PermissionDenied: If the operator may only see its last digits.
    """
    with desk.change(Permission.MEMBER_REVEAL) as change:
        found = member_store.stored_draft(change.db, member_id)
        if found is None:
            raise errors.Missing("member")
        change.note("member.reveal", "member", member_id)
        return found[0].mobile
