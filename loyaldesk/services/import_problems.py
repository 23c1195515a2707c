"""Rows that are not taken: their sentences, and the file in which they are given back."""

import csv
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import IO

from loyaldesk.domain.importing import Problem, field_words, problem_words
from loyaldesk.gateways.spreadsheets import csv_cell
from loyaldesk.kernel import fmt, paths
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate

KEPT_DAYS = 30
"""How long a file of bad rows stays in the user's folder."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """Why a row is not taken, or what should be looked at in it.

    Attributes:
        line: Line of the file.
        field: Name of the field; empty if the whole row is meant.
        why: A short code.
        given: What stands in the file, cut to 80 characters; never a bank card's number.
        sentence: The words, in the language in use.
    """

    line: int
    field: str
    why: str
    given: str
    sentence: str


def told(problems: Iterable[Problem]) -> list[BadRow]:
    """Return problems of reading with their sentences."""
    return [BadRow(p.line, p.field, p.why, p.given, problem_words(p)) for p in problems]


def of_inputs(line: int, problems: Iterable[BadInput]) -> list[BadRow]:
    """Return what keeps a member's form from being stored."""
    names = {"company_name": "company"}
    return told(
        Problem(line, names.get(p.field, p.field), p.why, p.given, p.limit) for p in problems
    )


def unknown_member(line: int, code: str) -> BadRow:
    """Return that nobody has a code."""
    sentence = tr("Nobody has the code {code}.").format(code=isolate(code))
    return BadRow(line, "member", "unknown", code, sentence)


def erased_member(line: int, code: str) -> BadRow:
    """Return that a code is that of a member whose data were erased."""
    sentence = tr("The data of the member {code} were erased.").format(code=isolate(code))
    return BadRow(line, "member", "erased", code, sentence)


def ambiguous(line: int, field_name: str, code: str, names: Sequence[str]) -> BadRow:
    """Return that a row means more than one member, naming them."""
    people = tr(" and ").join(f"«{isolate(name)}»" for name in names)
    sentence = tr("{code} fits more than one member: {names}.").format(
        code=isolate(code), names=people
    )
    return BadRow(line, field_name, "ambiguous", code, sentence)


def taken(line: int, field_name: str, code: str, name: str) -> BadRow:
    """Return that a code belongs to somebody who is not the member of the row."""
    sentence = tr("{field}: {code} belongs to «{name}», who has another mobile.").format(
        field=field_words(field_name), code=isolate(code), name=isolate(name)
    )
    return BadRow(line, field_name, "taken", code, sentence)


def not_a_members(line: int, field_name: str, code: str) -> BadRow:
    """Return that a code is a gift card's or a voucher's (E64)."""
    sentence = tr("{field}: {code} is the code of a gift card or voucher.").format(
        field=field_words(field_name), code=isolate(code)
    )
    return BadRow(line, field_name, "taken", code, sentence)


def twice(line: int, field_name: str, given: str, first: int) -> BadRow:
    """Return that something that must be one's own stands in an earlier line too."""
    sentence = tr("{field}: {given} stands in line {line} already.").format(
        field=field_words(field_name), given=isolate(given), line=fmt.number(first)
    )
    return BadRow(line, field_name, "twice", given, sentence)


def other_sale(line: int, receipt: str) -> BadRow:
    """Return that the receipt was imported before with another amount."""
    sentence = tr("Receipt {receipt} was imported before with another amount.").format(
        receipt=isolate(receipt)
    )
    return BadRow(line, "receipt", "other sale", receipt, sentence)


def place_of_errors(path: Path, name: str) -> Path:
    """Return where the bad rows of a list are told: beside it, where its rows can be read anyhow.

    Only where nothing can be written there they go to the user's folder, and leave it after
    `KEPT_DAYS`: an encrypted club shall not have its members lie about in the open.
    """
    beside = path.with_name(f"{path.stem}-{name}")
    try:
        beside.touch(exist_ok=False)
        beside.unlink()
    except OSError:
        return _own_folder() / name
    return beside


def _own_folder() -> Path:
    return paths.user_folder() / "imports"


def forget_old(now: datetime) -> None:
    """Remove what was told of bad rows long ago; what cannot be removed is tried another time."""
    oldest = (now - timedelta(days=KEPT_DAYS)).timestamp()
    for file in _own_folder().glob("*.csv"):
        with suppress(OSError):
            if file.stat().st_mtime < oldest:
                file.unlink()


@dataclass(slots=True)
class ErrorsFile:
    """The file of bad rows; it is made when the first one comes.

    Every text in it is guarded: a spreadsheet program takes none for a formula.
    """

    path: Path
    count: int = 0
    _file: IO[str] | None = field(default=None, repr=False)

    def __enter__(self) -> "ErrorsFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.close()

    def add(self, rows: Iterable[BadRow]) -> None:
        """Write *rows*."""
        for row in rows:
            if self._file is None:
                self._file = self._opened()
            cells = (row.line, field_words(row.field) if row.field else "", row.given, row.sentence)
            csv.writer(self._file).writerow([csv_cell(cell) for cell in cells])
            self.count += 1

    def _opened(self) -> IO[str]:
        is_new = not self.path.exists()
        self.path.parent.mkdir(exist_ok=True)
        file = self.path.open("a", encoding="utf-8-sig" if is_new else "utf-8", newline="")
        if is_new:
            heads = (tr("Line"), tr("Field"), tr("Given"), tr("Problem"))
            csv.writer(file).writerow([csv_cell(head) for head in heads])
        return file

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def remove(self) -> None:
        """Take the file away: its import did not happen."""
        self.close()
        self.path.unlink(missing_ok=True)
