"""How values travel: integers and text as in a club file, nothing but what SQLite has."""

from datetime import date, datetime
from typing import Any

import psycopg
from psycopg.adapt import Dumper, Loader
from psycopg.types.numeric import FloatDumper


class _Truth(Dumper):
    """True and false are 1 and 0."""

    def dump(self, obj: Any) -> bytes:
        return b"1" if obj else b"0"

    quote = dump


class _Fraction(FloatDumper):
    """A fraction is a binary one; the server would take what is written for a decimal."""

    def quote(self, obj: Any) -> bytes:
        return b"'" + str(obj).encode() + b"'::float8"


class _Day(Dumper):
    """A day or moment is ISO text."""

    def dump(self, obj: Any) -> bytes:
        text: str = obj.isoformat()
        return text.encode()


class _Number(Loader):
    """A decimal is an integer or a binary fraction."""

    def load(self, data: Any) -> int | float:
        text = bytes(data).decode()
        return float(text) if "." in text or text == "NaN" else int(text)


class _Boolean(Loader):
    def load(self, data: Any) -> int:
        return int(bytes(data) == b"t")


def adapt(connection: "psycopg.Connection[Any]") -> None:
    """Let a connection give and take only integers, fractions, text and bytes."""
    types = connection.adapters
    types.register_dumper(bool, _Truth)
    types.register_dumper(float, _Fraction)
    types.register_dumper(date, _Day)
    types.register_dumper(datetime, _Day)
    types.register_loader("numeric", _Number)
    types.register_loader("bool", _Boolean)
