"""The command about follow-ups: what a day asks for, what is overdue, and whose it is."""

import argparse
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from loyaldesk.cli.frame import DONE, club_place, opened, say, say_json
from loyaldesk.kernel import fmt
from loyaldesk.kernel.clock import Clock
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.jalali import parse_day
from loyaldesk.kernel.persian import isolate

if TYPE_CHECKING:
    from loyaldesk.services.followup_figures import LoadRow
    from loyaldesk.services.followup_reading import FollowupRow


def add_followups(parser: argparse.ArgumentParser) -> None:
    """Give the command ``followups`` its options; ``--operator`` says whose they are."""
    parser.add_argument("club", type=club_place, metavar="CLUB")
    parser.add_argument("--as", dest="operator", default="", metavar="NAME", help="who asks")
    parser.add_argument("--day", metavar="DAY", help="the day; left out: today")
    parser.add_argument("--operator", dest="whose", default="", metavar="NAME", help="whose")
    parser.add_argument("--ics", type=Path, metavar="FILE", help="write them as a calendar too")
    parser.add_argument("--json", action="store_true")


def followups(chosen: argparse.Namespace, clock: Clock) -> int:
    """Print what is due on a day, what is overdue and what was done; write a calendar of it."""
    from loyaldesk.services import followups as room  # noqa: PLC0415 - so that --help starts fast
    from loyaldesk.services import staff  # noqa: PLC0415 - as above

    with opened(chosen, clock) as desk:
        day, zone = _day(chosen.day) or desk.today(), desk.zone
        whose = staff.by_name(desk.db, chosen.whose).id if chosen.whose else None
        wanted = room.Filter(owner_id=whose)
        late = room.overdue(desk, wanted)
        known = {row.id for row in late}
        due = [row for row in room.agenda(desk, day, day, wanted) if row.id not in known]
        done = room.agenda(desk, day, day, replace(wanted, states=("done",)))
        load = [row for row in room.load(desk, day) if whose in (None, row.operator_id)]
        written = None
        if chosen.ics is not None:
            written = room.write_ics(desk, chosen.ics, wanted)
    if chosen.json:
        told: dict[str, Any] = {
            "day": day.isoformat(), "due": [_row(row, zone) for row in due],
            "overdue": [_row(row, zone) for row in late],
            "done": [_row(row, zone) for row in done], "load": [_load(row) for row in load],
        }  # fmt: skip
        if written is not None:
            told |= {"ics": str(chosen.ics), "written": written}
        say_json(told)
        return DONE
    for title, rows in ((tr("Overdue"), late), (tr("Due"), due), (tr("Done"), done)):
        say(f"{title}: {fmt.number(len(rows))}")
        for row in rows:
            say(f"  {_line(row)}")
    if written is not None:
        say(
            trn("{n} follow-up is in {path}", "{n} follow-ups are in {path}", written).format(
                n=fmt.number(written), path=chosen.ics
            )
        )
    return DONE


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return parse_day(text)
    except ValueError as error:
        raise BadInput("day", "not a day", text[:80]) from error


def _row(row: "FollowupRow", zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": row.id, "member": row.number or None, "name": row.name,
        "due_at": row.due_at.astimezone(zone).isoformat(), "due_on": row.due_on.isoformat(),
        "has_time": row.at is not None, "channel": row.channel, "reason": row.reason,
        "text": row.text, "owner": row.owner or None, "state": row.state,
        "is_promise": row.is_promise, "priority": row.priority, "tries": row.tries,
        "moves": row.moves, "outcome": row.outcome or None,
    }  # fmt: skip


def _load(row: "LoadRow") -> dict[str, Any]:
    return {
        "operator": row.name or None, "due": row.due, "minutes": row.minutes,
        "overdue": row.overdue, "done": row.done, "limit": row.day_limit or None,
    }  # fmt: skip


def _line(row: "FollowupRow") -> str:
    from loyaldesk.services import followup_words  # noqa: PLC0415 - as above

    hour = f" {fmt.digits(row.at.isoformat('minutes'))}" if row.at is not None else ""
    who = isolate(row.name) if row.name else tr("Task of the shop")
    parts = [
        fmt.day(row.due_on) + hour, followup_words.channel_name(row.channel), who,
        isolate(" ".join(row.text.split())) if row.text else "",
        isolate(row.owner) if row.owner else "",
        followup_words.outcome_name(row.outcome) if row.state == "done" else "",
    ]  # fmt: skip
    return "  ".join(part for part in parts if part)
