"""The marks of members: stage and risk, kept by the night; a stage also by hand, with a reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from loyaldesk.domain.errors import MemberErased, Missing
from loyaldesk.domain.events import MemberChanged
from loyaldesk.domain.insight import risk, stages
from loyaldesk.domain.insight.facts import Facts, Flags, Ints
from loyaldesk.domain.insight.history import day_number, day_of
from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.insight.settings import InsightSettings
from loyaldesk.domain.insight.stages import STAGES, Advocacy, Codes, Standing
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import clean, is_storable
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import points, staff
from loyaldesk.services.desk import Change, Desk
from loyaldesk.services.insight.forecast import forecast
from loyaldesk.services.insight.question import Question
from loyaldesk.services.insight.reading import reading
from loyaldesk.store import mark_columns
from loyaldesk.store import marks as store
from loyaldesk.store import sales as sale_store
from loyaldesk.store.database import ClubDatabase

BATCH = 2_000
"""Marks in one transaction: a sale at the counter waits for some hundredths of a second."""

LONGEST_REASON = 300

UNKNOWN = "?"
"""What the rule says of a stage set by hand before the first night: the next one finds out."""

RULE = "="
"""Begins the reason of a change that the rule made; without it, it is what somebody wrote."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where the members of a club stand on a day.

    Attributes:
        standing: The stage of each by the rule.
        joined: When each joined, as days since 1970.
        advocacy: Who did something for the shop.
    """

    standing: Standing
    joined: Ints
    advocacy: Advocacy


def where(
    db: ClubDatabase, facts: Facts, settings: InsightSettings,
    wanted: Callable[[Ints], Flags] | None = None,
) -> Where:  # fmt: skip
    """Return where every member stands on the day of the facts, by the rule.

    Args:
        db: The club.
        facts: Of the members with a sale.
        settings: Limits of the shop.
        wanted: Which of some members are looked at; None: all.
    """
    ids, joined = mark_columns.living(db, facts.as_of)
    if wanted is not None:
        some = wanted(ids)
        ids, joined = ids[some], joined[some]
    advocacy = Advocacy(*mark_columns.advocates(db, facts.as_of))
    return Where(stages.standing(facts, settings, ids, advocacy.ids), joined, advocacy)


def run(desk: Desk, progress: Progress = SILENT) -> int:
    """Give members stage and risk by the rules; return how many changed (a part of the night).

    A stage set by hand stays until the rule comes to another answer than it had then.
    """
    desk.require(Permission.NIGHT_RUN)
    desk = staff.system_desk(desk)  # who starts the night need not be one who reads reports
    today = desk.today()
    with reading(desk, Question(Period.days(today, today, "gregorian")), progress=progress) as read:
        facts = read.gathered(today, {}, "gregorian")
        found = where(read.db, facts, read.settings)
        risks = risk.classes(facts, read.settings, forecast(read, today).active_of(facts.ids))
        stored = mark_columns.stored_marks(read.db, STAGES, risk.CODES)
        plan = _plan(stored, found, facts, risks)
        left = [int(id_) for id_ in np.setdiff1d(stored[0], found.standing.ids)]
    changed = 0
    for start in range(0, max(len(plan), len(left)), BATCH):
        progress.step(start, len(plan))
        with desk.change(Permission.NIGHT_RUN) as change:
            store.drop(change.db, left[start : start + BATCH])
            changed += _store(change, found.advocacy, plan[start : start + BATCH])
            if start + BATCH >= len(plan):
                change.note("insight.mark", "club", 1, changed=changed)
    return changed


@dataclass(frozen=True, slots=True)
class _New:
    """A mark to be stored; ``had`` is the stage it follows from (empty: there was no mark)."""

    member_id: int
    had: str
    ruled: str
    stage: str
    stage_on: date
    visits: int
    silent: int
    limit: float
    risk: str
    risk_why: str


def _plan(
    stored: tuple[Ints, Codes, Codes, Codes], found: Where, facts: Facts, risks: risk.Risks
) -> list[_New]:
    """Return what is to be stored, only of members whose mark is another."""
    now = found.standing
    ids, codes, ruled, had_risk = stored
    had = np.full(len(now.ids), -1, np.int8)
    hand = np.full(len(now.ids), -1, np.int8)
    _, here, there = np.intersect1d(now.ids, ids, assume_unique=True, return_indices=True)
    had[here], hand[here] = codes[there], ruled[there]
    was_risk = np.full(len(now.ids), -1, np.int8)
    was_risk[here] = had_risk[there]
    near = stages.aligned(facts, risks.codes.astype(np.int8), now.ids, risk.NONE)
    why = stages.aligned(facts, risks.why.astype(np.int8), now.ids, 0)
    by_rule = hand == -1
    differs = (by_rule & (had != now.codes)) | (~by_rule & (hand != now.codes))
    differs |= was_risk != near
    days = stages.since(now, facts, found.joined, day_number(facts.as_of))
    return [
        _New(
            int(now.ids[n]), STAGES[had[n]] if had[n] >= 0 else "", _ruled(int(hand[n])),
            STAGES[now.codes[n]], day_of(days[n]), int(now.visits[n]), int(now.silent[n]),
            float(now.limits[n]), risk.CODES[near[n]], risk.REASONS[why[n]],
        )
        for n in np.flatnonzero(differs)
    ]  # fmt: skip


def _ruled(code: int) -> str:
    if code == -1:
        return ""
    return STAGES[code] if code >= 0 else UNKNOWN


def _store(change: Change, advocacy: Advocacy, part: Sequence[_New]) -> int:
    """Store a part of what is new; who was set, erased or merged meanwhile is left out."""
    ids = [new.member_id for new in part]
    marks, gone = store.marks_of(change.db, ids), store.gone(change.db, ids)
    day = change.today.isoformat()
    put: list[store.Mark] = []
    events: list[store.Event] = []
    for new in part:
        old = marks.get(new.member_id)
        is_same = (old.stage, old.ruled) == (new.had, new.ruled) if old else not new.had
        if new.member_id in gone or not is_same:
            continue
        plain = old or store.Mark(new.member_id, "", "", "", "", day, "")
        mark = _with_risk(plain, new, day)
        if new.ruled in (new.stage, UNKNOWN):  # by hand, and the rule says what it said then
            mark = replace(mark, ruled=new.stage)
        else:
            on = plain.stage_on if plain.stage == new.stage else new.stage_on.isoformat()
            mark = replace(mark, stage=new.stage, stage_on=on, ruled="")
        put.append(mark)
        if old is not None:
            events += _events(change, old, mark, new, advocacy)
    store.put(change.db, put)
    store.add_events(change.db, events)
    return len(put)


def _with_risk(mark: store.Mark, new: _New, day: str) -> store.Mark:
    if mark.risk == new.risk:
        return mark
    return replace(mark, risk=new.risk, risk_on=day, why=new.risk_why)


def _events(
    change: Change, old: store.Mark, mark: store.Mark, new: _New, advocacy: Advocacy
) -> list[store.Event]:
    """Return what changed between two marks of a member."""
    by, day, id_ = change.desk.operator.id, change.today, new.member_id
    found = []
    if old.stage != mark.stage:
        why = RULE + _why(new, advocacy)
        found.append(store.Event(id_, store.STAGE, old.stage, mark.stage, day, why, by))
    if old.risk and old.risk != mark.risk:
        why = RULE + new.risk_why
        found.append(store.Event(id_, store.RISK, old.risk, mark.risk, day, why, by))
    return found


def _why(new: _New, advocacy: Advocacy) -> str:
    """Return why the rule came to a stage, as a code and its figures."""
    if new.stage in ("sleeping", "lapsed"):
        return f"silent {new.silent} {round(new.limit)}"
    if new.stage == "advocate":
        return advocacy.act_of(new.member_id) or "visits 0"
    if new.stage == "joined":
        return "returned"
    if new.had in ("sleeping", "lapsed"):
        return f"back {new.visits}"
    return f"visits {new.visits}"


def set_stage(desk: Desk, member_id: int, stage: str, reason: str) -> None:
    """Set the stage of a member by hand; the rule takes over again when its answer changes.

    Raises:
        BadInput: If there is no such stage or no reason.
        Missing, MemberErased, MemberMerged: If nothing can be set for the member.
    """
    text = _reason(reason)
    if stage not in STAGES:
        raise BadInput("stage", "unknown choice", stage[:80])
    with desk.change(Permission.MEMBER_EDIT) as change:
        _refuse_gone(change, member_id)
        day = change.today.isoformat()
        old = store.marks_of(change.db, [member_id]).get(member_id)
        by_rule = (old.ruled or old.stage) if old else UNKNOWN
        plain = old or store.Mark(member_id, "", day, "", "", day, "")
        ruled = "" if stage == by_rule else by_rule
        store.put(change.db, [replace(plain, stage=stage, stage_on=day, ruled=ruled)])
        store.add_events(
            change.db,
            [store.Event(member_id, store.STAGE, plain.stage, stage, change.today, text,
                         desk.operator.id)],
        )  # fmt: skip
        change.note("insight.stage", "member", member_id, stage=stage)
        change.tell(MemberChanged(member_id))


def _refuse_gone(change: Change, member_id: int) -> None:
    member = sale_store.buyer(change.db, member_id)
    if member is None:
        raise Missing("member")
    if member.state == "erased":
        raise MemberErased(member.number)
    points.refuse_merged(change.db, member_id)


def _reason(text: str) -> str:
    if not is_storable(text):
        raise BadInput("reason", "unstorable")
    done = clean(text).lstrip(RULE)
    if not done:
        raise BadInput("reason", "empty")
    if len(done) > LONGEST_REASON:
        raise BadInput("reason", "too long", done[:80], LONGEST_REASON)
    return done


@dataclass(frozen=True, slots=True)
class Marked:
    """What is kept of a member.

    Attributes:
        stage: Code of the stage; empty: no night was yet.
        stage_on: Since when.
        is_by_hand: Whether somebody set it.
        moves: Every change, the newest first.
    """

    stage: str
    stage_on: date | None
    is_by_hand: bool
    moves: tuple[store.Named, ...]


def of_member(desk: Desk, member_id: int) -> Marked:
    """Return the stage of a member and how it changed, for the member's page."""
    with desk.reading(Permission.MEMBER_READ):
        mark = store.marks_of(desk.db, [member_id]).get(member_id)
        moves = tuple(
            each for each in store.events_of(desk.db, member_id) if each.kind == store.STAGE
        )  # fmt: skip
    if mark is None:
        return Marked("", None, is_by_hand=False, moves=moves)
    return Marked(
        mark.stage, date.fromisoformat(mark.stage_on), is_by_hand=bool(mark.ruled), moves=moves
    )


def why_words(move: store.Event) -> str:
    """Return why a stage changed: what the rule saw, or what somebody wrote."""
    if not move.why.startswith(RULE):
        return move.why
    code, *figures = move.why[len(RULE) :].split(" ")
    numbers = [int(figure) for figure in figures if figure.isdigit()]
    if code == "silent" and len(numbers) == 2:
        return tr("No visit for {days} days; by the own rhythm the limit is {limit}").format(
            days=fmt.number(numbers[0]), limit=fmt.number(numbers[1])
        )
    if code == "back" and numbers:
        words = trn("Came back; {n} visit so far", "Came back; {n} visits so far", numbers[0])
        return words.format(n=fmt.number(numbers[0]))
    if code == "visits" and numbers:
        return trn("{n} visit so far", "{n} visits so far", numbers[0]).format(
            n=fmt.number(numbers[0])
        )
    texts = {
        stages.BROUGHT: tr("Brought another member"), stages.THANKED: tr("Thanked the shop"),
        stages.IDEA: tr("An idea of theirs was used"),
        "returned": tr("All they bought came back"),
    }  # fmt: skip
    return texts.get(code, code)
