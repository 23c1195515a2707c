"""Columns that stand beside an aggregate without being in the group.

SQLite takes them from some row of the group, and from the best one when a single MIN or MAX is
asked for; the server wants to be told which.
"""

from sqlglot import exp

from loyaldesk.store.server.kinding import Kinding
from loyaldesk.store.server.trees import (
    inside_aggregate,
    is_aggregated,
    sources,
    within,
)


def tell_rows(tree: exp.Expression, kinding: Kinding) -> exp.Expression:
    """Say of every loose column which row of its group it comes from."""
    for select in list(tree.find_all(exp.Select)):
        parts = [*select.expressions]
        parts += [each for key in ("having", "order") if (each := select.args.get(key)) is not None]
        if select.args.get("group") is not None or any(is_aggregated(each) for each in parts):
            _Group(select, kinding).tell(parts)
    return tree


class _Group:
    """One query that makes groups."""

    def __init__(self, select: exp.Select, kinding: Kinding) -> None:
        self._select = select
        self._kinding = kinding
        group = select.args.get("group")
        self._keys = [self._meant(key) for key in group.expressions] if group else []
        self._said = {key.sql() for key in self._keys}
        self._names = {key.name for key in self._keys if isinstance(key, exp.Column)}
        self._aliases = {e.alias for e in select.expressions if isinstance(e, exp.Alias)}
        self._whole = self._whole_tables()
        self._best = self._only_best()

    def tell(self, parts: list[exp.Expression]) -> None:
        """Wrap every loose column of the parts."""
        for part in parts:
            for column in [each for each in within(part) if isinstance(each, exp.Column)]:
                if not self._stands(column, is_shown=part.arg_key == "expressions"):
                    self._wrap(column)

    def _meant(self, key: exp.Expression) -> exp.Expression:
        """Return what a key of the group stands for: ``2`` and names of shown expressions."""
        shown = self._select.expressions
        if isinstance(key, exp.Literal) and key.is_int:
            return shown[int(key.name) - 1].unalias()
        if isinstance(key, exp.Column) and not key.table and not self._owner(key):
            for each in shown:
                if isinstance(each, exp.Alias) and each.alias == key.name:
                    return each.this
        return key

    def _stands(self, column: exp.Column, *, is_shown: bool) -> bool:
        """Return whether the server takes the column as it stands."""
        if inside_aggregate(column, self._select) or isinstance(column.this, exp.Star):
            return True
        if not is_shown and not column.table and column.name in self._aliases:
            return True
        owner = self._owner(column)
        if owner in self._whole:
            return True
        for key in self._keys:
            if isinstance(key, exp.Column) and key.name == column.name and (
                self._owner(key) == owner or not key.table or not column.table
            ):  # fmt: skip
                return True
        at: exp.Expression | None = column
        while at is not None and at is not self._select:
            if at.sql() in self._said:
                return True
            at = at.parent
        return False

    def _wrap(self, column: exp.Column) -> None:
        asked: exp.Expression = column.copy()
        if self._best is not None:
            best = exp.Ordered(
                this=self._best.this.copy(), desc=isinstance(self._best, exp.Max), nulls_first=False
            )
            asked = exp.Order(this=asked, expressions=[best])
        new: exp.Expression = exp.Bracket(
            this=exp.Paren(this=exp.ArrayAgg(this=asked)), expressions=[exp.Literal.number(0)]
        )
        parent = column.parent
        if isinstance(parent, exp.Select) and column.arg_key == "expressions":
            new = exp.Alias(this=new, alias=exp.to_identifier(column.name))
        column.replace(new)

    def _only_best(self) -> exp.Expression | None:
        """Return the only MIN or MAX of the query: loose columns come from its row."""
        best = [
            each for part in self._select.expressions for each in within(part)
            if isinstance(each, (exp.Min, exp.Max)) and not isinstance(each.parent, exp.Window)
        ]  # fmt: skip
        return best[0] if len(best) == 1 else None

    def _whole_tables(self) -> set[str]:
        """Return the tables whose primary key is among the keys: their columns may stand alone."""
        found: set[str] = set()
        for source in sources(self._select):
            place = self._kinding.places.tables.get(source.name)
            if not isinstance(source, exp.Table) or place is None or not place.key:
                continue
            held = {
                key.name for key in self._keys
                if isinstance(key, exp.Column) and self._owner(key) == source.alias_or_name
            }  # fmt: skip
            if set(place.key) <= held:
                found.add(source.alias_or_name)
        return found

    def _owner(self, column: exp.Column) -> str:
        if column.table:
            return str(column.table)
        for source in sources(self._select):
            place = self._kinding.places.tables.get(source.name)
            if isinstance(source, exp.Table) and place and column.name in place.columns:
                return str(source.alias_or_name)
        return ""
