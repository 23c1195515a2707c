"""The command about the keys of a club: how they stand, pass phrase, recovery key, encryption."""

import argparse
import os
from dataclasses import replace
from typing import TYPE_CHECKING

from loyaldesk.cli.frame import (
    BROKEN,
    DONE,
    PASSPHRASE,
    asked,
    club_place,
    meter,
    opened,
    say,
    say_json,
)
from loyaldesk.kernel import fmt
from loyaldesk.kernel.clock import Clock
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr

if TYPE_CHECKING:
    from loyaldesk.services.desk import Desk
    from loyaldesk.services.keys import KeyState

NEW_PASSPHRASE, RECOVERY = "LOYALDESK_NEW_PASSPHRASE", "LOYALDESK_RECOVERY"

ACTS = ("status", "passphrase", "recovery", "on", "off", "change", "forget")


def add_key(parser: argparse.ArgumentParser) -> None:
    """Give the command ``key`` its options; secrets come from the environment, never from here."""
    parser.add_argument("club", type=club_place, metavar="CLUB")
    parser.add_argument("what", choices=ACTS)
    parser.add_argument("--operator", default="", metavar="NAME")
    parser.add_argument("--json", action="store_true")
    parser.epilog = (
        f"{NEW_PASSPHRASE}: the new pass phrase of passphrase, on and change. {RECOVERY}: with it"
        " recovery tries that key and says whether it is right; without it, it makes a new one,"
        f" as on and change do. {PASSPHRASE} opens the club where this computer does not know its"
        " key."
    )


def key(chosen: argparse.Namespace, clock: Clock) -> int:
    """Do what is asked for and say how the keys stand; 1 if a recovery key that was tried is wrong.

    Raises:
        ClubError: If it cannot be done.
    """
    from loyaldesk.services import keys  # noqa: PLC0415 - so that --help starts fast

    told: dict[str, object] = {}
    with opened(chosen, clock) as desk:
        now = desk
        if chosen.what == "passphrase":
            keys.change_passphrase(desk, _new_phrase())
        elif chosen.what == "recovery" and os.environ.get(RECOVERY):
            told["right"] = keys.check_recovery(desk, os.environ[RECOVERY])
        elif chosen.what == "recovery":
            told["recovery"] = keys.make_recovery(desk)
            keys.put_recovery(desk, str(told["recovery"]))
        elif chosen.what == "forget":
            keys.forget_here(desk)
        elif chosen.what != "status":
            now = _written_anew(desk, chosen.what, told, clock)
        try:
            _tell(chosen, keys.state(now), told)
        finally:
            now.db.close()
    return BROKEN if told.get("right") is False else DONE


def _written_anew(desk: "Desk", what: str, told: dict[str, object], clock: Clock) -> "Desk":
    """Turn encryption on or off, or change the key; return the desk of the club as it is then."""
    from loyaldesk.services import encrypting, unlocking  # noqa: PLC0415 - as above

    with meter() as progress:
        if what == "off":
            plan = encrypting.plan_off(desk, progress)
        else:
            paper = unlocking.new_recovery()
            make = encrypting.plan_on if what == "on" else encrypting.plan_change
            plan = make(desk, _new_phrase(), paper, progress)
            told["recovery"] = paper
        desk.db.close()
        db = encrypting.carry_out(plan, clock, progress)
    told["advice"] = encrypting.done_words(plan.act)
    return replace(desk, db=db)


def _new_phrase() -> str:
    phrase = os.environ.get(NEW_PASSPHRASE) or asked(tr("New pass phrase of the club: "))
    if not phrase:
        raise BadInput("passphrase", "empty")
    return phrase


def _tell(chosen: argparse.Namespace, found: "KeyState", told: dict[str, object]) -> None:
    if chosen.json:
        say_json({
            "encrypted": found.is_encrypted, "key_file": found.has_keys,
            "since": found.since.isoformat() if found.since else None,
            "recovery": found.has_recovery,
            "recovery_made": found.recovery_made.isoformat() if found.recovery_made else None,
            "recovery_tested": found.recovery_seen.isoformat() if found.recovery_seen else None,
            "known_here": found.known_here,
            **({"recovery_key": told["recovery"]} if "recovery" in told else {}),
            **({"right": told["right"]} if "right" in told else {}),
        })  # fmt: skip
        return
    if "right" in told:
        say(tr("The recovery key is right.") if told["right"] else
            tr("The recovery key is not right."))  # fmt: skip
        return
    say(_state(found))
    if "recovery" in told:
        say(tr("The recovery key (shown this once): {key}").format(key=told["recovery"]))
        say(tr("Write it down and keep it away from this computer."))
    if "advice" in told:
        say(str(told["advice"]))


def _state(found: "KeyState") -> str:
    if not found.is_encrypted:
        return tr("The club file is not encrypted.")
    parts = []
    if found.since is not None:
        parts.append(tr("encrypted since {day}").format(day=fmt.day(found.since.date())))
    if found.recovery_made is not None:
        made = tr("made on {day}").format(day=fmt.day(found.recovery_made.date()))
        parts.append(tr("recovery key: {state}").format(state=made))
    elif not found.has_recovery:
        parts.append(tr("recovery key: none"))
    parts.append(
        tr("this computer keeps the key")
        if found.known_here
        else tr("this computer does not keep the key")
    )
    return tr("; ").join(parts)
