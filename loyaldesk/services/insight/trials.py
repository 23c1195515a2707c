"""Trials: some of a list are asked, some held back by lot, and who bought again is compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from loyaldesk.domain import errors
from loyaldesk.domain.followups import NORMAL, FollowupDraft
from loyaldesk.domain.insight import trial as domain
from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Group, Measure
from loyaldesk.domain.insight.trial import Outcome, TrialDraft
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate
from loyaldesk.kernel.units import Unit
from loyaldesk.services import followup_steps as steps
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight import at_risk, next_act
from loyaldesk.services.insight.keeping_parts import meaning, nothing, told
from loyaldesk.services.insight.reading import Reading
from loyaldesk.store import trials as store
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.queries import expecting as queries
from loyaldesk.store.trials import StoredTrial

MOST_SHOWN = 50
"""Trials that are told, the newest first."""


@dataclass(frozen=True, slots=True)
class TrialResult:
    """A trial, what it came to, and who is behind it.

    Attributes:
        trial: As it was begun.
        outcome: The shares, their difference and the word.
        asked: Ids of those who were asked.
        held: Ids of those who were held back.
        looked: Days that were looked at so far.
    """

    trial: StoredTrial
    outcome: Outcome
    asked: tuple[int, ...]
    held: tuple[int, ...]
    looked: int


@dataclass(frozen=True, slots=True)
class Begun:
    """A trial that was begun: how many are asked, and how many are held back."""

    trial: StoredTrial
    asked: int
    held: int


def eligible(desk: Desk, ids: Sequence[int]) -> list[int]:
    """Return those of *ids* a trial can be made of, in their order.

    Left out is who is gone, in another trial, to be asked already, or owed something.

    Raises:
        PermissionDenied: If the operator may not read reports.
    """
    with desk.reading(Permission.REPORT_READ):
        return _free(desk.db, ids, desk.today())


def _free(db: ClubDatabase, ids: Sequence[int], today: date) -> list[int]:
    some = list(dict.fromkeys(ids))
    about = next_act.open_about(db, some, today)
    busy = (
        queries.open_silence(db, some) | about.complaints | about.overdue
        | store.running(db, today).keys()
    )  # fmt: skip
    there = queries.living_among(db, some)
    return [id_ for id_ in some if id_ in there and id_ not in busy]


def start(desk: Desk, draft: TrialDraft) -> Begun:
    """Begin a trial: draw who is held back, and make a follow-up for each of the others.

    The same key begins nothing twice.

    Raises:
        BadInput: If something in it cannot be used, or one side would be too small.
        KeyUsed: If the key was used for another trial.
        NoWorkingTime: If the shop never opens.
        PermissionDenied: If the operator may not make follow-ups for many or read reports.
    """
    draft = draft.checked()
    desk.require(Permission.FOLLOWUP_ANY)
    desk.require(Permission.REPORT_READ)
    ids = draft.member_ids or _listed(desk, draft.kind)
    with desk.change(Permission.FOLLOWUP_ANY) as change:
        there = store.by_key(change.db, draft.key)
        if there is not None:
            if (there.name, there.act) != (draft.name, draft.act):
                raise errors.KeyUsed(draft.key)
            return _begun(change.db, there)
        parts = domain.split(
            _free(change.db, ids, change.today), draft.share_held, draft.key
        )  # fmt: skip
        trial_id = store.add(
            change.db, key=draft.key, name=draft.name, act=draft.act, kind=draft.kind,
            days=draft.days, share_held=draft.share_held, began_on=change.today, at=change.now,
            operator_id=desk.operator.id, asked=parts.asked, held=parts.held,
        )  # fmt: skip
        for id_ in parts.asked:
            steps.make_step(change, FollowupDraft(
                f"trial:{trial_id}:{id_}", id_, text=draft.act, channel="call", reason="silence",
                priority=NORMAL,
            ))  # fmt: skip
        change.note("trial.start", "trial", trial_id, asked=len(parts.asked), held=len(parts.held))
        stored = store.by_id(change.db, trial_id)
        assert stored is not None  # noqa: S101 - stored above
        return Begun(stored, len(parts.asked), len(parts.held))


def _listed(desk: Desk, kind: str) -> tuple[int, ...]:
    return tuple(one.member_id for one in at_risk.at_risk(desk, (kind,)).rows)


def _begun(db: ClubDatabase, trial: StoredTrial) -> Begun:
    rows = store.bought(db, trial.id, trial.began_on, trial.began_on)
    held = sum(is_held for _id, is_held, _bought in rows)
    return Begun(trial, len(rows) - held, held)


def end(desk: Desk, trial_id: int) -> None:
    """End a trial: whom it holds back may be asked again; its follow-ups stay.

    Raises:
        Missing: If there is no such trial, or it was ended before.
        PermissionDenied: If the operator may not make follow-ups for many.
    """
    with desk.change(Permission.FOLLOWUP_ANY) as change:
        there = store.by_id(change.db, trial_id)
        if there is None or there.ended_at is not None:
            raise errors.Missing("trial", str(trial_id))
        store.end(change.db, trial_id, change.now)
        change.note("trial.end", "trial", trial_id)


def results(desk: Desk) -> list[TrialResult]:
    """Return what the trials came to until today, the newest first.

    Raises:
        PermissionDenied: If the operator may not read reports.
    """
    with desk.reading(Permission.REPORT_READ):
        return _results(desk, desk.today())


def _results(desk: Desk, until: date, read: Reading | None = None) -> list[TrialResult]:
    found = []
    for trial in store.listing(desk.db, until, MOST_SHOWN):
        last = domain.last_day(trial.began_on, trial.days)
        ended = desk.today(trial.ended_at) if trial.ended_at else None
        is_cut = ended is not None and ended <= min(last, until)
        seen = min(day for day in (last, until, ended) if day is not None)
        rows = store.bought(desk.db, trial.id, trial.began_on + timedelta(days=1), seen)
        if read is not None:
            keep = read.wanted([row[0] for row in rows]).tolist()
            rows = [row for row, kept in zip(rows, keep, strict=True) if kept]
        came = domain.outcome(
            (bought for _id, held, bought in rows if not held),
            (bought for _id, held, bought in rows if held), is_over=until > last, is_cut=is_cut,
        )  # fmt: skip
        found.append(TrialResult(
            trial, came, tuple(id_ for id_, held, _ in rows if not held),
            tuple(id_ for id_, held, _ in rows if held), max(0, (seen - trial.began_on).days),
        ))  # fmt: skip
    return found


def sentence(one: TrialResult) -> str:
    """Return what a trial says, in a sentence."""
    trial, came = one.trial, one.outcome
    if came.word == domain.EARLY:
        last = domain.last_day(trial.began_on, trial.days)
        return tr("Too early: it is looked until {day}.").format(day=fmt.day(last))
    if came.word == domain.ENDED:
        return trn(
            "Ended after {n} day, before its time was over: nothing is said.",
            "Ended after {n} days, before its time was over: nothing is said.", one.looked,
        ).format(n=fmt.number(one.looked))  # fmt: skip
    if came.word == domain.FEW:
        return tr("Each side needs {n} members before anything is said.").format(
            n=fmt.number(domain.LEAST)
        )
    return {
        "better": tr("It works: more of those asked came back, and more so than chance explains."),
        "worse": tr("It does harm: fewer of those asked came back, and more so than chance"
                    " explains."),
        "open": tr("No difference that chance could not explain."),
    }[came.word]  # fmt: skip


def trials_card(read: Reading) -> Card:
    """Return what each trial came to, beside those who were held back."""
    about = meaning(
        read,
        tr("Of a list of silent members some are asked and some, drawn by lot, are not. Whoever"
           " of these comes back would have come anyway; only what the others do better was won"
           " by asking."),
        tr("Share of members with sales less returns above nothing in the days after the trial"
           " began; asked - held back. Who was to be asked counts as asked, whether reached or"
           " not. Range of 95 %: Newcombe. Nothing is said before the days are over, or below"
           " {n} members on a side.").format(n=fmt.number(domain.LEAST)),
        tr("members in trials"),
    )  # fmt: skip
    card = Card("trials", tr("Trials with a group held back"), about)
    if why := nothing(read, needs_sales=False):
        return told(card, why)
    found = [
        one for one in _results(read.desk, min(read.question.period.last, read.today), read)
        if one.asked or one.held
    ]  # fmt: skip
    if not found:
        return told(card, tr(
            "No trial was begun yet. Under «At risk» a list is tried on a part by one key; a group"
            " held back shows what it brings."
        ))  # fmt: skip
    count = sum(len(one.asked) + len(one.held) for one in found)
    about = meaning(read, about.text, about.formula, about.counted, count)
    return Card(
        card.key, card.title, about, _measures(found[0]), grid=_grid(found),
        groups=tuple(group for one in found for group in _groups(one)),
        note=f"{isolate(found[0].trial.name)}: {sentence(found[0])}",
    )  # fmt: skip


def _measures(one: TrialResult) -> tuple[Measure, ...]:
    """Return the figures of the newest trial; none while it is too early."""
    came, name = one.outcome, isolate(one.trial.name)
    says = came.word in ("better", "worse", "open")
    why = "" if says else sentence(one)

    def figure(metric: str, title: str, value: float | None, count: int) -> Measure:
        return Measure(metric, title, value if says else None, Unit.RATIO, count=count, why=why)

    gap = Measure(
        "trial_lift", tr("{name}: won by asking").format(name=name),
        came.gap.value if says else None, Unit.RATIO, count=came.gap.count, why=why,
        low=came.gap.low if says else None, high=came.gap.high if says else None, better="up",
    )  # fmt: skip
    return (
        gap,
        figure("trial_asked", tr("Asked: bought again"), came.asked.value, came.asked.count),
        figure("trial_held", tr("Held back: bought again"), came.held.value, came.held.count),
    )


def _grid(found: Sequence[TrialResult]) -> Grid:
    columns = (
        GridColumn(tr("Name of the trial")), GridColumn(tr("Began on")),
        GridColumn(tr("Days"), Unit.COUNT),
        GridColumn(tr("Members asked"), Unit.COUNT), GridColumn(tr("bought again"), Unit.COUNT),
        GridColumn(tr("Members held back"), Unit.COUNT), GridColumn(tr("bought again"), Unit.COUNT),
        GridColumn(tr("Difference"), Unit.RATIO), GridColumn(tr("from"), Unit.RATIO),
        GridColumn(tr("to"), Unit.RATIO), GridColumn(tr("What it says")),
    )  # fmt: skip
    return Grid(columns, tuple(
        (
            one.trial.name, fmt.day(one.trial.began_on), one.trial.days,
            len(one.asked), _came(one.outcome.asked.value, len(one.asked)),
            len(one.held), _came(one.outcome.held.value, len(one.held)),
            one.outcome.gap.value, one.outcome.gap.low, one.outcome.gap.high, sentence(one),
        )
        for one in found
    ))  # fmt: skip


def _came(part: float | None, whole: int) -> int:
    return round((part or 0.0) * whole)


def _groups(one: TrialResult) -> tuple[Group, Group]:
    name, number = isolate(one.trial.name), one.trial.id
    return (
        Group(f"asked_{number}", tr("{name}: asked").format(name=name),
              np.array(one.asked, np.int64)),
        Group(f"held_{number}", tr("{name}: held back").format(name=name),
              np.array(one.held, np.int64)),
    )  # fmt: skip
