"""Playbooks of the shop: seen, written, offered ready-made, switched on, made from a past case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from loyaldesk.domain import playbook_ready
from loyaldesk.domain.errors import ChangedMeanwhile, Missing
from loyaldesk.domain.events import PlaybookChanged
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.playbook_check import (
    BUSINESSES,
    LONGEST_FIXED,
    MOST_DAYS,
    MOST_STEPS,
    Shop,
    problems,
    tidied,
)
from loyaldesk.domain.playbooks import Kind, Playbook, Step, Stop, Trigger
from loyaldesk.kernel.errors import BadInput, SeveralBadInputs
from loyaldesk.services import club
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import playbooks as store
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.queries import playbooks as queries

__all__ = [
    "BUSINESSES", "Offered", "Opened", "PlaybookRow", "check", "from_case", "listing", "offer",
    "read", "save", "switch", "switch_on",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlaybookRow:
    """A playbook as the list shows it.

    Attributes:
        playbook: The document in force.
        running: Runs that go on; `done` and `stopped` are those that ended.
    """

    playbook: Playbook
    is_on: bool
    on_since: date | None
    version: int
    running: int
    done: int
    stopped: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A playbook to be looked at or changed; give `version` back when saving."""

    playbook: Playbook
    version: int
    is_on: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """A ready playbook, and whether the shop has it already and whether it is on.

    Attributes:
        problems: What keeps this shop from switching it on.
    """

    playbook: Playbook
    is_there: bool
    is_on: bool
    problems: tuple[BadInput, ...]


def listing(desk: Desk) -> list[PlaybookRow]:
    """Return the playbooks of the shop, the running ones first."""
    with desk.reading(Permission.PLAYBOOK_READ):
        counts = store.counts(desk.db)
        return [_row(stored, counts.get(stored.id, {})) for stored in store.every(desk.db)]


def _row(stored: store.Stored, counts: dict[str, int]) -> PlaybookRow:
    return PlaybookRow(
        Playbook.from_json(stored.document), stored.is_on, stored.on_since, stored.version,
        counts.get(store.RUNNING, 0), counts.get(store.DONE, 0), counts.get(store.STOPPED, 0),
    )  # fmt: skip


def read(desk: Desk, code: str) -> Opened:
    """Return a playbook of the shop, or a ready one it has not taken yet (version 0).

    Raises:
        Missing: If there is none with this code.
    """
    with desk.reading(Permission.PLAYBOOK_READ):
        stored = store.by_code(desk.db, code)
    if stored is not None:
        return Opened(Playbook.from_json(stored.document), stored.version, stored.is_on)
    return Opened(_ready(code), 0, is_on=False)


def _ready(code: str) -> Playbook:
    found = next((each for each in playbook_ready.ready() if each.code == code), None)
    if found is None:
        raise Missing("playbook", code[:80])
    return found


def shop_of(db: ClubDatabase, today: date) -> Shop:
    """Return what a playbook may speak of in this shop (a step)."""
    roles, skills = queries.roles_and_skills(db)
    tiers = [tier.code for tier in club.programme_on(db, today).tiers]
    return Shop(roles, skills, tiers, queries.approved_answers(db))


def check(desk: Desk, playbook: Playbook) -> tuple[BadInput, ...]:
    """Return everything that keeps the shop from living by a playbook."""
    with desk.reading(Permission.PLAYBOOK_READ):
        shop = shop_of(desk.db, desk.today())
    return problems(tidied(playbook), shop)


def save(desk: Desk, playbook: Playbook, version: int = 0) -> int:
    """Store a playbook as its next version and return the number; runs keep the one they have.

    A new one is switched off until somebody switches it on.

    Args:
        desk: Where and who.
        playbook: What to store.
        version: The one it was made from; 0: it is new.

    Raises:
        SeveralBadInputs: If the shop cannot live by it.
        ChangedMeanwhile: If somebody else saved it since *version*, or the code is taken.
    """
    with desk.change(Permission.PLAYBOOK_EDIT) as change:
        return _save(change, playbook, version)


def _save(change: Change, playbook: Playbook, version: int) -> int:
    playbook = tidied(playbook)
    _refuse(playbook, shop_of(change.db, change.today))
    stored = store.by_code(change.db, playbook.code)
    if (stored.version if stored else 0) != version:
        raise ChangedMeanwhile("playbook")
    operator = change.desk.operator.id
    document = playbook.to_json()
    if stored is None:
        store.add(change.db, playbook.code, document, change.now, operator)
    else:
        store.add_version(change.db, stored.id, version + 1, document, change.now, operator)
    _told(change, "playbook.save", playbook.code, version=version + 1)
    return version + 1


def _refuse(playbook: Playbook, shop: Shop) -> None:
    found = problems(playbook, shop)
    if found:
        raise SeveralBadInputs(found)


def _told(change: Change, act: str, code: str, **detail: object) -> None:
    stored = store.by_code(change.db, code)
    change.note(act, "playbook", stored.id if stored else None, code=code, **detail)
    change.tell(PlaybookChanged(code))


def switch(desk: Desk, code: str, *, is_on: bool) -> None:
    """Switch a playbook on, from today on, or off; what is running ends with it.

    A ready one is taken into the shop by switching it on.

    Raises:
        Missing: If there is none with this code.
        SeveralBadInputs: If the shop cannot live by it now.
    """
    if is_on:
        switch_on(desk, [code])
        return
    with desk.change(Permission.PLAYBOOK_EDIT) as change:
        stored = store.by_code(change.db, code)
        if stored is None:
            raise Missing("playbook", code[:80])
        if not stored.is_on:
            return
        store.set_on(change.db, stored.id, None)
        ended = store.stop_runs(change.db, stored.id, "switched_off", change.now)
        _told(change, "playbook.off", code, ended=ended)


def switch_on(desk: Desk, codes: Sequence[str]) -> int:
    """Switch several playbooks on at once and return how many were off; all of them or none.

    Raises:
        Missing: If one of them is not there.
        SeveralBadInputs: If the shop cannot live by one of them.
    """
    done = 0
    with desk.change(Permission.PLAYBOOK_EDIT) as change:
        shop = shop_of(change.db, change.today)
        for code in dict.fromkeys(codes):
            stored = store.by_code(change.db, code)
            if stored is None:
                _save(change, _ready(code), 0)
                stored = store.by_code(change.db, code)
            assert stored is not None, "it was stored just now"  # noqa: S101 - see above
            if stored.is_on:
                continue
            _refuse(Playbook.from_json(stored.document), shop)
            store.set_on(change.db, stored.id, change.today)
            _told(change, "playbook.on", code)
            done += 1
    return done


def offer(desk: Desk, business: str) -> list[Offered]:
    """Return the ready playbooks of a kind of business.

    Raises:
        BadInput: If there is no such kind.
    """
    if business not in BUSINESSES:
        raise BadInput("business", "unknown choice", business[:80])
    with desk.reading(Permission.PLAYBOOK_READ):
        shop = shop_of(desk.db, desk.today())
        there = {stored.code: stored for stored in store.every(desk.db)}
    return [
        Offered(
            each, each.code in there, each.code in there and there[each.code].is_on,
            problems(each, shop),
        )
        for each in playbook_ready.of_business(business)
    ]  # fmt: skip


def from_case(desk: Desk, kind: str, id_: int) -> Playbook:
    """Return a draft with the steps of a finished complaint or follow-up; nothing is stored.

    Names and numbers of the member are left out of its texts; whoever saves it reads it first.

    Args:
        desk: Where and who.
        kind: ``complaint`` or ``followup``.
        id_: Which.

    Raises:
        BadInput: If it is another kind.
        Missing: If there is none, or it is not finished.
    """
    if kind not in ("complaint", "followup"):
        raise BadInput("kind", "unknown choice", kind[:80])
    with desk.reading(Permission.PLAYBOOK_READ):
        if kind == "complaint":
            desk.require(Permission.COMPLAINT_HANDLE)
            case = queries.case_of_complaint(desk.db, id_)
        else:
            desk.require(Permission.FOLLOWUP_READ)
            case = queries.case_of_followup(desk.db, id_)
        roles, _ = queries.roles_and_skills(desk.db)
    if case is None or not case.steps:
        raise Missing(kind, str(id_))
    return Playbook(
        f"{kind}_{id_}", "", "", _trigger_of(kind, case.reason),
        tuple(_step(case, step, roles) for step in case.steps[:MOST_STEPS]),
        stops=(Stop.REFUSED,),
    )  # fmt: skip


_BY_REASON = {
    "after_sale": Trigger(Kind.PURCHASE), "birthday": Trigger(Kind.BIRTHDAY),
    "wedding": Trigger(Kind.WEDDING), "tier": Trigger(Kind.TIER_REACHED),
    "points": Trigger(Kind.POINTS_EXPIRING, days=14, points=1),
    "silence": Trigger(Kind.SILENCE, days=60), "complaint": Trigger(Kind.COMPLAINT_CLOSED),
    "recovery": Trigger(Kind.COMPLAINT_OPENED), "survey": Trigger(Kind.LOW_FEELING),
    "promise": Trigger(Kind.PROMISED_DATE, days=1),
    "agreement": Trigger(Kind.PROMISED_DATE, days=14, sources=("agreement",)),
    "occasion": Trigger(Kind.PROMISED_DATE, days=3, sources=("occasion",)),
}  # fmt: skip


def _trigger_of(kind: str, reason: str) -> Trigger:
    if kind == "complaint":
        return Trigger(Kind.COMPLAINT_OPENED, category=reason)
    return _BY_REASON.get(reason, Trigger(Kind.PURCHASE))


def _step(case: queries.Case, step: queries.CaseStep, roles: frozenset[str]) -> Step:
    text = _without(step.text, case.secrets)[:LONGEST_FIXED]
    lines = tuple(_without(line, case.secrets) for line in step.checklist)
    days = min(max(0, (step.on - case.begun_on).days), MOST_DAYS)
    who = f"role:{step.role}" if step.role in roles else "owner"
    return Step(
        days=days, channel=step.channel, who=who, text_fa=text, text_en=text,
        checklist_fa=lines, checklist_en=lines, is_fixed=False,
    )  # fmt: skip


def _without(text: str, secrets: tuple[str, ...]) -> str:
    """Return *text* without what tells of one person."""
    for secret in secrets:
        if len(secret) > 1:
            text = text.replace(secret, "…")
    return text
