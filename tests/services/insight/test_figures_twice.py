"""Every metric twice: by the product's cards, and by plain Python over the rows of the club.

The plain side knows nothing of arrays, snapshots or shelves: dictionaries, loops, and the words of
the definition. The club has returns, reversals, receipts of one day, goods with and without a known
cost, gifts, and members who were erased and merged.
"""

import random
import shutil
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

import numpy as np
import pytest

from loyaldesk.domain.basket import Line
from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.insight.settings import InsightSettings
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import merging, staff
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight import catalogue, people
from loyaldesk.services.insight.question import Question
from loyaldesk.services.insight.reading import reading, save_settings
from loyaldesk.store.database import open_club
from tests.conftest import StoppedClock
from tests.insight.making import ClubStory
from tests.insight.plain import counted, rows_of_club

DAY = timedelta(days=1)
MARGIN, SERVING = 25, 30_000
ABAN = Period.parse("1405-08")
QUESTIONS = {
    "a month": Question(ABAN, ABAN.before),
    "a quarter": Question(Period.parse("1405-Q2"), Period.parse("1405-Q2").year_before),
    "two days": Question(Period.parse("2026-09-10..2026-10-04")),
    "a day": Question(Period.parse("2026-11-01..2026-11-01")),
    "a year of the other calendar": Question(Period.parse("2025")),
    "a segment": Question(ABAN, ABAN.before, "source:walk-in"),
}
PLAIN: dict[str, Callable[["Shop"], dict[str, object]]] = {}
"""For each card what its figures should be."""


def card(name: str) -> Callable[[Callable[["Shop"], dict[str, object]]], None]:
    def keep(reckon: Callable[["Shop"], dict[str, object]]) -> None:
        PLAIN[name] = reckon

    return keep


@dataclass
class Shop:
    """The rows of a club and a question to them."""

    rows: list
    period: Period
    other: Period
    wanted: set[int] | None
    settings: InsightSettings

    def __post_init__(self) -> None:
        self.of = defaultdict(list)
        for row in self.rows:
            self.of[row.member_id].append(row)

    def members(self, until: date | None = None) -> list[int]:
        """Everybody of the segment with any row until a day."""
        last = until or self.period.last
        return [
            m
            for m, rows in sorted(self.of.items())
            if any(r.day <= last for r in rows) and (self.wanted is None or m in self.wanted)
        ]

    def inside(self, m: int, first: date, last: date) -> list:
        return [r for r in self.of[m] if first <= r.day <= last]

    def net(self, m: int, first: date, last: date) -> int:
        return sum(r.net for r in self.inside(m, first, last))

    def visits(self, m: int, last: date, first: date = date.min) -> list[date]:
        by_day: dict[date, int] = defaultdict(int)
        for r in self.inside(m, first, last):
            by_day[r.day] += r.net
        return sorted(day for day, net in by_day.items() if net > 0)

    def bought(self, first: date, last: date) -> set[int]:
        return {m for m in self.members() if self.net(m, first, last) > 0}

    def margin(self, m: int, first: date, last: date) -> int:
        rows = self.inside(m, first, last)
        known = sum(r.net - r.cost for r in rows if r.cost is not None)
        return known + sum(r.net for r in rows if r.cost is None) * MARGIN // 100

    def gaps(self, m: int, last: date) -> list[int]:
        return [(b - a).days for a, b in pairwise(self.visits(m, last))]

    def usual_gap(self, last: date) -> float:
        """The 90th percentile of all gaps of the whole shop, not of the segment."""
        found = [gap for m in self.of for gap in self.gaps(m, last)]
        return float(np.percentile(found, 90)) if found else 0.0

    def gone(self, last: date) -> set[int]:
        usual, found = self.usual_gap(last), set()
        for m in self.members(last):
            days, gaps = self.visits(m, last), self.gaps(m, last)
            if days:
                own = self.settings.gap_factor * median(gaps) if gaps else usual
                if (last - days[-1]).days > max(self.settings.silent_min_days, own):
                    found.add(m)
        return found

    def present(self, last: date) -> set[int]:
        return {m for m in self.members(last) if self.visits(m, last)} - self.gone(last)

    def back(self, months: int) -> date:
        """The first day of the window of so many months that ends with the period."""
        end = self.period.last + DAY
        month = Month.of(end, self.period.calendar)
        place = (end - month.first).days
        for _ in range(months):
            month = month.before
        return min(month.first + place * DAY, month.last)

    @property
    def year(self) -> tuple[date, date]:
        return self.back(12), self.period.last

    def months(self, m: int) -> set[Month]:
        """Months in which the net is above zero."""
        by_month: dict[Month, int] = defaultdict(int)
        for r in self.inside(m, date.min, self.period.last):
            by_month[Month.of(r.day, self.period.calendar)] += r.net
        return {month for month, net in by_month.items() if net > 0}


def share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


@card("activity")
def activity(shop: Shop) -> dict[str, object]:
    first, last = shop.period.first, shop.period.last
    active = shop.bought(first, last)
    new = {m for m in active if shop.visits(m, last)[0] >= first}
    came_back = (active & shop.gone(first - DAY)) - new
    before = shop.bought(shop.other.first, shop.other.last)
    return {
        "active": len(active), "new": len(new), "came_back": len(came_back),
        "returning": len(active - new - came_back),
        "lapsed": len(shop.present(first - DAY) & shop.gone(last)),
        "two_repeating": len(active & before), "two_new": len(active - before),
        "two_lapsed": len(before - active),
    }  # fmt: skip


@card("retention")
def retention(shop: Shop) -> dict[str, object]:
    start = shop.period.first
    month = Month.of(start, shop.period.calendar)
    place = (start - month.first).days
    for _ in range(shop.settings.retention_months):
        month = month.before
    base = shop.bought(min(month.first + place * DAY, month.last), start - DAY)
    stayed = base & shop.bought(start, shop.period.last)
    return {"retention": share(len(stayed), len(base)), "retention_stayed": len(stayed),
            "retention_base": len(base)}  # fmt: skip


@card("churn")
def churn(shop: Shop) -> dict[str, object]:
    there = shop.present(shop.period.first - DAY)
    lost = there & shop.gone(shop.period.last)
    return {"churn": share(len(lost), len(there)), "churn_lost": len(lost),
            "churn_base": len(there)}  # fmt: skip


@card("transaction_churn")
def transaction_churn(shop: Shop) -> dict[str, object]:
    last, gone, found = shop.period.last, shop.gone(shop.period.last), {}
    for n in (1, 2, 3):
        made = {m for m in shop.members() if len(shop.visits(m, last)) >= n}
        ended = {m for m in made & gone if len(shop.visits(m, last)) == n}
        name = "transaction_churn" if n == 1 else f"transaction_churn_{n}"
        found[name] = share(len(ended), len(made))
    return found


@card("revenue")
def revenue(shop: Shop) -> dict[str, object]:
    previous = lost = reduced = more = 0
    for m in shop.members():
        was = shop.net(m, shop.other.first, shop.other.last)
        now = max(0, shop.net(m, shop.period.first, shop.period.last))
        if was <= 0:
            continue
        previous += was
        if now == 0:
            lost += was
        elif now < was:
            reduced += was - now
        else:
            more += now - was
    net = share(lost + reduced - more, previous)
    return {
        "revenue_churn": share(lost + reduced, previous), "expansion": share(more, previous),
        "net_revenue_churn": net, "nrr": None if net is None else 1 - net,
    }  # fmt: skip


@card("repeat")
def repeat(shop: Shop) -> dict[str, object]:
    first, last = shop.period.first, shop.period.last
    base = shop.bought(first, last)
    again = {m for m in base if len(shop.visits(m, last, first)) >= 2}
    return {"repeat_rate": share(len(again), len(base)), "repeat_members": len(again),
            "repeat_base": len(base)}  # fmt: skip


@card("second_purchase")
def second_purchase(shop: Shop) -> dict[str, object]:
    last = shop.period.last
    month = Month.of(last, shop.period.calendar)
    end = month.last if month.last == last else month.first - DAY
    month = Month.of(end, shop.period.calendar)
    for _ in range(11):
        month = month.before
    days = [shop.visits(m, last) for m in shop.members()]
    joined = [d for d in days if d and month.first <= d[0] <= end]
    told: dict[str, object] = {"second_purchase_waiting": sum(len(d) == 1 for d in joined)}
    for step in (30, 60, 90):
        old = [d for d in joined if (last - d[0]).days >= step]
        came = [d for d in old if len(d) > 1 and (d[1] - d[0]).days <= step]
        told[f"second_purchase_{step}"] = share(len(came), len(old))
    told["second_purchase_days"] = half_life(
        [((d[1] if len(d) > 1 else last) - d[0]).days for d in joined],
        [len(d) > 1 for d in joined],
    )
    return told


def still_there(times: list[int], ended: list[bool]) -> list[tuple[int, float]]:
    """Kaplan and Meier by hand: the share still there after each time of an end."""
    left, found = 1.0, []
    for time in sorted({t for t, is_end in zip(times, ended, strict=True) if is_end}):
        watched = sum(t >= time for t in times)
        left *= 1 - sum(e and t == time for t, e in zip(times, ended, strict=True)) / watched
        found.append((time, left))
    return found


def half_life(times: list[int], ended: list[bool]) -> int | None:
    return next((t for t, left in still_there(times, ended) if left <= 0.5 + 1e-12), None)


@card("frequency")
def frequency(shop: Shop) -> dict[str, object]:
    first, last = shop.period.first, shop.period.last
    base = shop.bought(first, last)
    visits = {m: len(shop.visits(m, last, first)) for m in shop.members()}
    net = sum(shop.net(m, first, last) for m in shop.members())
    gaps = [median(shop.gaps(m, last)) for m in base if shop.gaps(m, last)]
    return {
        "frequency": share(sum(visits[m] for m in base), len(base)),
        "basket": share(net, sum(visits.values())), "visits": sum(visits.values()),
        "gap_days": median(gaps) if gaps else None, "net_sales": net,
    }  # fmt: skip


@card("cohorts")
def cohorts(shop: Shop) -> dict[str, object]:
    last, calendar = shop.period.last, shop.period.calendar
    months = [Month.of(last, calendar)]
    for _ in range(12):
        months.insert(0, months[0].before)
    joined = defaultdict(list)
    for m in shop.members():
        if days := shop.visits(m, last):
            joined[Month.of(days[0], calendar)].append(m)
    found = {}
    for k in (1, 3, 6, 12):
        ended = [(a, b) for a, b in zip(months, months[k:], strict=False) if b.last <= last]
        size = sum(len(joined[a]) for a, _ in ended)
        came = sum(b in shop.months(m) for a, b in ended for m in joined[a])
        found[f"cohort_month_{k}"] = share(came, size)
    return found


@card("tenure")
def tenure(shop: Shop) -> dict[str, object]:
    last, gone = shop.period.last, shop.gone(shop.period.last)
    who = [m for m in shop.members() if shop.visits(m, last)]
    ends = [shop.visits(m, last)[-1] if m in gone else last for m in who]
    times = [(end - shop.visits(m, last)[0]).days for m, end in zip(who, ends, strict=True)]
    lost = [m in gone for m in who]
    half, month = half_life(times, lost), 365.2425 / 12
    found: dict[str, object] = {
        "tenure_lost": sum(lost),
        "tenure_median": None if half is None else half / month,
    }
    curve = still_there(times, lost)
    for months in (6, 12, 24):
        left = [share_ for time, share_ in curve if time <= months * month]
        known = max(times) >= months * month or (curve and curve[-1][1] == 0)
        found[f"tenure_{months}"] = (left[-1] if left else 1.0) if known else None
    return found


def five(values: list[int]) -> list[int]:
    """Scores 1 to 5; who stand level share one."""
    n = len(values)
    return [1 + 5 * (2 * sum(o < v for o in values) + values.count(v)) // (2 * n) for v in values]


@card("rfm")
def rfm(shop: Shop) -> dict[str, object]:
    everybody = replace(shop, wanted=None)
    first, last = shop.year
    who = sorted(everybody.bought(first, last))
    r = five([-(last - shop.visits(m, last)[-1]).days for m in who])
    f = five([len(shop.visits(m, last, first)) for m in who])
    m_ = five([shop.net(m, first, last) for m in who])
    loyal = endangered = 0
    for m, recency, often, money in zip(who, r, f, m_, strict=True):
        if len(shop.visits(m, last)) < 2 or (shop.wanted is not None and m not in shop.wanted):
            continue
        loyal += recency >= 3 and often >= 4
        endangered += recency <= 2 and (often >= 3 or money == 5)
    return {"rfm_loyal": loyal, "rfm_endangered": endangered}


@card("spenders")
def spenders(shop: Shop) -> dict[str, object]:
    net = {m: shop.net(m, *shop.year) for m in shop.bought(*shop.year)}
    sums = dict.fromkeys(("heavy", "medium", "light"), 0)
    for rial in net.values():
        above = sum(other > rial for other in net.values()) / len(net)
        sums["heavy" if above < 0.2 else "medium" if above < 0.5 else "light"] += rial
    return {f"{name}_share": share(rial, sum(net.values())) for name, rial in sums.items()}


def in_base(shop: Shop) -> list[int]:
    """Who bought or brought something back in the year: losses stay in the base."""
    return [m for m in shop.members() if any(
        r.net for r in shop.inside(m, *shop.year)) and (
        shop.net(m, *shop.year) != 0 or sum(map(counted, shop.inside(m, *shop.year))) > 0
        or any(r.net < 0 and counted(r) == 0 for r in shop.inside(m, *shop.year)))]  # fmt: skip


@card("pareto")
def pareto(shop: Shop) -> dict[str, object]:
    margins = sorted((shop.margin(m, *shop.year) for m in in_base(shop)), reverse=True)
    whole, top = sum(margins), max(1, int(len(margins) * 0.2 + 0.5))
    most = next(n for n in range(len(margins) + 1) if sum(margins[:n]) >= 0.8 * whole)
    return {"pareto_share": share(sum(margins[:top]), whole),
            "pareto_members": share(most, len(margins))}  # fmt: skip


@card("lifetime_value")
def lifetime_value(shop: Shop) -> dict[str, object]:
    month = Month.of(shop.period.last, shop.period.calendar)
    months = []
    for _ in range(24):
        months.append(month)
        month = month.before
    now, old = set(months[:12]), set(months[12:])
    there = [m for m in shop.members() if shop.months(m) & old]
    lost = [m for m in there if not shop.months(m) & now]
    members = shop.bought(*shop.year)
    visits = sum(len(shop.visits(m, shop.year[1], shop.year[0])) for m in shop.members())
    margin = sum(shop.margin(m, *shop.year) for m in shop.members())
    each, often = margin / visits - SERVING, visits / len(members)
    years = min(10.0, len(there) / len(lost)) if lost else 10.0
    return {"visit_margin": each, "visits_a_year": often, "years_expected": years,
            "simple_value": each * often * years}  # fmt: skip


@card("negative_margin")
def negative_margin(shop: Shop) -> dict[str, object]:
    base = in_base(shop)
    left = [
        shop.margin(m, *shop.year) - SERVING * len(shop.visits(m, shop.year[1], shop.year[0]))
        for m in base
    ]
    below = [rial for rial in left if rial < 0]
    return {"negative_members": len(below), "negative_share": share(len(below), len(base)),
            "negative_rial": -sum(below)}  # fmt: skip


@card("discount")
def discount(shop: Shop) -> dict[str, object]:
    came: dict[int, tuple[int, int]] = {}
    for m in shop.members():
        days = shop.visits(m, shop.year[1], shop.year[0])
        off = sum(sum(r.given for r in shop.of[m] if r.day == day) > 0 for day in days)
        if len(days) >= shop.settings.discount_min_visits:
            came[m] = off, len(days)
    only = sum(off == all_ for off, all_ in came.values())
    mostly = sum(off < all_ and off >= 0.8 * all_ for off, all_ in came.values())
    with_off, visits = (sum(each[n] for each in came.values()) for n in (0, 1))
    return {
        "discount_visits": share(with_off, visits),
        "discount_only": share(only, len(came)), "discount_mostly": share(mostly, len(came)),
    }  # fmt: skip


@card("hours")
def hours(shop: Shop) -> dict[str, object]:
    cells: dict[tuple[int, int], int] = defaultdict(int)
    for m in shop.members():
        for r in shop.inside(m, shop.period.first, shop.period.last):
            cells[r.day.weekday(), r.hour] += counted(r)
    whole = sum(cells.values())
    return {"receipts": whole, "busiest_share": share(max(cells.values(), default=0), whole)}


@card("gaps")
def gaps(shop: Shop) -> dict[str, object]:
    last = shop.period.last
    own = [median(shop.gaps(m, last)) for m in shop.members() if shop.gaps(m, last)]
    once = sum(len(shop.visits(m, last)) == 1 for m in shop.members())
    return {"gap_median": median(own) if own else None, "gap_p90": shop.usual_gap(last),
            "once": once}  # fmt: skip


@pytest.fixture(scope="module")
def seeded(founded_club, tmp_path_factory) -> Desk:
    """A club of two years: 60 members, some erased, two merged into others."""
    set_look(Look("en", "jalali", "toman"))
    path = shutil.copy(founded_club, tmp_path_factory.mktemp("twice") / "shop.club")
    clock = StoppedClock()
    db = open_club(path)
    desk = Desk(db, staff.by_name(db, "").brief, clock=clock)
    fill(ClubStory(desk, clock), random.Random(11))
    save_settings(desk, InsightSettings(margin_percent=MARGIN, cost_to_serve_rial=SERVING), 0)
    yield desk
    db.close()


def fill(story: ClubStory, chance: random.Random) -> None:
    members = []
    for n in range(60):
        day = date(2024, 12, 1) + timedelta(days=chance.randrange(690))
        member, gap = story.member(day, source=("walk-in", "instagram")[n % 2]), chance.choice(
            (5, 12, 30, 75))  # fmt: skip
        members.append(member)
        for _ in range(chance.choice((0, 1, 1, 2, 4, 8, 14))):
            if day > ABAN.last:
                break
            visit(story, chance, member, day)
            day += timedelta(days=1 + int(chance.expovariate(1 / gap)))
    for member in members[10:13]:
        story.erase(member, ABAN.last)
    for one, two in ((20, 21), (30, 33)):
        merging.merge(story.desk, members[one], members[two])


def visit(story: ClubStory, chance: random.Random, member: int, day: date) -> None:
    """Record a sale, and now and then what comes after it."""
    rial = chance.choice((200, 500, 500, 900, 4000)) * 1000
    cut = rial // 10 if chance.random() < (0.9 if member % 6 == 0 else 0.1) else 0
    cost = chance.choice((None, rial * 7 // 10, rial * 6 // 5))
    sale = story.sale(member, day, lines=(Line(rial - cut, "tea", discount_rial=cut,
                                               cost_rial=cost),))  # fmt: skip
    fate = chance.random()
    if fate < 0.12:
        story.sale(member, day, 150_000, hour=18)
    elif fate < 0.22:
        back = min(ABAN.last, day + timedelta(days=chance.randrange(30)))
        story.bring_back(sale, back)
    elif fate < 0.28:
        story.reverse(sale, day, 13)


def test_no_list_names_who_was_erased_or_merged(seeded):
    merged, erased = (
        {id_ for (id_,) in seeded.db.execute_sql(f"SELECT id FROM member WHERE {where}").fetchall()}
        for where in ("merged_into_id IS NOT NULL", "state = 'erased'")
    )
    assert (len(merged), len(erased)) == (2, 3)
    with reading(seeded, QUESTIONS["a year of the other calendar"]) as read:
        groups = [(card.key, g) for card in catalogue.every(read) for g in card.groups]
        groups += [(c.key, g) for c in catalogue.every(read.beside(Question(ABAN)))
                   for g in c.groups]  # fmt: skip
    for key, group in groups:
        ids = [int(id_) for id_ in group.ids]
        assert not merged & set(ids), (key, group.key)
        listed = people.page(seeded, ids, 0, len(ids), ABAN.span)
        assert {row.id for row in listed} == set(ids) - erased, (key, group.key)
        assert people.living(seeded, ids) == [row.id for row in listed]


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=list(QUESTIONS))
def test_every_figure_of_the_cards_is_that_of_plain_python(seeded, question):
    only = None
    if question.segment:
        only = {id_ for (id_,) in seeded.db.execute_sql(
            "SELECT id FROM member WHERE source = 'walk-in'").fetchall()}  # fmt: skip
    other = question.compare or question.period.before
    kept = InsightSettings(margin_percent=MARGIN, cost_to_serve_rial=SERVING)
    shop = Shop(rows_of_club(seeded), question.period, other, only, kept)
    with reading(seeded, question) as read:
        found = {card.key: card for card in catalogue.by_key(read, PLAIN)}
    told, said = {}, {}
    for name, reckon in PLAIN.items():
        if found[name].missing:
            continue
        expected = reckon(shop)
        figures = {one.metric: one.value for one in found[name].measures}
        told |= {(name, metric): figures[metric] for metric in expected}
        said |= {(name, metric): value for metric, value in expected.items()}
    assert len(told) > 30
    assert told == {key: close(value) for key, value in said.items()}


def close(value: object) -> object:
    return value if value is None else pytest.approx(value, rel=1e-9)
