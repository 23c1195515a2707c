"""Handing everything of one operator over to another in one act, and back when it was a mistake."""

from dataclasses import dataclass, replace

from loyaldesk.domain import errors
from loyaldesk.domain.care import LONGEST_NOTE
from loyaldesk.domain.events import CareChanged
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services.club import checked_line
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import care as care_store
from loyaldesk.store import complaints as complaint_store
from loyaldesk.store import handing as store
from loyaldesk.store.database import ClubDatabase

Act = store.Act


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How many of each were handed over; ``id`` is the act, for handing it back."""

    id: int
    members: int = 0
    followups: int = 0
    complaints: int = 0
    requests: int = 0
    feedback: int = 0
    prospects: int = 0
    agreements: int = 0
    occasions: int = 0

    @property
    def total(self) -> int:
        """How many there are in all."""
        others = self.requests + self.feedback + self.prospects + self.agreements + self.occasions
        return self.members + self.followups + self.complaints + others


_FIELDS = {
    "complaint": "complaints", "request": "requests", "feedback": "feedback",
    "prospect": "prospects", "agreement": "agreements", "occasion_order": "occasions",
}  # fmt: skip


def plan(desk: Desk, from_id: int) -> HandedOver:
    """Return what an operator would hand over now; nothing is stored."""
    with desk.reading(Permission.CARE_ASSIGN):
        db = desk.db
        counts = {
            field: len(store.records_of(db, table, from_id)) for table, field in _FIELDS.items()
        }
        return HandedOver(
            0, len(store.members_of(db, from_id)), len(store.followups_of(db, from_id)), **counts
        )  # fmt: skip


def hand_over(
    desk: Desk, from_id: int, to_id: int, note: str, *, members: bool = True,
    followups: bool = True, complaints: bool = True, requests: bool = True,
) -> HandedOver:  # fmt: skip
    """Hand what one operator has over to another, in one transaction.

    Args:
        desk: Where and who.
        from_id: Who has it; may be disabled by now.
        to_id: Who gets it.
        note: What the other must know.
        members: The members, as owner and as deputy.
        followups: The open follow-ups.
        complaints: The open complaints.
        requests: Open requests, voices, prospects, agreements and orders for a date.

    Raises:
        BadInput: If the note is missing, it is one and the same operator, or who gets complaints
            may not handle them.
        Missing: If there is no such operator, or who gets it is disabled.
    """
    text = checked_line("note", note, LONGEST_NOTE)
    with desk.change(Permission.CARE_ASSIGN) as change:
        if not care_store.profiles(change.db, from_id):
            raise errors.Missing("active operator")
        act = _begin(change, from_id, to_id, text)
        tables = [table for table in _FIELDS if (complaints if table == "complaint" else requests)]
        return _give(
            change, act, "care.hand_over",
            store.members_of(change.db, from_id) if members else [],
            store.followups_of(change.db, from_id) if followups else [],
            {table: store.records_of(change.db, table, from_id) for table in tables},
            deputies=members,
        )  # fmt: skip


def hand_back(desk: Desk, act_id: int, note: str) -> HandedOver:
    """Give back what a hand-over gave and what is still open with who got it.

    Raises:
        BadInput: If the note is missing.
        Missing: If there is no such hand-over, or who handed over is disabled by now.
    """
    text = checked_line("note", note, LONGEST_NOTE)
    with desk.change(Permission.CARE_ASSIGN) as change:
        found = store.acts(change.db, act_id)
        if not found:
            raise errors.Missing("handover")
        old = found[0]
        act = _begin(change, old.to_id, old.from_id, text)
        return _give(
            change, act, "care.hand_back",
            store.members_given(change.db, old), store.followups_given(change.db, old),
            {table: store.records_given(change.db, table, old) for table in _FIELDS},
            deputies=False,
        )  # fmt: skip


def _begin(change: Change, from_id: int, to_id: int, note: str) -> Act:
    if from_id == to_id:
        raise BadInput("operator", "same operator")
    need_working(change.db, to_id)
    by = change.desk.operator.id
    act_id = store.add_act(change.db, from_id, to_id, note, change.now, by)
    return Act(act_id, from_id, to_id, change.now.replace(microsecond=0), note, by)


def _give(
    change: Change, act: Act, name: str, members: list[int], followups: list[int],
    records: dict[str, list[int]], *, deputies: bool,
) -> HandedOver:  # fmt: skip
    db = change.db
    able = complaint_store.operators_with(db, Permission.COMPLAINT_HANDLE.value)
    if records.get("complaint") and act.to_id not in able:
        raise BadInput("owner", "cannot handle")
    store.give_members(db, members, act)
    if deputies:
        store.give_deputies(db, act)
    for followup_id in followups:
        store.give_followup(db, followup_id, act.to_id, "handover", act.at, act.operator_id)
    for table, ids in records.items():
        for record_id in ids:
            store.give_record(db, table, record_id, act)
    done = replace(
        HandedOver(act.id, len(members), len(followups)),
        **{_FIELDS[table]: len(ids) for table, ids in records.items()},
    )
    change.note(name, "operator", act.from_id, to=act.to_id, handover=act.id, count=done.total)
    change.tell(CareChanged())
    return done


def acts(desk: Desk) -> list[Act]:
    """Return the hand-overs, the newest first."""
    with desk.reading(Permission.CARE_ASSIGN):
        return store.acts(desk.db)


def need_working(db: ClubDatabase, operator_id: int) -> None:
    """Refuse an operator who is not there or disabled (a step of use cases).

    Raises:
        Missing: ``active operator``.
    """
    found = care_store.profiles(db, operator_id)
    if not found or not found[0].is_active:
        raise errors.Missing("active operator")
