"""Cards of service: free hands, hand-overs, contacts after sales, evenness."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import numpy as np

from loyaldesk.domain.complaints import ClockName
from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Group
from loyaldesk.domain.insight.facts import Ints
from loyaldesk.domain.insight.patterns import Spread, spread
from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.kernel.units import Cell, Unit
from loyaldesk.services import worktime
from loyaldesk.services.insight.keeping_parts import (
    meaning,
    measure,
    not_come,
    nothing,
    ratio,
    told,
)
from loyaldesk.services.insight.reading import Reading
from loyaldesk.store.queries import complaints, followup_figures
from loyaldesk.store.queries import service as queries

HAND_DAYS = 90
CONTACT_DAYS = 14


def discretion_card(read: Reading) -> Card:
    """Return what each operator decided by own taste."""
    period = read.question.period
    title = tr("Free hands: what operators decide themselves")
    about = meaning(
        read,
        tr("Discounts, points and exceptions that a person decided, not a rule. Large differences"
           " between operators mean that members are treated by taste."),
        tr("Discounts by hand: sales that stand with one. Points by hand: corrections, gifts and"
           " compensations, opening balances left out. Exceptions: points spent without a proof,"
           " limits passed, sales written down for an earlier day. Skipped steps: follow-ups of"
           " playbooks that were cancelled."),
        tr("sales"), first=period.first,
    )  # fmt: skip
    card = Card("discretion", title, about)
    if why := not_come(read):
        return told(card, why)
    start = datetime.combine(period.first, time(), read.zone)
    end = datetime.combine(period.last + timedelta(days=1), time(), read.zone)
    offset = end.utcoffset() or timedelta()
    found = queries.free_hands(
        read.db, period.first, period.last, (start, end), offset.total_seconds() / 3600,
        read.ids_wanted,
    )  # fmt: skip
    if not found:
        return told(card, tr("No operator sold or decided anything in these days."))
    sales = sum(each.sales for each in found)
    names = [each.name or "\u2013" for each in found]
    shares = [ratio(each.discounts, each.sales) for each in found]
    whom = queries.discounted_by(read.db, period.first, period.last, read.ids_wanted)
    return replace(
        card, meaning=replace(about, count=sales),
        measures=(
            measure("hand_discount_share", tr("Sales with a discount by hand"),
                    ratio(sum(each.discounts for each in found), sales), Unit.RATIO, count=sales,
                    why=tr("Nothing was sold."), better="down"),
            measure("hand_discount", tr("Discounts by hand"),
                    sum(each.discount_rial for each in found), Unit.RIAL, count=sales,
                    better="down"),
            measure("hand_points", tr("Points given by hand"), sum(each.given for each in found),
                    Unit.POINTS),
            measure("exceptions", tr("Exceptions"), sum(each.exceptions for each in found),
                    better="down"),
            measure("skipped_steps", tr("Skipped steps"), sum(each.skipped for each in found),
                    better="down"),
        ),
        chart=Chart(
            ChartKind.BARS, tuple(names),
            (Series(tr("Sales with a discount by hand"), tuple(shares)),), Unit.RATIO,
            axis=tr("operator"), value_axis=tr("share of own sales"),
        ),
        grid=Grid(
            (GridColumn(tr("Operator")), GridColumn(tr("Sales"), Unit.COUNT),
             GridColumn(tr("With a discount by hand"), Unit.COUNT),
             GridColumn(tr("Share"), Unit.RATIO), GridColumn(tr("Discounts by hand"), Unit.RIAL),
             GridColumn(tr("Points given"), Unit.POINTS),
             GridColumn(tr("Points taken"), Unit.POINTS),
             GridColumn(tr("Spent without a proof"), Unit.COUNT),
             GridColumn(tr("Limits passed"), Unit.COUNT),
             GridColumn(tr("Dated back"), Unit.COUNT),
             GridColumn(tr("Skipped steps"), Unit.COUNT)),
            tuple(
                (name, each.sales, each.discounts, share, each.discount_rial, each.given,
                 each.taken, each.unproved, each.alone, each.backdated, each.skipped)
                for name, each, share in zip(names, found, shares, strict=True)
            ),
        ),
        groups=tuple(
            Group(f"discount_{each.operator_id}",
                  tr("Got a discount by hand from {name}").format(name=isolate(name)),
                  whom[each.operator_id])
            for name, each in zip(names, found, strict=True) if each.operator_id in whom
        ),
    )  # fmt: skip


def handed_over_card(read: Reading) -> Card:
    """Return what members bought before and after they were handed over."""
    span = read.facts.sums["year"].span
    title = tr("Before and after a hand-over")
    about = meaning(
        read,
        tr("What members bought in the {days} days before and after another operator took them"
           " over. Much less afterwards says that the member was the operator's, not the"
           " shop's.").format(days=fmt.number(HAND_DAYS)),
        tr("Members who went from one operator to another in the months of value. Visits: days with"
           " net sales above zero; the day of the hand-over itself counts on neither side. Only"
           " hand-overs whose days are over are in the sums."),
        tr("members handed over"), first=span.first,
    )  # fmt: skip
    card = Card("handed_over", title, about)
    if why := not_come(read):
        return told(card, why)
    found = queries.handed_over(read.db, span.first, span.last, HAND_DAYS, read.ids_wanted)
    if not found:
        return told(card, tr("No member was handed over in these months."))
    over = [each for each in found if each.on_day + timedelta(days=HAND_DAYS) < read.today]
    members = sum(len(each.ids) for each in over)
    early = tr("Too early: {days} days must pass after a hand-over.").format(
        days=fmt.number(HAND_DAYS)
    )
    came = [sum(each.came[n] for each in over) for n in (0, 1)]
    visits = [sum(each.visits[n] for each in over) for n in (0, 1)]
    net = [sum(each.net_rial[n] for each in over) for n in (0, 1)]
    names = [
        tr("{day}: {giver} to {getter}").format(
            day=fmt.day(each.on_day), giver=isolate(each.giver), getter=isolate(each.getter))
        for each in found
    ]  # fmt: skip
    ended = [each in over for each in found]
    return replace(
        card, meaning=replace(about, count=sum(len(each.ids) for each in found)),
        measures=(
            measure("handed_retention", tr("Bought after, of who bought before"),
                    ratio(sum(each.stayed for each in over), came[0]), Unit.RATIO, count=came[0],
                    better="up", why=early if not over else tr("None of them bought before.")),
            measure("handed_visits", tr("Visits of each, after"), _per(visits[1], members),
                    Unit.DECIMAL, before=_per(visits[0], members), count=members, better="up",
                    why=early),
            measure("handed_net", tr("Net of each, after"), _whole(net[1], members), Unit.RIAL,
                    before=_whole(net[0], members), count=members, better="up", why=early),
            measure("handed_csat", tr("Satisfaction before and after"), None, Unit.SCORE,
                    why=_no_satisfaction()),
        ),
        chart=Chart(
            ChartKind.BARS, tuple(names),
            (Series(tr("Visits before"), tuple(each.visits[0] for each in found), is_weak=True),
             Series(tr("Visits after"),
                    tuple(each.visits[1] if ok else None
                          for each, ok in zip(found, ended, strict=True)))),
            axis=tr("hand-over"), value_axis=tr("visits"),
        ),
        grid=Grid(
            (GridColumn(tr("Day"), Unit.DAY), GridColumn(tr("From")), GridColumn(tr("To")),
             GridColumn(tr("Members"), Unit.COUNT), GridColumn(tr("Bought before"), Unit.COUNT),
             GridColumn(tr("Bought after"), Unit.COUNT),
             GridColumn(tr("Visits before"), Unit.COUNT),
             GridColumn(tr("Visits after"), Unit.COUNT), GridColumn(tr("Net before"), Unit.RIAL),
             GridColumn(tr("Net after"), Unit.RIAL), GridColumn(tr("State"))),
            tuple(
                (each.on_day, each.giver, each.getter, len(each.ids),
                 each.came[0], each.came[1], each.visits[0], each.visits[1], each.net_rial[0],
                 each.net_rial[1], tr("over") if ok else tr("too early"))
                for each, ok in zip(found, ended, strict=True)
            ),
        ),
        groups=tuple(
            Group(f"handed_{n}", name, each.ids)
            for n, (name, each) in enumerate(zip(names, found, strict=True))
        ),
    )  # fmt: skip


def _per(figure: int, members: int) -> float | None:
    return figure / members if members else None


def _whole(figure: int, members: int) -> int | None:
    return round(figure / members) if members else None


def _no_satisfaction() -> str:
    return tr("Too early: satisfaction is not measured yet.")


def after_sale_contact_card(read: Reading) -> Card:
    """Return which sales were followed by a contact within fourteen days, by operator."""
    period = read.question.period
    title = tr("A contact after the sale")
    about = meaning(
        read,
        tr("Whether the member hears of the shop after the payment: sales after which somebody"
           " reached the member within {days} days.").format(days=fmt.number(CONTACT_DAYS)),
        tr("Sales of the period with a contact from the shop that reached the member within {days}"
           " days / sales whose {days} days are over or that have one. By the operator of the"
           " sale.").format(days=fmt.number(CONTACT_DAYS)),
        tr("sales"), first=period.first,
    )  # fmt: skip
    card = Card("after_sale_contact", title, about)
    if why := nothing(read, needs_sales=True):
        return told(card, why)
    rows = followup_figures.after_sales(
        read.db, period.first, period.last, CONTACT_DAYS, read.today
    )
    if not rows:
        return told(card, tr("No sale of these days stands."))
    judged = sum(row.sales - row.waiting for row in rows)
    contacted = sum(row.contacted for row in rows)
    waiting = sum(row.waiting for row in rows)
    shares = [row.share for row in rows]
    known = [share for share in shares if share is not None]
    names = [row.name or "\u2013" for row in rows]
    missed = queries.not_contacted(
        read.db, period.first, period.last, CONTACT_DAYS, read.today, read.ids_wanted
    )
    return replace(
        card, meaning=replace(about, count=judged),
        measures=(
            measure("after_sale_contact", tr("Sales with a contact"), ratio(contacted, judged),
                    Unit.RATIO, count=judged, better="up",
                    why=tr("The days after these sales are not over yet.")),
            measure("after_sale_spread", tr("Between the best and the weakest operator"),
                    max(known) - min(known) if len(known) > 1 else None, Unit.RATIO,
                    better="down", why=tr("There are not two operators to compare.")),
            measure("after_sale_waiting", tr("Sales with days left"), waiting, count=waiting),
        ),
        chart=Chart(
            ChartKind.BARS, tuple(names), (Series(tr("Sales with a contact"), tuple(shares)),),
            Unit.RATIO, axis=tr("operator"), value_axis=tr("share of sales"),
        ),
        grid=Grid(
            (GridColumn(tr("Operator")), GridColumn(tr("Sales"), Unit.COUNT),
             GridColumn(tr("With a contact"), Unit.COUNT),
             GridColumn(tr("With days left"), Unit.COUNT), GridColumn(tr("Share"), Unit.RATIO)),
            tuple(
                (name, row.sales, row.contacted, row.waiting, row.share)
                for name, row in zip(names, rows, strict=True)
            ),
            (tr("Together"), sum(row.sales for row in rows), contacted, waiting,
             ratio(contacted, judged)),
        ),
        groups=(Group("not_contacted", tr("Bought, and heard nothing of us"), missed),),
        note=tr("The shares are of all members, whatever group is chosen.")
        if read.ids_wanted is not None else "",
    )  # fmt: skip


def consistency_card(read: Reading) -> Card:
    """Return how evenly the shop answers and follows up, week by week."""
    period = read.question.period
    title = tr("How even the service is")
    about = meaning(
        read,
        tr("A good mean hides the bad day. For each week: how far the times to the first answer lie"
           " apart, and how slow the slowest tenth was."),
        tr("Working hours from a complaint or a request to the first answer, by the week it came:"
           " mean, standard deviation, 90th percentile. Follow-ups in time: done on the day they"
           " were due or before / due and not cancelled."),
        tr("answers"), first=period.first,
    )  # fmt: skip
    card = Card("consistency", title, about)
    if why := not_come(read):
        return told(card, why)
    weeks = _weeks(period.first, min(period.last, read.today))
    answers, whom = _answers(read)
    done = queries.followups_in_time(
        read.db, period.first, period.last, read.today, read.ids_wanted
    )
    if not answers and not done:
        return told(card, tr("In these days no question was answered and no follow-up was due."))
    spreads: list[Spread | None] = []
    shares: list[float | None] = []
    rows: list[tuple[Cell, ...]] = []
    for first, last in weeks:
        some = spread([hours for day, hours in answers if first <= day <= last])
        due = sum(n for day, n, _ in done if first <= day <= last)
        in_time = sum(n for day, _, n in done if first <= day <= last)
        spreads.append(some)
        shares.append(ratio(in_time, due))
        rows.append((first, some.count if some else 0, some.mean if some else None,
                     some.deviation if some else None, some.worst if some else None, due,
                     shares[-1]))  # fmt: skip
    every = spread([hours for _, hours in answers])
    due = sum(n for _, n, _ in done)
    none = tr("No question was answered in these days.")
    known = [share for share in shares if share is not None]
    return replace(
        card, meaning=replace(about, count=len(answers)),
        measures=(
            measure("answer_hours", tr("Time to the first answer, mean"),
                    every.mean if every else None, Unit.HOURS, count=len(answers), why=none,
                    better="down"),
            measure("answer_deviation", tr("Standard deviation"),
                    every.deviation if every else None, Unit.HOURS, count=len(answers),
                    why=tr("Two answers are needed at least."), better="down"),
            measure("answer_worst", tr("One in ten waits longer than"),
                    every.worst if every else None, Unit.HOURS, count=len(answers), why=none,
                    better="down"),
            measure("followups_in_time", tr("Follow-ups done in time"),
                    ratio(sum(n for _, _, n in done), due), Unit.RATIO, count=due, better="up",
                    why=tr("No follow-up was due in these days.")),
            measure("followups_worst_week", tr("In the weakest week"),
                    min(known) if known else None, Unit.RATIO, count=len(known), better="up",
                    why=tr("No follow-up was due in these days.")),
            measure("quality", tr("Quality and satisfaction"), None, Unit.SCORE,
                    why=_no_satisfaction()),
        ),
        chart=Chart(
            ChartKind.LINES, tuple(fmt.short_day(first) for first, _ in weeks),
            (Series(tr("Mean"), tuple(each.mean if each else None for each in spreads)),
             Series(tr("One in ten waits longer"),
                    tuple(each.worst if each else None for each in spreads), is_weak=True)),
            Unit.HOURS, axis=tr("week from"), value_axis=tr("working hours to the first answer"),
        ),
        grid=Grid(
            (GridColumn(tr("Week from"), Unit.DAY), GridColumn(tr("Answers"), Unit.COUNT),
             GridColumn(tr("Mean"), Unit.HOURS), GridColumn(tr("Deviation"), Unit.HOURS),
             GridColumn(tr("Slowest tenth"), Unit.HOURS),
             GridColumn(tr("Follow-ups due"), Unit.COUNT), GridColumn(tr("In time"), Unit.RATIO)),
            tuple(rows),
        ),
        groups=(Group("slow", tr("Members who waited longest for an answer to a complaint"),
                      whom),),
    )  # fmt: skip


def _weeks(first: date, last: date) -> list[tuple[date, date]]:
    """Return weeks of seven days; the last one ends with the period."""
    return [
        (day, min(day + timedelta(days=6), last))
        for day in (first + timedelta(days=7 * n) for n in range((last - first).days // 7 + 1))
    ]


def _answers(read: Reading) -> tuple[list[tuple[date, float]], Ints]:
    """Return day and working hours of each first answer, and members of the slowest tenth."""
    period, working, now = read.question.period, worktime.of(read.db), read.desk.clock()
    wanted = complaints.Wanted(first=period.first, last=period.last)
    held = [
        each.complaint
        for each in complaints.complaints(read.db, wanted)
        if each.complaint.clocks.answered_at is not None and not each.is_erased
    ]
    if read.ids_wanted is not None:
        kept = set(read.ids_wanted.tolist())
        held = [each for each in held if each.member_id in kept]
    timed = [
        (each.member_id, each.opened_on, each.clocks.spent(working, ClockName.ANSWER, now) / 60)
        for each in held
    ]
    worst = spread([hours for _, _, hours in timed])
    slow = {id_ for id_, _, hours in timed if worst and id_ is not None and hours >= worst.worst}
    asked = queries.answered_requests(read.db, period.first, period.last, read.ids_wanted)
    answers = [(day, hours) for _, day, hours in timed]
    answers += [(day, working.minutes_between(a, b) / 60) for day, a, b in asked]
    return answers, np.array(sorted(slow), np.int64)
