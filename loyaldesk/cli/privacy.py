"""The commands about members' privacy: one person's data, and what is kept for too long."""

import argparse
from pathlib import Path

from loyaldesk.cli.frame import DONE, FAILED, add_club, meter, opened, say, say_json
from loyaldesk.kernel import fmt
from loyaldesk.kernel.clock import Clock
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look


def add_hand_over(parser: argparse.ArgumentParser) -> None:
    """Give the command ``hand-over`` its options."""
    add_club(parser)
    parser.add_argument("code", metavar="CODE")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.json|FILE.pdf")


def hand_over(chosen: argparse.Namespace, clock: Clock) -> int:
    """Write all data of one member to a file: JSON for a program, PDF for a person."""
    from loyaldesk.services import member_data, members, printing  # noqa: PLC0415 - as above

    with opened(chosen, clock) as desk, meter() as progress:
        member = members.identify(desk, chosen.code)
        if chosen.out.suffix.lower() == ".json":
            member_data.write_json(desk, member.id, chosen.out)
        else:
            printing.save(chosen.out, member_data.pdf(desk, member.id, look(), progress))
    say(str(chosen.out))
    return DONE


def add_retention(parser: argparse.ArgumentParser) -> None:
    """Give the command ``retention`` its options."""
    add_club(parser)
    parser.add_argument("--yes", action="store_true", help="erase it for good")
    parser.add_argument("--json", action="store_true")


def retention(chosen: argparse.Namespace, clock: Clock) -> int:
    """Say what is kept for too long; with ``--yes`` erase it, after a backup."""
    from loyaldesk.services import privacy  # noqa: PLC0415 - as above

    with opened(chosen, clock) as desk, meter() as progress:
        seen = privacy.preview(desk, limit=0)
        done = privacy.let_go(desk, progress) if chosen.yes else None
    if chosen.json:
        say_json({
            "members": seen.members, "held": seen.held, "notes": seen.notes,
            "prospects": seen.prospects, "erased": done is not None,
        })  # fmt: skip
    else:
        words = tr("Kept for too long: {members} members, {notes} notes, {prospects} who never"
                   " joined; {held} members more have something open.")  # fmt: skip
        if done is not None:
            words = tr("Erased: {members} members, {notes} notes, {prospects} who never joined.")
        say(
            words.format(
                members=fmt.number(seen.members), notes=fmt.number(seen.notes),
                prospects=fmt.number(seen.prospects), held=fmt.number(seen.held),
            )
        )  # fmt: skip
    return DONE if done is not None or seen.is_nothing else FAILED
