"""What kind of value an expression has, as far as the tables and the text tell."""

from collections.abc import Iterable

from sqlglot import exp

from loyaldesk.store.server.kinds import INT, JSON, REAL, TEXT, Place, Places
from loyaldesk.store.server.trees import bare, leftmost, sources

_OF_CALL = {
    "sqlite_integer": INT, "sqlite_julianday": REAL, "sqlite_unixepoch": INT,
    "sqlite_date": TEXT, "sqlite_datetime": TEXT, "sqlite_strftime": TEXT, "sqlite_typeof": TEXT,
    "sqlite_round": REAL, "sqlite_json_part": JSON,
}  # fmt: skip
_NUMERIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod)


class Kinding:
    """Tells kinds of expressions in the queries of one club."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self._asked: set[tuple[int, str]] = set()

    def kind(self, node: exp.Expression | None) -> str | None:  # noqa: PLR0911  # a list of cases
        """Return the kind of an expression, or None when it does not show."""
        if node is None:
            return None
        node = bare(node.unalias())
        if isinstance(node, exp.Column):
            return self._column(node)
        if isinstance(node, exp.Literal):
            return TEXT if node.is_string else (INT if node.is_int else REAL)
        if isinstance(node, (exp.Count, exp.Length, exp.Predicate, exp.Connector, exp.Not)):
            return INT
        if isinstance(node, exp.Cast):
            to = node.to
            return INT if to.is_type("bigint", "int") else REAL if to.is_type("double") else TEXT
        if isinstance(node, (exp.Max, exp.Min, exp.Neg, exp.Abs)):
            return self.kind(node.this)
        if isinstance(node, (exp.DPipe, exp.Substring, exp.GroupConcat)):
            return TEXT
        return self._composed(node)

    def _composed(self, node: exp.Expression) -> str | None:  # noqa: PLR0911  # and more of them
        if isinstance(node, (exp.Coalesce, exp.Greatest, exp.Least)):
            return _first(self.kind(each) for each in (node.this, *node.expressions))
        if isinstance(node, _NUMERIC):
            both = {self.kind(node.this), self.kind(node.expression)}
            return REAL if REAL in both else INT if INT in both else None
        if isinstance(node, exp.Case):
            return _first(self.kind(each.args.get("true")) for each in node.args["ifs"])
        if isinstance(node, exp.Anonymous):
            if node.name == "sqlite_sum":
                return REAL if self.kind(node.expressions[0]) == REAL else INT
            return _OF_CALL.get(node.name)
        if isinstance(node, exp.Subquery):
            inner = leftmost(node)
            return self.kind(inner.expressions[0]) if inner is not None else None
        return None

    def place_of(self, column: exp.Column) -> Place | None:
        """Return the table a column belongs to."""
        for source in self._around(column):
            place = self.places.tables.get(source.name) if isinstance(source, exp.Table) else None
            if place is None:
                continue
            if column.table:
                if column.table == source.alias_or_name:
                    return place
            elif column.name in place.columns or column.name.lower() == "rowid":
                return place
        return None

    def _column(self, column: exp.Column) -> str | None:
        for source in self._around(column):
            if column.table and column.table != source.alias_or_name:
                continue
            found = self._in_source(column, source)
            if found is not None:
                return found
        if column.table.lower() in {"new", "old"}:
            return _first(sorted(self.places.kinds(column.name)))
        kinds = self.places.kinds(column.name)
        return next(iter(kinds)) if len(kinds) == 1 else None

    def _in_source(self, column: exp.Column, source: exp.Expression) -> str | None:
        if isinstance(source, exp.Table):
            if isinstance(source.this, exp.Anonymous):
                return {"value": JSON, "atom": JSON, "key": INT, "id": INT}.get(column.name)
            place = self.places.tables.get(source.name)
            if place is not None:
                return place.columns.get(column.name)
            return self._of_common(source, column)
        inner = leftmost(source)
        return self._shown(inner, column.name) if inner is not None else None

    def _shown(self, query: exp.Select, name: str) -> str | None:
        for each in query.expressions:
            if each.alias_or_name == name:
                return self.kind(each)
        return None

    def common(self, table: exp.Table) -> list[str]:
        """Return the columns of what ``WITH`` named so."""
        at: exp.Expression | None = table
        while at is not None:
            with_ = at.args.get("with_") or at.args.get("with")
            for each in with_.expressions if isinstance(with_, exp.With) else ():
                if each.alias == table.name:
                    names = [name.name for name in each.args["alias"].args.get("columns") or ()]
                    inner = leftmost(each.this)
                    shown = inner.expressions if inner is not None else []
                    return names or [one.alias_or_name for one in shown]
            at = at.parent
        return []

    def _of_common(self, table: exp.Table, column: exp.Column) -> str | None:
        """Look into the query behind a name that ``WITH`` gave; it may name itself."""
        mark = (id(table), column.name)
        if mark in self._asked:
            return None
        self._asked.add(mark)
        try:
            return self._behind(table, column)
        finally:
            self._asked.discard(mark)

    def _behind(self, table: exp.Table, column: exp.Column) -> str | None:
        at: exp.Expression | None = table
        while at is not None:
            with_ = at.args.get("with_") or at.args.get("with")
            for each in with_.expressions if isinstance(with_, exp.With) else ():
                inner = leftmost(each.this)
                if each.alias != table.name or inner is None or inner is table.parent_select:
                    continue
                names = [name.name for name in each.args["alias"].args.get("columns") or ()]
                if not names:
                    return self._shown(inner, column.name)
                if column.name in names and len(inner.expressions) > names.index(column.name):
                    return self.kind(inner.expressions[names.index(column.name)])
            at = at.parent
        return None

    def _around(self, column: exp.Expression) -> list[exp.Expression]:
        """Return what may give the column, nearest first."""
        found: list[exp.Expression] = []
        at = column.parent
        while at is not None:
            if isinstance(at, exp.Select):
                found += sources(at)
            elif isinstance(at, (exp.Update, exp.Delete, exp.Insert)) and at.this is not None:
                found.append(at.this.this if isinstance(at.this, exp.Schema) else at.this)
                start = at.args.get("from_") or at.args.get("from")
                found += [start.this] if start is not None else []
            at = at.parent
        return found


def _first(kinds: Iterable[str | None]) -> str | None:
    return next((each for each in kinds if each is not None), None)
