"""Commands about the rules: programme, rehearse, explain, night."""

import argparse
from datetime import date
from pathlib import Path

from loyaldesk.cli.frame import DONE, FAILED, add_club, meter, opened, say, say_json
from loyaldesk.kernel import fmt
from loyaldesk.kernel.clock import Clock
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.jalali import parse_day

LARGEST_FILE = 1024 * 1024


def add_programme(parser: argparse.ArgumentParser) -> None:
    """Give the command ``programme`` its options."""
    parser.add_argument("what", choices=("show", "apply"))
    add_club(parser)
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE.toml")
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--from", dest="from_day", metavar="DAY")
    parser.add_argument("--json", action="store_true")


def add_rehearse(parser: argparse.ArgumentParser) -> None:
    """Give the command ``rehearse`` its options."""
    add_club(parser)
    parser.add_argument("file", type=Path, metavar="FILE.toml")
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--json", action="store_true")


def add_explain(parser: argparse.ArgumentParser) -> None:
    """Give the command ``explain`` its options."""
    add_club(parser)
    parser.add_argument("sale", metavar="SALE")
    parser.add_argument("--out", type=Path, metavar="FILE.pdf")
    parser.add_argument("--json", action="store_true")


def add_night(parser: argparse.ArgumentParser) -> None:
    """Give the command ``night`` its options."""
    add_club(parser)
    parser.add_argument("--until", metavar="DAY")
    parser.add_argument("--date-is-right", action="store_true", help="after a long closure")
    parser.add_argument("--json", action="store_true")


def programme(chosen: argparse.Namespace, clock: Clock) -> int:
    """Print the programme, or put the one of a file in force."""
    from loyaldesk.services import programmes  # noqa: PLC0415 - so that --help starts fast

    if chosen.what == "show":
        with opened(chosen, clock) as desk:
            say(programmes.show(desk).rstrip())
        return DONE
    with opened(chosen, clock) as desk:
        if chosen.file is None:
            raise BadInput("file", "empty")
        text = _text(chosen.file)
        from_day = _day("from", chosen.from_day)
        plan = programmes.plan(desk, text, from_day=from_day)
        if not chosen.dry_run:
            programmes.apply(desk, text, from_day=from_day)
    told = {
        "from": plan.from_day.isoformat(), "changed": list(plan.changed),
        "applied": not chosen.dry_run, "warnings": list(plan.warnings),
    }  # fmt: skip
    if chosen.json:
        say_json(told)
        return DONE
    said = (
        tr("The programme is in order; it would hold from {day}.")
        if chosen.dry_run
        else tr("The programme holds from {day}.")
    )
    say(said.format(day=fmt.day(plan.from_day)))
    for line in plan.warnings:
        say(line)
    return DONE


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise BadInput("file", "too large", str(path))
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("file", "no file", str(path)) from error


def _day(field: str, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return parse_day(text)
    except ValueError as error:
        raise BadInput(field, "not a day", text[:80]) from error


def rehearse(chosen: argparse.Namespace, clock: Clock) -> int:
    """Replay the last months under a programme that is not published yet."""
    from loyaldesk.domain import programme_toml  # noqa: PLC0415 - as above
    from loyaldesk.services import rehearsal, rehearsal_words  # noqa: PLC0415 - as above

    with opened(chosen, clock) as desk, meter() as progress:
        text = _text(chosen.file)
        if not 1 <= chosen.months <= 120:
            raise BadInput("months", "range", str(chosen.months))
        new = programme_toml.read(text).checked()
        found = rehearsal.rehearse(desk, new, months=chosen.months, progress=progress)
    told = rehearsal_words.as_json(found)
    if chosen.json:
        say_json(told)
        return DONE
    for line in rehearsal_words.sentences(found):
        say(line)
    return DONE


def explain(chosen: argparse.Namespace, clock: Clock) -> int:
    """Say why a sale earned, spent or gave back what it did."""
    from loyaldesk.services import explaining, printing, selling  # noqa: PLC0415 - as above

    with opened(chosen, clock) as desk:
        sale_id = selling.sale_of(desk, chosen.sale)
        found = explaining.explain_sale(desk, sale_id)
        if chosen.out is not None:
            printing.save(chosen.out, printing.explanation(desk, sale_id))
    told = explaining.as_json(found)
    if chosen.json:
        say_json(told)
        return DONE
    say(f"{told['title']}: {told['headline']}")
    for section in told["sections"]:
        say(section["title"])
        for row in section.get("rows", ()):
            say(f"  {row['name']}  {row['figure']}".rstrip())
            for text in row["texts"]:
                say(f"    {text}")
        for cells in section.get("table", ()):
            say("  " + " | ".join(f"{title}: {cell}" for title, cell in cells.items() if cell))
    for note in told["notes"]:
        say(note)
    return DONE


def night(chosen: argparse.Namespace, clock: Clock) -> int:
    """Run the days that were missed, in order."""
    from loyaldesk.services import night as nights  # noqa: PLC0415 - as above

    with opened(chosen, clock) as desk, meter() as progress:
        until = _day("until", chosen.until)
        done = nights.run(desk, progress, until=until, date_is_right=chosen.date_is_right)
    told = {
        "days": done.days, "expired": done.expired_points, "moved": done.moved,
        "bonus": done.given_points, "failed": done.failed, "runs": done.runs,
        "followups": done.followups, "skipped": done.skipped,
    }  # fmt: skip
    if chosen.json:
        say_json(told)
    else:
        say(
            tr("{days} days done: {expired} points ended, {moved} members moved").format(
                days=fmt.number(done.days), expired=fmt.number(done.expired_points),
                moved=fmt.number(done.moved),
            )
        )  # fmt: skip
        if done.runs or done.followups or done.skipped:
            say(
                tr("playbooks begun: {runs}; follow-ups: {made}; steps let out: {skipped}").format(
                    runs=fmt.number(done.runs), made=fmt.number(done.followups),
                    skipped=fmt.number(done.skipped),
                )
            )  # fmt: skip
    return FAILED if done.failed else DONE
