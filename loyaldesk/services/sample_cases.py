"""What members of the sample shop came with: each thing begun, and gone on with, by its room."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from loyaldesk.domain import sample_service as told
from loyaldesk.domain.agreements import AgreementDraft
from loyaldesk.domain.complaints import Remedy
from loyaldesk.domain.feedback import FeedbackDraft
from loyaldesk.domain.occasions import OrderDraft
from loyaldesk.domain.prospects import ProspectDraft
from loyaldesk.domain.requests import RequestDraft
from loyaldesk.domain.sample_service import Case
from loyaldesk.services import (
    agreements,
    compensations,
    complaints,
    feedback,
    occasions,
    prospects,
    requests,
    worktime,
)
from loyaldesk.services.desk import Desk

CASES: dict[str, tuple[Case, ...]] = {
    "complaint": told.COMPLAINTS, "request": told.REQUESTS, "prospect": told.PROSPECTS,
    "feedback": told.VOICES, "agreement": told.AGREEMENTS, "occasion_order": told.ORDERS,
}  # fmt: skip
"""By the place where it is kept."""

_GIFT_RIAL, _POINTS = 900_000, 100
_CHANNELS = {"message": "social", "queue": "social", "delivery": "call", "stock": "call"}
"""By which way complaints of a kind come; the others are told at the counter."""


@dataclass(frozen=True, slots=True)
class Room:
    """One thing that somebody came with.

    Attributes:
        place: Its table.
        key: Under which it is found again.
        case: What it is.
        language: Of the shop.
        today: The last day of the past.
    """

    place: str
    key: str
    case: Case
    language: str
    today: date

    def begin(self, desk: Desk, *, who: Callable[[Desk], int | None]) -> None:
        """Write it down for *who* came."""
        member_id = who(desk)
        if member_id is not None:
            _BEGIN[self.place](self, desk, member_id)

    def act(self, desk: Desk, *, what: str) -> None:
        """Go on with it."""
        row = desk.db.execute_sql(
            f"SELECT id, version FROM {self.place} WHERE key = ?",
            (self.key,),
        ).fetchone()
        if row is not None:
            _ACT[self.place](self, desk, row[0], row[1], what)

    def say(self, word: str) -> str:
        """Return a sentence of the shop."""
        return told.SAID[word].of(self.language)

    @property
    def text(self) -> str:
        """What was said, in the language of the shop."""
        return self.case.text.of(self.language)

    @property
    def name(self) -> str:
        """What it is about."""
        return self.case.name.of(self.language)

    @property
    def day(self) -> date:
        """The day it is for."""
        return self.today + timedelta(days=self.case.ahead)


def _open_complaint(room: Room, desk: Desk, member_id: int) -> None:
    load = 2 if room.case.what == "neglect" else 0
    complaints.open(desk, complaints.ComplaintDraft(
        room.key, room.case.what, room.text, member_id, load=load,
        channel=_CHANNELS.get(room.case.what, "counter"),
    ))  # fmt: skip


def _on_complaint(room: Room, desk: Desk, id_: int, _version: int, what: str) -> None:
    say = room.say
    cause, result = say("cause"), say("result")
    if what in ("points", "gift"):
        _compensate(room, desk, id_, what)
        return
    acts: dict[str, Callable[[], None]] = {
        "acknowledge": lambda: complaints.acknowledge(desk, id_),
        "answer": lambda: complaints.answer(desk, id_, say("answer"), channel="call"),
        "pause": lambda: complaints.pause(desk, id_, "waiting_supplier"),
        "solve": lambda: complaints.solve(
            desk, id_, root_cause="process", cause=cause, result=result, action=say("action")),
        "close": lambda: complaints.close(desk, id_, complaints.ClosingAnswer(
            2 + id_ % 3, 7, 4 + id_ % 2, is_confirmed=True)),
        "withdraw": lambda: complaints.withdraw(desk, id_, cause=cause, result=result),
        "reopen": lambda: complaints.reopen(desk, id_, say("reopen")),
    }  # fmt: skip
    acts[what]()


def _compensate(room: Room, desk: Desk, id_: int, what: str) -> None:
    is_points = what == "points"
    compensations.propose(desk, compensations.CompensationDraft(
        f"{room.key}:{what}", id_, Remedy(what), _POINTS if is_points else 0,
        0 if is_points else _GIFT_RIAL, "" if is_points else room.say("gift"),
    ))  # fmt: skip


def _open_request(room: Room, desk: Desk, member_id: int) -> None:
    due = None
    if room.case.ahead:
        asked = datetime.combine(room.day, time(17), desk.zone)
        due = worktime.of(desk.db).next_open(asked)
    requests.open_request(desk, RequestDraft(
        room.key, room.case.what, member_id, product=room.name, text=room.text, due_at=due
    ))  # fmt: skip


def _on_request(room: Room, desk: Desk, id_: int, version: int, what: str) -> None:
    if what == "answer":
        requests.answer(desk, id_, room.say("reply"), version=version)
    elif what == "finish":
        requests.finish(desk, id_, room.say("done"), version=version)
    else:
        requests.cancel(desk, id_, reason="not_possible", version=version)


def _open_prospect(room: Room, desk: Desk, _member_id: int) -> None:
    mobile = f"0900{1_000_000 + 7919 * (1 + len(room.name)):07}"
    prospects.add(desk, ProspectDraft(room.key, room.name, mobile, room.case.what, room.text))


def _on_prospect(_room: Room, desk: Desk, id_: int, version: int, what: str) -> None:
    if what == "join":
        prospects.join(desk, id_, prospects.draft_for(desk, id_), version=version)
    else:
        prospects.lost(desk, id_, reason="not_available", version=version)


def _take_voice(room: Room, desk: Desk, member_id: int) -> None:
    feedback.take(desk, FeedbackDraft(
        room.key, room.case.what, room.text, member_id, product=room.name
    ))  # fmt: skip


def _on_voice(room: Room, desk: Desk, id_: int, version: int, what: str) -> None:
    acts: dict[str, Callable[[], None]] = {
        "answer": lambda: feedback.answer(desk, id_, room.say("reply"), way="call",
                                          version=version),
        "accept": lambda: feedback.accept(desk, id_, version=version),
        "did": lambda: feedback.did(desk, id_, room.say("did"), version=version),
        "decline": lambda: feedback.decline(desk, id_, room.say("no"), version=version),
        "tell": lambda: feedback.tell(desk, id_, way="call", version=version),
    }  # fmt: skip
    acts[what]()


def _add_agreement(room: Room, desk: Desk, member_id: int) -> None:
    agreements.add(desk, AgreementDraft(
        room.key, member_id, room.case.what, room.text, room.day,
        room.day - timedelta(days=180), amount_rial=6_000_000,
    ))  # fmt: skip


def _on_agreement(room: Room, desk: Desk, id_: int, version: int, what: str) -> None:
    if what == "renew":
        until = room.day + timedelta(days=180)
        agreements.renew(desk, id_, until, key=f"{room.key}:next", version=version)
    else:
        agreements.left(desk, id_, reason="price", version=version)


def _take_order(room: Room, desk: Desk, member_id: int) -> None:
    at = datetime.combine(room.day - timedelta(days=1), time(11), desk.zone)
    occasions.add(desk, OrderDraft(
        room.key, room.name, room.text, worktime.of(desk.db).next_open(at) + timedelta(hours=1),
        member_id, occasion_on=room.day + timedelta(days=1), is_agreed=True,
    ))  # fmt: skip


def _on_order(_room: Room, desk: Desk, id_: int, version: int, _what: str) -> None:
    occasions.deliver(desk, id_, version=version)


_BEGIN: dict[str, Callable[[Room, Desk, int], None]] = {
    "complaint": _open_complaint, "request": _open_request, "prospect": _open_prospect,
    "feedback": _take_voice, "agreement": _add_agreement, "occasion_order": _take_order,
}  # fmt: skip
_ACT: dict[str, Callable[[Room, Desk, int, int, str], None]] = {
    "complaint": _on_complaint, "request": _on_request, "prospect": _on_prospect,
    "feedback": _on_voice, "agreement": _on_agreement, "occasion_order": _on_order,
}  # fmt: skip
