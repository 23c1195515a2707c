"""Cards of the way of members: stages, how far newcomers come, days between steps, who moved."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from weakref import WeakKeyDictionary

import numpy as np

from loyaldesk.domain.insight import stages
from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Group, Meaning, Measure
from loyaldesk.domain.insight.facts import NEVER, Facts, Ints
from loyaldesk.domain.insight.history import day_number
from loyaldesk.domain.insight.stages import STAGES, Standing
from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.units import Cell, Unit
from loyaldesk.services.insight import marking
from loyaldesk.services.insight.keeping_parts import meaning, measure, told
from loyaldesk.services.insight.mark_names import stage_name
from loyaldesk.services.insight.marking import Where, why_words
from loyaldesk.services.insight.reading import Reading
from loyaldesk.store import marks
from loyaldesk.store.queries import journey as queries

WEEK = 7
MOST_LISTED = 100
"""Rows of a list on a card; the members window lists all."""

_kept: WeakKeyDictionary[Reading, dict[date, Where]] = WeakKeyDictionary()


def where_of(read: Reading, facts: Facts) -> Where:
    """Return where the segment's members stood on the day of *facts*, reckoned once a picture.

    A stage set by hand holds while the rule says what it said then.
    """
    held = _kept.setdefault(read, {})
    if facts.as_of not in held:
        found = marking.where(read.db, facts, read.settings, read.wanted)
        now = found.standing
        for member_id, stage, ruled in marks.by_hand(read.db, facts.as_of):
            place = int(np.searchsorted(now.ids, member_id))
            if place < len(now.ids) and now.ids[place] == member_id:
                says = STAGES[now.codes[place]]
                if ruled in (says, marking.UNKNOWN) and stage in STAGES:
                    now.codes[place] = STAGES.index(stage)
        held[facts.as_of] = found
    return held[facts.as_of]


def no_members(read: Reading) -> str:
    """Return why nothing can be told of members, or an empty text."""
    if read.question.period.first > read.today:
        return tr("These days have not come yet.")
    if not len(where_of(read, read.facts).standing.ids):
        return tr("There was no member here until the end of these days.")
    return ""


_MAIN_FIRST = sorted(range(len(STAGES)), key=lambda n: n != stages.REGULAR)
"""The regulars are what a shop lives on: they are told first."""


def stages_card(read: Reading) -> Card:
    """Return how many members stand in each stage, and who moved in the period."""
    title = tr("Stages of members")
    about = meaning(
        read,
        tr("Each member stands in one stage, told by a rule from what they did. Nobody is called"
           " regular before the third visit, however large one purchase was."),
        tr("Regular: 3 visits or more, silent for no longer than two thirds of the own limit."
           " Advocate: a regular who brought a member, thanked the shop or had an idea used."
           " Sleeping: 2 visits or more, silent longer than that. Lapsed: silent longer than the"
           " limit, which is the larger of {days} days and {k} times the own usual gap. A visit is"
           " a day with net sales above zero.").format(
               days=fmt.number(read.settings.silent_min_days),
               k=fmt.decimal(read.settings.gap_factor)),
        tr("members"),
    )  # fmt: skip
    card = Card("stages", title, about)
    if why := no_members(read):
        return told(card, why)
    now, was = where_of(read, read.facts).standing, where_of(read, read.at_start).standing
    counts, before = now.counts(), was.counts()
    ids, old, new = stages.moves(was, now)
    rows = tuple(
        (stage_name(stage), counts[n], counts[n] / len(now.ids), before[n],
         int(np.sum(new == n)), int(np.sum(old == n)))
        for n, stage in enumerate(STAGES)
    )  # fmt: skip
    moved = [
        Group(f"move_{STAGES[a]}_{STAGES[b]}",
              tr("From “{was}” to “{now}”").format(was=stage_name(STAGES[a]),
                                                   now=stage_name(STAGES[b])),
              ids[(old == a) & (new == b)])
        for a, b in sorted({(int(a), int(b)) for a, b in zip(old, new, strict=True)})
    ]  # fmt: skip
    return Card(
        "stages", title, _counted(about, len(now.ids)),
        measures=tuple(
            measure(f"stage_{STAGES[n]}", stage_name(STAGES[n]), counts[n], before=before[n],
                    count=len(now.ids), better=_better(STAGES[n]))
            for n in _MAIN_FIRST
        ),
        chart=Chart(
            ChartKind.BARS, tuple(stage_name(stage) for stage in STAGES),
            (Series(tr("Now"), tuple(counts)),
             Series(tr("Before these days"), tuple(before), is_weak=True)),
            axis=tr("stage"), value_axis=tr("members"),
        ),
        grid=Grid(
            (GridColumn(tr("Stage")), GridColumn(tr("Members"), Unit.COUNT),
             GridColumn(tr("Share"), Unit.RATIO), GridColumn(tr("Before"), Unit.COUNT),
             GridColumn(tr("Came in"), Unit.COUNT), GridColumn(tr("Went out"), Unit.COUNT)),
            rows, (tr("Together"), len(now.ids), None, len(was.ids), None, None),
        ),
        groups=tuple(
            Group(stage, stage_name(stage), now.among(n)) for n, stage in enumerate(STAGES)
        ) + tuple(moved),
    )  # fmt: skip


def _better(stage: str) -> str:
    if stage in ("sleeping", "lapsed"):
        return "down"
    return "up" if stage in ("regular", "advocate") else ""


def _counted(about: Meaning, count: int) -> Meaning:
    return Meaning(about.text, about.formula, about.version, about.first, about.last, count,
                   about.counted, about.hint)  # fmt: skip


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def funnel_card(read: Reading) -> Card:
    """Return how far those came who asked or joined in the months of value."""
    span = read.facts.sums["year"].span
    title = tr("From the first question to advocate")
    about = meaning(
        read,
        tr("How far the people came who asked or joined in these months. Each step is counted"
           " however long ago it was reached; who left afterwards stays in it."),
        tr("Enquiries: prospects written down, without those who were members already. The steps"
           " from “joined” on are members who joined in these months: first visit = 1 visit or"
           " more, second = 2, regular = 3, advocate = regular and brought a member, thanked or"
           " had an idea used."),
        tr("members who joined"), first=span.first,
    )  # fmt: skip
    card = Card("funnel", title, about)
    if why := no_members(read):
        return told(card, why)
    found = where_of(read, read.facts)
    began, ended = day_number(span.first), day_number(span.last)
    new = (found.joined >= began) & (found.joined <= ended)
    asked = queries.prospects(read.db, span.first, span.last)
    if read.ids_wanted is not None:  # a prospect who never joined belongs to no segment
        asked = asked[:, :0]
    ids, visits = found.standing.ids[new], found.standing.visits[new]
    if not len(ids) and not asked.shape[1]:
        return told(card, tr("Nobody asked or joined in these months."))
    loyal = (visits >= stages.REGULAR_VISITS) & np.isin(ids, found.advocacy.ids)
    reached = [ids, ids[visits >= 1], ids[visits >= 2], ids[visits >= 3], ids[loyal]]
    return _funnel(_counted(about, len(ids)), title, asked, reached, found.standing)


def _funnel(
    about: Meaning, title: str, asked: Ints, reached: Sequence[Ints], now: Standing
) -> Card:  # fmt: skip
    every = asked.shape[1]
    became = asked[2][asked[2] != queries.NOBODY]
    bought = int(np.isin(np.unique(became), now.ids[now.visits >= 1]).sum())
    codes = ("joined", "first", "second", "regular", "advocate")
    counts = [len(each) for each in reached]
    names = [stage_name(stages.ENQUIRY), tr("Joined"), *[stage_name(code) for code in codes[1:]]]
    rows: list[tuple[Cell, ...]] = [(names[0], every, None, None)]
    rows.append((names[1], counts[0], None, None))
    rows += [
        (names[n + 1], counts[n], _ratio(counts[n], counts[n - 1]), counts[n - 1] - counts[n])
        for n in range(1, 5)
    ]
    stay = (tr("Joined, but never came"), tr("Came once"), tr("Came twice"),
            tr("Regular, not yet an advocate"))  # fmt: skip
    nobody = tr("Nobody asked in these months.")
    steps = tuple(
        measure(f"{codes[n - 1]}_to_{codes[n]}",
                tr("From “{was}” to “{now}”").format(was=names[n], now=names[n + 1]),
                _ratio(counts[n], counts[n - 1]), Unit.RATIO, count=counts[n - 1], better="up",
                why=tr("Nobody reached the step before."))
        for n in range(1, 5)
    )  # fmt: skip
    return Card(
        "funnel", title, about,
        measures=(
            measure("enquiry_to_member", tr("Enquiries that joined"),
                    _ratio(len(became), every), Unit.RATIO, count=every, why=nobody, better="up"),
            measure("enquiry_to_sale", tr("Enquiries that bought"),
                    _ratio(bought, every), Unit.RATIO, count=every, why=nobody, better="up"),
            *steps,
        ),
        chart=Chart(
            ChartKind.BARS, tuple(names), (Series(tr("People"), (every, *counts)),),
            axis=tr("step"), value_axis=tr("people"),
        ),
        grid=Grid(
            (GridColumn(tr("Step")), GridColumn(tr("People"), Unit.COUNT),
             GridColumn(tr("Of the step before"), Unit.RATIO),
             GridColumn(tr("Did not come on"), Unit.COUNT)),
            tuple(rows),
        ),
        groups=(
            *(Group(f"stayed_{codes[n]}", stay[n], np.setdiff1d(reached[n], reached[n + 1]))
              for n in range(4)),
            Group("advocates", stage_name("advocate"), reached[4]),
        ),
        note=tr("Of {every} enquiries {joined} joined, {bought} of them bought.").format(
            every=fmt.number(every), joined=fmt.number(len(became)), bought=fmt.number(bought)
        ) if every else "",
    )  # fmt: skip


def stage_days_card(read: Reading) -> Card:
    """Return how many days lie between the steps, of those who made them in the period."""
    period = read.question.period
    title = tr("Days between the steps")
    about = meaning(
        read,
        tr("How long it takes from one step to the next, for the members who made the step in"
           " these days. The one in the middle is told: half were faster."),
        tr("Median of days. To the third visit and to advocate it is counted from the day on which"
           " the stage was noted at night, so it is known from the first nights on."),
        tr("steps"), first=period.first,
    )  # fmt: skip
    card = Card("stage_days", title, about)
    if why := no_members(read):
        return told(card, why)
    steps = _steps(read)
    count = sum(len(days) for _, _, days in steps)
    if not count:
        return told(card, tr("Nobody made a step in these days."))
    medians = [float(np.median(days)) if len(days) else None for _, _, days in steps]
    return Card(
        "stage_days", title, _counted(about, count),
        measures=tuple(
            measure(f"days_{key}", name, middle, Unit.DAYS, count=len(days),
                    why=tr("Nobody made this step in these days."))
            for (key, name, days), middle in zip(steps, medians, strict=True)
        ),
        chart=Chart(
            ChartKind.BARS, tuple(name for _, name, _ in steps),
            (Series(tr("Days, median"), tuple(medians)),), Unit.DAYS, axis=tr("step"),
            value_axis=tr("days"),
        ),
        grid=Grid(
            (GridColumn(tr("Step")), GridColumn(tr("Members"), Unit.COUNT),
             GridColumn(tr("Median"), Unit.DAYS), GridColumn(tr("A quarter is faster than"),
                                                             Unit.DAYS),
             GridColumn(tr("A quarter is slower than"), Unit.DAYS)),
            tuple(
                (name, len(days), middle, *_quarters(days))
                for (_, name, days), middle in zip(steps, medians, strict=True)
            ),
        ),
        groups=_made_steps(read),
    )  # fmt: skip


def _quarters(days: Ints) -> tuple[float | None, float | None]:
    if len(days) < 4:
        return None, None
    low, high = np.percentile(days, [25, 75])
    return float(low), float(high)


def _steps(read: Reading) -> list[tuple[str, str, Ints]]:
    """Return key, name and the days of each step that was made in the period."""
    period, facts = read.question.period, read.facts
    found = where_of(read, facts)
    asked = queries.prospects(read.db, date(1970, 1, 2), period.last)
    asked = asked[:, (asked[2] != queries.NOBODY) & read.wanted(asked[2])]
    asked = asked[:, _inside(read, asked[1])]
    first, second = (
        stages.aligned(facts, days.astype(np.int64), found.standing.ids, NEVER)
        for days in (facts.first, facts.second)
    )
    came = _inside(read, first) & (first >= found.joined)
    again = _inside(read, second)
    return [
        ("enquiry_joined", tr("Enquiry to joining"), asked[1] - asked[0]),
        ("joined_first", tr("Joining to first visit"), (first - found.joined)[came]),
        ("first_second", tr("First to second visit"), (second - first)[again]),
        ("second_regular", tr("Second visit to regular"), _noted(read, "second", "regular")),
        ("regular_advocate", tr("Regular to advocate"), _noted(read, "regular", "advocate")),
    ]


def _noted(read: Reading, was: str, becomes: str) -> Ints:
    period = read.question.period
    found = marks.stage_days(read.db, was, becomes, period.first, period.last)
    some = np.array(found, np.int64).reshape(-1, 2)
    days: Ints = some[read.wanted(some[:, 0]), 1]
    return days


def _inside(read: Reading, days: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    period = read.question.period
    found: np.ndarray[tuple[int], np.dtype[np.bool_]] = (
        (days >= day_number(period.first)) & (days <= day_number(period.last))
    )  # fmt: skip
    return found


def _made_steps(read: Reading) -> tuple[Group, ...]:
    facts, found = read.facts, where_of(read, read.facts).standing
    first, second = (
        stages.aligned(facts, days.astype(np.int64), found.ids, NEVER)
        for days in (facts.first, facts.second)
    )
    return (
        Group("first", tr("Came for the first time"), found.ids[_inside(read, first)]),
        Group("second", tr("Came for the second time"), found.ids[_inside(read, second)]),
    )


def movers_card(read: Reading) -> Card:
    """Return who rose and who fell in the last seven days, each with the reason."""
    last = min(read.question.period.last, read.today)
    first = last - timedelta(days=WEEK - 1)
    title = tr("Rose and fell this week")
    about = meaning(
        read,
        tr("Members whose stage changed in the last seven days of the period, and why. A birthday"
           " call to somebody who falls costs little; next month it is too late."),
        tr("Last change of each member in 7 days: up is a later step on the way, or back from"
           " sleeping or lapsed; down is sleeping or lapsed. Looked at every night."),
        tr("members who moved"), first=first,
    )  # fmt: skip
    card = Card("movers", title, about)
    moved = _moved(read, first, last)
    if not moved:
        return told(
            card,
            tr(
                "No stage changed in these seven days. Stages are looked at every"
                " night; in a new club the first changes come after some days."
            ),
        )
    up = [id_ for id_, (was, now) in moved.items() if stages.is_up(was, now)]
    down = sorted(moved.keys() - set(up))
    kinds = Counter(moved.values()).most_common()
    listed = down[: MOST_LISTED // 2] + sorted(up)[: MOST_LISTED // 2]
    rows = tuple(
        (each.name or each.number, stage_name(each.was), stage_name(each.becomes),
         tr("up") if stages.is_up(each.was, each.becomes) else tr("down"),
         why_words(each), each.on_day)
        for each in marks.last_events(read.db, marks.STAGE, first, last, listed)
    )  # fmt: skip
    return Card(
        "movers", title, _counted(about, len(moved)),
        measures=(
            Measure("risers", tr("Rose"), len(up), better="up"),
            Measure("fallers", tr("Fell"), len(down), better="down"),
        ),
        chart=Chart(
            ChartKind.BARS,
            tuple(tr("{was} to {now}").format(was=stage_name(was), now=stage_name(now))
                  for (was, now), _ in kinds[:12]),
            (Series(tr("Members"), tuple(n for _, n in kinds[:12])),),
            axis=tr("change"), value_axis=tr("members"),
        ),
        grid=Grid(
            (GridColumn(tr("Member")), GridColumn(tr("Was")), GridColumn(tr("Is")),
             GridColumn(tr("Direction")), GridColumn(tr("Why")), GridColumn(tr("Day"), Unit.DAY)),
            rows,
        ),
        groups=(Group("risers", tr("Rose"), tuple(sorted(up))),
                Group("fallers", tr("Fell"), tuple(down))),
        note=tr("The table lists {n} of {all}.").format(
            n=fmt.number(len(rows)), all=fmt.number(len(moved))
        ) if len(rows) < len(moved) else "",
    )  # fmt: skip


def _moved(read: Reading, first: date, last: date) -> dict[int, tuple[str, str]]:
    """Return where each member came from and went to in some days; who is back is no mover."""
    began: dict[int, str] = {}
    ended: dict[int, str] = {}
    for member_id, was, becomes in marks.moved(read.db, marks.STAGE, first, last):
        if was in STAGES and becomes in STAGES:
            began.setdefault(member_id, was)
            ended[member_id] = becomes
    ids = np.array(sorted(began), np.int64)
    wanted = ids[read.wanted(ids)].tolist()
    return {id_: (began[id_], ended[id_]) for id_ in wanted if began[id_] != ended[id_]}
