"""Nothing in the program goes around the guards of text: the ways out are few and have names.

A text from outside leaves the program in a label, a tooltip, a paper, a sheet, a search or a log.
At each of these it is plain text, made so by one function (the table `GUARDS`); the calls that
would let markup, formulas or commands through are allowed in the modules named here only.
"""

import ast
import re
from collections.abc import Callable, Collection, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

import loyaldesk

ROOT = Path(loyaldesk.__file__).parent

GUARDS = {
    "loyaldesk.kernel.persian": ("clean", "clean_lines", "is_storable", "fold", "isolate"),
    "loyaldesk.ui.kit.labels": ("Label",),
    "loyaldesk.ui.kit.styling": ("plain_tip", "plain_tooltip", "plain_words", "plain_title"),
    "loyaldesk.reports.shaping": ("pdf_text", "drawable"),
    "loyaldesk.gateways.sheet_writing": ("csv_cell", "write_cell", "writable", "sheet_name"),
    "loyaldesk.gateways.ics": ("escaped",),
    "loyaldesk.store.search": ("fts_query", "like_text"),
    "loyaldesk.ui.shell.log": ("log_line", "masked"),
}
"""The functions through which text leaves the program, and those through which it enters."""

LABELS = {"ui/kit/labels.py"}
STYLING = {"ui/kit/styling.py"}
BUTTONS = {"ui/kit/buttons.py", "ui/kit/toggles.py", "ui/kit/pin_pad.py"}
ACTS_ONLY = {"ui/pages/member/head.py", "ui/kit/jalali_date.py"}
"""Modules that add acts with an icon and no words, or words of ours made before."""
SHEETS = {"gateways/sheet_writing.py", "gateways/sheet_book.py"}
SEARCH = {"store/search.py"}
PICTURES = {"reports/picture.py", "reports/pen.py", "reports/cards.py", "reports/codes.py"}

RICH = {
    "QTextBrowser", "QMessageBox", "QTextDocument", "QErrorMessage", "QWhatsThis", "QStaticText",
    "QWebEngineView", "QInputDialog", "QProgressDialog", "QSystemTrayIcon", "QWizard",
    "QCommandLinkButton", "RichText", "AutoText", "MarkdownText",
    "ToolTipRole", "WhatsThisRole", "StatusTipRole",
}  # fmt: skip
"""What shows markup at a guess, or opens what a text names: nobody uses it."""

RICH_CALLS = {
    "setHtml", "insertHtml", "appendHtml", "toHtml", "setMarkdown", "setDefaultStyleSheet",
    "setOpenExternalLinks", "setWhatsThis", "setStatusTip", "setTabToolTip",
    "setInformativeText", "setDetailedText", "setAutoFormatting", "mightBeRichText",
}  # fmt: skip
PAPER = {
    "Paragraph", "XPreformatted", "SimpleDocTemplate", "FontFinder", "paraparser", "Preformatted",
    "extformat", "platypus",
}  # fmt: skip
DRAWN = {"drawString", "drawRightString", "drawCentredString", "textOut", "textLine", "textLines"}
LOADS = {"drawImage", "drawInlineImage", "ImageReader", "linkURL", "linkAbsolute"}
XLSX_CALLS = {
    "write_formula", "write_url", "write_rich_string", "write_array_formula", "insert_image",
    "write_dynamic_array_formula", "write_row", "write_column", "write_comment",
}  # fmt: skip
CELLS = {"write_string", "write_number", "write_boolean", "write_datetime"}
MAKES_KEYS = {"QPushButton", "QCheckBox", "QRadioButton", "QAction", "QGroupBox"}
UNPACKS = {"extractall", "extract", "unpack_archive"}
RISKY = {"pickle", "marshal", "shelve", "yaml", "dill"}
MARKUP = ("<qt", "<b>", "<br", "<html", "<p>", "<a href", "<span", "<img")


@cache
def texts() -> dict[str, str]:
    files = sorted(ROOT.rglob("*.py"))
    return {file.relative_to(ROOT).as_posix(): file.read_text("utf-8") for file in files}


@cache
def nodes(name: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(texts()[name])))


@pytest.fixture(autouse=True, scope="module")
def _forget() -> Iterator[None]:
    """Let the trees go with the last test here: every collection after it would walk them."""
    yield
    nodes.cache_clear()
    texts.cache_clear()


def found(
    words: Collection[str],
    is_wrong: Callable[[ast.AST], bool],
    allowed: Collection[str] = (),
    under: str = "",
) -> list[str]:
    """Return where *is_wrong* holds outside the modules *allowed*; only modules with *words*."""
    hint = re.compile("|".join(map(re.escape, words)))
    return [
        f"{name}:{getattr(node, 'lineno', 0)}"
        for name, text in texts().items()
        if name not in allowed and name.startswith(under) and hint.search(text)
        for node in nodes(name)
        if is_wrong(node)
    ]


def called(node: ast.AST) -> str:
    """Return the last name of what is called, or nothing."""
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def calls(names: Collection[str], allowed: Collection[str] = (), under: str = "") -> list[str]:
    return found(names, lambda node: called(node) in names, allowed, under)


def mentions(names: Collection[str], under: str = "") -> list[str]:
    return found(names, lambda node: not set(names).isdisjoint(names_in(node)), (), under)


def names_in(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    if isinstance(node, ast.Attribute):
        yield node.attr
    if isinstance(node, ast.alias):
        yield from node.name.split(".")
    if isinstance(node, ast.ImportFrom):
        yield from (node.module or "").split(".")


def is_ours(node: ast.expr) -> bool:
    """Return whether a text is ours or guarded: a literal, a sentence of the catalogue."""
    name = called(node)
    return isinstance(node, ast.Constant) or name in ("tr", "trn") or name.startswith("plain_")


def is_words(node: ast.expr) -> bool:
    """Return whether an argument may be words: icons and parents are not."""
    is_parent = isinstance(node, ast.Name) and node.id in ("self", "parent")
    return not is_parent and called(node) not in ("icon", "icon_before_words")


def string_of(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def test_every_guard_is_there():
    for module, names in GUARDS.items():
        for name in names:
            assert hasattr(import_module(module), name), f"{module}.{name}"


def test_t10_nothing_that_reads_markup_is_used():
    assert mentions(RICH) == []
    assert calls(RICH_CALLS) == []


def test_t10_only_folders_of_this_computer_are_opened_elsewhere():
    """A text may name a page or a program: only a path made by us is handed to the system."""

    def is_open(node: ast.AST) -> bool:
        return called(node) == "openUrl" and called(node.args[0]) != "fromLocalFile"

    assert found({"openUrl"}, is_open) == []
    assert calls({"startfile", "system", "popen"}) == []


def test_t10_a_label_of_qt_is_made_in_the_kit_only():
    assert calls({"QLabel"}) == []
    derived = found(
        {"QLabel"},
        lambda node: (
            isinstance(node, ast.ClassDef)
            and any("QLabel" in names_in(base) for base in node.bases)
        ),
        LABELS,
    )
    assert derived == []


def test_t10_labels_are_told_to_be_plain_before_their_first_text():
    label = next(
        node
        for node in nodes("ui/kit/labels.py")
        if isinstance(node, ast.ClassDef) and node.name == "Label"
    )
    begin = next(n for n in label.body if isinstance(n, ast.FunctionDef) and n.name == "__init__")
    made = [called(node) for node in ast.walk(begin) if called(node)]
    assert made.index("setTextFormat") < made.index("setText")


def test_t10_tooltips_go_through_the_guard():
    def is_bare(node: ast.AST) -> bool:
        if called(node) == "setToolTip":
            return called(node.args[0]) != "plain_tip"
        is_shown = isinstance(node, ast.Call) and ast.unparse(node.func) == "QToolTip.showText"
        return is_shown and "plain_tip(" not in ast.unparse(node.args[1])

    assert found({"setToolTip", "QToolTip"}, is_bare) == []


def test_t10_r57_an_ampersand_is_no_key_on_buttons_tabs_and_menus():
    def makes_a_key(node: ast.AST) -> bool:
        name = called(node)
        if name in MAKES_KEYS:
            said = node.args
        elif name == "addTab":
            said = node.args[-1:]
        elif name in ("addAction", "addMenu"):
            said = node.args[:1]
        elif name == "setTabText":
            said = node.args[1:]
        else:
            return False
        return any(is_words(each) and not is_ours(each) for each in said)

    hints = MAKES_KEYS | {"addTab", "addAction", "addMenu", "setTabText"}
    assert found(hints, makes_a_key, BUTTONS | ACTS_ONLY) == []


def test_t10_window_titles_are_guarded():
    def is_bare(node: ast.AST) -> bool:
        return called(node) == "setWindowTitle" and not is_ours(node.args[0])

    assert found({"setWindowTitle"}, is_bare, {"ui/shell/frame.py"}) == []


def test_t10_the_one_module_that_writes_markup_for_qt_is_the_guard():
    def is_markup(node: ast.AST) -> bool:
        return string_of(node).lstrip().casefold().startswith(MARKUP)

    assert found(MARKUP, is_markup, STYLING, "ui/") == []


def test_t10_r66_papers_are_drawn_without_any_markup():
    assert mentions(PAPER, "reports/") == []
    assert mentions(PAPER - {"Paragraph"}) == []
    assert calls(DRAWN, {"reports/fonts.py"}, "reports/") == []


def test_t10_reportlab_trusts_no_host_and_loads_nothing_that_a_text_names():
    assert "rl_config.trustedSchemes = []" in texts()["reports/fonts.py"]
    assert "rl_config.trustedHosts = []" in texts()["reports/fonts.py"]
    assert calls(LOADS, PICTURES, "reports/") == []
    assert calls({"linkURL"}) == []


def test_t10_r68_sheets_are_written_cell_by_cell_as_text():
    def is_guess(node: ast.AST) -> bool:
        if called(node) != "write" or not isinstance(node.func, ast.Attribute):
            return False
        return ast.unparse(node.func.value).split(".")[-1] in ("sheet", "worksheet", "ws", "page")

    assert calls(XLSX_CALLS, under="gateways/") == calls(XLSX_CALLS, under="services/") == []
    assert calls(CELLS, SHEETS) == []
    assert {place.split(":")[0] for place in mentions({"xlsxwriter"})} == SHEETS
    assert found({".write("}, is_guess, under="gateways/") == []


@pytest.mark.parametrize("name", sorted(SHEETS))
def test_t10_r68_a_workbook_turns_no_text_into_anything(name):
    made = [ast.unparse(node) for node in nodes(name) if called(node) == "Workbook"]
    assert made
    for switch in ("formulas", "numbers", "urls"):
        assert all(f"'strings_to_{switch}': False" in each for each in made)


def test_t10_r68_rows_of_csv_go_through_the_guard():
    def is_bare(node: ast.AST) -> bool:
        if called(node) not in ("writerow", "writerows"):
            return False
        is_empty = ast.unparse(node.args[0]) == "[]"
        return not is_empty and "csv_cell(" not in ast.unparse(node)

    assert found({"writerow"}, is_bare) == []
    assert calls({"DictWriter"}) == []


def test_t10_r69_what_is_typed_reaches_the_word_index_quoted():
    assert found({" MATCH "}, lambda node: " MATCH " in string_of(node), SEARCH) == []
    assert "match = fts_query(" in texts()["store/search.py"]


def test_t10_r70_no_text_from_outside_is_a_pattern():
    """``LIKE`` and ``GLOB`` stand before literal patterns of our own keys only."""
    pattern = re.compile(r"\b(?:LIKE|GLOB|REGEXP)\b(?!\s+'|``| … |\s+\? ESCAPE '!')")

    def takes_a_value(node: ast.AST) -> bool:
        return bool(pattern.search(string_of(node)))

    assert found({"LIKE", "GLOB", "REGEXP"}, takes_a_value, under="store/") == []
    assert found({"LIKE", "GLOB", "REGEXP"}, takes_a_value, under="services/") == []
    escapes = found({"ESCAPE '"}, lambda node: "? ESCAPE '" in string_of(node))
    assert {place.split(":")[0] for place in escapes} <= SEARCH
    assert "%{like_text(" in texts()["store/search.py"]
    assert calls({"regexp", "iregexp", "ilike", "istartswith", "icontains"}) == []


def test_t10_r57_no_stored_text_is_a_format():
    """``%`` is not used on texts; ``format`` stands behind sentences of ours only."""
    stored = {"name", "note", "text", "text_fa", "text_en", "title", "reason", "typed", "said"}

    def is_stored(node: ast.AST) -> bool:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            return bool(string_of(node.left))
        return (
            called(node) == "format"
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Attribute)
            and node.func.value.attr in stored
        )

    assert calls({"format_map", "Template"}) == []
    assert found({".format(", '" %', "' %"}, is_stored) == []


def test_t16_the_log_is_told_constants_and_places():
    """Each call has a literal message, and goes through the one logger with the guard."""

    def says_something_else(node: ast.AST) -> bool:
        if called(node) not in ("debug", "info", "warning", "error", "critical", "exception"):
            return False
        return "logg" in ast.unparse(node.func) and not string_of(node.args[0])

    assert found({"logg"}, says_something_else) == []
    assert calls({"print_exc", "print_exception", "format_exc", "basicConfig"}) == []
    assert "log_line(record.getMessage())" in texts()["ui/shell/log.py"]


def test_t08_no_archive_is_unpacked_by_its_own_names_and_no_file_runs_code():
    assert calls(UNPACKS) == []
    assert mentions(RISKY) == []
    assert found({"eval(", "exec("}, lambda node: isinstance(node, ast.Call)
                 and isinstance(node.func, ast.Name) and node.func.id in ("eval", "exec")
    ) == []  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (lambda node: called(node) == "QLabel", "QLabel(name)"),
        (lambda node: called(node) in RICH_CALLS, "view.setHtml(name)"),
        (lambda node: called(node) in XLSX_CALLS, "sheet.write_row(0, 0, row)"),
        (lambda node: not RICH.isdisjoint(names_in(node)), "from x import QMessageBox"),
    ],
)
def test_the_eye_of_these_tests_is_open(rule, text):
    assert any(rule(node) for node in ast.walk(ast.parse(text)))
