"""What happens to a row that stands already."""

from sqlglot import exp

from loyaldesk.store.server.kinds import Places


def settle(tree: exp.Expression, places: Places) -> exp.Expression:
    """Say ``OR IGNORE`` and ``OR REPLACE`` the server's way, and name the columns of both rows."""
    for node in tree.find_all(exp.Insert):
        way = str(node.args.get("alternative") or "").upper()
        if way == "IGNORE":
            node.set("alternative", None)
            node.set("conflict", exp.OnConflict(action=exp.var("DO NOTHING")))
        elif way == "REPLACE":
            node.set("alternative", None)
            node.set("conflict", _replacing(node, places))
        conflict = node.args.get("conflict")
        if isinstance(conflict, exp.OnConflict):
            _name_columns(node, conflict)
    return tree


def _replacing(node: exp.Insert, places: Places) -> exp.OnConflict:
    target = node.this.this if isinstance(node.this, exp.Schema) else node.this
    place = places.tables[target.name]
    names = [each.name for each in node.this.expressions] or list(place.columns)
    for keys in (place.key, *place.unique):
        if keys and set(keys) <= set(names):
            break
    else:
        raise ValueError(f"nothing tells which row of {place.name} is replaced")
    sets = [
        exp.EQ(this=exp.column(name), expression=exp.column(name, table="excluded"))
        for name in names
        if name not in keys
    ]
    return exp.OnConflict(
        conflict_keys=[exp.to_identifier(key) for key in keys],
        action=exp.var("DO UPDATE" if sets else "DO NOTHING"),
        expressions=sets,
    )


def _name_columns(node: exp.Insert, conflict: exp.OnConflict) -> None:
    target = node.this.this if isinstance(node.this, exp.Schema) else node.this
    keys = conflict.args.get("conflict_keys")
    if keys:
        plain = [each.this if isinstance(each, exp.Ordered) else each for each in keys]
        conflict.set("conflict_keys", plain)
    own = [each.expression for each in conflict.expressions]
    own += [where] if (where := conflict.args.get("where")) is not None else []
    for part in own:
        for column in part.find_all(exp.Column):
            if not column.table and column.find_ancestor(exp.Select) is None:
                column.set("table", exp.to_identifier(target.alias_or_name))
