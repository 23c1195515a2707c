"""Commands about papers and figures: the papers of the pack, the pack, and every metric."""

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any

from loyaldesk.cli.frame import DONE, WrongUse, add_club, meter, opened, say, say_json
from loyaldesk.domain.errors import NotAPeriod
from loyaldesk.kernel import fmt
from loyaldesk.kernel.clock import Clock
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.jalali import parse_day
from loyaldesk.kernel.look import Look, look
from loyaldesk.kernel.units import shown
from loyaldesk.services.insight.paper_names import MEMBER_PAPERS

if TYPE_CHECKING:
    from loyaldesk.domain.insight.card import Card, Measure
    from loyaldesk.domain.insight.period import Period
    from loyaldesk.services.desk import Desk

PACK = "pack"
_ENDINGS = (".pdf", ".xlsx", ".csv")
_SPOKEN = {"fa": ("fa",), "en": ("en",), "both": ("fa", "en")}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Give the command ``report`` the options of these papers."""
    parser.add_argument("--member", default="", metavar="NUMBER")
    parser.add_argument("--lang", choices=tuple(_SPOKEN), help="of the pack; left out: the shop's")


def write_paper(chosen: argparse.Namespace, clock: Clock) -> int:
    """Write one paper as PDF, or its figures when the file ends in .xlsx or .csv."""
    from loyaldesk.services import members, printing  # noqa: PLC0415 - so that --help starts fast
    from loyaldesk.services.insight import papers, sheets  # noqa: PLC0415 - as above

    if chosen.which in MEMBER_PAPERS and not chosen.member:
        raise WrongUse(tr("this paper is of one member; add --member NUMBER"))
    if chosen.out.suffix.lower() not in _ENDINGS:
        raise BadInput("file", "file ending", " / ".join(_ENDINGS))
    with opened(chosen, clock) as desk, meter() as progress:
        period = _period(chosen.month)
        who = members.resolve(desk, chosen.member).id if chosen.member else None
        paper = Look(look().language, period.calendar, look().unit)
        if chosen.out.suffix.lower() in (".xlsx", ".csv"):
            sheets.save_paper(
                desk, chosen.which, period, chosen.out, paper, progress, member_id=who
            )
        else:
            made = papers.pdf(desk, chosen.which, period, paper, progress, member_id=who)
            printing.save(chosen.out, made)
    say(tr("The report is in {path}").format(path=chosen.out))
    return DONE


def write_pack(chosen: argparse.Namespace, clock: Clock) -> int:
    """Write every paper of a period to a folder."""
    from loyaldesk.services.insight import pack  # noqa: PLC0415 - as above

    with opened(chosen, clock) as desk, meter() as progress:
        spoken = _SPOKEN[chosen.lang] if chosen.lang else (look().language,)
        made = pack.write_pack(desk, _period(chosen.month), chosen.out, spoken, progress)
    count = len(made.files)
    say(
        trn("{n} file is in {folder}", "{n} files are in {folder}", count).format(
            n=fmt.number(count), folder=made.folder
        )
    )
    return DONE


def _period(text: str) -> "Period":
    from loyaldesk.domain.insight.period import Period  # noqa: PLC0415 - as above

    try:
        return Period.parse(text)
    except NotAPeriod as error:
        raise NotAPeriod(error.given, "period") from error


def add_metrics(parser: argparse.ArgumentParser) -> None:
    """Give the command ``metrics`` its options."""
    add_club(parser)
    parser.add_argument("--from", dest="first", required=True, metavar="DAY")
    parser.add_argument("--to", dest="last", required=True, metavar="DAY")
    parser.add_argument("--json", action="store_true")


def metrics(chosen: argparse.Namespace, clock: Clock) -> int:
    """Print every figure of every card with its formula version, window and count."""
    from loyaldesk.domain.insight.period import Period  # noqa: PLC0415 - as above

    with opened(chosen, clock) as desk, meter() as progress:
        today = desk.today()
        period = Period.days(
            _day(chosen.first, today, "from"), _day(chosen.last, today, "to"), look().calendar
        )
        found = _cards(desk, period, progress)
        rows = [row for card in found for row in _rows(card)]
        if chosen.json:
            say_json({
                "period": {"first": period.first.isoformat(), "last": period.last.isoformat()},
                "metrics": [_told(card, one) for card, one in rows],
            })  # fmt: skip
            return DONE
        say(period.name())
        for card, one in rows:
            say(_line(card, one))
    return DONE


def _cards(desk: "Desk", period: "Period", progress: Any) -> "list[Card]":
    from loyaldesk.services.insight import catalogue  # noqa: PLC0415 - as above
    from loyaldesk.services.insight.question import Question  # noqa: PLC0415 - as above
    from loyaldesk.services.insight.reading import reading  # noqa: PLC0415 - as above

    with reading(desk, Question(period, period.before), None, progress) as read:
        return catalogue.every(read, progress)


def _rows(card: "Card") -> "list[tuple[Card, Measure]]":
    """Return the figures of a card; one that can tell nothing says why under its own name."""
    from loyaldesk.domain.insight.card import Measure  # noqa: PLC0415 - as above

    if card.missing and not card.measures:
        return [(card, Measure(card.key, card.title, None, why=card.missing))]
    return [(card, one) for one in card.measures]


def _told(card: "Card", one: "Measure") -> dict[str, Any]:
    meaning = card.meaning
    return {
        "metric": one.metric, "name": one.name, "value": one.value, "unit": one.unit.value,
        "before": one.before, "count": meaning.count if one.count is None else one.count,
        "formula_version": meaning.version,
        "first": meaning.first.isoformat() if meaning.first else None,
        "last": meaning.last.isoformat() if meaning.last else None,
        "why": (one.why or card.missing) if one.value is None else "",
    }  # fmt: skip


def _line(card: "Card", one: "Measure") -> str:
    meaning = card.meaning
    value = shown(one.value, one.unit, with_unit=True)
    said = one.why or card.missing
    first = fmt.day(meaning.first) if meaning.first else "\u2013"
    last = fmt.day(meaning.last) if meaning.last else "\u2013"
    count = meaning.count if one.count is None else one.count
    words = tr("{name}: {value} (formula {version}, {first} to {last}, {n} {counted})").format(
        name=one.name, value=value, version=fmt.number(meaning.version), first=first, last=last,
        n=fmt.number(count), counted=meaning.counted,
    )  # fmt: skip
    return f"{one.metric}  {words}" + (f"  {said}" if one.value is None and said else "")


def _day(text: str, today: date, field: str) -> date:
    try:
        return parse_day(text, today=today)
    except ValueError as error:
        raise BadInput(field, "not a day", text[:80]) from error
