"""The words about programmes: where something stands, what is wrong with it and what to do."""

import re
from collections.abc import Callable
from typing import Any

from loyaldesk.domain.errors import ProgrammeFileError, ProgrammeFileErrors, ProgrammeTooLate
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate, ltr

_ROW = re.compile(r"(rules|rewards|stamps|bonuses)\[(\d+)\] (\S+)(?: (\S+))?")
_TABLE = {
    "base": "earning", "lots": "points", "ladder": "tiers", "spending": "spending",
    "returns": "returns", "limits": "limits",
}  # fmt: skip


def place(field: str) -> str:
    """Return where something stands in a programme: a row with its code, or a table's key."""
    row = _ROW.fullmatch(field)
    if row:
        names = {
            "rules": tr("Rule {n}"), "rewards": tr("Reward {n}"), "stamps": tr("Stamp card {n}"),
            "bonuses": tr("Bonus {n}"),
        }  # fmt: skip
        name = names[row[1]].format(n=fmt.number(int(row[2]) + 1))
        return " ".join([name, *[ltr(part) for part in row.groups()[2:] if part and part != "?"]])
    table, _, key = field.partition(" ")
    if key and table in _TABLE:
        return ltr(f"[{_TABLE[table]}] {key}")
    return ltr(field)


def sentence(why: str, given: str = "", known: tuple[str, ...] = ()) -> str:
    """Return what is wrong and what to do; empty when *why* is not of a programme."""
    found = _sentences().get(why)
    if not found:
        return ""
    text = found.format(given=isolate(given))
    if known and why in ("unknown key", "unknown table", "unknown choice"):
        if why == "unknown choice":
            listed = tr(", ").join(ltr(one) for one in known)
            hint = tr("Choose one of: {list}.").format(list=listed)
        else:
            hint = tr("Did you mean {name}?").format(name=ltr(known[0]))
        return f"{text} {hint}"
    if known and why in _WITH_HINT:
        hint = tr("Write {name}.").format(name=ltr(known[0]))
        return f"{text} {hint}"
    return text


_WITH_HINT = (
    "wrong unit rial", "wrong unit toman", "outside a table", "one table", "many tables", "missing",
)  # fmt: skip


def _sentences() -> dict[str, str]:
    return {**_of_files(), **_of_values(), **_of_rows(), **_of_warnings()}


def _of_files() -> dict[str, str]:
    return {
        "file too large": tr("The file is larger than a programme can be (1 MB)."),
        "not toml": tr(
            "This line cannot be read: {given}. Write: key = value; texts stand in quotes."
        ),
        "stands twice": tr("This stands twice: {given}. Keep one of them."),
        "unknown table": tr("There is no table {given}."),
        "outside a table": tr("{given} stands outside a table."),
        "one table": tr("This is one table, with its keys below it."),
        "many tables": tr("This table may stand often, so it has two brackets."),
        "unknown key": tr("There is no key {given} here."),
        "wrong unit rial": tr("The amounts of this file are in Rial."),
        "wrong unit toman": tr("The amounts of this file are in Toman."),
        "missing": tr("A key is missing."),
    }


def _of_values() -> dict[str, str]:
    return {
        "unstorable": tr("This holds characters that cannot be stored."),
        "fraction": tr("{given} has a fraction; whole amounts only."),
        "not a number": tr("{given} is not a number."),
        "large": tr("This amount is too large."),
        "too fine": tr("{given} is finer than a thousandth of a piece."),
        "not text": tr("{given} is not a text; put it in quotes."),
        "not a list": tr("{given} is not a list; put it in square brackets."),
        "unknown choice": tr("{given} is not one of the choices."),
        "not true or false": tr("{given} is neither true nor false."),
        "not a day": tr("{given} is not a day; write it as 1405-08-30 or 2026-11-21."),
        "not a time": tr('{given} is not a time of day; write it as "18:30".'),
        "code twice": tr("{given} stands twice; each needs a code of its own."),
        "not a code": tr(
            "A code has 1 to 40 Latin letters, digits, dots, dashes or underscores, without spaces."
        ),
        "too long": tr("This is too long: at most 80 characters."),
        "empty": tr("This is needed."),
        "range": tr("{given} is outside what is allowed."),
        "not positive": tr("This must be more than zero."),
        "negative": tr("This cannot be negative."),
        "not a share": tr("{given} is not a share: 1 to 100 percent."),
        "no tier": tr("At least one tier is needed."),
        "first tier not zero": tr("The lowest tier must begin at zero."),
        "equal limits": tr("Two tiers begin at the same amount."),
        "equal codes": tr("Two tiers have the same code."),
        "not rising": tr("The tier {given} asks for less than the one below it."),
        "percent": tr("The earning rate of a tier lies between 0 and 10,000 percent."),
    }


def _of_rows() -> dict[str, str]:
    return {
        "ends before it begins": tr("It ends before it begins, so it never holds."),
        "after the programme": tr("It begins after the last day of the programme."),
        "no time": tr("It begins and ends at {given}, so it never holds."),
        "unknown tier": tr("There is no tier {given}."),
        "unknown weekday": tr(
            "{given} is no day of the week; write sat, sun, mon, tue, wed, thu or fri."
        ),
        "unknown occasion": tr(
            "{given} is no occasion; write its name or its days as 01-01..01-13."
        ),
        "in and out": tr("{given} is both meant and left out; keep one of them."),
        "no turnover": tr("Gift cards and top-ups never earn, so it never holds."),
        "times percent": tr("A multiplier lies between 0 and 10,000 percent."),
        "times gives no money": tr("A rule that multiplies gives points only."),
        "cap of nothing": tr("A limit of {given} lets it give nothing; leave the limit out."),
        "multiplies by one": tr("100 percent changes nothing; leave the rule out."),
        "nothing to multiply": tr(
            "No rule above it gives points, so there is nothing to multiply."
        ),
        "behind a stop": tr("The rule {given} above it always stops the list; move this one up."),
        "contradiction": tr(
            "It contradicts the rule {given}: the same goods count nothing and more."
        ),
        "only for referral": tr("Only a referral gives points to who brought the member."),
        "no goods named": tr("It must say which goods are free."),
        "unknown reward": tr("There is no reward {given}."),
        "reward is off": tr("The reward {given} is not in force."),
    }


def _of_warnings() -> dict[str, str]:
    return {
        "past": tr("This day lies in the past."),
        "nothing earns": tr("Nothing in this programme gives points."),
        "above the limit": tr("Nobody may take so many points in one sale."),
        "without effect": tr("This changes nothing here."),
        "mostly behind a stop": tr(
            "The rule {given} above it stops the list as soon as it gives anything."
        ),
    }  # fmt: skip


def problem(error: BadInput) -> str:
    """Return what is wrong with a part of a programme, without its place."""
    return sentence(error.why, error.given)


def warning(found: BadInput) -> str:
    """Return what is odd, with its place."""
    return tr("{field}: {problem}").format(field=place(found.field), problem=problem(found))


def file_problem(error: ProgrammeFileError) -> str:
    """Return one thing that is wrong in a file, with its line."""
    text = sentence(error.why, error.given, error.known) or tr("This cannot be used.")
    where = place(error.where) if error.where else ""
    if where and error.line:
        return tr("Line {n}, {place}: {problem}").format(
            n=fmt.number(error.line), place=where, problem=text
        )
    if error.line:
        return tr("Line {n}: {problem}").format(n=fmt.number(error.line), problem=text)
    return tr("{field}: {problem}").format(field=where, problem=text) if where else text


def file_problems(error: ProgrammeFileErrors) -> str:
    """Return everything that is wrong in a file, a line each."""
    head = tr("The programme file cannot be used; nothing was changed.")
    return "\n".join([head, *map(file_problem, error.problems)])


def too_late(error: ProgrammeTooLate) -> str:
    """Return from which day a programme can hold."""
    return tr(
        "Sales stand already on or after {day}, and they keep their rules. The first day it can"
        " hold from is {free}."
    ).format(day=fmt.day(error.day), free=fmt.day(error.first_free_day))


WORDS: dict[type, Callable[[Any], str]] = {
    ProgrammeFileError: file_problem,
    ProgrammeFileErrors: file_problems,
    ProgrammeTooLate: too_late,
}
