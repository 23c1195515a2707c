"""The mapping that is typed on the command line: ``column=field,...``."""

import re
from collections.abc import Mapping, Sequence

from loyaldesk.domain.import_columns import FIELDS, MEMBERS, column_key, missing_fields
from loyaldesk.domain.import_problems import BadMapping


def parse_map(
    text: str, header: Sequence[str], kind: str, guessed: Mapping[int, str]
) -> dict[int, str]:
    """Return *guessed* with what *text* says put over it.

    Args:
        text: ``heading=field,...``; a column may also be named by its letter (``B``) or its
            number (``2``), and an empty field leaves a column out.
        header: Headings of the file.
        kind: ``members`` or ``sales``.
        guessed: Mapping by the headings.

    Raises:
        BadMapping: If a part is not written so, or names what is not there.
    """
    mapping = dict(guessed)
    said: dict[str, int] = {}
    for part in re.split(r"[,،]", text):
        if not part.strip():
            continue
        name, sign, field = (piece.strip() for piece in part.rpartition("="))
        if not sign or not name:
            raise BadMapping("form", part.strip())
        field = field.replace("-", "_").casefold()
        column = _column(name, header)
        mapping.pop(column, None)
        if not field:
            continue
        if field not in FIELDS[kind]:
            raise BadMapping("no field", field)
        if field in said:
            raise BadMapping("twice", field)
        mapping = {at: other for at, other in mapping.items() if other != field}
        mapping[column] = field
        said[field] = column
    if missing := missing_fields(mapping, kind):
        raise BadMapping("nobody" if kind == MEMBERS else "missing", missing[0])
    return dict(sorted(mapping.items()))


def column_letters(column: int) -> str:
    """Return what a spreadsheet calls the column: ``A``, ``B``, ... ``AA``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _column(name: str, header: Sequence[str]) -> int:
    for same in (lambda one: one, column_key):
        wanted = same(name)
        for column, heading in enumerate(header):
            if wanted and same(heading) == wanted:
                return column
    for column in range(len(header)):
        if name.upper() == column_letters(column) or name == str(column + 1):
            return column
    raise BadMapping("no column", name)
