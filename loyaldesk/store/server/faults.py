"""What a server's refusals mean, in the words that the rest of the program knows."""

from collections.abc import Iterator
from contextlib import contextmanager

import peewee
import psycopg

_WHY = (
    ("08", "server gone"), ("57P0", "server gone"), ("28", "server refused"),
    ("3D000", "missing"), ("3F000", "missing"), ("42P01", "missing"), ("42501", "server rights"),
    ("55P03", "busy"), ("40P01", "clash"), ("40001", "clash"), ("57014", "busy"),
    ("53100", "full"), ("53300", "busy"), ("53", "full"), ("25006", "read-only"),
    ("58", "io"), ("XX00", "damaged"),
)  # fmt: skip
"""Beginnings of the five signs by which the SQL standard names a fault."""

_CLASSES: tuple[tuple[type[psycopg.Error], type[peewee.PeeweeException]], ...] = (
    (psycopg.IntegrityError, peewee.IntegrityError),
    (psycopg.DataError, peewee.DataError),
    (psycopg.OperationalError, peewee.OperationalError),
    (psycopg.NotSupportedError, peewee.NotSupportedError),
    (psycopg.ProgrammingError, peewee.ProgrammingError),
    (psycopg.InterfaceError, peewee.InterfaceError),
    (psycopg.InternalError, peewee.InternalError),
)
READ_ONLY = "25006"


def why(error: psycopg.Error) -> str | None:
    """Return the code of the storage fault behind *error*, or None if it is none."""
    state = error.sqlstate
    if state is None:
        lost = isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError))
        return _without_state(str(error)) if lost else None
    return next((word for start, word in _WHY if state.startswith(start)), None)


def _without_state(said: str) -> str:
    """Return what an attempt to connect came to: the driver gives no code for it."""
    if "password authentication failed" in said or "no password supplied" in said:
        return "server refused"
    if "pg_hba.conf" in said or ("role " in said and "does not exist" in said):
        return "server refused"
    if "database " in said and "does not exist" in said:
        return "missing"
    return "busy" if "too many clients" in said else "server gone"


@contextmanager
def telling() -> Iterator[None]:
    """Turn the driver's errors inside the block into those that the rest of the program knows."""
    try:
        yield
    except psycopg.Error as error:
        raise told(error) from error


def told(error: psycopg.Error) -> peewee.PeeweeException:
    """Return *error* as the other engine would raise it; `storage_why` names a storage fault."""
    if error.sqlstate == READ_ONLY:
        new: peewee.PeeweeException = peewee.OperationalError("attempt to write a readonly club")
    else:
        kind = next((own for theirs, own in _CLASSES if isinstance(error, theirs)), None)
        new = (kind or peewee.DatabaseError)(_sentence(error))
    new.storage_why = why(error)  # type: ignore[attr-defined]
    return new


def _sentence(error: psycopg.Error) -> str:
    """Return the fault in one line; the server adds where in its own code it came up."""
    return error.diag.message_primary or str(error).strip().split("\n", 1)[0]
