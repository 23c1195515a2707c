"""What every command shares: opening the club, answering, showing how far long work is."""

import argparse
import json
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loyaldesk.kernel import fmt, paths
from loyaldesk.kernel.clock import Clock
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.jalali import parse_day
from loyaldesk.kernel.look import set_look
from loyaldesk.kernel.progress import SILENT, Progress

if TYPE_CHECKING:
    from loyaldesk.services.desk import Desk

SECRET, PASSPHRASE = "LOYALDESK_SECRET", "LOYALDESK_PASSPHRASE"
DONE, BROKEN, FAILED = 0, 1, 2


class WrongUse(Exception):
    """The words of a command do not fit together."""


def words(error: BaseException) -> str:
    """Return the sentence for an error."""
    from loyaldesk.services.words import words  # noqa: PLC0415 - only when something went wrong

    return words(error)


def log(error: BaseException) -> None:
    """Keep where it happened, not what was said: messages may hold personal data."""
    with suppress(OSError), (paths.log_folder() / "command.log").open("a", encoding="utf-8") as log:
        places = traceback.extract_tb(error.__traceback__)
        told = [f"  {paths.inside(each.filename)}:{each.lineno} {each.name}" for each in places]
        log.write("\n".join([type(error).__name__, *told, "\n"]))


def club_place(text: str) -> Path | str:
    """Return a club file, or the address of a club on a server as it stands."""
    from loyaldesk.store.database import names_server  # noqa: PLC0415 - so that --help starts fast

    return text if names_server(text) else Path(text)


def add_club(parser: argparse.ArgumentParser) -> None:
    """Ask for the club and who acts."""
    parser.add_argument("club", type=club_place, metavar="CLUB")
    parser.add_argument("--operator", default="", metavar="NAME")


@contextmanager
def opened(chosen: argparse.Namespace, clock: Clock) -> "Iterator[Desk]":
    """Give the desk of the operator who was named, in the club's language and unit."""
    from loyaldesk.services import club, opening  # noqa: PLC0415 - so that --help starts fast

    opening.make_whole(chosen.club)
    passphrase = os.environ.get(PASSPHRASE)
    if not passphrase and opening.is_locked(chosen.club):
        passphrase = asked(tr("Pass phrase of the club: "))
    desk = opening.open_desk(
        chosen.club, operator=chosen.operator, secret=os.environ.get(SECRET),
        ask=lambda name: asked(tr("PIN or password of {name}: ").format(name=name)),
        passphrase=passphrase, clock=clock,
    )  # fmt: skip
    try:
        set_look(club.facts(desk).look(chosen.language or ""))
        yield desk
    finally:
        desk.db.close()


def asked(question: str) -> str | None:
    """Return what the person at the terminal types unseen; None where there is no terminal."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    return getpass(question, stream=sys.stderr)


def day_of(text: str | None, today: date) -> date:
    """Return the day that was typed; *today* where none was.

    Raises:
        BadInput: If it is no day.
    """
    if text is None:
        return today
    try:
        return parse_day(text, today=today)
    except ValueError as error:
        raise BadInput("day", "not a day", text[:80]) from error


def say(text: str) -> None:
    """Write one line of the answer."""
    sys.stdout.write(text + "\n")


def say_json(document: dict[str, Any]) -> None:
    """Write the answer as one line of JSON."""
    say(json.dumps(document, ensure_ascii=False))


class Meter:
    """Shows on the terminal how far long work is."""

    def step(self, done: int, total: int, what: str = "") -> None:
        """Write over the last figure."""
        share = fmt.percent(done / total) if total else fmt.number(done)
        sys.stderr.write(f"\r{what} {share}\033[K")
        sys.stderr.flush()


@contextmanager
def meter() -> Iterator[Progress]:
    """Show progress where somebody sees it."""
    if not sys.stderr.isatty():
        yield SILENT
        return
    try:
        yield Meter()
    finally:
        sys.stderr.write("\r\033[K")
