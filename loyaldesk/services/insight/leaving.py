"""Cards of coming and leaving: where people come from, who is silent, the last event before."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from loyaldesk.domain.insight import rhythm, stages
from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Group
from loyaldesk.domain.insight.costs import ACQUISITION
from loyaldesk.domain.insight.facts import NEVER, Ints
from loyaldesk.domain.insight.history import day_number, day_of
from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.units import Unit
from loyaldesk.services.insight.journey import where_of
from loyaldesk.services.insight.keeping_parts import meaning, measure, nothing, told
from loyaldesk.services.insight.reading import Reading
from loyaldesk.services.request_words import source_name
from loyaldesk.store import shop_figures
from loyaldesk.store.fields import utc_text
from loyaldesk.store.queries import journey as queries
from loyaldesk.store.queries.journey import HAPPENINGS

AROUND = 30
"""What happened so many days before or after the last visit is looked at."""

MOST_SOURCES = 12

OVERDUE_EDGES = (7, 30, 90, 180, 365)
"""Days over the own limit: last days of the bars."""


def happening_name(code: str) -> str:
    """Return what happened to a member, in words."""
    names = {
        "complaint": tr("A complaint"), "return": tr("Goods came back"),
        "incident": tr("An incident hit them"), "unhappy": tr("A contact that left them unhappy"),
        "late": tr("We answered too late"), "not_reached": tr("We did not reach them"),
        "expired": tr("Points ended"), "tier_fall": tr("Fell to a lower tier"),
        "opt_out": tr("Took back a consent"), "happy": tr("A contact that pleased them"),
        "contact": tr("Another contact"), "": tr("Nothing known"),
    }  # fmt: skip
    return names.get(code, code)


@dataclass(frozen=True, slots=True)
class _Side:
    """Members with the day of their last visit, and what happened around it.

    ``last`` is the place of the last happening in `HAPPENINGS` for each, -1 for none.
    """

    ids: Ints
    had: list[Ints]
    last: Ints


def last_event_card(read: Reading) -> Card:
    """Return what happened to those who left in the period, beside those who stayed."""
    period = read.question.period
    title = tr("The last event before leaving")
    about = meaning(
        read,
        tr("What happened to members around the last visit before they left, beside the same for"
           " those who stayed. An event that is more frequent among those who left is worth a"
           " closer look; it is no proof."),
        tr("Left: whose limit of silence ended in these days and who has not come since. Stayed:"
           " who was there on the day before and is there at the end. Looked at: {days} days before"
           " and after the last visit; of those who stayed, the last visit before these"
           " days.").format(days=fmt.number(AROUND)),
        tr("members who left"), first=period.first,
    )  # fmt: skip
    card = Card("last_event", title, about)
    if why := nothing(read, needs_sales=False):
        return told(card, why)
    gone, gone_on, stay, stay_on = _who_left(read)
    if not len(gone):
        return told(card, tr("Nobody left in these days: the limit of silence of no member ended."))
    left, stayed = _sides(read, (gone, gone_on), (stay, stay_on))
    rows = []
    for kind, code in enumerate((*HAPPENINGS, "")):
        a, b = _last_as(left, kind), _last_as(stayed, kind)
        if code and not len(left.had[kind]) and not len(stayed.had[kind]):
            continue
        some = len(left.had[kind]) / len(gone) if code else None
        other = len(stayed.had[kind]) / len(stay) if code and len(stay) else None
        rows.append((happening_name(code), len(a), len(a) / len(gone),
                     len(b) / len(stay) if len(stay) else None, some, other))  # fmt: skip
    known = int(np.sum(left.last >= 0))
    before = int(np.sum(stayed.last >= 0))
    return replace(
        card, meaning=replace(about, count=len(gone)),
        measures=(
            measure("left", tr("Who left"), len(gone), better="down"),
            measure("left_with_event", tr("Of them with a known event"), known / len(gone),
                    Unit.RATIO, count=len(gone)),
            measure("stayed_with_event", tr("The same of those who stayed"),
                    before / len(stay) if len(stay) else None, Unit.RATIO, count=len(stay),
                    why=tr("Nobody stayed, so there is nothing to compare with.")),
        ),
        chart=Chart(
            ChartKind.BARS, tuple(row[0] for row in rows),
            (Series(tr("Who left"), tuple(row[2] for row in rows)),
             Series(tr("Who stayed"), tuple(row[3] for row in rows), is_weak=True)),
            Unit.RATIO, axis=tr("last event"), value_axis=tr("share of members"),
        ),
        grid=Grid(
            (GridColumn(tr("Event")), GridColumn(tr("Last event of so many who left"), Unit.COUNT),
             GridColumn(tr("Share of who left"), Unit.RATIO),
             GridColumn(tr("Share of who stayed"), Unit.RATIO),
             GridColumn(tr("Had it at all: left"), Unit.RATIO),
             GridColumn(tr("Had it at all: stayed"), Unit.RATIO)),
            tuple(rows),
        ),
        groups=(
            Group("left", tr("Who left"), gone),
            *(Group(f"left_{code or 'unknown'}",
                    tr("Left, last event: {event}").format(event=happening_name(code)),
                    _last_as(left, kind))
              for kind, code in enumerate((*HAPPENINGS, "")) if len(_last_as(left, kind))),
        ),
    )  # fmt: skip


def _last_as(side: _Side, kind: int) -> Ints:
    code = kind if kind < len(HAPPENINGS) else -1
    found: Ints = side.ids[side.last == code]
    return found


def _who_left(read: Reading) -> tuple[Ints, Ints, Ints, Ints]:
    """Return who left in the period and who stayed, each with the day of the visit looked at."""
    facts, start = read.facts, read.at_start
    living = where_of(read, facts).standing.ids
    limits = np.floor(rhythm.limits(facts, read.settings)).astype(np.int64)
    over = facts.last.astype(np.int64) + limits + 1
    left = (
        rhythm.lapsed(facts, read.settings)
        & (over >= day_number(read.question.period.first))
        & np.isin(facts.ids, living)
    )  # fmt: skip
    here = start.ids[rhythm.present(start, read.settings)]
    stays = np.isin(facts.ids, here) & rhythm.present(facts, read.settings)
    stays &= np.isin(facts.ids, living)
    kept = facts.ids[stays]
    last = stages.aligned(start, start.last.astype(np.int64), kept, NEVER)
    return facts.ids[left], facts.last[left].astype(np.int64), kept, last


def _sides(
    read: Reading, left: tuple[Ints, Ints], stayed: tuple[Ints, Ints]
) -> tuple[_Side, _Side]:  # fmt: skip
    days = np.concatenate((left[1], stayed[1]))
    last = min(day_number(read.question.period.last), int(days.max()) + AROUND)
    whom, when, what = queries.happenings(
        read.db, day_of(int(days.min()) - AROUND), day_of(last), utc_text(read.desk.clock()),
        [tier.code for tier in read.programme.tiers],
    )  # fmt: skip
    return tuple(_side(ids, on, whom, when, what) for ids, on in (left, stayed))  # type: ignore[return-value]


def _side(ids: Ints, on: Ints, whom: Ints, when: Ints, what: Ints) -> _Side:
    """Return what happened to *ids* around their days, and what was last."""
    last = np.full(len(ids), -1, np.int64)
    if not len(ids) or not len(whom):
        return _Side(ids, [np.array([], np.int64)] * len(HAPPENINGS), last)
    place = np.minimum(np.searchsorted(ids, whom), len(ids) - 1)
    near = (ids[place] == whom) & (np.abs(when - on[place]) <= AROUND)
    place, when, what = place[near], when[near], what[near]
    had = [np.unique(ids[place[what == kind]]) for kind in range(len(HAPPENINGS))]
    order = np.lexsort((-what, when, place))  # of one day, the sadder is last
    last[place[order]] = what[order]
    return _Side(ids, had, last)


def silent_card(read: Reading) -> Card:
    """Return who neither bought nor was spoken to for longer than the own limit."""
    title = tr("Silent members")
    about = meaning(
        read,
        tr("Members who have neither bought nor been spoken to for longer than their own rhythm"
           " allows. Somebody who comes every week is missed sooner than one who comes twice a"
           " year."),
        tr("Days since the last visit or the last contact that reached the member, whichever is"
           " later, above the larger of {days} days and {k} times the own usual gap; who came once"
           " has the gap that nine of ten gaps of the shop do not pass.").format(
               days=fmt.number(read.settings.silent_min_days),
               k=fmt.decimal(read.settings.gap_factor)),
        tr("members who have bought"),
    )  # fmt: skip
    card = Card("silent", title, about)
    if why := nothing(read, needs_sales=False):
        return told(card, why)
    facts = read.facts
    base = (facts.last != NEVER) & np.isin(facts.ids, where_of(read, facts).standing.ids)
    ids, last = facts.ids[base], facts.last[base].astype(np.int64)
    limits = rhythm.limits(facts, read.settings)[base]
    spoken, on = queries.last_contacts(read.db, facts.as_of)
    touched = _touched(ids, spoken, on)
    today = day_number(facts.as_of)
    over = today - np.maximum(last, touched) - limits
    silent, away = over > 0, today - last > limits
    bars = np.searchsorted(np.array(OVERDUE_EDGES, float), over[silent], side="left")
    names = _bar_names()
    counts = np.bincount(bars, minlength=len(names))
    never = silent & (touched == NEVER)
    return replace(
        card, meaning=replace(about, count=len(ids)),
        measures=(
            measure("silent", tr("Silent members"), int(silent.sum()), count=len(ids),
                    better="down"),
            measure("silent_share", tr("Of all who ever bought"),
                    float(silent.mean()) if len(ids) else None, Unit.RATIO, count=len(ids),
                    why=tr("Nobody has bought yet."), better="down"),
            measure("silent_never_called", tr("Of them never spoken to"), int(never.sum()),
                    count=int(silent.sum()), better="down"),
            measure("away_but_in_touch", tr("Away, but somebody spoke to them"),
                    int((away & ~silent).sum()), count=int(away.sum())),
        ),
        chart=Chart(
            ChartKind.BARS, names, (Series(tr("Silent members"), tuple(map(int, counts))),),
            axis=tr("days over the own limit"), value_axis=tr("members"),
        ),
        grid=Grid(
            (GridColumn(tr("Days over the own limit")), GridColumn(tr("Members"), Unit.COUNT)),
            tuple((name, int(counts[n])) for n, name in enumerate(names)),
            (tr("Together"), int(silent.sum())),
        ),
        groups=(
            Group("silent", tr("Silent members"), ids[silent]),
            Group("never_called", tr("Silent and never spoken to"), ids[never]),
            Group("in_touch", tr("Away, but somebody spoke to them"), ids[away & ~silent]),
            *(Group(f"over_{n}", tr("Over the limit by: {days}").format(days=name),
                    ids[silent][bars == n]) for n, name in enumerate(names)),
        ),
    )  # fmt: skip


def _touched(ids: Ints, spoken: Ints, on: Ints) -> Ints:
    """Return the day each was spoken to last, `NEVER` for who never was."""
    found = np.full(len(ids), NEVER, np.int64)
    if len(spoken):
        place = np.minimum(np.searchsorted(spoken, ids), len(spoken) - 1)
        known = spoken[place] == ids
        found[known] = on[place[known]]
    return found


def _bar_names() -> tuple[str, ...]:
    first = tr("up to {n}").format(n=fmt.number(OVERDUE_EDGES[0]))
    between = [
        tr("{first} to {last}").format(first=fmt.number(low + 1), last=fmt.number(high))
        for low, high in pairwise(OVERDUE_EDGES)
    ]
    return first, *between, tr("above {n}").format(n=fmt.number(OVERDUE_EDGES[-1]))


def sources_card(read: Reading) -> Card:
    """Return where the new members of the period came from, and what one cost."""
    period = read.question.period
    title = tr("Where new members come from")
    about = meaning(
        read,
        tr("New members by what they said when they joined. Word of mouth is who was brought by"
           " another member: no advertisement is cheaper."),
        tr("Members who joined in the period, by the source written in their form. Brought: has a"
           " member who brought them, or was first written down as sent by a member. Brought per"
           " 100 members: of all members at the end. Cost: the figures of acquisition entered for"
           " the months of the period, divided by its new members."),
        tr("members who joined"), first=period.first,
    )  # fmt: skip
    card = Card("sources", title, about)
    if period.first > read.today:
        return told(card, tr("These days have not come yet."))
    found, brought = _sources(read, period.first, period.last)
    every = sum(len(each.ids) for each in found)
    if not every:
        return told(card, tr("Nobody joined in these days."))
    before = read.question.compare
    then, then_brought = _sources(read, before.first, before.last) if before else ([], brought[:0])
    then_count = sum(len(each.ids) for each in then)
    living = where_of(read, read.facts).standing
    came = living.ids[living.visits >= 1]
    shown = found[:MOST_SOURCES]
    rows = [
        (_source_name(each.source), len(each.ids), len(each.ids) / every, each.referred,
         float(np.isin(each.ids, came).mean()))
        for each in shown
    ]  # fmt: skip
    if rest := found[MOST_SOURCES:]:
        ids = np.concatenate([each.ids for each in rest])
        brought_by = sum(each.referred for each in rest)
        have_come = float(np.isin(ids, came).mean())
        rows.append((tr("All others"), len(ids), len(ids) / every, brought_by, have_come))
    cost, why = _cost(read, every)
    known = sum(len(each.ids) for each in found if each.source)
    return replace(
        card, meaning=replace(about, count=every),
        measures=(
            measure("new_members", tr("New members"), every,
                    before=then_count if before else None, better="up"),
            measure("word_of_mouth", tr("Brought by a member"), len(brought) / every, Unit.RATIO,
                    before=len(then_brought) / then_count if then_count else None, count=every,
                    better="up"),
            measure("brought_per_100", tr("Brought per 100 members"),
                    100 * len(brought) / len(living.ids), Unit.DECIMAL, count=len(living.ids),
                    better="up"),
            measure("source_known", tr("Source is known"), known / every, Unit.RATIO, count=every,
                    better="up"),
            measure("acquisition_cost", tr("Cost of one new member"), cost, Unit.RIAL,
                    count=every, why=why, better="down"),
        ),
        chart=Chart(
            ChartKind.SHARES, tuple(str(row[0]) for row in rows),
            (Series(tr("New members"), tuple(row[1] for row in rows)),),
            axis=tr("source"), value_axis=tr("members"),
        ),
        grid=Grid(
            (GridColumn(tr("Source")), GridColumn(tr("Members"), Unit.COUNT),
             GridColumn(tr("Share"), Unit.RATIO), GridColumn(tr("Brought by a member"), Unit.COUNT),
             GridColumn(tr("Have come"), Unit.RATIO)),
            tuple(rows), (tr("Together"), every, None, len(brought), None),
        ),
        groups=(
            *(Group(f"source_{n}", _source_name(each.source), each.ids)
              for n, each in enumerate(shown)),
            Group("brought", tr("Brought by a member"), brought),
        ),
    )  # fmt: skip


def _source_name(source: str) -> str:
    return source_name(source) if source else tr("Not written down")


def _sources(read: Reading, first: date, last: date) -> tuple[list[queries.Came], Ints]:
    found, brought = queries.sources(read.db, first, last)
    if read.ids_wanted is not None:
        found = [_some(read, each, brought) for each in found]
        found = [each for each in found if len(each.ids)]
        brought = brought[read.wanted(brought)]
    return found, brought


def _some(read: Reading, each: queries.Came, brought: Ints) -> queries.Came:
    ids = each.ids[read.wanted(each.ids)]
    return queries.Came(each.source, ids, int(np.isin(ids, brought).sum()))


def _cost(read: Reading, every: int) -> tuple[int | None, str]:
    """Return what one new member cost, or why it cannot be told."""
    period = read.question.period
    if read.ids_wanted is not None:
        return None, tr("What was spent cannot be divided among groups of members.")
    whole = Month.of(period.first, period.calendar).first == period.first
    tomorrow = period.last + timedelta(days=1)
    if not whole or Month.of(tomorrow, period.calendar).first != tomorrow:
        return None, tr("Costs are entered by the month; choose whole months.")
    spent = [
        each.amount_rial
        for each in shop_figures.figures(read.db, period.first, period.last)
        if each.kind in ACQUISITION
    ]
    if not spent:
        return None, tr("No cost of winning members is entered for these months.")
    return round(sum(spent) / every), ""
