"""The command line: the same services without a window, for other programs and the scheduler."""

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from loyaldesk.cli import (
    complaining,
    following,
    keeping_safe,
    keying,
    measuring,
    moving,
    predicting,
    privacy,
    programmes,
    reporting,
    selling,
)
from loyaldesk.cli.frame import (
    BROKEN,
    DONE,
    FAILED,
    PASSPHRASE,
    SECRET,
    WrongUse,
    add_club,
    asked,
    day_of,
    log,
    meter,
    opened,
    say,
    say_json,
    words,
)
from loyaldesk.cli.selling import LONGEST_LINE
from loyaldesk.domain.errors import NotAPeriod
from loyaldesk.kernel import fmt, paths
from loyaldesk.kernel.clock import Clock, system_clock
from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.jalali import parse_day
from loyaldesk.kernel.look import LANGUAGES, Look, look, set_look
from loyaldesk.kernel.persian import ltr
from loyaldesk.kernel.progress import Cancelled
from loyaldesk.kernel.settings import MachineSettings
from loyaldesk.services.insight.paper_names import NAMES

if TYPE_CHECKING:
    from loyaldesk.store.queries.profile import LotRow

if TYPE_CHECKING:
    from loyaldesk.services.profile import LotRow

__all__ = ["LONGEST_LINE", "PASSPHRASE", "SECRET", "VERBS", "main"]

VERBS = (
    "new", "sample", "import", "sell", "return", "redeem", "member", "explain", "programme",
    "rehearse", "night", "followups", "complaints", "segments", "predict", "metrics", "report",
    "hand-over", "retention", "move", "till", "backup", "backups", "restore", "key", "check",
)  # fmt: skip

_BY_MONTH = ("promises", "said")

_FORMS = """\
python main.py [--club FILE | --sample] [--language fa|en] [--theme light|dark]
python main.py new FILE --shop NAME --owner NAME [--encrypted]
python main.py sample FILE [--members 2000] [--months 18] [--seed 1]
python main.py import members|sales CLUB FILE [--map column=field,...] [--dry-run] [--json]
python main.py sell CLUB --member CODE --amount RIAL --key KEY [--at 2026-11-20T10:15] [--json]
python main.py sell CLUB --member CODE --lines FILE.json --key KEY [--code C] [--reward R] ...
python main.py sell CLUB --stream
python main.py return CLUB SALE [--line N --quantity Q | --amount RIAL] --key KEY [--json]
python main.py redeem CLUB --member CODE (--points N | --reward R) --key KEY [--json]
python main.py member CLUB CODE [--json]
python main.py hand-over CLUB CODE --out FILE.json|FILE.pdf
python main.py retention CLUB [--yes] [--json]
python main.py move CLUB postgresql://USER@HOST/DATABASE
python main.py move postgresql://USER@HOST/DATABASE FILE
python main.py till postgresql://USER@HOST/DATABASE NAME
python main.py explain CLUB SALE [--json] [--out FILE.pdf]
python main.py programme show CLUB
python main.py programme apply CLUB FILE.toml [--from DAY] [--dry-run] [--json]
python main.py rehearse CLUB FILE.toml [--months 12] [--json]
python main.py night CLUB [--until DAY] [--date-is-right] [--json]
python main.py followups CLUB [--day DAY] [--operator NAME] [--ics FILE] [--as NAME] [--json]
python main.py complaints CLUB [--state S] [--overdue] [--category C] [--text WORDS] [--json]
python main.py segments CLUB [--at DAY] [--json]
python main.py predict CLUB [--at DAY] [--json]
python main.py metrics CLUB --from DAY --to DAY [--json]
python main.py report monthly CLUB 1405-08|2026-10 --out FILE.pdf
python main.py report promises|said CLUB 1405-08|2026-10 --out FILE.pdf
python main.py report monthly-full|tiers|liability|segments|at-risk CLUB PERIOD --out FILE
python main.py report cohorts|value|kpi|complaints|followups CLUB PERIOD --out FILE
  (PERIOD: 1405-08, 1405-Q2, 1405 or DAY..DAY; FILE: .pdf, or .xlsx and .csv for the figures)
python main.py report member-file|statement CLUB PERIOD --member NUMBER --out FILE.pdf
python main.py report pack CLUB PERIOD --out FOLDER [--lang fa|en|both]
python main.py report agenda CLUB DAY --out FILE.pdf
python main.py backup CLUB [--to FOLDER] [--json]
python main.py backups CLUB [--json]
python main.py restore CLUB FILE|newest [--yes] [--json]
python main.py key CLUB status|passphrase|recovery|on|off|change|forget [--json]
python main.py check CLUB [--json]"""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence instead of printing its usage."""

    def error(self, message: str) -> NoReturn:
        raise WrongUse(message)


def main(arguments: Sequence[str] | None = None, *, clock: Clock = system_clock) -> int:
    """Run one command and return its exit code: 0 done, 1 something is broken, 2 failed.

    Args:
        arguments: What follows the name of the program; None: of this process.
        clock: What time it is.
    """
    _speak_utf8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    _choose_look(_language_in(given))
    try:
        chosen = _parser().parse_args(given)
        code: int = chosen.act(chosen, clock)
        sys.stdout.flush()
    except WrongUse as error:
        return _fail(tr("This command cannot be understood: {why}").format(why=error))
    except BrokenPipeError:  # who reads us has gone; what was answered is stored
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except (ClubError, Cancelled) as error:
        return _fail(words(error))
    except KeyboardInterrupt:
        return _fail(words(Cancelled()))
    except Exception as error:  # noqa: BLE001 - a person gets a sentence, the log the place
        log(error)
        return _fail(words(error))
    return code


def _fail(sentence: str) -> int:
    sys.stderr.write(" ".join(sentence.split()) + "\n")
    return FAILED


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a window program on Windows has none
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _language_in(arguments: list[str]) -> str:
    """Return the language that is asked for, before the rest is understood."""
    for place, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--language":
            value = value or "".join(arguments[place + 1 : place + 2])
            return value if value in LANGUAGES else ""
    return ""


def _choose_look(language: str) -> None:
    chosen = language or MachineSettings.load(paths.settings_file()).language
    set_look(Look(chosen, "jalali" if chosen == "fa" else "gregorian"))


def _parser() -> _Parser:
    parser = _Parser(
        prog="main.py", usage=_FORMS, allow_abbrev=False,
        description="LoyalDesk: a customer club for one shop.",
        epilog=f"{SECRET} is the operator's PIN or password, {PASSPHRASE} opens an encrypted club.",
    )  # fmt: skip
    verbs = parser.add_subparsers(required=True, metavar="|".join(VERBS), prog="main.py")

    def verb(name: str, act: Callable[[argparse.Namespace, Clock], int], about: str) -> _Parser:
        made: _Parser = verbs.add_parser(name, help=about, description=about, allow_abbrev=False)
        made.set_defaults(act=act)
        made.add_argument("--language", choices=LANGUAGES)
        return made

    new = verb("new", _new, "found a club")
    new.add_argument("file", type=Path, metavar="FILE")
    new.add_argument("--shop", required=True, metavar="NAME")
    new.add_argument("--owner", required=True, metavar="NAME")
    new.add_argument("--encrypted", action="store_true")
    new.add_argument("--timezone", default="Asia/Tehran", metavar="ZONE")

    sample = verb("sample", _sample, "make the sample shop")
    sample.add_argument("file", type=Path, metavar="FILE")
    for name, usual in (("members", 2000), ("months", 18), ("seed", 1)):
        sample.add_argument(f"--{name}", type=int, default=usual)

    import_ = verb("import", _import, "bring in a list of members or sales")
    import_.add_argument("kind", choices=("members", "sales"))
    add_club(import_)
    import_.add_argument("file", type=Path, metavar="FILE")
    import_.add_argument("--map", default="", metavar="COLUMN=FIELD,...")
    import_.add_argument("--unit", choices=("rial", "toman"), default="rial")
    import_.add_argument("--create-members", action="store_true")
    import_.add_argument("--dry-run", action="store_true")
    import_.add_argument("--json", action="store_true")

    for name, add, act, about in (
        ("sell", selling.add_sell, selling.sell, "record a sale, or sales line by line"),
        ("return", selling.add_return, selling.return_, "take goods back"),
        ("redeem", selling.add_redeem, selling.redeem, "spend points for a reward or elsewhere"),
        ("explain", programmes.add_explain, programmes.explain, "say why a sale earned so much"),
        ("programme", programmes.add_programme, programmes.programme, "show or change the rules"),
        ("rehearse", programmes.add_rehearse, programmes.rehearse, "try new rules on old sales"),
        ("night", programmes.add_night, programmes.night, "run the days that were missed"),
        ("followups", following.add_followups, following.followups, "list what is to be done"),
        ("complaints", complaining.add_complaints, complaining.complaints, "list complaints"),
        ("segments", measuring.add_segments, measuring.segments, "count members by RFM and spend"),
        ("predict", predicting.add_predict, predicting.predict, "say who is likely to come again"),
        ("key", keying.add_key, keying.key, "look after pass phrase, recovery key, encryption"),
        ("metrics", reporting.add_metrics, reporting.metrics, "print every figure of some days"),
        ("backup", keeping_safe.add_backup, keeping_safe.backup, "make a verified backup"),
        ("backups", keeping_safe.add_backups, keeping_safe.backups, "list the backups"),
        ("restore", keeping_safe.add_restore, keeping_safe.restore, "go back to a backup"),
    ):
        add(verb(name, act, about))

    member = verb("member", _member, "show a member's points and tier")
    add_club(member)
    member.add_argument("code", metavar="CODE")
    member.add_argument("--json", action="store_true")

    moving.add_move(verb("move", moving.move, "carry the club to a server or back into a file"))
    moving.add_till(verb("till", moving.till, "make the database role of a till"))
    privacy.add_hand_over(
        verb("hand-over", privacy.hand_over, "write all data of one member to a file")
    )
    privacy.add_retention(
        verb("retention", privacy.retention, "say or erase what is kept for too long")
    )
    report = verb("report", _report, "write a report as PDF")
    report.add_argument("which", choices=("monthly", *_BY_MONTH, "agenda", *NAMES, reporting.PACK))
    add_club(report)
    report.add_argument("month", metavar="PERIOD|DAY")
    report.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    reporting.add_options(report)

    check = verb("check", _check, "ask every invariant of the club")
    add_club(check)
    check.add_argument("--deep", action="store_true", help="read every page of the file too")
    check.add_argument("--day", metavar="DAY", help="prove the code on the paper of this day")
    check.add_argument("--code", help="the code, as it is printed")
    check.add_argument("--json", action="store_true")
    return parser


def _new(chosen: argparse.Namespace, clock: Clock) -> int:
    from loyaldesk.services import club, opening  # noqa: PLC0415 - as above

    passphrase = os.environ.get(PASSPHRASE)
    if not passphrase and chosen.encrypted:
        passphrase = asked(tr("Pass phrase of the club: "))
        if not passphrase:
            raise BadInput("passphrase", "empty")
    draft = club.ClubDraft(chosen.shop, chosen.owner, look().language, zone=chosen.timezone)
    secret = os.environ.get(SECRET)
    opening.new_club(
        chosen.file, draft, secret=secret, passphrase=passphrase or None, remember=True, clock=clock
    ).db.close()
    say(tr("The club {path} is ready.").format(path=chosen.file))
    return DONE


def _sample(chosen: argparse.Namespace, clock: Clock) -> int:
    from loyaldesk.services.sample import make_sample  # noqa: PLC0415 - as above

    for name, most in (("members", 1_000_000), ("months", 120)):
        if not 1 <= getattr(chosen, name) <= most:
            raise BadInput(name, "range", str(getattr(chosen, name))[:80])
    with meter() as progress:
        desk = make_sample(
            chosen.file, members=chosen.members, months=chosen.months, seed=chosen.seed,
            language=look().language, clock=clock, progress=progress,
        )  # fmt: skip
    desk.db.close()
    say(tr("The sample shop {path} is ready.").format(path=chosen.file))
    return DONE


def _import(chosen: argparse.Namespace, clock: Clock) -> int:
    from loyaldesk.services import imports, staff  # noqa: PLC0415 - as above

    options = imports.Options(
        map_text=chosen.map, unit=chosen.unit, create_members=chosen.create_members
    )
    with opened(chosen, clock) as desk, meter() as progress:
        if chosen.dry_run:
            found = imports.analyse(desk, chosen.file, chosen.kind, options, progress)
            counts: dict[str, Any] = {**found.counts.as_dict(), "errors_file": None}
        else:
            imports.resume_or_clean(staff.system_desk(desk), progress)
            counts = imports.run(desk, chosen.file, chosen.kind, options, progress).as_dict()
    if chosen.json:
        say_json(counts)
        return DONE
    say(
        tr(
            "{rows} rows: {added} added, {there} there already, {bad} bad; new members: {members}"
        ).format(
            rows=fmt.number(counts["rows"]), added=fmt.number(counts["added"]),
            there=fmt.number(counts["already_there"]), bad=fmt.number(counts["bad"]),
            members=fmt.number(counts["members_added"]),
        )
    )  # fmt: skip
    if counts["errors_file"]:
        say(tr("Bad rows are in {path}").format(path=counts["errors_file"]))
    return DONE


def _member(chosen: argparse.Namespace, clock: Clock) -> int:
    from loyaldesk.services import (  # noqa: PLC0415 - as above
        members,
        prepaid,
        profile,
        stamps,
        vouchers,
    )

    with opened(chosen, clock) as desk:
        member = members.identify(desk, chosen.code)
        card, today = profile.card_of(desk, member.id), desk.today()
        wallet = prepaid.wallet(desk, member.id, limit=0)
        cards = stamps.standing(desk, member.id)
        open_vouchers = vouchers.voucher_list(desk, member_id=member.id, state="open")
        lots = [lot for lot in profile.lots_of(desk, member.id) if lot.state in ("live", "waiting")]
    if chosen.json:
        told: dict[str, Any] = {
            "number": card.number, "name": card.name, "points": card.points,
            "pending": card.pending, "debt": card.debt, "tier": card.tier.code,
            "lots": [_lot(lot, today) for lot in lots],
        }  # fmt: skip
        more = {
            "wallet": wallet.balance_rial,
            "stamps": [{"card": s.card, "stamps": s.stamps, "needs": s.needs} for s in cards],
            "vouchers": [
                {
                    "code": v.typed, "reward": v.reward,
                    "valid_until": v.valid_until.isoformat() if v.valid_until else None,
                }
                for v in open_vouchers if not v.is_over
            ],
        }  # fmt: skip
        say_json(told | {name: held for name, held in more.items() if held})
        return DONE
    say(f"{fmt.code(card.number)} {card.name}")
    say(
        tr("{points} points, worth {amount}, {tier}").format(
            points=fmt.number(card.points), amount=fmt.amount_with_unit(card.worth_rial),
            tier=card.tier.name(look().language),
        )
    )  # fmt: skip
    return DONE


def _lot(lot: "LotRow", today: date) -> dict[str, Any]:
    """Return a lot; when it can be spent only where that is still to come."""
    told: dict[str, Any] = {
        "points": lot.left,
        "expires_on": lot.expires_on.isoformat() if lot.expires_on else None,
    }
    if lot.usable_from > today:
        told["usable_from"] = lot.usable_from.isoformat()
    return told


def _report(chosen: argparse.Namespace, clock: Clock) -> int:
    if chosen.which == reporting.PACK:
        return reporting.write_pack(chosen, clock)
    if chosen.which in NAMES:
        return reporting.write_paper(chosen, clock)
    if chosen.which != "monthly":
        return _following_report(chosen, clock)
    from loyaldesk.services import analytics, printing  # noqa: PLC0415 - as above

    with opened(chosen, clock) as desk, meter() as progress:
        month = analytics.parse_month(chosen.month)
        paper = Look(look().language, month.calendar, look().unit)
        printing.write_monthly(desk, month, chosen.out, paper, progress)
    say(tr("The report is in {path}").format(path=chosen.out))
    return DONE


def _following_report(chosen: argparse.Namespace, clock: Clock) -> int:
    """Write the agenda of a day, or a poster of a month."""
    from loyaldesk.services import (  # noqa: PLC0415 - as above
        analytics,
        following_papers,
        printing,
    )

    with opened(chosen, clock) as desk, meter():
        if chosen.which == "agenda":
            day = _day_of(chosen.month, desk.today())
            content = following_papers.agenda_pdf(desk, day)
        else:
            month = analytics.parse_month(chosen.month)
            last = min(month.last, desk.today())
            if last < month.first:
                raise NotAPeriod(chosen.month)
            make = {
                "promises": following_papers.promises_pdf,
                "said": following_papers.said_and_did_pdf,
            }[chosen.which]
            paper = Look(look().language, month.calendar, look().unit)
            content = make(desk, month.first, last, paper)
        printing.save(chosen.out, content)
    say(tr("The report is in {path}").format(path=chosen.out))
    return DONE


def _day_of(text: str, today: date) -> date:
    try:
        return parse_day(text, today=today)
    except ValueError:
        raise BadInput("day", "not a day", text[:80]) from None


def _check_code(chosen: argparse.Namespace, clock: Clock) -> int:
    """Prove the code on the paper of a day."""
    from loyaldesk.services import sealing  # noqa: PLC0415 - as above

    for name in ("day", "code"):
        if not getattr(chosen, name):
            raise BadInput(name, "empty")
    with opened(chosen, clock) as desk:
        found = sealing.check_code(desk, day_of(chosen.day, desk.today()), chosen.code)
    if chosen.json:
        say_json({"ok": found is not None, "since": found.since if found else None})
    else:
        say(sealing.code_words(found))
    return DONE if found else BROKEN


def _check(chosen: argparse.Namespace, clock: Clock) -> int:
    from loyaldesk.domain.errors import StorageProblem  # noqa: PLC0415 - as above
    from loyaldesk.services import checking  # noqa: PLC0415 - as above

    if chosen.day is not None or chosen.code is not None:
        return _check_code(chosen, clock)
    try:
        with opened(chosen, clock) as desk, meter() as progress:
            broken = checking.check(desk, deep=chosen.deep, progress=progress)
    except StorageProblem as error:
        if error.why != "damaged":
            raise
        broken = [checking.Broken(checking.PAGES, 1, ())]
    if chosen.json:
        told = [
            {"name": b.name, "words": checking.broken_words(b), "count": b.count, "ids": [*b.ids]}
            for b in broken
        ]
        say_json({"ok": not broken, "broken": told})
        return BROKEN if broken else DONE
    if not broken:
        say(tr("The club is sound."))
    for each in broken:
        places = trn("{n} place", "{n} places", each.count).format(n=fmt.number(each.count))
        say(f"{checking.broken_words(each)} ({places})")
    if any(each.name == checking.PAGES for each in broken):
        say(tr("Next: {command}").format(command=ltr(f"main.py restore {chosen.club} newest")))
    return BROKEN if broken else DONE
