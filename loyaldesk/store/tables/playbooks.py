"""Playbooks: processes that run by themselves, each run with its steps."""

from peewee import (
    AutoField,
    BooleanField,
    CompositeKey,
    DateField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from loyaldesk.store.database import Table
from loyaldesk.store.fields import UtcField
from loyaldesk.store.tables.members import Member


class Playbook(Table):
    """A process by its code; ``version`` is the number of the document in force."""

    id = AutoField()
    code = TextField(unique=True)
    is_on = BooleanField()
    on_since = DateField(null=True)
    version = IntegerField()
    made_at = UtcField()
    operator_id = IntegerField()


class PlaybookVersion(Table):
    """The words and steps of a playbook; a run keeps the version it began with."""

    id = AutoField()
    playbook = ForeignKeyField(Playbook, on_delete="RESTRICT", index=False)
    number = IntegerField()
    document = TextField()
    made_at = UtcField()
    operator_id = IntegerField()

    class Meta:
        indexes = ((("playbook", "number"), True),)


class PlaybookRun(Table):
    """One run for one member; ``key`` names the event, so that it happens once."""

    id = AutoField()
    key = TextField(unique=True)
    playbook = ForeignKeyField(Playbook, on_delete="RESTRICT", index=False)
    playbook_version = ForeignKeyField(PlaybookVersion, on_delete="RESTRICT", index=False)
    member = ForeignKeyField(Member, on_delete="RESTRICT")
    about = TextField()
    about_id = IntegerField(null=True)
    trigger_at = UtcField()
    trigger_on = DateField()
    state = TextField()
    reason = TextField()
    next_step = IntegerField()
    next_at = UtcField(null=True)
    made_at = UtcField()
    ended_at = UtcField(null=True)

    class Meta:
        indexes = ((("playbook", "member"), False),)


PlaybookRun.add_index(PlaybookRun.index(PlaybookRun.next_at, where=PlaybookRun.state == "running"))


class PlaybookStep(Table):
    """What became of a step: made into a follow-up, or skipped with the reason."""

    run = ForeignKeyField(PlaybookRun, on_delete="RESTRICT", index=False)
    step = IntegerField()
    state = TextField()
    followup_id = IntegerField(null=True)
    reason = TextField()
    at = UtcField()

    class Meta:
        primary_key = CompositeKey("run", "step")
