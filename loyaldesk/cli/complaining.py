"""The command about complaints: which are open, how late, and how they were handled."""

import argparse
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from loyaldesk.cli.frame import DONE, add_club, opened, say, say_json
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.clock import Clock
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.jalali import parse_day
from loyaldesk.kernel.persian import isolate

if TYPE_CHECKING:
    from loyaldesk.services.complaint_figures import Figures
    from loyaldesk.services.complaint_reading import ComplaintRow

USUAL_DAYS = 90


def add_complaints(parser: argparse.ArgumentParser) -> None:
    """Give the command ``complaints`` its options."""
    add_club(parser)
    parser.add_argument("--state", default="open", metavar="open|closed|all|STATE")
    parser.add_argument("--overdue", action="store_true")
    parser.add_argument("--category", default="", metavar="CODE")
    parser.add_argument("--text", default="", metavar="WORDS")
    parser.add_argument("--from", dest="first", metavar="DAY", help="figures from this day on")
    parser.add_argument("--until", dest="last", metavar="DAY", help="figures up to this day")
    parser.add_argument("--json", action="store_true")


def complaints(chosen: argparse.Namespace, clock: Clock) -> int:
    """Print complaints, the most urgent first, and the figures of the last 90 days.

    Who may not read reports gets no figures, and is told so when they were asked for.
    """
    from loyaldesk.services import complaint_figures, complaint_reading  # noqa: PLC0415 - as above

    with opened(chosen, clock) as desk:
        wanted = complaint_reading.Filter(
            chosen.state, overdue=chosen.overdue, category=chosen.category, text=chosen.text
        )
        rows = complaint_reading.listing(desk, wanted)
        last = _day("until", chosen.last) or desk.today()
        first = _day("from", chosen.first) or last - timedelta(days=USUAL_DAYS - 1)
        if first > last:
            raise BadInput("from", "before its start", chosen.first or "")
        asked = chosen.first is not None or chosen.last is not None
        figures = None
        if asked or desk.may(Permission.REPORT_READ):  # who only works has the list without them
            figures = complaint_figures.figures(desk, first, last)
        zone = desk.zone
        told = [_row(row) for row in rows]
        lines = [_line(row) for row in rows]
    if chosen.json:
        say_json({"zone": zone.key, "complaints": told, "figures": figures and _figures(figures)})
        return DONE
    for line in lines:
        say(line)
    say(trn("{n} complaint", "{n} complaints", len(rows)).format(n=fmt.number(len(rows))))
    return DONE


def _day(field: str, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return parse_day(text)
    except ValueError as error:
        raise BadInput(field, "not a day", text[:80]) from error


def _row(row: "ComplaintRow") -> dict[str, Any]:
    return {
        "number": row.number, "member": row.member_number, "name": row.name,
        "category": row.category, "severity": row.severity, "load": row.load,
        "state": row.state.value, "owner": row.owner, "text": row.text,
        "opened": row.opened_at.isoformat(), "clock": row.clock,
        "due": row.due.isoformat() if row.due and not row.is_paused else None,
        "minutes_left": row.minutes_left,
        "overdue": row.is_overdue, "at_risk": row.is_at_risk, "paused": row.is_paused,
        "escalation": row.escalation, "next_on": row.next_on.isoformat() if row.next_on else None,
    }  # fmt: skip


def _line(row: "ComplaintRow") -> str:
    from loyaldesk.services import complaint_words  # noqa: PLC0415 - as above

    parts = [
        f"#{fmt.number(row.number)}", isolate(row.name) if row.name else tr("somebody"),
        complaint_words.category_name(row.category), complaint_words.state_name(row.state.value),
        complaint_words.left_words(row.minutes_left),
    ]  # fmt: skip
    return "  ".join(part for part in parts if part)


def _figures(figures: "Figures") -> dict[str, Any]:
    total = figures.total
    return {
        "from": figures.first.isoformat(), "until": figures.last.isoformat(),
        "opened": total.count, "open": total.open,
        "first_answer_mean_minutes": total.first_answer_mean,
        "first_answer_median_minutes": total.first_answer_median,
        "acknowledged_in_time": _share(total.acknowledged_in_time),
        "answered_in_time": _share(total.answered_in_time),
        "solved_in_time": _share(total.solved_in_time),
        "per_1000_visits": _share(figures.per_1000_visits), "neglect": figures.neglect,
        "reopened": figures.reopened, "withdrawn": figures.withdrawn,
        "by_category": {group.code: group.count for group in figures.by_category},
        "by_root_cause": {group.code: group.count for group in figures.by_root_cause},
    }  # fmt: skip


def _share(found: Fraction | None) -> float | None:
    """Return a share as JSON holds it: null where there is no data."""
    return round(float(found), 4) if found is not None else None
