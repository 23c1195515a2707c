"""True and false are 1 and 0 in SQLite, and kinds of their own on the server."""

from sqlglot import exp

from loyaldesk.store.server.trees import slot

_TRUTHS = (exp.Predicate, exp.Connector, exp.Not, exp.Escape, exp.Boolean)
_STATEMENTS = (exp.Query, exp.DML, exp.Alias, exp.Where, exp.Having, exp.From, exp.Join, exp.Group)
_ASSIGNING = (exp.Update, exp.OnConflict)


def is_predicate(node: exp.Expression) -> bool:
    """Return whether the server takes the node for true or false."""
    return isinstance(node, _TRUTHS) and not isinstance(node, exp.If)


def is_assignment(node: exp.Expression) -> bool:
    """Return whether the node is the ``a = b`` of a ``SET``."""
    return (
        isinstance(node, exp.EQ)
        and isinstance(node.parent, _ASSIGNING)
        and node.arg_key == "expressions"
    )


def make_plain(tree: exp.Expression) -> exp.Expression:
    """Let conditions be conditions, and values of conditions be integers."""
    for node in reversed(list(tree.walk(bfs=True))):
        if node.parent is None or isinstance(node, exp.Paren) or is_assignment(node):
            continue
        wanted = _wants_condition(node)
        if isinstance(node.parent, exp.Is) and isinstance(node, exp.Boolean):
            continue
        if is_predicate(node):
            if not wanted and not isinstance(node.parent, (exp.Escape, exp.Any, exp.All)):
                node.replace(_as_number(node))
        elif wanted and isinstance(node, (exp.Condition, exp.Subquery, exp.Var)):
            zero = exp.Literal.number(0)
            node.replace(exp.NEQ(this=exp.Paren(this=node.copy()), expression=zero))
    return tree


def _as_number(node: exp.Expression) -> exp.Expression:
    return exp.Cast(this=exp.Paren(this=node.copy()), to=exp.DataType.build("int"))


def _wants_condition(node: exp.Expression) -> bool:
    parent, key = slot(node)
    if isinstance(parent, (exp.Where, exp.Having, exp.Not)):
        return key == "this"
    if isinstance(parent, exp.Connector):
        return key in {"this", "expression"}
    if isinstance(parent, (exp.CheckColumnConstraint, exp.Check)):
        return True
    if isinstance(parent, exp.Join):
        return key == "on"
    if isinstance(parent, exp.If):
        case = parent.parent
        return key == "this" and not (isinstance(case, exp.Case) and case.this is not None)
    return False
