"""What is told when the club file cannot be used: what it is, and one next step."""

import re

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import ltr

_SERVER_NAME = re.compile(r"[^/\\]+@[^/\\]+:\d+\b.*")
"""How a club on a server is called: the database and where it lies."""
MOVE_COMMAND = "main.py move CLUB postgresql://…"


def words(error: StorageProblem) -> str:
    """Return what to tell the operator about *error*."""
    known = {**_texts(), **_server_texts()}
    is_on_server = _SERVER_NAME.fullmatch(error.path) is not None
    why = "server empty" if error.why == "missing" and is_on_server else error.why
    text = known.get(why, tr("The club file {path} cannot be used."))
    return text.format(
        path=ltr(error.path), version=ltr(error.detail), command=ltr(MOVE_COMMAND)
    )  # fmt: skip


def _texts() -> dict[str, str]:
    return {
        "missing": tr("The club file {path} was not found. Choose it, restore a backup, or make a"
                      " new club."),
        "empty": tr("The club file {path} is empty. Restore a backup or make a new club."),
        "foreign": tr("{path} is not a LoyalDesk club."),
        "newer": tr("{path} was made by a newer LoyalDesk (tables of version {version}). Please"
                    " update this program; the file was not touched."),
        "damaged": tr("The club file {path} is damaged. Restore the newest backup; the damaged file"
                      " is kept."),
        "read-only": tr("{path} cannot be written. Please check the rights of the file."),
        "folder read-only": tr("Nothing can be written into the folder {path}. Please check its"
                               " rights."),
        "folder protected": tr("Windows or an antivirus lets nothing be written into the folder"
                               " {path}. Please allow LoyalDesk there, or keep the club in another"
                               " folder."),
        "folder missing": tr("The folder {path} does not exist."),
        "no folder": tr("{path} is a file, not a folder. Please choose a folder."),
        "clash": tr("Another till did something at the same moment. Nothing was stored; please try"
                    " again."),
        "busy": tr("Another program has locked the club. Nothing was stored; please try again."),
        "held": tr("Another program, perhaps an antivirus, keeps {path} to itself. Please wait a"
                   " moment and try again."),
        "target": tr("{path} could not be written. It may be open in another program; please close"
                     " it or choose another name."),
        "full": tr("The disk is full. Nothing was stored; free some space and try again."),
        "full, reserve": tr("The disk is full. Nothing was stored, but the room kept for this was"
                            " set free just now: do it once more, then free some space."),
        "no room": tr("Too little is free on the disk of {path} for a new club. Please free some"
                      " space or choose another disk."),
        "io": tr("The disk did not answer. Nothing was stored; please check the disk."),
        "exists": tr("{path} exists already. Please choose another name."),
        "encrypted": tr("{path} is encrypted; its pass phrase is needed."),
        "not encrypted": tr("{path} is not encrypted, but a key file lies beside it."),
        "looking": tr("The club is open for looking only, so nothing was stored."),
        "network": tr("{path} lies on another computer's disk, where a club is damaged sooner or"
                      " later. Copy it to a disk of this computer; for several tills, move it to a"
                      " PostgreSQL server then: {command}"),
        "another club": tr("Another club lies at {path} now. Please put the right one back."),
        "old journal": tr("{path} belongs to an older copy of the club and would undo newer sales."
                          " Nothing was changed. Move that file to another folder, then open the"
                          " club again."),
        "engine": tr("The database engine of this installation cannot be trusted with a club."
                     " Please install LoyalDesk again."),
    }  # fmt: skip


def _server_texts() -> dict[str, str]:
    return {
        "address": tr("{path} is no address of a club on a server. It looks like"
                      " this: postgresql://name:password@host:5432/database"),
        "server gone": tr("The server {path} does not answer. What was not saved yet is kept on"
                          " this computer; check network and server, then do it once more."),
        "server refused": tr("The server {path} does not know this name and password. Please check"
                             " them."),
        "server rights": tr("The server {path} does not allow this to this till. Ask who looks"
                            " after the server for a till's rights."),
        "server empty": tr("There is no club at {path}. Please check the address; a club that was"
                           " moved back is in its file."),
        "server old": tr("The server {path} is PostgreSQL {version}; version 15 or newer is"
                         " needed."),
        "server encoding": tr("The database {path} stores text as {version}. Please make one that"
                              " stores UTF-8."),
        "server driver": tr("This installation has nothing to reach a server with ({version} is"
                            " missing). Install it as the README says: pip install"
                            " loyaldesk[server]"),
        "older": tr("The club on {path} has tables of version {version}, older than this"
                    " program's. Bring it to a file with the program it was made with, and move"
                    " it here again."),
    }  # fmt: skip
