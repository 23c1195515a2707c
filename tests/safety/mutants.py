"""S9: faults sown into the modules that guard points, money, rights and keys, and who notices.

A mutant is one small slip in one place: ``<`` for ``<=``, one more or one less, ``or`` for ``and``,
a ``not`` that is gone, two arguments in the wrong order, a refusal that does not refuse, an answer
too early, a condition of an SQL sentence turned round. It is made in a copy of the source tree, the
tests of that module run there, and a mutant that no test fails for lives. The work tree itself is
never touched.
"""

import ast
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.safety.registry import Figure, Scale, measured

ROOT = Path(__file__).parents[2]
GOAL = 0.9
ABOUT = "tests/services/test_roles.py::test_about_names_every_library_the_program_asks_for"
"""Looks at what is installed, which no copy of the source tree is."""

SAMPLE = 6
"""Mutants of each module in one long run; LOYALDESK_MUTANTS asks for more."""

_STORE, _SERVICES = "tests/store", "tests/services"
TESTED_BY: dict[str, tuple[str, ...]] = {
    "domain/points.py": ("tests/domain/test_points.py", f"{_SERVICES}/test_lots.py",
                         f"{_SERVICES}/test_ledger.py", f"{_SERVICES}/test_vectors.py"),
    "kernel/money.py": ("tests/kernel", f"{_SERVICES}/test_limits.py"),
    "domain/secrets.py": ("tests/domain/test_secrets.py", f"{_SERVICES}/test_staff.py",
                          f"{_SERVICES}/test_keys.py"),
    "store/ledger.py": (f"{_SERVICES}/test_ledger.py", f"{_SERVICES}/test_lots.py",
                        f"{_SERVICES}/test_edge_cases.py", f"{_SERVICES}/test_families.py",
                        f"{_SERVICES}/test_transfers.py", f"{_SERVICES}/test_merging.py",
                        f"{_SERVICES}/test_liability.py", f"{_SERVICES}/test_night.py"),
    "services/points.py": (f"{_SERVICES}/test_ledger.py", f"{_SERVICES}/test_limits.py",
                           f"{_SERVICES}/test_lots.py", f"{_SERVICES}/test_own_record.py",
                           f"{_SERVICES}/test_edge_cases.py", f"{_SERVICES}/test_merging.py",
                           f"{_SERVICES}/test_corrections.py", f"{_SERVICES}/test_bonuses.py",
                           f"{_SERVICES}/test_returns.py", f"{_SERVICES}/test_imports.py"),
    "services/approvals.py": (f"{_SERVICES}/test_limits.py", f"{_SERVICES}/test_corrections.py",
                              f"{_SERVICES}/test_transfers.py"),
    "services/desk.py": (f"{_SERVICES}/test_desk.py", f"{_SERVICES}/test_roles.py",
                         f"{_SERVICES}/test_staff.py",
                         f"{_SERVICES}/test_role_editing.py", f"{_SERVICES}/test_sealing.py",
                         f"{_SERVICES}/test_members.py"),
    "services/staff.py": (f"{_SERVICES}/test_staff.py", f"{_SERVICES}/test_roles.py",
                          f"{_SERVICES}/test_opening.py", "tests/safety/test_guessing.py"),
    "services/role_editing.py": (f"{_SERVICES}/test_role_editing.py", f"{_SERVICES}/test_roles.py",
                                 f"{_SERVICES}/test_desk.py"),
    "store/seals.py": (f"{_STORE}/test_fixed_forms.py", f"{_STORE}/test_seals.py",
                       f"{_SERVICES}/test_sealing.py",
                       f"{_STORE}/test_forged_chains.py", "tests/safety/test_tampering.py"),
    "store/vault.py": (f"{_STORE}/test_fixed_forms.py", f"{_STORE}/test_vault.py",
                       f"{_SERVICES}/test_keys.py"),
}  # fmt: skip
"""Module below ``loyaldesk`` -> the tests that are there for it, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One slip: *text* stands in place of what is between two places of the module."""

    module: str
    line: int
    what: str
    start: int
    end: int
    text: str

    def sown(self, source: str) -> str:
        """Return *source* with the slip in it."""
        return source[: self.start] + self.text + source[self.end :]


_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
}  # fmt: skip
_SQL = ((" = ?", " <> ?"), (" <> ", " = "), (" AND ", " OR "), (" > 0", " >= 0"), (" <= ", " < "),
        (" < ", " <= "), (" >= ", " > "), ("SUM(", "MAX("), (" DESC", ""), ("MIN(", "MAX("),
)  # fmt: skip


class _Sower(ast.NodeVisitor):
    """Finds every place where a slip can be sown."""

    def __init__(self, module: str, source: str) -> None:
        self.module, self.source = module, source
        self.found: list[Mutant] = []
        self._lines = [0]
        for line in source.encode().splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line.decode()))
        self._texts = source.splitlines(keepends=True)

    def _at(self, line: int, column: int) -> int:
        """Return the place of a line and a column, which counts bytes."""
        return self._lines[line - 1] + len(self._texts[line - 1].encode()[:column].decode())

    def _put(self, node: ast.expr | ast.stmt, what: str, text: str) -> None:
        start = self._at(node.lineno, node.col_offset)
        end = self._at(node.end_lineno or 0, node.end_col_offset or 0)
        self.found.append(Mutant(self.module, node.lineno, what, start, end, text))

    def visit_Compare(self, node: ast.Compare) -> None:
        other = _COMPARED[type(node.ops[0])]
        new = ast.Compare(node.left, [other(), *node.ops[1:]], node.comparators)
        self._put(node, "comparison", f"({ast.unparse(new)})")
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        new = ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        self._put(node, "and/or", f"({ast.unparse(new)})")
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not):
            self._put(node, "not", f"({ast.unparse(node.operand)})")
        elif isinstance(node.op, ast.USub):
            self._put(node, "minus", f"({ast.unparse(node.operand)})")
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        other = _COUNTED.get(type(node.op))
        is_text = any(isinstance(side, ast.Constant | ast.JoinedStr) and not (
            isinstance(side, ast.Constant) and isinstance(side.value, int))
            for side in (node.left, node.right))  # fmt: skip
        if other is not None and not is_text:
            self._put(
                node, "arithmetic", f"({ast.unparse(ast.BinOp(node.left, other(), node.right))})"
            )
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if type(node.value) is int:
            self._put(node, "one more", str(node.value + 1))
            self._put(node, "one less", f"({node.value - 1})")
        elif type(node.value) is bool:
            self._put(node, "true/false", str(not node.value))
        elif isinstance(node.value, str) and node.value.isascii():
            self._sql(node)

    def _sql(self, node: ast.Constant) -> None:
        text = str(node.value)
        if not any(word in text for word in ("SELECT ", "UPDATE ", "DELETE ", "WHERE ", " AND ")):
            return
        for old, new in _SQL:
            at = text.find(old)
            if at >= 0:
                turned = text[:at] + new + text[at + len(old) :]
                self._put(node, f"sql{old}", f"({turned!r})")

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        other = _COUNTED.get(type(node.op))
        if other is not None:
            new = ast.AugAssign(node.target, other(), node.value)
            self._put(node, "arithmetic", ast.unparse(new))
        self.visit(node.value)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.visit(node.value)
        at = node.slice
        if isinstance(at, ast.Constant) and at.value == 0:
            self._put(at, "one more", "1")  # the last of one is the first: -1 would be no slip
        else:
            self.visit(at)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Pass over texts that are put together: their parts have no place of their own."""

    def visit_Raise(self, node: ast.Raise) -> None:
        self._put(node, "no refusal", "pass")
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        plain = [each for each in node.args if not isinstance(each, ast.Starred)]
        if isinstance(node.func, ast.Name) and node.func.id in ("min", "max"):
            plain = []  # in any order the same
        if len(plain) == len(node.args) >= 2 and ast.dump(plain[0]) != ast.dump(plain[1]):
            new = ast.Call(node.func, [plain[1], plain[0], *plain[2:]], node.keywords)
            self._put(node, "arguments", ast.unparse(new))
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        body = [each for each in node.body if not _is_words(each)]
        if len(body) > 1:
            start = self._at(body[0].lineno, body[0].col_offset)
            self.found.append(
                Mutant(self.module, body[0].lineno, "too early", start, start, "return None; ")
                if isinstance(body[0], ast.Assign | ast.Expr | ast.Return | ast.Raise)
                else Mutant(self.module, body[0].lineno, "too early", start, start,
                            f"return None\n{' ' * body[0].col_offset}")
            )  # fmt: skip
        for each in (*node.args.defaults, *node.args.kw_defaults, *node.body):
            if each is not None and not _is_words(each):
                self.visit(each)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Look at what a class does, not at how it is dressed (frozen or not is no slip)."""
        for each in node.body:
            self.visit(each)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not _is_words(node):
            self.generic_visit(node)


def _is_words(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def mutants_of(module: str, source: str) -> list[Mutant]:
    """Return every slip that can be sown into a module and leaves it a program."""
    sower = _Sower(module, source)
    sower.visit(ast.parse(source))
    return [each for each in sower.found if _is_program(each.sown(source))]


def _is_program(text: str) -> bool:
    try:
        compile(text, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def copied(folder: Path) -> Path:
    """Copy the source tree, without what is made from it."""
    tree = folder / "tree"
    kept = ("loyaldesk", "tests", "resources", "pyproject.toml", "README.md", "main.py", "docs")
    tree.mkdir()
    for name in kept:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns(
                "__pycache__", ".mypy_cache", ".*", "pictures"))  # fmt: skip
        elif (ROOT / name).exists():
            shutil.copy(ROOT / name, tree / name)
    return tree


def are_content(tree: Path, module: str, most_s: float) -> bool:
    """Return whether the tests of a module pass in the copied tree."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    try:
        done = subprocess.run(
            [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider",
             "--deselect", ABOUT, "--basetemp", str(tree.parent / "temp"), *TESTED_BY[module]],
            cwd=tree, capture_output=True, text=True, timeout=most_s, check=False,
            env={**kept, "PYTHONPATH": str(tree), "QT_QPA_PLATFORM": "offscreen",
                 "LOYALDESK_HOME": str(tree.parent / "home"), "LOYALDESK_SEED": "1"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    if done.returncode > 1 and "error" not in done.stdout.lower():
        raise RuntimeError(done.stdout[-400:] + done.stderr[-400:])
    return done.returncode == 0


@dataclass(frozen=True, slots=True)
class Hunt:
    """What came of the mutants of one module."""

    module: str
    sown: int
    living: tuple[Mutant, ...]


def hunts(scale: Scale, count: int, modules: tuple[str, ...] = ()) -> Iterator[Hunt]:
    """Sow *count* mutants into each module and see which live."""
    tree = copied(scale.folder)
    for module in modules or tuple(TESTED_BY):
        file = tree / "loyaldesk" / module
        plain = file.read_text("utf-8")
        begun = time.monotonic()
        if not are_content(tree, module, 900):
            yield Hunt(module, 0, ())  # its tests fail as it is: nothing can be learnt
            continue
        most_s = 60 + 4 * (time.monotonic() - begun)
        all_ = mutants_of(module, plain)
        chosen = scale.chance(module).sample(all_, min(count, len(all_)))
        living = []
        for one in chosen:
            file.write_text(one.sown(plain), "utf-8")
            if are_content(tree, module, most_s):
                living.append(one)
                print(f"lives: {module}:{one.line} {one.what}: {one.text[:90]!r}", flush=True)
        file.write_text(plain, "utf-8")
        print(f"{module}: {len(chosen) - len(living)} of {len(chosen)} noticed", flush=True)
        yield Hunt(module, len(chosen), tuple(living))


@measured("S9", goal=f"{GOAL:.0%} of sown faults noticed by tests")
def noticed(scale: Scale) -> Figure:
    """Sow faults into ledger, money, rights and keys; long only."""
    if not scale.is_long:
        return Figure("hours of tests: only with --long", None)
    found = list(hunts(scale, int(os.environ.get("LOYALDESK_MUTANTS") or SAMPLE)))
    sown, living = sum(one.sown for one in found), sum(len(one.living) for one in found)
    places = ", ".join(
        f"{one.module}:{each.line} {each.what}" for one in found for each in one.living
    )
    share = (sown - living) / sown
    return Figure(
        f"{sown - living} of {sown} noticed ({share:.0%})"
        + (f"; live: {places}" if places else ""),
        share >= GOAL,
    )
