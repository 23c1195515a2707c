"""Complaints: what they are about, their states, their three clocks on working time, how urgent."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from statistics import median

from loyaldesk.domain.working import WorkingTime

CATEGORIES = (
    "staff", "quality", "price", "delivery", "queue", "after_sale", "stock", "neglect", "message",
    "points",
)  # fmt: skip
"""What a complaint can be about; its digit is its place from 1, the tenth has 0."""

NEGLECT = "neglect"
"""The category that is a warning sign of a shop without a system."""

ROOT_CAUSES = ("training", "process", "trap", "product", "outside")
"""Where a complaint came from: a training gap, a failed process, a common trap, the goods or their
supplier, or something outside the shop."""

CHANNELS = ("counter", "call", "visit", "sms", "messenger", "email", "letter", "social")

LEAST_SEVERITY, MOST_SEVERITY = 1, 4
MOST_LOAD = 3
EFFORT_SCALES = (7, 5)
"""How hard it was, from 1 (very easy) to the end of the scale."""
MOST_SATISFACTION = 5
SALE_DAYS = 30
"""A complaint is thought to be about the last purchase of so many days."""
WINDOWS = (30, 60, 90)
"""Days after the solution in which a member is looked for at the counter again."""


class State(StrEnum):
    """How far a complaint is."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    SOLVED = "solved"
    CLOSED = "closed"


class ClockName(StrEnum):
    """What the shop promises to do within so many working minutes."""

    ACK = "ack"
    ANSWER = "answer"
    SOLVE = "solve"


class Remedy(StrEnum):
    """What is given to make a complaint good."""

    APOLOGY = "apology"
    POINTS = "points"
    VOUCHER = "voucher"
    MONEY_BACK = "money_back"
    GIFT = "gift"
    REPLACEMENT = "replacement"


PAUSE_REASONS = ("waiting_member", "waiting_supplier", "waiting_repair", "other")
"""Why no clock runs: somebody else is awaited. ``other`` needs a sentence."""

INCIDENT_KINDS = ("till_down", "wrong_price", "bad_batch", "queue", "other")
APOLOGIES = ("call", "in_person", "message", "points")
"""How somebody who was hit by an incident was told that the shop is sorry."""


def category_of(digit: str) -> str:
    """Return the category that a key 1 to 9 or 0 stands for, or an empty text."""
    if len(digit) != 1 or digit not in "1234567890":
        return ""
    return CATEGORIES[(int(digit) - 1) % len(CATEGORIES)]


@dataclass(frozen=True, slots=True)
class Targets:
    """Working minutes within which a complaint is acknowledged, answered and solved."""

    ack: int
    answer: int
    solve: int

    def of(self, clock: ClockName) -> int:
        """Return the minutes of one clock."""
        return {ClockName.ACK: self.ack, ClockName.ANSWER: self.answer}.get(clock, self.solve)


@dataclass(frozen=True, slots=True)
class Clocks:
    """The three clocks of one complaint.

    A clock runs from the opening to the moment it is met, only while the shop is open, and not
    while the complaint is paused or solved. Dues are moved by pauses, so that what is left of a
    clock is always the open time up to its due.

    Attributes:
        targets: Minutes each clock has.
        ack_due: By when it is to be acknowledged.
        answer_due: By when it is to be answered.
        solve_due: By when it is to be solved.
        acked_at: When it was.
        answered_at: When it was.
        solved_at: When it was.
        paused_at: Since when the clocks stand still; None: they run.
        paused_minutes: Working minutes no clock counted, up to the last time they ran again.
    """

    targets: Targets
    ack_due: datetime
    answer_due: datetime
    solve_due: datetime
    acked_at: datetime | None = None
    answered_at: datetime | None = None
    solved_at: datetime | None = None
    paused_at: datetime | None = None
    paused_minutes: int = 0

    @classmethod
    def started(cls, working: WorkingTime, at: datetime, targets: Targets) -> "Clocks":
        """Return clocks that begin at *at* (E74)."""
        return cls(
            targets, working.add(at, targets.ack), working.add(at, targets.answer),
            working.add(at, targets.solve),
        )  # fmt: skip

    def due(self, clock: ClockName) -> datetime:
        """Return by when a clock is to be met."""
        return {ClockName.ACK: self.ack_due, ClockName.ANSWER: self.answer_due}.get(
            clock, self.solve_due
        )

    def met_at(self, clock: ClockName) -> datetime | None:
        """Return when a clock was met."""
        return {ClockName.ACK: self.acked_at, ClockName.ANSWER: self.answered_at}.get(
            clock, self.solved_at
        )

    @property
    def running(self) -> ClockName | None:
        """The clock that is to be met next; None when the complaint is solved."""
        if self.solved_at is not None:
            return None
        return next(clock for clock in ClockName if self.met_at(clock) is None)

    def met(self, clock: ClockName, at: datetime) -> "Clocks":
        """Return the clocks after *clock* was met; those before it are met by that too."""
        acked, answered = self.acked_at or at, self.answered_at
        if clock == ClockName.ACK:
            return replace(self, acked_at=acked)
        if clock == ClockName.ANSWER:
            return replace(self, acked_at=acked, answered_at=answered or at)
        return replace(self, acked_at=acked, answered_at=answered or at, solved_at=at)

    def paused(self, at: datetime) -> "Clocks":
        """Return the clocks standing still."""
        return replace(self, paused_at=at)

    def resumed(self, working: WorkingTime, at: datetime) -> "Clocks":
        """Return the clocks running again: what is not met is due later by the open time between.

        Nothing ever moves back (E79).
        """
        if self.paused_at is None:
            return self
        return replace(self._stood_still(working, self.paused_at, at), paused_at=None)

    def reopened(self, working: WorkingTime, at: datetime) -> "Clocks":
        """Return the clocks after the solution did not hold: the last one goes on (E76)."""
        if self.solved_at is None:
            return self
        unsolved = replace(self, solved_at=None)
        return unsolved._stood_still(working, self.solved_at, at)  # noqa: SLF001 - its own kind

    def retargeted(self, working: WorkingTime, opened_at: datetime, targets: Targets) -> "Clocks":
        """Return the clocks with other minutes; what is met stays as it was due."""

        def due(clock: ClockName) -> datetime:
            if self.met_at(clock) is not None:
                return self.due(clock)
            return working.add(opened_at, targets.of(clock) + self.paused_minutes)

        kept = {clock: self.targets if self.met_at(clock) else targets for clock in ClockName}
        return replace(
            self, targets=Targets(*(kept[clock].of(clock) for clock in ClockName)),
            ack_due=due(ClockName.ACK), answer_due=due(ClockName.ANSWER),
            solve_due=due(ClockName.SOLVE),
        )  # fmt: skip

    def settled(self, working: WorkingTime, opened_at: datetime) -> "Clocks":
        """Return the clocks after the shop's hours or days changed: none counts closed time.

        What is due never moves back, also when the shop works longer now.
        """
        again = self.retargeted(working, opened_at, self.targets)
        return replace(
            self, ack_due=max(self.ack_due, again.ack_due),
            answer_due=max(self.answer_due, again.answer_due),
            solve_due=max(self.solve_due, again.solve_due),
        )  # fmt: skip

    def _stood_still(self, working: WorkingTime, since: datetime, until: datetime) -> "Clocks":
        def later(clock: ClockName) -> datetime:
            if self.met_at(clock) is not None:
                return self.due(clock)
            return working.resumed(self.due(clock), since, until)

        passed = max(working.minutes_between(since, until), 0)
        return replace(
            self, ack_due=later(ClockName.ACK), answer_due=later(ClockName.ANSWER),
            solve_due=later(ClockName.SOLVE), paused_minutes=self.paused_minutes + passed,
        )  # fmt: skip

    def left(self, working: WorkingTime, clock: ClockName, now: datetime) -> int:
        """Return the working minutes a clock has left; negative: it is late by so many."""
        until = self.met_at(clock) or self.solved_at or self.paused_at or now
        return working.minutes_between(until, self.due(clock))

    def spent(self, working: WorkingTime, clock: ClockName, now: datetime) -> int:
        """Return the working minutes a clock has run."""
        return self.targets.of(clock) - self.left(working, clock, now)

    def is_late(self, clock: ClockName, now: datetime) -> bool:
        """Return whether a clock was met too late, or is not met and past its due."""
        return (self.met_at(clock) or self.paused_at or now) > self.due(clock)

    def moment_at(self, working: WorkingTime, clock: ClockName, percent: int) -> datetime:
        """Return when a clock has run *percent* of its minutes; always in working time (E78)."""
        rest = self.targets.of(clock) * (100 - percent) // 100
        due = self.due(clock)
        return working.back(due, rest) if rest > 0 else working.add(due, -rest)


def urgency(minutes_left: int, severity: int, load: int) -> Fraction:
    """Return where a complaint stands in the list: the smaller, the sooner.

    Severity and emotional load weigh the same. What is left shrinks with them and what is late
    grows, so that a late and heavy one stands in front.
    """
    weight = severity + load
    return Fraction(minutes_left, weight) if minutes_left > 0 else Fraction(minutes_left * weight)


def mean(figures: list[int]) -> int | None:
    """Return the mean, rounded half up; None of nothing."""
    return (2 * sum(figures) + len(figures)) // (2 * len(figures)) if figures else None


def middle(figures: list[int]) -> int | None:
    """Return the median, rounded half up; None of nothing."""
    return int(median(figures) + 0.5) if figures else None


def share(part: int, whole: int) -> Fraction | None:
    """Return a share, None where there is nothing to divide by: no data is not zero."""
    return Fraction(part, whole) if whole else None
