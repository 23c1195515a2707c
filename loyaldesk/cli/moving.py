"""The commands about several tills: moving the club to a server and back, a role for each till."""

import argparse
import os
from dataclasses import asdict
from pathlib import Path

from loyaldesk.cli.frame import DONE, add_club, asked, club_place, meter, opened, say, say_json
from loyaldesk.kernel.clock import Clock
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr

TILL_PASSWORD, NEW_PASSPHRASE = "LOYALDESK_TILL_PASSWORD", "LOYALDESK_NEW_PASSPHRASE"


def add_move(parser: argparse.ArgumentParser) -> None:
    """Give the command ``move`` its options."""
    add_club(parser)
    parser.add_argument("to", type=club_place, metavar="postgresql://...|FILE")
    parser.add_argument("--json", action="store_true")
    parser.epilog = f"{NEW_PASSPHRASE} encrypts the file a club comes back into."


def move(chosen: argparse.Namespace, clock: Clock) -> int:
    """Carry the whole club to a server or back into a file, compare it, and put the old one aside.

    Raises:
        ClubError: If it cannot be moved; both places are as they were then.
    """
    from loyaldesk.services import moving, servers  # noqa: PLC0415 - so that --help starts fast

    with opened(chosen, clock) as desk, meter() as progress:
        if isinstance(chosen.to, str):
            done = moving.to_server(desk, servers.whole(chosen.to), progress)
        else:
            phrase = os.environ.get(NEW_PASSPHRASE) or None
            done = moving.to_file(desk, chosen.to, passphrase=phrase, progress=progress)
    if isinstance(chosen.to, str):
        moving.retire(Path(chosen.club), Path(done.kept))
    if chosen.json:
        say_json(asdict(done))
    else:
        say(moving.words_of(done))
    return DONE


def add_till(parser: argparse.ArgumentParser) -> None:
    """Give the command ``till`` its options."""
    add_club(parser)
    parser.add_argument("name", metavar="NAME", help="of the database role: till_1")
    parser.epilog = f"{TILL_PASSWORD}: the password of the role, 12 letters or more."


def till(chosen: argparse.Namespace, clock: Clock) -> int:
    """Make a database role that can sell and cannot alter the ledger, or renew its password.

    Raises:
        ClubError: If it cannot be made.
    """
    from loyaldesk.services import moving  # noqa: PLC0415 - as above

    with opened(chosen, clock) as desk:
        password = os.environ.get(TILL_PASSWORD) or asked(tr("Password of the till: "))
        if not password and desk.db.is_server:
            raise BadInput("password", "empty")
        moving.add_till(desk, chosen.name, password or "")
    say(tr("The till {name} may sell now. To points and the activity log it can only add.").format(
        name=chosen.name
    ))  # fmt: skip
    return DONE
