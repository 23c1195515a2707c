"""Cards of service: free hands, hand-overs, contacts after sales, evenness, ways, bad days."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from statistics import fmean

import numpy as np

from loyaldesk.domain.complaints import ClockName
from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Group
from loyaldesk.domain.insight.facts import Ints
from loyaldesk.domain.insight.history import day_number
from loyaldesk.domain.insight.patterns import Spread, spread
from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.kernel.units import Cell, Unit
from loyaldesk.services import worktime
from loyaldesk.services.followup_words import channel_name
from loyaldesk.services.insight.journey import where_of
from loyaldesk.services.insight.keeping_parts import meaning, measure, nothing, told
from loyaldesk.services.insight.reading import Reading
from loyaldesk.store.queries import complaints, followup_figures
from loyaldesk.store.queries import service as queries

HAND_DAYS = 90
CONTACT_DAYS = 14
AFTER_DAYS = (30, 60, 90)
LEAST_WAYS = 2


def _not_come(read: Reading) -> str:
    if read.question.period.first > read.today:
        return tr("These days have not come yet.")
    return ""


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


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
    if why := _not_come(read):
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
    shares = [_ratio(each.discounts, each.sales) for each in found]
    whom = queries.discounted_by(read.db, period.first, period.last, read.ids_wanted)
    return replace(
        card, meaning=replace(about, count=sales),
        measures=(
            measure("hand_discount_share", tr("Sales with a discount by hand"),
                    _ratio(sum(each.discounts for each in found), sales), Unit.RATIO, count=sales,
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
    if why := _not_come(read):
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
                    _ratio(sum(each.stayed for each in over), came[0]), Unit.RATIO, count=came[0],
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
            measure("after_sale_contact", tr("Sales with a contact"), _ratio(contacted, judged),
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
             _ratio(contacted, judged)),
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
    if why := _not_come(read):
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
        shares.append(_ratio(in_time, due))
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
                    _ratio(sum(n for _, _, n in done), due), Unit.RATIO, count=due, better="up",
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


def ways_card(read: Reading) -> Card:
    """Return by how many ways buyers were really reached in twelve months."""
    span = read.facts.sums["year"].span
    title = tr("Ways that reach members")
    about = meaning(
        read,
        tr("By how many ways each buyer was really reached. Who can be reached by one way only is"
           " lost with that way: a changed number, a messenger that is blocked."),
        tr("Members with net sales above zero in the months of value, by the number of different"
           " ways (call, message, visit, ...) of contacts that reached them in the same months."),
        tr("buyers"), first=span.first,
    )  # fmt: skip
    card = Card("ways", title, about)
    if why := nothing(read, needs_sales=False):
        return told(card, why)
    facts = read.facts
    living = where_of(read, facts).standing.ids
    buyers = facts.ids[facts.sums["year"].bought & np.isin(facts.ids, living)]
    if not len(buyers):
        return told(card, tr("Nobody bought in these months."))
    ids, counts, channels = queries.ways(read.db, span.first, span.last)
    of_each = np.zeros(len(buyers), np.int64)
    if len(ids):
        place = np.minimum(np.searchsorted(ids, buyers), len(ids) - 1)
        of_each = np.where(ids[place] == buyers, counts[place], 0)
    steps = np.minimum(of_each, 4)
    names = (tr("none"), tr("one way"), tr("two ways"), tr("three ways"), tr("four ways or more"))
    shown = [int(n) for n in np.bincount(steps, minlength=5)]
    few = of_each < LEAST_WAYS
    return replace(
        card, meaning=replace(about, count=len(buyers)),
        measures=(
            measure("ways_two", tr("Reached by two ways or more"), float((~few).mean()), Unit.RATIO,
                    count=len(buyers), better="up"),
            measure("ways_none", tr("Never reached"), shown[0], count=len(buyers), better="down"),
            measure("ways_mean", tr("Ways of a buyer, mean"), fmean(of_each.tolist()),
                    Unit.DECIMAL, count=len(buyers), better="up"),
        ),
        chart=Chart(
            ChartKind.BARS, names, (Series(tr("Buyers"), tuple(shown)),),
            axis=tr("ways that reached them"), value_axis=tr("buyers"),
        ),
        grid=Grid(
            (GridColumn(tr("Ways that reached them")), GridColumn(tr("Buyers"), Unit.COUNT),
             GridColumn(tr("Share"), Unit.RATIO)),
            tuple((name, shown[n], shown[n] / len(buyers)) for n, name in enumerate(names)),
        ),
        groups=(
            Group("few_ways", tr("Buyers with fewer than two ways"), buyers[few]),
            *(Group(f"ways_{n}", tr("Buyers by ways: {name}").format(name=name), buyers[steps == n])
              for n, name in enumerate(names)),
        ),
        note=_channels(channels),
    )  # fmt: skip


def _channels(channels: Sequence[tuple[str, int]]) -> str:
    """Return in one sentence how many members each way reached."""
    if not channels:
        return tr("No contact of these months reached anybody.")
    parts = [
        tr("{way} {n}").format(way=channel_name(code), n=fmt.number(count))
        for code, count in channels[:5]
    ]
    return tr("Members reached by each way: {list}.").format(list=tr(", ").join(parts))


def trigger_name(code: str) -> str:
    """Return after what a member may leave."""
    names = {
        "complaint": tr("A complaint"), "return": tr("Goods came back"),
        "incident": tr("An incident hit them"), "opt_out": tr("Took back a consent"),
    }  # fmt: skip
    return names[code]


def after_bad_card(read: Reading) -> Card:
    """Return who bought again after a bad experience, and who left at once."""
    span = read.facts.sums["year"].span
    title = tr("After a bad experience")
    about = meaning(
        read,
        tr("Whether members buy again after a complaint, goods that came back, an incident, or"
           " after they took back a consent to be written to."),
        tr("Of the events in the months of value whose days are over: share with a purchase within"
           " 30, 60 and 90 days after. Left at once: none within 90 days. A purchase on the day"
           " itself is not counted."),
        tr("events"), first=span.first,
        hint=tr("An article says that after a bad experience half of the customers leave at once."),
    )  # fmt: skip
    card = Card("after_bad", title, about)
    if why := _not_come(read):
        return told(card, why)
    found = queries.after_bad(read.db, span.first, span.last, read.today, read.ids_wanted)
    if not found.shape[1]:
        return told(
            card,
            tr("There was no complaint, return, incident or withdrawn consent in these months."),
        )
    kinds, ids, day, next_day = found
    today = day_number(read.today)
    codes = [n for n in range(len(queries.TRIGGERS)) if np.any(kinds == n)]
    names = [trigger_name(queries.TRIGGERS[n]) for n in codes]
    table = {n: _again(day[kinds == n], next_day[kinds == n], today) for n in codes}
    whole = _again(day, next_day, today)
    longest = AFTER_DAYS[-1]
    left = (day + longest < today) & ((next_day < 0) | (next_day > day + longest))
    early = tr("Too early: the days after these events are not over yet.")
    return replace(
        card, meaning=replace(about, count=found.shape[1]),
        measures=(
            measure("left_at_once", tr("Left at once"),
                    None if whole[-1][0] is None else 1 - whole[-1][0], Unit.RATIO,
                    count=whole[-1][1], why=early, better="down"),
            *(measure(f"bought_in_{days}",
                      tr("Bought again within {days} days").format(days=fmt.number(days)),
                      share, Unit.RATIO, count=base, why=early, better="up")
              for days, (share, base) in zip(AFTER_DAYS, whole, strict=True)),
        ),
        chart=Chart(
            ChartKind.BARS, tuple(names),
            tuple(
                Series(tr("within {days} days").format(days=fmt.number(days)),
                       tuple(table[n][k][0] for n in codes))
                for k, days in enumerate(AFTER_DAYS)
            ),
            Unit.RATIO, axis=tr("after"), value_axis=tr("share who bought again"),
        ),
        grid=Grid(
            (GridColumn(tr("After")), GridColumn(tr("Events"), Unit.COUNT),
             *(GridColumn(tr("within {days} days").format(days=fmt.number(days)), Unit.RATIO)
               for days in AFTER_DAYS),
             GridColumn(tr("Events 90 days ago or more"), Unit.COUNT),
             GridColumn(tr("Left at once"), Unit.COUNT)),
            tuple(
                (name, int(np.sum(kinds == n)), *(share for share, _ in table[n]),
                 table[n][-1][1], int(np.sum(left & (kinds == n))))
                for n, name in zip(codes, names, strict=True)
            ),
            (tr("Together"), found.shape[1], *(share for share, _ in whole), whole[-1][1],
             int(left.sum())),
        ),
        groups=(
            Group("left_at_once", tr("Left at once"), np.unique(ids[left])),
            *(Group(f"left_{queries.TRIGGERS[n]}",
                    tr("Left at once after: {event}").format(event=name),
                    np.unique(ids[left & (kinds == n)]))
              for n, name in zip(codes, names, strict=True)),
        ),
    )  # fmt: skip


def _again(day: Ints, next_day: Ints, today: int) -> list[tuple[float | None, int]]:
    """Return for each number of days the share that bought again, and of how many."""
    found = []
    for days in AFTER_DAYS:
        over = day + days < today
        back = over & (next_day >= 0) & (next_day <= day + days)
        base = int(over.sum())
        found.append((_ratio(int(back.sum()), base), base))
    return found
