"""How the import is said in words: kinds, states, and one row as it will be understood."""

from loyaldesk.domain.importing import MEMBERS, MemberRow, Problem, SaleRow, problem_words
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.kernel.money import in_unit
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import club
from loyaldesk.services.desk import Desk
from loyaldesk.ui.pages.imports.job import Job


def kind_words(kind: str) -> str:
    """Return what a list holds."""
    return tr("Members list") if kind == MEMBERS else tr("Sales list")


def state_words(state: str) -> tuple[str, str]:
    """Return how a run stands, and the colour of its pill."""
    states = {
        "staging": (tr("being read"), "info"), "moving": (tr("under way"), "info"),
        "done": (tr("done"), "ok"), "undoing": (tr("being taken back"), "warn"),
        "undone": (tr("undone"), "plain"),
    }  # fmt: skip
    return states.get(state, (state, "plain"))


def unit_words(unit: str) -> str:
    """Return the name of a money unit."""
    return tr("Toman") if unit == "toman" else tr("Rial")


def delimiters() -> list[tuple[str, str]]:
    """Return what may stand between two cells, with its words."""
    return [
        (tr("Comma ,"), ","), (tr("Semicolon ;"), ";"), (tr("Tab"), "\t"), (tr("Bar |"), "|")
    ]  # fmt: skip


def encodings(found: str) -> list[tuple[str, str]]:
    """Return how letters may be written in a file, the way that was *found* among them."""
    known = [
        ("UTF-8", "utf-8"), (tr("UTF-8 from Excel"), "utf-8-sig"),
        (tr("Persian of old Windows (1256)"), "cp1256"),
        (tr("Western of old Windows (1252)"), "cp1252"), ("UTF-16", "utf-16"),
    ]  # fmt: skip
    return known if any(value == found for _words, value in known) else [*known, (found, found)]


def date_kinds() -> list[tuple[str, str]]:
    """Return how days may be written, each with an example."""
    return [
        (tr("Find out by itself"), "auto"),
        (tr("Jalali: {example}").format(example=fmt.digits("1405/08/30")), "jalali"),
        (tr("Gregorian: {example}").format(example=fmt.digits("2026/11/21")), "gregorian"),
        (tr("Day first: {example}").format(example=fmt.digits("21/11/2026")), "dmy"),
        (tr("Month first: {example}").format(example=fmt.digits("11/21/2026")), "mdy"),
    ]


def example(desk: Desk, job: Job) -> tuple[str, str]:
    """Return one row of the list as it will be understood, and how the line is coloured."""
    if job.has_money() and job.unit is None:
        return (
            tr("Choose the unit of the amounts: the figures alone do not say whether they are"
               " Rial or Toman."),
            "warn",
        )  # fmt: skip
    found = job.first_row(desk)
    if found is None:
        return "", "plain"
    if isinstance(found, SaleRow):
        return _sale(found, job), "ok"
    if isinstance(found, MemberRow):
        return _member(desk, found), "ok"
    return _problem(found[0]), "warn"


def _problem(problem: Problem) -> str:
    return tr("Line {line}: {problem}").format(
        line=fmt.number(problem.line), problem=problem_words(problem)
    )


def _comma(parts: list[str]) -> str:
    return tr(", ").join(parts)


def _sale(sale: SaleRow, job: Job) -> str:
    when = fmt.long_day(sale.on)
    if sale.at is not None:
        when += " " + fmt.digits(f"{sale.at:%H:%M}")
    if sale.is_visit:
        money = tr("a visit without a purchase")
    else:
        unit = job.unit or "rial"
        money = tr("{amount} {unit} = {words}").format(
            amount=fmt.number(in_unit(sale.amount_rial, unit)), unit=unit_words(unit),
            words=fmt.amount_in_words(sale.amount_rial),
        )  # fmt: skip
    return tr("Line {line} is read so: {what}").format(
        line=fmt.number(sale.line),
        what=_comma([tr("member {code}").format(code=fmt.code(sale.member)), when, money]),
    )


def _member(desk: Desk, member: MemberRow) -> str:
    parts = [isolate(f"{member.honorific} {member.name}".strip())] if member.name else []
    if member.mobile:
        parts.append(fmt.mobile(member.mobile))
    if member.code:
        parts.append(tr("code {code}").format(code=fmt.code(member.code)))
    if member.points is not None:
        parts.append(
            trn("{n} point", "{n} points", member.points).format(n=fmt.number(member.points))
        )
    if member.points_expire_on:
        parts.append(tr("valid until {day}").format(day=fmt.day(member.points_expire_on)))
    if member.tier:
        rules = club.programme_on(desk.db, desk.today())
        parts.append(rules.tier(member.tier).name(look().language))
    if member.birthday:
        parts.append(tr("born on {day}").format(day=fmt.day(member.birthday)))
    return tr("Line {line} is read so: {what}").format(
        line=fmt.number(member.line), what=_comma(parts)
    )
