"""The sample shop: a club with an invented past, lived through by the same steps as a real one."""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from heapq import heappop, heappush, merge
from pathlib import Path
from zoneinfo import ZoneInfo

from loyaldesk.domain import sample_goods, sample_measures
from loyaldesk.domain.contacts import OUT, ContactDraft
from loyaldesk.domain.errors import StorageProblem
from loyaldesk.domain.members import MemberDraft, MemberKind, checked
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.sample import (
    REVERSED_WITHIN,
    SampleMember,
    SampleSale,
    SampleShop,
    ShopFacts,
    generate,
)
from loyaldesk.domain.working import WorkingTime
from loyaldesk.kernel import paths
from loyaldesk.kernel.clock import Clock, system_clock
from loyaldesk.kernel.look import Look, using
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import (
    bonuses,
    cards,
    club,
    contacts,
    members,
    night,
    points,
    reversals,
    sales,
    staff,
    tiers,
    worktime,
)
from loyaldesk.services.desk import Change, Desk, OperatorBrief, retold
from loyaldesk.services.sample_enquiries import Enquiries
from loyaldesk.services.sample_measures import Measures
from loyaldesk.services.sample_rewards import LATELY, Treats, with_rewards
from loyaldesk.services.sample_service import Deed, Service
from loyaldesk.store import ledger
from loyaldesk.store import members as member_store
from loyaldesk.store import sales as sale_store
from loyaldesk.store.database import ClubDatabase, open_club, remove_club, translated
from loyaldesk.store.fields import utc_text
from loyaldesk.store.secrets import NORMAL, Cost

SAMPLE_PIN = "427519"
"""The PIN of every operator of the sample shop; it is told in the help, and opens nothing else."""

ACTS_AT_ONCE = 500
"""Acts of the past in one transaction; nobody waits at the door of a sample in the making."""

SCANS_SINCE = timedelta(days=270)
"""For so long the sample shop knows what is in a basket; older sales are sums."""

_NIGHT_EVERY = timedelta(days=7)
"""The invented nights: each lot ends on its own day all the same (E25)."""

_NIGHT_AT = time(2, 30)
_LEAST_SPENT = 20
"""A member of the sample does not bother the cashier with fewer points."""

_BUYS_MORE, _PRICE_STEP = 1.42, 10_000
"""Who once paid with points takes more along from then on: a club works in the sample shop."""

_MANAGER_SELLS = 0.04
_EVENING = 15

_CALLED, _CALLS_SINCE, _CALLS_UNTIL = 0.36, timedelta(days=275), timedelta(days=30)
"""Share of the first purchases that somebody asked after, until a playbook began to do it."""

_AT_ODD_HOURS = 0.07
_CALL_DAYS = (2, 9)
_WAYS = ("call", "call", "call", "messenger", "sms")

_BLANK_MONTHS, _BLANK_EARLY, _BLANK_LATE = 4, 3, 17
"""Early the form was not filled in well: of one member in three nobody asked whence they came."""


def make_sample(
    path: Path,
    *,
    members: int = 2000,
    months: int = 18,
    seed: int = 1,
    language: str = "fa",
    clock: Clock = system_clock,
    progress: Progress = SILENT,
    cost: Cost = NORMAL,
) -> Desk:
    """Make the sample shop in *path* and return the desk of its owner.

    The same arguments on the same day give the same shop. It is made beside *path* and takes its
    place when it is whole: killed or stopped, nothing is left of it.

    Raises:
        StorageProblem: If *path* exists or cannot be written.
        Cancelled: If *progress* wanted to stop.
    """
    if path.exists():
        raise StorageProblem("exists", str(path))
    part = path.with_name(path.name + ".part")
    remove_club(part)
    try:
        owner = _make(part, (members, months, seed), language, clock, progress, cost)
        part.replace(path)
    except BaseException:
        remove_club(part)
        raise
    return Desk(open_club(path), owner, clock=clock)


def remove_sample(path: Path) -> None:
    """Remove the sample shop in *path*; a club that is no sample is left alone.

    Raises:
        StorageProblem: ``exists`` if it is somebody's club.
    """
    if not path.exists():
        return
    if path != paths.sample_club() and not _is_sample(path):
        raise StorageProblem("exists", str(path))
    remove_club(path)


def _is_sample(path: Path) -> bool:
    db = ClubDatabase(path)
    with translated(path):
        db.connect()
        try:
            return bool(db.execute_sql("SELECT is_sample FROM club").fetchone()[0])
        finally:
            db.close()


def _make(
    path: Path, size: tuple[int, int, int], language: str, clock: Clock, progress: Progress,
    cost: Cost,
) -> OperatorBrief:  # fmt: skip
    now = clock()
    zone = ZoneInfo(club.DEFAULT_ZONE)
    count, months, seed = size
    shop = generate(count, months, seed, now.astimezone(zone).date(), zone, language, until=now)
    opened = datetime.combine(shop.first_day, time(8), zone).astimezone(UTC)
    desk = _found(path, shop.facts, language, lambda: opened, cost)
    rng = random.Random(f"till of {seed}")  # noqa: S311  # a play, no secret
    try:
        club.publish_programme(
            desk, with_rewards(club.programme(desk), shop.today, language, count)
        )
        lots = (random.Random(f"{what} of {seed}") for what in _LOTS)  # noqa: S311 - as above
        served, measured, asking, called = lots
        calling = worktime.of(desk.db).calling()
        past = _Past(
            desk, shop, rng, Treats(rng, max(opened, now - LATELY), now, language),
            Enquiries(asking, shop, calling, now), _Calls(called, calling, now, language),
        )  # fmt: skip
        service = Service(desk, zone, language, served, past.ids, count)
        deeds = (
            service.deeds(opened, now), Measures(service, measured).deeds(opened, now),
            past.enquiries.deeds(opened, count),
        )  # fmt: skip
        with using(Look(language)):  # follow-ups keep the words they were made with
            _live(past, service, deeds, (opened, now), progress)
    finally:
        desk.db.close()
    return desk.operator


_LOTS = ("service", "measures", "enquiries", "calls")


def _found(path: Path, facts: ShopFacts, language: str, clock: Clock, cost: Cost) -> Desk:
    """Found the club and let its operators begin."""
    settings = club.ClubSettings(sign_in=False, receipt_lines=(facts.address, facts.phone))
    owner, *others = facts.operators
    draft = club.ClubDraft(facts.name, owner.name, language, is_sample=True, settings=settings)
    desk = club.found_club(path, draft, clock=clock)
    try:
        staff.set_pin(desk, desk.operator.id, SAMPLE_PIN, cost=cost)
        for each in others:
            staff.add(desk, each.name, each.role, SAMPLE_PIN, cost=cost)
    except BaseException:
        desk.db.close()
        raise
    return desk


@dataclass(slots=True)
class _Calls:
    """Says which first purchases somebody asked after, when and how."""

    rng: random.Random
    working: WorkingTime
    until: datetime
    language: str

    def planned(self, sold_at: datetime) -> datetime | None:
        """Return when the member of a first purchase is called, or None."""
        lately = self.until - sold_at
        if not _CALLS_UNTIL < lately < _CALLS_SINCE or self.rng.random() >= _CALLED:
            return None
        here = (sold_at + timedelta(days=self.rng.randint(*_CALL_DAYS))).astimezone(
            self.working.zone
        )
        minute = self.rng.randrange(60)
        if self.rng.random() < _AT_ODD_HOURS:
            return here.replace(hour=14, minute=minute).astimezone(UTC)
        hour = self.rng.choice((10, 11, 16, 17, 18, 19))
        return self.working.next_open(here.replace(hour=hour, minute=minute))

    def draft(self, member_id: int, sale_id: int) -> ContactDraft:
        """Return what was noted of it."""
        channel = self.rng.choice(_WAYS)
        is_call = channel == "call"
        text = self.rng.choice(sample_measures.AFTER_SALE).of(self.language)
        result = self.rng.choice(("talked", "talked", "talked", "reached", "no_answer"))
        return ContactDraft(
            f"sample:after:{sale_id}", member_id, channel=channel, direction=OUT, text=text,
            result=result if is_call else "sent", minutes=self.rng.randrange(1, 6) * is_call,
            feeling=self.rng.choice((None, 3, 4, 4, 5))
            if is_call and result == "talked" else None,
            sale_id=sale_id,
        )  # fmt: skip


@dataclass(slots=True)
class _Past:
    """Lets the acts of the invented shop happen, each at its moment and by its operator."""

    desk: Desk
    shop: SampleShop
    rng: random.Random
    treats: Treats
    enquiries: Enquiries
    calls: _Calls
    ids: list[int] = field(default_factory=list)
    due: list[tuple[datetime, int, Callable[[Change], None]]] = field(default_factory=list)
    count: int = 0
    _bought: set[int] = field(default_factory=set)
    _payers: set[int] = field(default_factory=set)
    _tellers: list[OperatorBrief] = field(default_factory=list)
    _manager: OperatorBrief | None = None

    def __post_init__(self) -> None:
        rows = [row.brief for row in staff.operators(self.desk)]
        self._tellers = [one for one in rows if one.role == "cashier"]
        self._manager = next(one for one in rows if one.role == "manager")

    def teller(self, change: Change, moment: datetime) -> OperatorBrief:
        """Return who stands at the till: one cashier by day, one in the evening, in turns."""
        if self._manager is not None and self.rng.random() < _MANAGER_SELLS:
            return self._manager
        here = moment.astimezone(change.zone)
        shift = here.date().toordinal() + (here.hour >= _EVENING)
        return self._tellers[shift % len(self._tellers)]

    def enrol(self, change: Change, one: SampleMember) -> None:
        """Enrol a member, hand out a card, write a note."""
        moment = one.registered_at
        with retold(change, moment, self.teller(change, moment)) as past:
            new = members.enrol_step(past, checked(self._draft(one), past.today))
            bonuses.welcome(past, new.id)
            past.note("member.enrol", "member", new.id)
            self.enquiries.join(past, one, new.id)
            if one.has_card:
                cards.issue_step(past, new.id, self.rng.randrange)
                past.note("card.issue", "member", new.id)
            if one.note:
                member_store.add_note(past.db, new.id, one.note, moment, past.desk.operator.id)
                past.note("note.write", "member", new.id)
        self.ids.append(new.id)

    def _draft(self, one: SampleMember) -> MemberDraft:
        between = "، " if self.shop.language == "fa" else ", "
        referrer = None if one.referrer_index is None else self.ids[one.referrer_index]
        early = one.registered_at.date() < self.shop.first_day + timedelta(days=30 * _BLANK_MONTHS)
        is_blank = referrer is None and one.index % (_BLANK_EARLY if early else _BLANK_LATE) == 0
        return MemberDraft(
            one.first_name, one.last_name, one.mobile,
            kind=MemberKind.COMPANY if one.company_name else MemberKind.PERSON,
            honorific=one.honorific, company_name=one.company_name or "",
            national_id=one.national_id or "", birthday=one.birthday, wedding_on=one.wedding_on,
            email=one.email or "", address=one.address, tags=one.tags,
            preferences=between.join(one.preferences), source="" if is_blank else one.source,
            referrer_id=referrer,
            consent=frozenset(one.consent),
        )  # fmt: skip

    def sell(self, change: Change, sale: SampleSale) -> None:
        """Record a sale, perhaps partly paid with points; note when it will be taken back."""
        member_id = self.ids[sale.member_index]
        self.count += 1
        if sale.member_index in self._payers:
            steps = round(sale.amount_rial * _BUYS_MORE / _PRICE_STEP)
            sale = replace(sale, amount_rial=steps * _PRICE_STEP)
        with retold(change, sale.sold_at, self.teller(change, sale.sold_at)) as past:
            spent = self._spendable(past, member_id, sale.amount_rial) if sale.pay_points else 0
            draft = self._basket(sale, member_id, spent, past.today)
            done = sales.record_step(
                past, draft if sale.reversed else self.treats.treated(past, draft)
            )
            self.treats.hand_over(past, done.sale_id)
        if spent:
            self._payers.add(sale.member_index)
        if sale.reversed:
            wait = self.rng.randrange(90, int(REVERSED_WITHIN.total_seconds()))
            self._later(
                sale.sold_at + timedelta(seconds=wait), partial(self._reverse, done.sale_id)
            )
        elif sale.member_index not in self._bought:
            self._bought.add(sale.member_index)
            call = self.calls.planned(sale.sold_at)
            if call is not None:
                self._later(call, partial(self._call, member_id, done.sale_id))

    def _later(self, moment: datetime, act: Callable[[Change], None]) -> None:
        heappush(self.due, (moment, self.count, act))

    def _basket(
        self, sale: SampleSale, member_id: int, spent: int, day: date
    ) -> sales.SaleDraft:  # fmt: skip
        """Return what is bought: lines since the shop began to scan its goods, before it a sum."""
        draft = sales.SaleDraft(
            member_id, sale.amount_rial, f"sample:{self.count}", spent, source="sample"
        )
        if day < self.shop.today - SCANS_SINCE:
            return draft
        lines, off = sample_goods.basket(
            self.rng, sale.amount_rial, sale.member_index, day, self.shop.today,
            self.shop.language,
        )  # fmt: skip
        return replace(draft, amount_rial=0, lines=lines, discount_rial=off)

    @staticmethod
    def _spendable(past: Change, member_id: int, amount_rial: int) -> int:
        """Return the points that a member pays with: at most half of the sale."""
        points.expire_member(past, member_id)
        rules = club.programme_on(past.db, past.today)
        most = amount_rial // (2 * rules.point_worth_rial)
        held = min(ledger.balance(past.db, member_id).points, most)
        return held if held >= _LEAST_SPENT else 0

    def issue_vouchers(self, change: Change, moment: datetime) -> None:
        """Let the manager make vouchers."""
        with retold(change, moment, self._manager or self.desk.operator) as past:
            self.treats.issue(past)

    def do_due(self, change: Change, until: datetime) -> None:
        """Do what was put off and whose moment has come: sales taken back, calls after them."""
        while self.due and self.due[0][0] <= until:
            moment, _, act = heappop(self.due)
            with retold(change, moment, self.teller(change, moment)) as past:
                act(past)

    @staticmethod
    def _reverse(sale_id: int, past: Change) -> None:
        sale = sale_store.sale_by_id(past.db, sale_id)
        if sale is not None:
            mirror = reversals.reverse_step(past, sale)
            past.note("sale.reverse", "sale", sale.id, mirror=mirror.sale_id, why=False)

    def _call(self, member_id: int, sale_id: int, past: Change) -> None:
        contacts.add_step(past, self.calls.draft(member_id, sale_id))

    def pass_night(self, change: Change, moment: datetime) -> None:
        """Let lots end and tiers move, as the nightly run does."""
        system = staff.system_desk(self.desk).operator
        with retold(change, moment, system) as past:
            due = ledger.members_due(past.db, past.today)
            expired = sum(points.expire_member(past, member_id) for member_id in due)
            moved = _move_tiers(past)
            past.note("night.run", "club", 1, days=_NIGHT_EVERY.days, expired=expired, moved=moved)
            past.db.execute_sql(
                "INSERT INTO job (name, done_on, at) VALUES (?, ?, ?)"
                " ON CONFLICT (name) DO UPDATE SET done_on = excluded.done_on, at = excluded.at",
                (night.JOB, past.today.isoformat(), utc_text(moment)),
            )


def _move_tiers(past: Change) -> int:
    rules = club.programme_on(past.db, past.today)
    rows = past.db.execute_sql(
        "SELECT id FROM member WHERE tier <> ?", (rules.tiers[0].code,)
    ).fetchall()
    moved = 0
    for (member_id,) in rows:  # who stands lowest rises at a sale, never at night
        buyer = sale_store.buyer(past.db, member_id)
        if buyer is not None:
            new = tiers.reassess(past, buyer, rules, tiers.NIGHT, may_fall=True)
            moved += new != buyer.tier
    return moved


_Act = tuple[datetime, int, SampleMember | SampleSale | Treats | Deed | None]


def _acts(
    past: _Past, deeds: Iterable[list[Deed]], opened: datetime, now: datetime
) -> Iterator[_Act]:
    """Yield all that happened in the shop, in the order of time."""
    shop = past.shop
    nights = (moment for moment in _nights(opened, now, past.calls.working.zone))
    return merge(
        ((moment, 0, None) for moment in nights),
        ((one.registered_at, 1, one) for one in shop.members()),
        ((sale.sold_at, 2, sale) for sale in shop.sales()),
        [(past.treats.since, 3, past.treats)],
        *([(deed.at, 4, deed) for deed in some] for some in deeds),
        key=lambda act: act[:2],
    )


def _nights(opened: datetime, now: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """Yield every seventh night before the last one, and then that one."""
    last = datetime.combine(now.astimezone(zone).date(), _NIGHT_AT, zone).astimezone(UTC)
    if last > now:
        last -= timedelta(days=1)
    moment = last - (last - opened) // _NIGHT_EVERY * _NIGHT_EVERY
    while moment <= last:
        yield moment
        moment += _NIGHT_EVERY


def _live(
    past: _Past, service: Service, deeds: Iterable[list[Deed]], span: tuple[datetime, datetime],
    progress: Progress,
) -> None:  # fmt: skip
    opened, now = span
    acts = _acts(past, deeds, opened, now)
    days = (now - opened).days + 1
    left = True
    while left:
        deed = None
        with past.desk.change(Permission.SHOP_EDIT) as change:
            moment = opened
            for moment, _, act in _some(acts):
                past.do_due(change, moment)
                if isinstance(act, SampleMember):
                    past.enrol(change, act)
                elif isinstance(act, Treats):
                    past.issue_vouchers(change, moment)
                elif isinstance(act, Deed):
                    deed = act
                elif act is not None:
                    past.sell(change, act)
                else:
                    past.pass_night(change, moment)
            left = moment > opened
            if not left:
                past.do_due(change, now)
        if deed is not None:
            service.do(deed)
        progress.step((moment - opened).days + 1 if left else days, days)


def _some(acts: Iterator[_Act]) -> Iterator[_Act]:
    """Yield the acts of one transaction; one at the desk has its own and ends this one."""
    for number, act in enumerate(acts, 1):
        yield act
        if number == ACTS_AT_ONCE or isinstance(act[2], Deed):
            return
