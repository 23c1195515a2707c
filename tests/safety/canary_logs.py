"""S8, T16: no person stands in the program's logs, whatever breaks and whatever is done."""

import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from peewee import IntegrityError, OperationalError
from PySide6.QtCore import qCritical, qWarning
from PySide6.QtWidgets import QApplication

from loyaldesk.cli import frame
from loyaldesk.domain import errors
from loyaldesk.kernel import paths
from loyaldesk.kernel.errors import BadInput, SeveralBadInputs
from loyaldesk.store.database import open_club
from loyaldesk.ui.shell import log
from loyaldesk.ui.shell.crash import LastHandler
from tests.safety.canaries import is_in, is_marked
from tests.safety.canary_club import DIGITS, LATIN, PERSIAN
from tests.safety.monkey import Monkey, club_for
from tests.safety.registry import Figure, Scale, measured

NAME, MOBILE, EMAIL = f"{PERSIAN} {LATIN}", f"0912{DIGITS}1", f"{LATIN}@{LATIN}.example"


def thrown(name: str = NAME, mobile: str = MOBILE, email: str = EMAIL) -> list[BaseException]:
    """Return errors whose words hold a person, each raised with the person in its locals."""
    row = f"{name},{mobile},{email}"
    made: list[BaseException] = [
        BadInput("mobile", "not a mobile", mobile, 11),
        SeveralBadInputs((BadInput("n", "x", row),)),
        errors.MobileTaken(mobile, name, 3), errors.CodeTaken(row, name), errors.UnknownCode(row),
        errors.AmbiguousCode(row, (name, email), (1, 2)), errors.StorageProblem("target", row),
        IntegrityError(f"UNIQUE constraint failed: member.mobile ({row})"),
        OperationalError("no such column", {"params": [name, mobile]}),
        sqlite3.IntegrityError(row),
        OSError(13, "Permission denied", f"/home/x/{name} {mobile}.csv"),
        FileNotFoundError(2, "No such file", f"C:\\Users\\{LATIN}\\{name}.club"),
        ValueError(f"invalid literal for int() with base 10: {row!r}"), KeyError(name),
        UnicodeEncodeError("ascii", row, 0, 3, "ordinal not in range"), AssertionError(row),
        RuntimeError(row, {"member": name}), TypeError(row),
    ]  # fmt: skip
    made.append(ExceptionGroup(row, [ValueError(name), BadInput("code", "empty", row)]))
    return [_raised(error, row) for error in made]


def _raised(error: BaseException, row: str) -> BaseException:
    """Raise *error* with the person in the locals and in its causes and notes."""
    try:
        try:
            raise LookupError(row)
        except LookupError as cause:
            error.add_note(row)
            raise error from cause
    except BaseException as caught:  # noqa: BLE001  # all of them are wanted
        return caught


@contextmanager
def logged(folder: Path) -> Iterator[Path]:
    """Write the program's log as it is written in a shop, and give its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    assert log.start(folder)
    try:
        yield folder
    finally:
        log.stop()


def tell_all(folder: Path) -> int:
    """Have every way to the logs told every error; return how many."""
    with logged(folder):
        handler = LastHandler()
        handler._caught.disconnect()
        handler._unsaid.disconnect()
        found = thrown()
        for error in found:
            told = (type(error), error, error.__traceback__)
            handler.handle(*told)
            handler._on_thread(threading.ExceptHookArgs((*told, None)))
            frame.log(error)
        for say in (qWarning, qCritical):
            say(f"QFile::open: {PERSIAN}.club is not there")
            say(f"Cannot read /home/{LATIN}/{LATIN}.png, C:\\{LATIN}\\x or '{NAME}' <{EMAIL}>")
            say(f"QString::toInt: {MOBILE} 0912 {DIGITS[:3]} {DIGITS[3:]}1")
        logging.getLogger("loyaldesk").warning("could not send to %s at %s", MOBILE, EMAIL)
    return len(found)


def hits(*folders: Path) -> list[str]:
    """Return the lines of all logs in which a marked value stands."""
    files = [file for folder in folders for file in folder.rglob("*.log*")]
    lines = [line for file in files for line in file.read_bytes().splitlines()]
    return [line.decode(errors="replace") for line in lines if is_marked(line)]


class LoggedMonkey(Monkey):
    """A monkey whose every fault reaches the log as the last handler puts it there."""

    def _on_error(self, kind: type, error: BaseException, trace: TracebackType | None) -> None:
        super()._on_error(kind, error, trace)
        crash = log.crash_of(kind, error, trace)
        log.logger.error("crash %s\n%s", crash.code, crash.report)


def of_a_monkey(scale: Scale, wanted: int, most_s: float) -> tuple[int, int, list[str]]:
    """Let a monkey into a club; return its acts, the size of the logs, and whom they name."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    path = club_for(scale.folder)
    with logged(paths.log_folder()) as folder:
        monkey = LoggedMonkey(app, path, scale.chance("logs"), wanted, most_s)
        seen = monkey.run()
    content = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    db = open_club(path)
    people = db.execute_sql("SELECT name, mobile, email FROM member").fetchall()
    people += db.execute_sql("SELECT name, mobile, email FROM prospect").fetchall()
    db.close()
    known = {text for row in people for text in row if len(text) > 4}
    return seen.count, len(content), sorted(text for text in known if is_in(text, content))


@measured("S8", goal="0 personal data in any log", part="errors")
def told_errors(scale: Scale) -> Figure:
    """Throw errors that are full of people, everywhere that leads to a log."""
    count = tell_all(scale.folder / "logs")
    found = hits(scale.folder, paths.log_folder())
    return Figure(f"{count} kinds of errors, 3 ways each, and Qt: {len(found)} hits", not found)


@measured("S8", goal="0 personal data in any log", part="usage")
def used(scale: Scale) -> Figure:
    """Search the logs of a monkey's day for everybody in its club."""
    acts, size, found = of_a_monkey(scale, scale.of(1_000, 20_000), scale.of(10, 1_500))
    return Figure(f"{acts} acts, {size} bytes of log: {len(found)} people in it", not found)
