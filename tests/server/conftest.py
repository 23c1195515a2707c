"""The server that these tests talk to: the one that is named, or a throw-away one."""

import os
from collections.abc import Iterator

import pytest

from tests.conftest import found_on_server
from tests.server import start


def _reason() -> str:
    if start.binaries() is None:
        return f"no PostgreSQL on this computer and no address in {start.VARIABLE}"
    return ""


@pytest.fixture(scope="session")
def server_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a server's first database, opened as its superuser."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    pytest.importorskip("sqlglot", reason="sqlglot is not installed")
    given = request.config.getoption("--server") or os.environ.get(start.VARIABLE)
    if given:
        yield given
        return
    if reason := _reason():
        pytest.skip(reason)
    with start.serving() as server:
        yield server.url


@pytest.fixture(scope="session")
def server_club(server_url: str) -> Iterator[object]:
    """A founded club on the server, put back to its beginning for each test."""
    from tests.server.clubs import ServerClub

    there = ServerClub(server_url, found_on_server)
    yield there
    there.remove()
