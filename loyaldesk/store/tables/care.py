"""Who looks after whom: owner and deputy of a member, skills of operators, and who is away."""

from peewee import AutoField, DateField, ForeignKeyField, IntegerField, TextField

from loyaldesk.store.database import Table
from loyaldesk.store.fields import UtcField
from loyaldesk.store.tables.followups import Followup
from loyaldesk.store.tables.members import Member, Note


class Care(Table):
    """The owner and the deputy of a member."""

    member = ForeignKeyField(Member, primary_key=True, on_delete="RESTRICT")
    owner_id = IntegerField(null=True, index=True)
    deputy_id = IntegerField(null=True)
    at = UtcField()
    operator_id = IntegerField()


class CareEvent(Table):
    """That a member got another owner or deputy, with the note for the one who takes over."""

    id = AutoField()
    member = ForeignKeyField(Member, on_delete="RESTRICT")
    from_owner_id = IntegerField(null=True)
    to_owner_id = IntegerField(null=True)
    deputy_id = IntegerField(null=True)
    note = TextField()
    at = UtcField()
    operator_id = IntegerField()


class OperatorProfile(Table):
    """What an operator can and how much in a day; lists are words parted by commas."""

    operator_id = IntegerField(primary_key=True)
    day_limit = IntegerField()
    deputy_id = IntegerField(null=True)
    team = TextField()
    skills = TextField()
    languages = TextField()
    version = IntegerField()


class Absence(Table):
    """Days on which an operator is away, and who stands in."""

    id = AutoField()
    operator_id = IntegerField()
    from_on = DateField()
    until_on = DateField()
    deputy_id = IntegerField(null=True)
    reason = TextField()
    at = UtcField()
    by_id = IntegerField()
    ended_at = UtcField(null=True)

    class Meta:
        indexes = ((("operator_id", "until_on"), False),)


class Mention(Table):
    """That a note, or the result of a follow-up, names an operator, and whether it was read."""

    id = AutoField()
    note = ForeignKeyField(Note, null=True, on_delete="CASCADE", index=False)
    followup = ForeignKeyField(Followup, null=True, on_delete="RESTRICT", index=False)
    operator_id = IntegerField()
    by_id = IntegerField()
    at = UtcField()
    seen_at = UtcField(null=True)

    class Meta:
        indexes = (
            (("note", "operator_id"), True),
            (("followup", "operator_id"), True),
            (("operator_id", "seen_at"), False),
        )
