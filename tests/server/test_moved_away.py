"""A till whose club was moved away under it: it says so, and does not crash."""

import psycopg

from loyaldesk.services import presence
from loyaldesk.services.words import words
from loyaldesk.ui.shell.unreachable import Unreachable


def test_a_till_whose_club_was_moved_says_so_until_it_is_back(desk, qtbot):
    address = desk.db.address
    uid = desk.db.execute_sql("SELECT uid FROM club").fetchone()[0]
    with psycopg.connect(**address.connecting, autocommit=True) as admin:
        admin.execute(f'ALTER SCHEMA "{address.schema}" RENAME TO put_aside')
        problem = presence.trouble(desk)
        assert problem is not None
        assert "no club at" in words(problem)
        screen = Unreachable(problem, lambda: presence.come_back(desk, uid), is_server=True)
        qtbot.addWidget(screen)
        assert "no longer on the server" in screen.title.text()
        screen.look()
        admin.execute(f'ALTER SCHEMA put_aside RENAME TO "{address.schema}"')
    with qtbot.waitSignal(screen.back):
        screen.look()
