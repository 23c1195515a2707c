"""Names of shown columns that SQLite also knows where the server does not."""

from sqlglot import exp

from loyaldesk.store.server.kinding import Kinding
from loyaldesk.store.server.trees import first_source, leftmost, sources, within


def spell_out(tree: exp.Expression, kinding: Kinding) -> exp.Expression:
    """Put the shown expression in the place of its name, where only a column may be named.

    The server knows such names as whole keys of an order or a group, SQLite anywhere.
    """
    for select in list(tree.find_all(exp.Select)):
        shown = {e.alias: e.this for e in select.expressions if isinstance(e, exp.Alias)}
        for key in ("where", "having", "group", "order"):
            part = select.args.get(key)
            for column in _loose(part, whole_too=key in {"where", "having"}):
                if column.name in shown and not _gives(select, column.name, kinding):
                    column.replace(exp.Paren(this=shown[column.name].copy()))
    for node in list(tree.find_all(exp.In)):
        place = node.args.get("field")
        if isinstance(place, (exp.Column, exp.Identifier)):  # ``id IN own``: a whole table
            table = exp.Table(this=exp.to_identifier(place.name))
            node.set("field", None)
            node.set("query", exp.Subquery(this=exp.select("*").from_(table)))
    return tree


def _loose(part: exp.Expression | None, *, whole_too: bool) -> list[exp.Column]:
    if part is None:
        return []
    return [
        each for each in within(part)
        if isinstance(each, exp.Column) and not each.table
        and (whole_too or not isinstance(each.parent, (exp.Ordered, exp.Group)))
    ]  # fmt: skip


def _gives(select: exp.Select, name: str, kinding: Kinding) -> bool:
    """Return whether something that the query reads from has such a column."""
    if first_source(select) is None:
        return False
    for source in sources(select):
        place = kinding.places.tables.get(source.name) if isinstance(source, exp.Table) else None
        if place is not None and name in place.columns:
            return True
        inner = leftmost(source)
        if inner is not None and any(each.alias_or_name == name for each in inner.expressions):
            return True
        if place is None and inner is None:
            common = kinding.common(source) if isinstance(source, exp.Table) else None
            if common is not None and name in common:
                return True
    return False
