"""Clubs on a real PostgreSQL for tests: founded once, put back to their beginning for each test."""

import os
import re
from collections.abc import Callable

import psycopg

SCHEMA = "loyaldesk"


def url_of(given: str, database: str) -> str:
    """Return the address of another database of the same server."""
    return re.sub(r"(://[^/]*)/[^?]*", rf"\1/{database}", given, count=1)


class ServerClub:
    """One founded club in a database of its own.

    The superuser's connection puts it back: what stands there is taken away past the guards.
    """

    def __init__(self, url: str, found: Callable[[str], None]) -> None:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "")
        self.name = f"club_{os.getpid()}_{worker}".rstrip("_")
        self.url = url_of(url, self.name)
        self._admin = psycopg.connect(url, autocommit=True)
        self._admin.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
        self._admin.execute(f'CREATE DATABASE "{self.name}" TEMPLATE template0')
        found(self.url)
        self._own = psycopg.connect(self.url, autocommit=True)
        tables = [
            row[0]
            for row in self._own.execute(
                "SELECT relname FROM pg_class WHERE relkind = 'r'"
                " AND relnamespace = %s::regnamespace",
                (SCHEMA,),
            ).fetchall()
        ]
        self._own.execute("CREATE SCHEMA seed")
        again = []
        for name in tables:
            at = f'{SCHEMA}."{name}"'
            if self._own.execute(f"SELECT 1 FROM {at} LIMIT 1").fetchone():
                self._own.execute(f'CREATE TABLE seed."{name}" AS SELECT * FROM {at}')
                again.append(f'INSERT INTO {at} SELECT * FROM seed."{name}"')
        away = [f'DELETE FROM {SCHEMA}."{name}"' for name in tables]
        self._back = ";".join(
            ["BEGIN; SET LOCAL session_replication_role = replica", *away, *again, "COMMIT"]
        )

    def fresh(self) -> str:
        """Return the address of the club as it was founded."""
        self._own.execute(self._back)
        return self.url

    def remove(self) -> None:
        """Take the database away."""
        self._own.close()
        self._admin.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
        self._admin.close()
