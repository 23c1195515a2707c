"""What ties members: families, merges, tiers by hand, proof of the spender."""

from peewee import AutoField, BooleanField, DateField, ForeignKeyField, IntegerField, TextField

from loyaldesk.store.database import Table
from loyaldesk.store.fields import UtcField
from loyaldesk.store.tables.members import Member


class TierHand(Table):
    """A tier given by hand, with its reason and its last day."""

    id = AutoField()
    member = ForeignKeyField(Member, on_delete="RESTRICT")
    tier = TextField()
    reason = TextField()
    from_on = DateField()
    until_on = DateField()
    is_floor = BooleanField()
    ended_at = UtcField(null=True)
    at = UtcField()
    operator_id = IntegerField()


class Family(Table):
    """Members who share their points."""

    id = AutoField()
    name = TextField()
    made_at = UtcField()
    operator_id = IntegerField()


class FamilyMember(Table):
    """Who belongs to a family; a member belongs to one at most."""

    member = ForeignKeyField(Member, primary_key=True, on_delete="RESTRICT")
    family = ForeignKeyField(Family, on_delete="RESTRICT")
    may_spend = BooleanField()
    at = UtcField()


class Spender(Table):
    """How a member proves to be the one who spends, and since when the mobile is another."""

    member = ForeignKeyField(Member, primary_key=True, on_delete="RESTRICT")
    pin_hash = TextField(null=True)
    word_hash = TextField(null=True)
    mobile_changed_at = UtcField(null=True)
    fails = IntegerField()
    locked_until = UtcField(null=True)


class MemberMerge(Table):
    """Two records that became one; it can be undone until a day."""

    id = AutoField()
    from_member = ForeignKeyField(
        Member, column_name="from_id", on_delete="RESTRICT", backref="merged_away"
    )
    into_member = ForeignKeyField(
        Member, column_name="into_id", on_delete="RESTRICT", backref="merged_in"
    )
    at = UtcField()
    on_day = DateField()
    until_on = DateField()
    undone_at = UtcField(null=True)
    operator_id = IntegerField()


class MergeMove(Table):
    """One row that a merge gave to the other member."""

    id = AutoField()
    merge = ForeignKeyField(MemberMerge, on_delete="RESTRICT")
    place = TextField()
    row_id = IntegerField()
    detail = TextField()
