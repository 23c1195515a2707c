"""The command about groups of members: RFM classes and heavy, medium and light buyers."""

import argparse
from datetime import date

from loyaldesk.cli.frame import DONE, club_place, meter, opened, say, say_json
from loyaldesk.kernel import fmt
from loyaldesk.kernel.clock import Clock
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.jalali import parse_day


def add_segments(parser: argparse.ArgumentParser) -> None:
    """Give the command ``segments`` its options."""
    parser.add_argument("club", type=club_place, metavar="CLUB")
    parser.add_argument("--operator", default="", metavar="NAME")
    parser.add_argument("--at", metavar="DAY", help="the day; left out: today")
    parser.add_argument("--json", action="store_true")


def segments(chosen: argparse.Namespace, clock: Clock) -> int:
    """Print the classes of members on a day with their members, net money and share of it."""
    from loyaldesk.services.insight import classes  # noqa: PLC0415 - as above
    from loyaldesk.services.insight import segments as room  # noqa: PLC0415 - --help starts fast

    with opened(chosen, clock) as desk, meter() as progress:
        found = classes.classes_on(desk, _day(chosen.at, desk.today()), progress)
    if chosen.json:
        say_json({
            "day": found.day.isoformat(), "first": found.first.isoformat(),
            "rfm": room.document(found.rfm), "spend": room.document(found.spend),
        })  # fmt: skip
        return DONE
    say(
        tr("Bought from {first} to {last}").format(
            first=fmt.day(found.first), last=fmt.day(found.day)
        )
    )
    for title, rows in ((tr("RFM classes"), found.rfm), (tr("By what they spend"), found.spend)):
        say(title)
        for row in rows:
            count = trn("{n} member", "{n} members", row.members).format(n=fmt.number(row.members))
            share = "\u2013" if row.share is None else fmt.percent(row.share)
            say(f"  {row.title}: {count}  {fmt.amount_with_unit(row.net_rial)}  {share}")
    return DONE


def _day(text: str | None, today: date) -> date:
    if text is None:
        return today
    try:
        return parse_day(text, today=today)
    except ValueError as error:
        raise BadInput("day", "not a day", text[:80]) from error
