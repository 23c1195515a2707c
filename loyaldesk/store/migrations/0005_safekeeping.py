"""What keeps the club safe: seals, own roles, proof of consent, members alike, open tills."""

from peewee import Database
from playhouse.migrate import SchemaMigrator

DDL = """
CREATE TABLE "seal" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "audit_to" INTEGER NOT NULL,
    "entry_to" INTEGER NOT NULL,
    "money_to" INTEGER NOT NULL,
    "sale_to" INTEGER NOT NULL,
    "consent_to" INTEGER NOT NULL,
    "v" INTEGER NOT NULL,
    "mac" BLOB NOT NULL
);
CREATE TABLE "role" (
    "code" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "made_at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL
);
CREATE TABLE "alike" (
    "one_id" INTEGER NOT NULL,
    "other_id" INTEGER NOT NULL,
    "score" INTEGER NOT NULL,
    "why" TEXT NOT NULL,
    "found_on" DATE NOT NULL,
    "state" TEXT NOT NULL,
    PRIMARY KEY ("one_id", "other_id"),
    FOREIGN KEY ("one_id") REFERENCES "member" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("other_id") REFERENCES "member" ("id") ON DELETE RESTRICT,
    CHECK ("one_id" < "other_id"),
    CHECK ("state" IN ('open', 'different', 'merged'))
);
CREATE INDEX "alike_other_id" ON "alike" ("other_id");
CREATE TABLE "oversight" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "subject_id" INTEGER NOT NULL,
    "on_day" DATE NOT NULL,
    "seen_at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL,
    "note" TEXT NOT NULL
);
CREATE UNIQUE INDEX "oversight_kind_subject_subject_id_on_day"
    ON "oversight" ("kind", "subject", "subject_id", "on_day");
CREATE TABLE "lease" (
    "till" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "opened_at" TEXT NOT NULL,
    "beat_at" TEXT NOT NULL,
    PRIMARY KEY ("till", "host")
);
ALTER TABLE "consent_event" ADD COLUMN "proof" TEXT NOT NULL DEFAULT '';
ALTER TABLE "consent_event" ADD COLUMN "wording" TEXT NOT NULL DEFAULT '';
DROP TRIGGER "consent_event_no_update"
"""

TRIGGERS = (
    """CREATE TRIGGER "consent_event_no_update" BEFORE UPDATE ON "consent_event"
WHEN NOT (NEW."member_id" <> OLD."member_id" AND NEW."id" = OLD."id"
    AND NEW."channel" = OLD."channel" AND NEW."is_given" = OLD."is_given"
    AND NEW."source" = OLD."source" AND NEW."at" = OLD."at"
    AND NEW."operator_id" = OLD."operator_id" AND NEW."proof" = OLD."proof"
    AND NEW."wording" = OLD."wording"
    AND EXISTS (SELECT 1 FROM "member_merge" AS m WHERE
        (m."undone_at" IS NULL AND m."from_id" = OLD."member_id" AND m."into_id" = NEW."member_id")
        OR (m."undone_at" IS NOT NULL AND m."into_id" = OLD."member_id"
            AND m."from_id" = NEW."member_id")))
BEGIN SELECT RAISE(ABORT, 'consent is kept as it was given'); END""",
    """CREATE TRIGGER "consent_event_no_delete" BEFORE DELETE ON "consent_event"
BEGIN SELECT RAISE(ABORT, 'consent is kept as it was given'); END""",
    """CREATE TRIGGER "seal_no_update" BEFORE UPDATE ON "seal"
BEGIN SELECT RAISE(ABORT, 'a seal is never changed'); END""",
    """CREATE TRIGGER "seal_no_delete" BEFORE DELETE ON "seal"
BEGIN SELECT RAISE(ABORT, 'a seal is never changed'); END""",
    """CREATE TRIGGER "seal_guard" BEFORE INSERT ON "seal" BEGIN
    SELECT RAISE(ABORT, 'the seals have a gap')
    WHERE NEW."id" <> 1 + COALESCE((SELECT MAX("id") FROM "seal"), 0);
END""",
)

NEW_RIGHTS: dict[str, tuple[str, ...]] = {
    "owner": ("club.key", "club.move", "member.export", "privacy.edit", "oversight.read"),
    "manager": ("member.export",),
    "auditor": ("oversight.read",),
}
"""Rights that roles of an older club get."""


def up(_migrator: SchemaMigrator, db: Database) -> None:
    """Make the new tables and give the roles their new rights."""
    for statement in (*DDL.strip().split(";\n"), *TRIGGERS):
        db.execute_sql(statement)
    for role, rights in NEW_RIGHTS.items():
        for right in rights:
            db.execute_sql(
                "INSERT OR IGNORE INTO role_right (role, permission) SELECT ?, ?"
                " WHERE EXISTS (SELECT 1 FROM role_right WHERE role = ?)",
                (role, right, role),
            )
