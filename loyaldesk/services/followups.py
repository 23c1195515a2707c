"""Follow-ups: made, moved, given and changed; the door to all that is done with them."""

from dataclasses import dataclass, replace
from datetime import date, time

from loyaldesk.domain import errors
from loyaldesk.domain.followups import (
    LONGEST_TEXT,
    MOVE_REASONS,
    FollowupDraft,
    FollowupRules,
    Outcome,
    PromiseFigures,
    checked,
    plain,
    why,
)
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import complaint_steps, worktime
from loyaldesk.services import followup_steps as steps
from loyaldesk.services.desk import Desk
from loyaldesk.services.followup_ending import Finished, Moved, cancel, finish, reopen
from loyaldesk.services.followup_figures import after_sales, load, performance, promise_figures
from loyaldesk.services.followup_files import (
    check_subscription,
    ics,
    refresh_subscription,
    write_ics,
)
from loyaldesk.services.followup_guard import existing, open_one, refuse_past
from loyaldesk.services.followup_reading import (
    Filter,
    FollowupRow,
    GapList,
    Morning,
    agenda,
    counts,
    detail,
    gap_list,
    history,
    morning,
    of_member,
    overdue,
    overdue_count,
)
from loyaldesk.services.followup_steps import (
    Made,
    cancel_about,
    cancel_run,
    forget_step,
    make_step,
    move_day_step,
    rules_of,
    settle_step,
)
from loyaldesk.store import followups as store
from loyaldesk.store import rulebooks

__all__ = [
    "Filter", "Finished", "FollowupDraft", "FollowupRow", "FollowupRules", "GapList", "Made",
    "Morning", "Moved", "Outcome", "PromiseFigures", "Words", "after_sales", "agenda", "cancel",
    "cancel_about", "cancel_run", "close_day", "counts", "detail", "edit", "finish", "forget_step",
    "gap_list", "give", "history", "ics", "load", "make", "make_step", "make_told", "morning",
    "move", "move_day_step", "of_member", "overdue", "overdue_count", "performance",
    "promise_figures", "refresh_subscription", "reopen", "rules", "rules_of", "save_rules",
    "settle", "settle_step", "write_ics",
]  # fmt: skip


def make(desk: Desk, draft: FollowupDraft) -> int:
    """Store a follow-up and return its id; the same key makes nothing twice.

    Raises:
        BadInput: If the draft cannot be used or its day is past.
        KeyUsed: If the key stands for one of somebody else.
        Missing, MemberErased, NoWorkingTime: As `make_step`.
    """
    return make_told(desk, draft).id


def make_told(desk: Desk, draft: FollowupDraft) -> Made:
    """Store a follow-up and return when it is due, whose it is, and whether it had to shift.

    Raises:
        BadInput, Missing, MemberErased, NoWorkingTime: As `make`.
    """
    draft = checked(draft)
    if not (draft.text or draft.checklist or draft.about or draft.member_id or draft.prospect_id):
        raise BadInput("text", "empty")  # a day's list would show a line that says nothing
    with desk.change(Permission.FOLLOWUP_WRITE) as change:
        there = store.id_of_key(change.db, draft.key)
        if there is not None:
            found = existing(change, there)
            asked = steps.of_living(change, draft)
            if (found.member_id, found.prospect_id) != (asked.member_id, asked.prospect_id):
                raise errors.KeyUsed(draft.key)
            return Made(there, found.due.at, found.due.on, found.owner_id, "", is_shifted=False)
        if draft.on is not None:
            refuse_past(change, draft.on, draft.at)
        return steps.add_step(change, steps.of_living(change, draft))


def move(
    desk: Desk, followup_id: int, on: date, at: time | None = None, *, reason: str, version: int,
    text: str = "",
) -> Moved:  # fmt: skip
    """Move a follow-up, with a reason; into closed time means the next open minute.

    Args:
        desk: Where and who.
        followup_id: Which one.
        on: The day.
        at: The hour; None: some time on the day.
        reason: One of `MOVE_REASONS`.
        version: The version that was on view.
        text: The reason in a sentence; needed with ``other``.

    Raises:
        BadInput: If the day or hour is past, or there is no reason.
        AlreadyFinished, ChangedMeanwhile, PermissionDenied, NoWorkingTime: As `finish`.
    """
    text = why(reason, text, MOVE_REASONS)
    with desk.change(Permission.FOLLOWUP_WRITE) as change:
        found = open_one(change, followup_id, version)
        refuse_past(change, on, at)
        when = steps.move_step(change, found, on, at, reason, text)
    return Moved(when.at, when.on, when.is_shifted)


def give(
    desk: Desk, followup_id: int, owner_id: int | None, *, version: int, text: str = ""
) -> None:
    """Give a follow-up to another operator, or to nobody.

    Raises:
        Missing: If there is no such operator, or a disabled one.
        AlreadyFinished, ChangedMeanwhile, PermissionDenied: As `finish`.
    """
    text = plain(text, "note", LONGEST_TEXT)
    with desk.change(Permission.FOLLOWUP_WRITE) as change:
        found = open_one(change, followup_id, version)
        if owner_id is not None and not store.is_working(change.db, owner_id):
            raise errors.Missing("operator")
        if owner_id == found.owner_id:
            return
        steps.give_step(change, found, owner_id, "by_hand", text)


@dataclass(frozen=True, slots=True)
class Words:
    """What can be changed on an open follow-up without moving it."""

    text: str
    channel: str
    priority: int
    minutes: int
    checklist: tuple[str, ...] = ()


def edit(desk: Desk, followup_id: int, words: Words, *, version: int) -> None:
    """Store what is to be done in other words.

    Raises:
        BadInput: If something cannot be used.
        AlreadyFinished, ChangedMeanwhile, PermissionDenied: As `finish`.
    """
    clean = checked(
        FollowupDraft(
            "edit", text=words.text, channel=words.channel, priority=words.priority,
            minutes=words.minutes, checklist=words.checklist,
        )
    )  # fmt: skip
    with desk.change(Permission.FOLLOWUP_WRITE) as change:
        found = open_one(change, followup_id, version)
        names = ("text", "channel", "priority", "minutes", "checklist")
        changed = [name for name in names if getattr(clean, name) != getattr(found, name)]
        if not changed:
            return
        store.put_words(
            change.db, found, text=clean.text, channel=clean.channel, priority=clean.priority,
            minutes=clean.minutes or found.minutes, checklist=clean.checklist,
        )  # fmt: skip
        event = store.Event("edited", " ".join(changed), found.due.at)
        steps.tell(change, found.id, found.member_id, event)
        change.note("followup.edit", "followup", found.id, fields=changed)
        if "channel" in changed:  # a call rests at iftar, a letter does not
            steps.settle_one(change, replace(found, channel=clean.channel), "hours")


def close_day(desk: Desk, on: date, reason: str, name: str = "") -> int:
    """Close the shop for a day and move what is due on it; return how many were moved.

    Args:
        desk: Where and who.
        on: The day.
        reason: A code of `domain.holidays.CLOSURES`.
        name: What the shop calls the day.

    Raises:
        BadInput: If the reason is unknown or the day too far off.
    """
    with desk.change(Permission.CALENDAR_EDIT) as change:
        worktime.close_day_step(change, on, reason, name)
        complaint_steps.settle_clocks(change)
        return move_day_step(change, on, "closed", name)


def settle(desk: Desk) -> int:
    """Move what will fall into closed time since the hours or days changed; return how many.

    Clocks of complaints are moved with them and not counted.
    """
    with desk.change(Permission.CALENDAR_EDIT) as change:
        complaint_steps.settle_clocks(change)
        return settle_step(change)


def rules(desk: Desk) -> tuple[FollowupRules, int]:
    """Return how the shop follows up, and the version of that document (0: none was kept yet)."""
    with desk.reading(Permission.FOLLOWUP_READ):
        found = rulebooks.read(desk.db, steps.DOCUMENT)
        return rules_of(desk.db), found[1] if found else 0


def save_rules(desk: Desk, wanted: FollowupRules, version: int) -> None:
    """Store how the shop follows up.

    Raises:
        ChangedMeanwhile: If somebody stored it since *version*.
        BadInput: If the subscribed file is no absolute path of an ``.ics`` file.
        PermissionDenied: If the operator may not, or may not let a list leave the house.
    """
    with desk.change(Permission.CALENDAR_EDIT) as change:
        if wanted.subscription != rules_of(change.db).subscription:
            desk.require(Permission.LIST_EXPORT)
            check_subscription(wanted.subscription)
        rulebooks.write(change, steps.DOCUMENT, wanted.to_json(), version)
        change.note("followup.rules", "club", 1)
