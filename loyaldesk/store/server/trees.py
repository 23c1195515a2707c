"""Questions about the tree of a SQL text that several rules ask."""

from collections.abc import Iterator

from sqlglot import exp

OWN_AGGREGATES = {"sqlite_sum", "sqlite_total", "sqlite_any", "sqlite_json_list"}
"""Aggregates of the club's own schema."""

COMPARED = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ)


def own_function(name: str, *values: exp.Expression) -> exp.Anonymous:
    """Return the call of a function of the club's schema."""
    return exp.Anonymous(this=name, expressions=list(values))


def whole_number(node: exp.Expression) -> exp.Cast:
    """Return the node, read as an integer."""
    return exp.Cast(this=exp.Paren(this=node.copy()), to=exp.DataType.build("bigint"))


def fraction(node: exp.Expression) -> exp.Cast:
    """Return the node, read as a binary fraction."""
    return exp.Cast(this=exp.Paren(this=node.copy()), to=exp.DataType.build("double"))


def bare(node: exp.Expression) -> exp.Expression:
    """Return the node without the parentheses around it."""
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def slot(node: exp.Expression) -> tuple[exp.Expression | None, str]:
    """Return the first parent that is no parenthesis, and where *node* stands in it."""
    at = node
    while isinstance(at.parent, exp.Paren):
        at = at.parent
    return at.parent, str(at.arg_key)


def is_aggregate(node: exp.Expression) -> bool:
    """Return whether the node makes one value of many rows."""
    if isinstance(node, exp.Anonymous):
        return node.name in OWN_AGGREGATES
    return isinstance(node, exp.AggFunc)


def within(node: exp.Expression) -> Iterator[exp.Expression]:
    """Give the node and what stands in it, but nothing of a query inside."""
    for each in node.walk(prune=lambda at: at is not node and isinstance(at, exp.Query)):
        if each is node or not isinstance(each, exp.Query):
            yield each


def is_aggregated(node: exp.Expression) -> bool:
    """Return whether an aggregate of its own query stands in the node (no window)."""
    return any(
        is_aggregate(each) and not isinstance(each.parent, exp.Window)
        and not (isinstance(each.parent, exp.Filter) and isinstance(each.parent.parent, exp.Window))
        for each in within(node)
    )  # fmt: skip


def inside_aggregate(node: exp.Expression, select: exp.Expression) -> bool:
    """Return whether an aggregate of *select* takes the node in."""
    at = node.parent
    while at is not None and at is not select:
        if is_aggregate(at) or (isinstance(at, exp.Filter) and is_aggregate(at.this)):
            return not isinstance(at.parent, exp.Window)
        at = at.parent
    return False


def first_source(select: exp.Expression) -> exp.Expression | None:
    """Return what a query reads from first."""
    start = select.args.get("from_") or select.args.get("from")
    return start.this if start is not None else None


def sources(select: exp.Expression) -> list[exp.Expression]:
    """Return all that one query reads from."""
    start = first_source(select)
    found = [start] if start is not None else []
    return found + [join.this for join in select.args.get("joins") or ()]


def has_outer_join(node: exp.Expression) -> bool:
    """Return whether the query around the node can add empty rows."""
    select = node.find_ancestor(exp.Select)
    return select is not None and any(
        join.side in {"LEFT", "RIGHT", "FULL"} for join in select.args.get("joins") or ()
    )


def leftmost(query: exp.Expression | None) -> exp.Select | None:
    """Return the first query of a union."""
    while isinstance(query, (exp.SetOperation, exp.Subquery)):
        query = query.this
    return query if isinstance(query, exp.Select) else None
