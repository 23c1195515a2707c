"""Rules about parameters, sources, functions, kinds and order."""

from collections.abc import Callable

from sqlglot import exp

from loyaldesk.store.server.kinding import Kinding
from loyaldesk.store.server.kinds import INT, JSON, REAL
from loyaldesk.store.server.trees import (
    COMPARED,
    bare,
    fraction,
    has_outer_join,
    own_function,
    whole_number,
)
from loyaldesk.store.server.truth import is_assignment

_OWN = {
    "JULIANDAY": "sqlite_julianday", "UNIXEPOCH": "sqlite_unixepoch", "DATE": "sqlite_date",
    "DATETIME": "sqlite_datetime", "JSON_VALID": "sqlite_json_valid", "HEX": "sqlite_hex",
    "TOTAL": "sqlite_total", "SQLITE_VERSION": "sqlite_server_version",
    "JSON_EACH": "sqlite_json_each", "JSON_ARRAY_LENGTH": "sqlite_json_length",
}  # fmt: skip
"""Functions that SQLite has and PostgreSQL has not, and what stands for them."""


PARAMETER = "asked_"
"""Stands before the name of a parameter while a text is read."""


def mark_parameters(tree: exp.Expression) -> exp.Expression:
    """Put a mark in the place of each parameter."""
    for node in list(tree.find_all(exp.Placeholder)):
        name = node.name.removeprefix(PARAMETER)
        node.replace(exp.Var(this=f"\x01{name}\x02"))
    return tree


def name_sources(tree: exp.Expression, kinding: Kinding) -> exp.Expression:
    """Name what has no name, and say plainly how rows are joined."""
    for number, query in enumerate(tree.find_all(exp.Subquery)):
        if isinstance(query.parent, (exp.From, exp.Join)) and not query.alias:
            query.set("alias", exp.TableAlias(this=exp.to_identifier(f"q{number}")))
    for join in tree.find_all(exp.Join):
        if join.args.get("on") is not None and join.kind == "CROSS":
            join.set("kind", None)
    for column in list(tree.find_all(exp.Column)):
        if column.name.lower() == "rowid":
            place = kinding.place_of(column)
            if place is None:
                continue
            if place.row_id is None:  # no number: where the row lies will do
                column.set("this", exp.to_identifier("ctid"))
                column.replace(own_function("sqlite_row_place", column.copy()))
            else:
                column.set("this", exp.to_identifier(place.row_id))
        if column.table.upper() in {"NEW", "OLD"}:
            column.set("table", exp.to_identifier(column.table.lower()))
    return tree


# functions


def own_functions(tree: exp.Expression) -> exp.Expression:
    """Call functions of the club's schema where the server has none with SQLite's answers."""
    for node in reversed(list(tree.walk(bfs=True))):
        rule = _CALLS.get(type(node))
        new = rule(node) if rule is not None else None
        if new is not None:
            node.replace(new)
    for table in tree.find_all(exp.Table):
        if isinstance(table.this, exp.Anonymous) and not table.alias:
            table.set("alias", exp.TableAlias(this=exp.to_identifier("json_each")))
    return tree


def _anonymous(node: exp.Expression) -> exp.Expression | None:
    own = _OWN.get(node.name.upper())
    return own_function(own, *[each.copy() for each in node.expressions]) if own else None


def _cast(node: exp.Expression) -> exp.Expression | None:
    to = node.args["to"]
    if to.is_type("int", "bigint"):
        return own_function("sqlite_integer", node.this.copy())
    if to.is_type("float", "double", "decimal"):
        return fraction(node.this)
    return None


def _json_part(node: exp.Expression) -> exp.Expression:
    path = [
        str(part.this)
        for part in node.expression.expressions
        if isinstance(part, (exp.JSONPathKey, exp.JSONPathSubscript))
    ]
    return own_function(
        "sqlite_json_part", node.this.copy(), exp.Literal.string("{" + ",".join(path) + "}")
    )


def _list(node: exp.Expression) -> exp.Expression:
    between = node.args.get("separator") or exp.Literal.string(",")
    return exp.GroupConcat(this=_as_text(node.this), separator=between.copy())


def _as_text(node: exp.Expression) -> exp.Expression:
    if isinstance(node, (exp.Distinct, exp.Order)):
        return node.copy()
    return exp.Cast(this=exp.Paren(this=node.copy()), to=exp.DataType.build("text"))


def _substring(node: exp.Expression) -> exp.Expression | None:
    start = node.args.get("start")
    if isinstance(start, exp.Neg) and node.args.get("length") is None:
        return own_function("right", node.this.copy(), start.this.copy())
    return None


def _round(node: exp.Expression) -> exp.Expression:
    decimals = node.args.get("decimals")
    return own_function(
        "sqlite_round", node.this.copy(), (decimals or exp.Literal.number(0)).copy()
    )


def _is(node: exp.Expression) -> exp.Expression | None:
    if isinstance(bare(node.expression), (exp.Null, exp.Boolean)):
        return None
    return exp.NullSafeEQ(this=node.this.copy(), expression=node.expression.copy())


def _average(node: exp.Expression) -> exp.Expression | None:
    return exp.Avg(this=fraction(node.this))


_CALLS: dict[type[exp.Expression], Callable[[exp.Expression], exp.Expression | None]] = {
    exp.Anonymous: _anonymous,
    exp.Cast: _cast,
    exp.Date: lambda node: own_function("sqlite_date", node.this.copy()),
    exp.JSONExtract: _json_part,
    exp.JSONExtractScalar: _json_part,
    exp.GroupConcat: _list,
    exp.Substring: _substring,
    exp.Round: _round,
    exp.Typeof: lambda node: own_function("sqlite_typeof", node.this.copy()),
    exp.Sum: lambda node: own_function("sqlite_sum", node.this.copy()),
    exp.Avg: _average,
    exp.Is: _is,
    exp.Like: lambda node: exp.ILike(**node.copy().args),
    exp.HexString: lambda node: exp.Cast(
        this=exp.Literal.string("\\x" + node.name), to=exp.DataType.build("bytea", "postgres")
    ),
}


# kinds


def fit_kinds(tree: exp.Expression, kinding: Kinding) -> exp.Expression:
    """Read parts of documents as what they are compared with or counted into."""
    _fit_compared(tree, kinding)
    _fit_lists(tree, kinding)
    _fit_choices(tree, kinding)
    _fit_columns(tree, kinding)
    _fit_sums(tree, kinding)
    return tree


def _fit_compared(tree: exp.Expression, kinding: Kinding) -> None:
    for node in list(tree.find_all(*COMPARED)):
        if not is_assignment(node):
            _fit(kinding, node, "this", node.expression)
            _fit(kinding, node, "expression", node.this)
    for between in list(tree.find_all(exp.Between)):
        _fit(kinding, between, "low", between.this)
        _fit(kinding, between, "high", between.this)


def _fit_lists(tree: exp.Expression, kinding: Kinding) -> None:
    for node in list(tree.find_all(exp.In)):
        query = node.args.get("query")
        if query is None and not node.expressions and node.args.get("field") is None:
            node.replace(exp.false())
            continue
        asked = query.this if query is not None else None
        if isinstance(asked, exp.Select) and len(asked.expressions) == 1:
            only = asked.expressions[0].unalias()
            if kinding.kind(only) == JSON and kinding.kind(node.this) in {INT, REAL}:
                only.replace(whole_number(only))


def _fit_sums(tree: exp.Expression, kinding: Kinding) -> None:
    for node in list(tree.find_all(exp.Add, exp.Sub, exp.Mul, exp.Neg)):
        for key in ("this", "expression"):
            part = node.args.get(key)
            if part is not None and kinding.kind(part) == JSON:
                node.set(key, whole_number(part))
    for call in list(tree.find_all(exp.Anonymous)):
        if call.name == "sqlite_sum" and kinding.kind(call.expressions[0]) == JSON:
            call.set("expressions", [whole_number(call.expressions[0])])


def _fit_choices(tree: exp.Expression, kinding: Kinding) -> None:
    """Give all that one of several values may be the same kind."""
    for node in reversed(list(tree.find_all(exp.Coalesce, exp.Case))):
        if isinstance(node, exp.Coalesce):
            parts = [node.this, *node.expressions]
        else:
            parts = [each.args.get("true") for each in node.args["ifs"]]
            parts.append(node.args.get("default"))
        parts = [each for each in parts if each is not None]
        kinds = {kinding.kind(each) for each in parts}
        if JSON in kinds and INT in kinds:
            for each in parts:
                if kinding.kind(each) == JSON:
                    each.replace(whole_number(each))


def _fit_columns(tree: exp.Expression, kinding: Kinding) -> None:
    """Give what is put into a column the column's kind."""
    for node in tree.find_all(exp.Insert):
        query = node.expression
        if not isinstance(query, exp.Select) or not isinstance(node.this, exp.Schema):
            continue
        place = kinding.places.tables.get(node.this.this.name)
        for name, value in zip(node.this.expressions, query.expressions, strict=False):
            kind = place.columns.get(name.name) if place is not None else None
            if kind == INT and kinding.kind(value) == JSON:
                value.unalias().replace(whole_number(value.unalias()))


def _fit(kinding: Kinding, node: exp.Expression, key: str, other: exp.Expression) -> None:
    own = node.args.get(key)
    if own is None or kinding.kind(own) != JSON:
        return
    kind = kinding.kind(other)
    if kind == INT:
        node.set(key, whole_number(own))
    elif kind == REAL:
        node.set(key, fraction(own))


# empty values


def keep_empty(tree: exp.Expression, kinding: Kinding) -> exp.Expression:
    """Let the larger or smaller of several values be empty when one of them is."""
    for node in reversed(list(tree.find_all(exp.Greatest, exp.Least))):
        values = [node.this, *node.expressions]
        unsure = [each for each in values if not _never_empty(each, kinding)]
        if unsure:
            empty = exp.or_(
                *[exp.Is(this=exp.Paren(this=e.copy()), expression=exp.Null()) for e in unsure]
            )
            node.replace(exp.Case(ifs=[exp.If(this=empty, true=exp.Null())], default=node.copy()))
    return tree


def _never_empty(node: exp.Expression, kinding: Kinding) -> bool:
    node = bare(node)
    if isinstance(node, (exp.Literal, exp.Count)):
        return True
    if isinstance(node, exp.Coalesce):
        return any(_never_empty(each, kinding) for each in (node.this, *node.expressions))
    if isinstance(node, (exp.Add, exp.Sub, exp.Mul, exp.Neg)):
        both = (node.this, node.args.get("expression"))
        return all(_never_empty(each, kinding) for each in both if each is not None)
    return (
        isinstance(node, exp.Column)
        and kinding.places.is_needed(node.name)
        and not has_outer_join(node)
    )


def order_empty(tree: exp.Expression, kinding: Kinding) -> exp.Expression:
    """Sort empty values first, as the file does; a primary key has none.

    The server's own habit is the other way round, and the index of a primary key follows it.
    """
    for node in tree.find_all(exp.Ordered):
        descends = bool(node.args.get("desc"))
        place = kinding.place_of(node.this) if isinstance(node.this, exp.Column) else None
        is_key = place is not None and place.key[:1] == (node.this.name,)
        is_sure = is_key and not has_outer_join(node.this)
        node.set("nulls_first", descends if is_sure else not descends)
    return tree


def binary_fractions(tree: exp.Expression) -> exp.Expression:
    """Take written fractions for binary ones, as the file does."""
    for node in list(tree.find_all(exp.Literal)):
        if not node.is_string and not node.is_int:
            node.replace(fraction(node))
    for limit in tree.find_all(exp.Limit):
        if not isinstance(limit.expression, exp.Literal):  # less than nothing is no limit
            asked = exp.Greatest(this=limit.expression.copy(), expressions=[exp.Literal.number(-1)])
            limit.set("expression", exp.Nullif(this=asked, expression=exp.Literal.number(-1)))
    for text in list(tree.find_all(exp.DPipe)):
        for key in ("this", "expression"):
            if isinstance(text.args[key], exp.Var):
                text.set(key, _as_text(text.args[key]))
    return tree
