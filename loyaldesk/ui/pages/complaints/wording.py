"""How complaints are told on their page: the clock that runs, and how urgent it looks."""

from dataclasses import dataclass

from loyaldesk.domain.complaints import ClockName, State
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.complaint_reading import ClockState, ComplaintRow
from loyaldesk.services.complaint_words import category_name, clock_name, severity_name, state_name

STATE_KINDS = {
    State.RECEIVED: "warn", State.ACKNOWLEDGED: "info", State.ANSWERED: "info",
    State.SOLVED: "ok", State.CLOSED: "plain",
}  # fmt: skip
SEVERITY_KINDS = {1: "plain", 2: "plain", 3: "warn", 4: "danger"}
OPEN_ENDS = (State.SOLVED, State.CLOSED)


@dataclass(frozen=True, slots=True)
class Sign:
    """Words of a pill, its colour and the icon before the words."""

    words: str
    kind: str
    icon: str


def whose(row: ComplaintRow) -> str:
    """Return who complains, in a few words."""
    return isolate(row.name) if row.name else tr("Nobody by name")


def title(row: ComplaintRow) -> str:
    """Return number and category."""
    return tr("Complaint {number} · {what}").format(
        number=fmt.number(row.number), what=category_name(row.category)
    )


def state_sign(row: ComplaintRow) -> Sign:
    """Return how far a complaint is."""
    return Sign(state_name(row.state), STATE_KINDS[row.state], "")


def severity_sign(row: ComplaintRow) -> Sign:
    """Return how grave it is."""
    return Sign(severity_name(row.severity), SEVERITY_KINDS.get(row.severity, "plain"), "")


def clock_sign(row: ComplaintRow) -> Sign:
    """Return the clock that runs next, in words, or that none runs."""
    if row.state == State.CLOSED:
        return Sign("", "", "")
    if row.minutes_left is None:
        return Sign(tr("ask whether it is good now"), "ok", "circle-check")
    if row.is_paused:
        return Sign(tr("clocks stand still"), "plain", "player-pause")
    what = clock_name(row.clock)
    if row.is_overdue:
        late = brief_time(abs(row.minutes_left)) if row.minutes_left else ""
        said = tr("{what} overdue {time}").format(what=what, time=late).strip()
        return Sign(said, "danger", "alert-triangle")
    said = tr("{what} in {time}").format(what=what, time=brief_time(row.minutes_left))
    return Sign(said, "warn" if row.is_at_risk else "plain", "clock")


def brief_time(minutes: int) -> str:
    """Return working time in its largest unit, for a pill."""
    if minutes < 60:  # an hour
        return tr("{n} min").format(n=fmt.number(minutes))
    hours = minutes // 60
    return tr("{n} h").format(n=fmt.number(hours))


def rounded_hours(minutes: int) -> str:
    """Return working time as a figure: minutes, else hours with one decimal."""
    if minutes < 60:  # an hour
        return tr("{n} min").format(n=fmt.number(minutes))
    return tr("{n} h").format(n=fmt.decimal(minutes / 60))


def clock_title(clock: ClockName) -> str:
    """Return what a clock is for, as a line of the detail begins."""
    return {
        ClockName.ACK: tr("Told that it is looked after"), ClockName.ANSWER: tr("Answered"),
        ClockName.SOLVE: tr("Solved"),
    }[clock]  # fmt: skip


_BAD = ("danger", "alert-triangle")


def _late(clock: ClockState, words: str, bare: str) -> str:
    """Return how late a clock is; outside the hours of the shop no minute of it runs."""
    minutes = max(-clock.minutes_left, 0)
    return words.format(time=brief_time(minutes)) if minutes else bare


def clock_line(clock: ClockState, *, is_paused: bool) -> Sign:
    """Return how a clock stands: met in time, met late, runs, stands still."""
    if clock.met_at is not None:
        if clock.is_late:
            return Sign(_late(clock, tr("{time} too late"), tr("too late")), *_BAD)
        return Sign(tr("in time"), "ok", "circle-check")
    if is_paused:
        return Sign(tr("stands still"), "plain", "player-pause")
    if clock.is_late:
        return Sign(_late(clock, tr("overdue {time}"), tr("overdue")), *_BAD)
    left = brief_time(max(clock.minutes_left, 0))
    return Sign(tr("{time} left").format(time=left), "plain", "clock")
