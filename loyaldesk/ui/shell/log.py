"""The program's own log: constant words, places in the code and ids, never personal data."""

import faulthandler
import logging
import re
import time
import unicodedata
import zlib
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from loyaldesk import NAME, VERSION
from loyaldesk.kernel import paths

FILE_BYTES, FILES = 1_000_000, 5
LONGEST = 12_000
_EMAIL = re.compile(r"[^\s<>@\"']{1,64}@[^\s<>@\"']{1,255}")
_DIGITS = re.compile(r"\d(?:[\s,.\-\u066b\u066c]?\d){6,}")
_HEX_KEY = re.compile(r"\b[0-9a-fA-F]{32,}\b")
_WORD = re.compile(r"\S+")
_QUOTED = re.compile(r"(['\"«\u201c]).*?(['\"»\u201d])")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

logger = logging.getLogger("loyaldesk")


class _Open:
    fault: TextIO | None = None  # stays open: it is written while the process dies


def masked(text: str) -> str:
    """Return *text* without e-mail addresses, long numbers, keys and anything quoted."""
    text = _QUOTED.sub(r"\1…\2", text[:LONGEST])
    text = _HEX_KEY.sub("[key]", _EMAIL.sub("[e-mail]", text))
    return _DIGITS.sub("[number]", text)


def log_line(text: str) -> str:
    """Return *text* as the log keeps it: masked, and nothing in it can pass for another line.

    Lines of one message after the first are set in; controls and halves of letters are written as
    escapes.
    """
    first, *more = masked(text).replace("\r\n", "\n").split("\n")
    lines = [first, *(f"    {line}" for line in more)]
    return "\n".join("".join(map(_written_out, line)) for line in lines)


def _written_out(letter: str) -> str:
    is_whole = unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
    return letter if is_whole else letter.encode("unicode_escape").decode("ascii")


class _MaskingFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """Return the line of *record*; a trace is told by its places only."""
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        return f"{at} {record.levelname} {log_line(record.getMessage())}"


def start(folder: Path) -> bool:
    """Write the log into *folder* from now on; return whether that is possible."""
    try:
        to_file = RotatingFileHandler(
            folder / "loyaldesk.log", maxBytes=FILE_BYTES, backupCount=FILES - 1, encoding="utf-8"
        )
        fault = (folder / "fault.log").open("a", encoding="utf-8")
    except OSError:
        logger.addHandler(logging.NullHandler())
        return False
    to_file.setFormatter(_MaskingFormatter())
    logging.raiseExceptions = False  # a full disk must not stop a sale
    logger.addHandler(to_file)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    _Open.fault = fault
    faulthandler.enable(fault)
    qInstallMessageHandler(_on_qt_message)
    logger.info("%s %s starts", NAME, VERSION)
    return True


def stop() -> None:
    """Close the log."""
    qInstallMessageHandler(None)
    faulthandler.disable()
    if _Open.fault is not None:
        _Open.fault.close()
        _Open.fault = None
    for handler in tuple(logger.handlers):
        logger.removeHandler(handler)
        handler.close()


def _on_qt_message(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Log what Qt says in its own words: paths, and what is in no ASCII, may be somebody's."""
    text = _WORD.sub(_own_word, _QUOTED.sub(r"\1…\2", message[:LONGEST]))
    logger.log(_LEVELS.get(kind, logging.WARNING), "Qt: %s", text)


def _own_word(found: re.Match[str]) -> str:
    word = found[0]
    return word if word.isascii() and "/" not in word and "\\" not in word else "…"


@dataclass(frozen=True, slots=True)
class Crash:
    """What is told of a crash. ``code`` is short and the same for the same place."""

    code: str
    report: str


def crash_of(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> Crash:
    """Return what can be told of *error* without its text, which may hold personal data."""
    lines = [f"{NAME} {VERSION}"]
    while True:
        lines.append(kind.__qualname__ + _number_of(error))
        lines += [
            f"  {paths.inside(frame.filename)}:{frame.lineno} {frame.name}"
            for frame in extract_tb(trace)
        ]
        cause = (error.__cause__ or error.__context__) if error is not None else None
        if cause is None or len(lines) > 80:
            break
        kind, error, trace = type(cause), cause, cause.__traceback__
        lines.append("because of")
    report = "\n".join(lines)
    return Crash(f"{zlib.crc32(report.encode()) & 0xFFFFFF:06X}", report)


def _number_of(error: BaseException | None) -> str:
    return f" {error.errno}" if isinstance(error, OSError) and error.errno else ""
