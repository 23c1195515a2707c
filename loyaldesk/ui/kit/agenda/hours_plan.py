"""Where the entries of a grid of hours are drawn."""

from collections import defaultdict
from datetime import date

from PySide6.QtCore import QRectF

from loyaldesk.ui.kit.agenda.axis import STRIP_EDGE, Axis
from loyaldesk.ui.kit.agenda.contents import Contents
from loyaldesk.ui.kit.agenda.drawing import LINE
from loyaldesk.ui.kit.agenda.entry import MINUTES_OF_A_DAY, Entry
from loyaldesk.ui.kit.agenda.lanes import Lane, lanes
from loyaldesk.ui.kit.agenda.plan import Block, More, Plan, left_out

PITCH = LINE + 2
WIDE_CHIP = 230
"""Whole-day entries stand beside each other where a day is that wide."""

LEAST_LANE = 36
STRIP_SHARE = 0.3
"""The strip for whole days takes at most that share of the height."""

EDGE = 3


def strip_rows(contents: Contents, axis: Axis) -> int:
    """Return how many lines the strip for whole days has."""
    most = max(2, int(axis.height * STRIP_SHARE / PITCH))
    counts = (sum(entry.minute is None for entry in contents.of(day)) for day in axis.days())
    needed = -(-max(counts, default=0) // _beside(axis))
    return min(max(needed, 1), most)


def _beside(axis: Axis) -> int:
    """Return how many whole-day entries stand beside each other in a day."""
    return max(1, int(axis.column(axis.first).width() // WIDE_CHIP))


def planned(contents: Contents, axis: Axis, chosen: Entry | None) -> Plan:
    """Return where everything is drawn while the hours are not scrolled."""
    plan = Plan()
    for day in axis.days():
        of_day = contents.of(day)
        _plan_strip(plan, axis, day, [e for e in of_day if e.minute is None], chosen)
        _plan_hours(plan, axis, day, [e for e in of_day if e.minute is not None], chosen)
    raised = [block for block in plan.blocks if chosen is not None and block.entry is chosen]
    if raised:
        plan.blocks.remove(raised[0])
        plan.blocks.append(raised[0])
    return plan


def _plan_strip(
    plan: Plan, axis: Axis, day: date, entries: list[Entry], chosen: Entry | None
) -> None:
    beside = _beside(axis)
    places = beside * int((axis.strip - 2 * STRIP_EDGE) // PITCH)
    shown = entries if len(entries) <= places else entries[: places - 1]
    if chosen in entries and chosen not in shown and shown:
        shown = [*shown[:-1], chosen]
    column = axis.column(day)
    wide = (column.width() - 2 * EDGE) / beside

    def room(place: int) -> QRectF:
        row, number = divmod(place, beside)
        left = column.left() + EDGE + (beside - 1 - number if axis.is_rtl else number) * wide
        return QRectF(left, axis.head + STRIP_EDGE + row * PITCH + 1, wide - 2, LINE)

    plan.blocks.extend(Block(entry, room(place)) for place, entry in enumerate(shown))
    hidden = left_out(entries, shown)
    if hidden:
        plan.mores.append(More(day, room(len(shown)), hidden))


def _plan_hours(
    plan: Plan, axis: Axis, day: date, entries: list[Entry], chosen: Entry | None
) -> None:
    least = LINE * 60 / axis.hour  # an entry is never lower than its one line
    spans = [
        (begins, min(begins + max(entry.minutes, round(least)), MINUTES_OF_A_DAY))
        for entry in entries
        if (begins := entry.minute) is not None
    ]
    most = max(2, int(axis.column(day).width() // LEAST_LANE))
    hidden: dict[int, list[Entry]] = defaultdict(list)
    for entry, span, lane in zip(entries, spans, lanes(spans), strict=True):
        if lane.of > most and lane.number >= most - 1:
            hidden[lane.group].append(entry)
            if entry is chosen:
                plan.blocks.append(
                    Block(entry, _room(axis, day, span, Lane(0, 1, 0)), scrolls=True)
                )
            continue
        fitted = Lane(min(lane.number, most - 1), min(lane.of, most), lane.group)
        plan.blocks.append(Block(entry, _room(axis, day, span, fitted), scrolls=True))
    for group in hidden.values():
        begins = group[0].minute or 0
        room = _room(axis, day, (begins, begins + 1), Lane(most - 1, most, 0))
        room.setHeight(LINE)
        plan.mores.append(More(day, room, group, scrolls=True))


def _room(axis: Axis, day: date, span: tuple[int, int], lane: Lane) -> QRectF:
    slot = axis.slot(day, span[0], span[1] - span[0]).adjusted(EDGE, 1, -EDGE - 4, 0)
    if axis.is_rtl:
        slot.translate(4, 0)
    wide = slot.width() / lane.of
    number = lane.of - 1 - lane.number if axis.is_rtl else lane.number
    height = max(slot.height() - 1, LINE - 1.0)
    return QRectF(slot.left() + number * wide + 0.5, slot.top(), wide - 2, height)
