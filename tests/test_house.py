"""The house keeps its own rules: floors, rights, words."""

import ast
import re
from functools import cache
from pathlib import Path

import loyaldesk
from loyaldesk.domain.permissions import DEFAULT_RIGHTS, Permission
from loyaldesk.kernel.errors import ClubError
from loyaldesk.services import words

ROOT = Path(loyaldesk.__file__).parent
SERVICES = sorted((ROOT / "services").rglob("*.py"))
FREE = {
    "exports.stamp_of",  # names who writes a list, inside its export
    "club.facts",  # the shop's name stands on the sign-in screen
    "staff.system_desk",  # gives no right: the program's own role has its rows
    "staff.is_password_right",  # signing in is its own check
    "staff.set_pin", "staff.set_password", "staff.set_secret_of_owner",  # through _store_secret
    "members.resolve",  # a step; its use case is identify
    "nightly.run",  # goes through steps with a right each, and passes over those not held
    "analytics.tiers_on", "paper_cards.member_card",
    "paper_cards.let_go_card",  # steps of `papers.pdf`, inside its reading
    "after_restore.is_waiting",  # tells that backups pause, which everybody at the desk may know
    "backup_steps.noted", "backup_steps.highest",
    "backup_steps.tried_lately",  # steps of `safekeeping`
    "approvals.is_alone",  # a step: whether anybody else could agree
    "sealing.remember_now",  # a step after acts that nothing may undo
    "import_reading.opened",  # reads a file of another program; its callers hold the right
    "presence.beat", "presence.leave", "presence.others",  # who has the club open: no secret
    "presence.trouble", "presence.come_back", "presence.low_room", "presence.keep_room",
    "presence.seems_new", "second_copies.is_behind",  # how disk and club stand; nothing of members
    "safekeeping.set_rhythm",  # through `club.change_shop`
}  # fmt: skip
"""Functions with a desk that ask for no right by themselves, each with its reason."""


@cache
def use_cases() -> list[tuple[str, ast.FunctionDef]]:
    return [
        (f"{file.stem}.{node.name}", node)
        for file in SERVICES
        for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and node.args.args
        and node.args.args[0].arg == "desk"
    ]


def asks_for_a_right(node: ast.FunctionDef, names: set[str]) -> bool:
    for call in ast.walk(node):
        if not isinstance(call, ast.Call):
            continue
        if (
            isinstance(call.func, ast.Attribute)
            and call.func.attr in ("change", "reading", "require", "change_at")
            and "desk" in ast.unparse(call.func.value)
        ):
            return True
        called = ast.unparse(call.func).split(".")[-1]
        if called in names and call.args and "desk" in ast.unparse(call.args[0]):
            return True  # it goes through another use case
    return False


@cache
def private_helpers() -> frozenset[str]:
    """Return the private functions of the services that ask for a right themselves."""
    return frozenset(
        inner.name
        for file in SERVICES
        for inner in ast.parse(file.read_text("utf-8")).body
        if isinstance(inner, ast.FunctionDef)
        and inner.name.startswith("_")
        and asks_for_a_right(inner, set())
    )


def test_no_use_case_is_without_a_right():
    named, helpers = {name.split(".")[1] for name, _ in use_cases()}, private_helpers()
    assert [
        name
        for name, node in use_cases()
        if name not in FREE and not asks_for_a_right(node, (named - {node.name}) | helpers)
    ] == []


def test_every_right_is_used_and_given_to_somebody():
    text = "".join(file.read_text("utf-8") for file in SERVICES)
    unused = [right.name for right in Permission if f"Permission.{right.name}" not in text]
    assert unused == []
    assert set().union(*DEFAULT_RIGHTS.values()) == set(Permission)


def all_errors(kind: type = ClubError) -> set[type]:
    return {kind}.union(*(all_errors(child) for child in kind.__subclasses__()))


def test_every_error_has_its_words():
    import loyaldesk.domain.errors
    import loyaldesk.services.words  # noqa: F401

    assert {kind.__name__ for kind in all_errors()} - {
        kind.__name__ for kind in words._WORDS
    } == set()


def test_every_text_for_people_is_a_literal():
    """``tr`` with anything but one literal is never found in a catalogue."""
    wrong = []
    for file in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("tr", "trn")
            ):
                texts = node.args[: 1 if node.func.id == "tr" else 2]
                if not all(isinstance(t, ast.Constant) and isinstance(t.value, str) for t in texts):
                    wrong.append(f"{file.name}:{node.lineno}")
    assert wrong == []


def test_no_persian_text_is_drawn_by_pillow_and_no_rich_text_reaches_a_label():
    wrong = []
    for file in ROOT.rglob("*.py"):
        text = file.read_text("utf-8")
        if re.search(r"ImageDraw|setHtml\(|RichText|QTextBrowser", text):
            wrong.append(file.name)
        inside_kit = "kit" in file.parts
        if not inside_kit and re.search(r"\bQLabel\(|\bQMessageBox\b|\.setToolTip\(", text):
            wrong.append(file.name)
    assert wrong == []
