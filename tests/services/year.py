"""A simulated shop: what happens in it on each day, kept in a journal outside the club.

Every act has a key and is planned from what the club holds and from chance alone, which hangs on
the seed and that key. So a shop that is killed in the middle of an act and started again does the
same as one that was left alone. Run as a program it lives until it is killed or done.
"""

import json
import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import staff, worktime
from loyaldesk.services.desk import Desk
from loyaldesk.store.database import open_club
from tests.services import year_acts

TEHRAN = ZoneInfo("Asia/Tehran")
NIGHT, TICK = time(2, 30), time(14, 0)
OPENS, CLOSES = 9 * 60, 20 * 60
AN_ACT, REFUSED = "act", "refused"

Call = tuple[str, int, dict[str, object]]
"""A use case, who is at the desk, and what is said to it; all of it can be written down."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long the shop lives and how much happens in it."""

    seed: int
    first: date
    days: int
    acts_a_day: int

    @property
    def end(self) -> datetime:
        """The evening of the last day."""
        return _at(self.first + timedelta(days=self.days - 1), time(23, 0))


@dataclass(frozen=True, slots=True)
class Act:
    """Something that happens: the key names it for ever."""

    key: str
    at: datetime
    kind: str


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, TEHRAN).astimezone(UTC)


def schedule(plan: Plan) -> Iterator[Act]:
    """Yield every act of the plan in the order of time: the same ones for the same seed."""
    kinds, weights = zip(*year_acts.OFTEN.items(), strict=True)
    for n in range(plan.days):
        day = plan.first + timedelta(days=n)
        chance = random.Random(f"{plan.seed}:{n}")
        minutes = sorted(chance.choices(range(OPENS, CLOSES), k=plan.acts_a_day))
        acts = [
            (_at(day, time(minute // 60, minute % 60)), kind)
            for minute, kind in zip(
                minutes, chance.choices(kinds, weights, k=len(minutes)), strict=True
            )
        ]
        acts += [(_at(day, NIGHT), "night"), (_at(day, TICK), "tick")]
        for i, (at, kind) in enumerate(sorted(acts)):
            yield Act(f"d{n}-{i}", at, kind)


@dataclass(slots=True)
class Journal:
    """What was begun and what came back, on the disk before anything goes on.

    Attributes:
        path: None: it is kept in memory only.
        calls: Key of an act -> what is to be done.
        told: Key of an act -> what the use case said: the promises made, or why it refused.
    """

    path: Path | None = None
    calls: dict[str, Call] = field(default_factory=dict)
    told: dict[str, list[object]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> "Journal":
        """Return what a journal holds; half a line that a kill left is cut off."""
        journal = cls(path)
        if path.exists():
            whole = path.read_bytes()
            whole = whole[: whole.rfind(b"\n") + 1]
            path.write_bytes(whole)
            for line in whole.splitlines():
                key, call, told = json.loads(line)
                if call is not None:
                    journal.calls[key] = (call[0], call[1], call[2])
                else:
                    journal.told[key] = told
        return journal

    def begin(self, key: str, call: Call) -> None:
        """Write down what is about to be done."""
        self.calls[key] = call
        self._write([key, call, None])

    def end(self, key: str, told: list[object]) -> None:
        """Write down what the use case returned."""
        self.told[key] = told
        self._write([key, None, told])

    def _write(self, line: list[object]) -> None:
        if self.path is None:
            return
        with self.path.open("ab") as file:
            file.write(json.dumps(line).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def promised(self) -> list[tuple[str, int]]:
        """Return every promise that was made: what kind of record, and which."""
        found = (one for told in self.told.values() for one in told if isinstance(one, list))
        return list(dict.fromkeys((str(place), int(id_)) for place, id_ in found))

    def refusals(self) -> Counter[str]:
        """Return how often what was refused, and why."""
        return Counter(
            f"{self.calls[key][0]}: {told[1]}"
            for key, told in self.told.items()
            if told and told[0] == REFUSED
        )


class Clock:
    """The clock of the shop: it stands at the act that is done."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def live(
    path: Path, plan: Plan, journal: Journal, *, told: Callable[[str], None] | None = None,
    twice: bool = False,
) -> None:  # fmt: skip
    """Let the shop live from where its journal ends to the end of the plan.

    *twice*: as if it were killed behind every act, before it could write down that it was done.
    """
    set_look(Look("en", "jalali", "toman"))  # texts of follow-ups are in the language at the desk
    clock = Clock(_at(plan.first, time(0)))
    db = open_club(path)
    try:
        people = [row.brief for row in staff.operators(Desk(db, staff.by_name(db, "Maryam").brief))]
        owner = Desk(db, next(one for one in people if one.role == "owner"), clock=clock)
        desks = {one.id: owner.acting_as(one) for one in people}
        system = staff.system_desk(owner)
        desks[system.operator.id] = system
        for act in _rest(plan, journal):
            clock.now = act.at
            call = journal.calls.get(act.key) or _planned(owner, plan, act)
            if call is None:
                continue
            if act.key not in journal.calls:
                journal.begin(act.key, call)
            if told is not None:
                told(act.kind)
            done = _done(desks, act.key, call)
            journal.end(act.key, done)
            if twice:
                _done(desks, act.key, call)
    finally:
        db.close()


def _rest(plan: Plan, journal: Journal) -> Iterator[Act]:
    """Yield the acts from the last one that was begun on, and that one too if nobody saw its end.

    What came to nothing before it stays so, although there may be something to do it with by now.
    """
    last = next(reversed(journal.calls), None)
    acts = schedule(plan)
    for act in acts:
        if last is None or act.key == last:
            if act.key not in journal.told:
                yield act
            break
    yield from acts


def _planned(owner: Desk, plan: Plan, act: Act) -> Call | None:
    """Return what an act is; None when the shop is closed or there is nothing of that kind."""
    if act.kind in ("night", "tick"):
        return act.kind, staff.system_desk(owner).operator.id, {}
    if not worktime.of(owner.db).is_open(act.at):
        return None
    return year_acts.plan(act.kind, owner, random.Random(f"{plan.seed}:{act.key}"))


def _done(desks: dict[int, Desk], key: str, call: Call) -> list[object]:
    name, operator_id, said = call
    try:
        return list(year_acts.perform(name, desks[operator_id], key, said))
    except ClubError as refused:  # somebody was quicker, or a kill came after the deed
        why = getattr(refused, "why", "")
        return [REFUSED, f"{type(refused).__name__} {why}".strip()]


def main(words: list[str]) -> None:
    """Live until killed: the club, the journal, and the plan in numbers."""
    club, journal, seed, first, days, acts = words
    plan = Plan(int(seed), date.fromisoformat(first), int(days), int(acts))
    live(
        Path(club), plan, Journal.read(Path(journal)),
        told=lambda kind: print(kind, flush=True),
    )  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
