"""The shop's own promises to its members: said, ticked, and how often they are kept."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from loyaldesk.domain import casework as cases
from loyaldesk.domain import errors
from loyaldesk.domain import promises as domain
from loyaldesk.domain.events import PromisesChanged
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.promises import Promise
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.services import casework
from loyaldesk.services.desk import Desk
from loyaldesk.store import promises as store
from loyaldesk.store import rulebooks
from loyaldesk.store.casework import id_of_key
from loyaldesk.store.database import ClubDatabase


@dataclass(frozen=True, slots=True)
class KeptPromises:
    """The promises with the version they were read in; 0: the shop has made none yet."""

    promises: tuple[Promise, ...]
    version: int


def promises(desk: Desk) -> KeptPromises:
    """Return what the shop promises, in its order."""
    with desk.reading(Permission.FOLLOWUP_READ):
        return _kept(desk.db)


def _kept(db: ClubDatabase) -> KeptPromises:
    found = rulebooks.read(db, rulebooks.PROMISES)
    return KeptPromises(domain.from_json(found[0]), found[1]) if found else KeptPromises((), 0)


def save(desk: Desk, wanted: tuple[Promise, ...], version: int) -> int:
    """Store what the shop promises, at most five, and return the new version.

    Raises:
        BadInput: If there are too many, or one cannot be used.
        ChangedMeanwhile: If somebody else saved them since *version*.
    """
    checked = domain.checked(wanted)
    with desk.change(Permission.CALENDAR_EDIT) as change:
        made = rulebooks.write(change, rulebooks.PROMISES, domain.to_json(checked), version)
        change.note("promises.save", "club", 1, version=made, count=len(checked))
        change.tell(PromisesChanged())
    return made


def tick(
    desk: Desk, code: str, *, is_kept: bool, key: str, member_id: int | None = None, text: str = ""
) -> int:  # fmt: skip
    """Note by hand that a promise was kept, or not; a second try with the key changes nothing.

    Raises:
        BadInput: If the text cannot be used.
        Missing, MemberErased: If there is no such promise or member.
    """
    note = cases.line("text", text, limit=300)
    key = cases.key(key)
    with desk.change(Permission.REQUEST_WRITE) as change:
        there = id_of_key(change.db, "promise_tick", key)
        if there is not None:
            return there
        if code not in {each.code for each in _kept(change.db).promises}:
            raise errors.Missing("promise")
        whose = casework.known(change, member_id, None)
        new = store.add_tick(
            change.db, key, code, is_kept=is_kept, member_id=whose.member_id, text=note,
            at=change.now, on_day=change.today, operator_id=desk.operator.id,
        )  # fmt: skip
        change.note("promise.tick", "promise", new, promise=code, kept=is_kept)
        change.tell(PromisesChanged())
    return new


@dataclass(frozen=True, slots=True)
class PromiseFigures:
    """How often a promise was kept of what was due; what is open and not due counts nowhere."""

    promise: Promise
    kept: int
    missed: int

    @property
    def rate(self) -> float | None:
        """The part that was kept; None: there is no data."""
        return cases.rate(self.kept, self.missed)


def figures(desk: Desk, first: date, last: date) -> list[PromiseFigures]:
    """Return for each promise how often it was kept of what was due from *first* to *last*."""
    with desk.reading(Permission.FOLLOWUP_READ):
        now, zone = desk.clock(), desk.zone
        period = store.Period(
            first, last, datetime.combine(first, time(), zone),
            datetime.combine(last + timedelta(days=1), time(), zone),
        )  # fmt: skip
        found = []
        for each in _kept(desk.db).promises:
            counts = store.kept_and_missed(
                desk.db, each.measure, each.code, period, now, desk.today(now)
            )
            found.append(PromiseFigures(each, *counts))
    return found


def ticks(desk: Desk, code: str, first: date, last: date) -> list[store.Tick]:
    """Return the ticks by hand of a promise, the newest first."""
    with desk.reading(Permission.FOLLOWUP_READ):
        return store.ticks(desk.db, code, first, last)


def lines(desk: Desk, language: str = "") -> list[str]:
    """Return the promises as numbered lines for receipt, card and notice; empty: none is made."""
    with desk.reading(Permission.FOLLOWUP_READ):
        return printed(desk.db, language or look().language)


def printed(db: ClubDatabase, language: str) -> list[str]:
    """Return the same for whoever prints a slip (a step)."""
    return [
        tr("{n}. {promise}").format(n=fmt.number(number), promise=each.text(language))
        for number, each in enumerate(_kept(db).promises, start=1)
    ]
