"""What is measured: the snapshot of sales, marks of members, models, targets, costs, decisions."""

from peewee import Database
from playhouse.migrate import SchemaMigrator

DDL = """
CREATE TABLE "insight_column" (
    "block" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "rows" INTEGER NOT NULL,
    "body" BLOB NOT NULL,
    PRIMARY KEY ("block", "name")
);
CREATE TABLE "insight_state" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "sale_id" INTEGER NOT NULL,
    "stamp" TEXT NOT NULL,
    "made_at" TEXT NOT NULL
);
CREATE TABLE "member_mark" (
    "member_id" INTEGER NOT NULL PRIMARY KEY,
    "stage" TEXT NOT NULL,
    "stage_on" DATE NOT NULL,
    "ruled" TEXT NOT NULL,
    "risk" TEXT NOT NULL,
    "risk_on" DATE NOT NULL,
    "why" TEXT NOT NULL,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT
);
CREATE TABLE "mark_event" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "member_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "was" TEXT NOT NULL,
    "becomes" TEXT NOT NULL,
    "on_day" DATE NOT NULL,
    "why" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT
);
CREATE INDEX "mark_event_member_id" ON "mark_event" ("member_id");
CREATE INDEX "mark_event_on_day" ON "mark_event" ("on_day");
CREATE TABLE "model_fit" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "on_day" DATE NOT NULL,
    "r" REAL NOT NULL,
    "alpha" REAL NOT NULL,
    "a" REAL NOT NULL,
    "b" REAL NOT NULL,
    "log_likelihood" REAL NOT NULL,
    "p" REAL,
    "q" REAL,
    "v" REAL,
    "members" INTEGER NOT NULL,
    "repeaters" INTEGER NOT NULL,
    "drop_error" REAL NOT NULL,
    "margin" REAL,
    "made_at" TEXT NOT NULL
);
CREATE UNIQUE INDEX "model_fit_on_day" ON "model_fit" ("on_day");
CREATE TABLE "shop_figure" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "on_day" DATE NOT NULL,
    "amount_rial" INTEGER NOT NULL,
    "note" TEXT NOT NULL,
    "made_at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL,
    "removed_at" TEXT
);
CREATE INDEX "shop_figure_on_day" ON "shop_figure" ("on_day");
CREATE TABLE "goal" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "text" TEXT NOT NULL,
    "owner_id" INTEGER,
    "made_at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL,
    "ended_on" DATE,
    "version" INTEGER NOT NULL
);
CREATE TABLE "kpi" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "goal_id" INTEGER,
    "name" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "segment" TEXT NOT NULL,
    "owner_id" INTEGER,
    "target" REAL NOT NULL,
    "better" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "calendar" TEXT NOT NULL,
    "since_on" DATE NOT NULL,
    "ended_on" DATE,
    "made_at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    FOREIGN KEY ("goal_id") REFERENCES "goal" ("id") ON DELETE RESTRICT
);
CREATE INDEX "kpi_goal_id" ON "kpi" ("goal_id");
CREATE TABLE "kpi_result" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "kpi_id" INTEGER NOT NULL,
    "first_on" DATE NOT NULL,
    "last_on" DATE NOT NULL,
    "target" REAL NOT NULL,
    "actual" REAL,
    "formula" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,
    "grade" INTEGER,
    "made_at" TEXT NOT NULL,
    FOREIGN KEY ("kpi_id") REFERENCES "kpi" ("id") ON DELETE RESTRICT
);
CREATE UNIQUE INDEX "kpi_result_kpi_id_first_on" ON "kpi_result" ("kpi_id", "first_on");
CREATE TABLE "let_go" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "key" TEXT NOT NULL,
    "member_id" INTEGER NOT NULL,
    "act" TEXT NOT NULL,
    "most_contacts" INTEGER,
    "reason" TEXT NOT NULL,
    "figures" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "made_at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL,
    "decided_at" TEXT,
    "decided_by" INTEGER,
    "decision" TEXT NOT NULL,
    "ended_at" TEXT,
    "ended_by" INTEGER,
    "version" INTEGER NOT NULL,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT
);
CREATE UNIQUE INDEX "let_go_key" ON "let_go" ("key");
CREATE INDEX "let_go_member_id" ON "let_go" ("member_id");
CREATE TABLE "lost_member" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "member_id" INTEGER NOT NULL,
    "first_on" DATE NOT NULL,
    "last_on" DATE NOT NULL,
    "last_seen_on" DATE NOT NULL,
    "margin_rial" INTEGER NOT NULL,
    "basis" TEXT NOT NULL,
    "came_back_on" DATE,
    "reason" TEXT NOT NULL,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT
);
CREATE INDEX "lost_member_member_id" ON "lost_member" ("member_id");
CREATE UNIQUE INDEX "lost_member_first_on_member_id" ON "lost_member" ("first_on", "member_id");
CREATE TABLE "pack_run" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "first_on" DATE NOT NULL,
    "last_on" DATE NOT NULL,
    "language" TEXT NOT NULL,
    "folder" TEXT NOT NULL,
    "papers" INTEGER NOT NULL,
    "made_at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL
);
CREATE TABLE "trial" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "act" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "days" INTEGER NOT NULL,
    "share_held" INTEGER NOT NULL,
    "began_on" DATE NOT NULL,
    "made_at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL,
    "ended_at" TEXT
);
CREATE UNIQUE INDEX "trial_key" ON "trial" ("key");
CREATE TABLE "trial_member" (
    "trial_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "is_held" INTEGER NOT NULL,
    PRIMARY KEY ("trial_id", "member_id"),
    FOREIGN KEY ("trial_id") REFERENCES "trial" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT
);
CREATE INDEX "trial_member_member_id" ON "trial_member" ("member_id");
"""

NEW_RIGHTS: dict[str, tuple[str, ...]] = {
    "owner": ("insight.edit", "letgo.propose", "letgo.decide"),
    "manager": ("insight.edit", "letgo.propose", "letgo.decide"),
    "marketing": ("letgo.propose",),
    "system": ("report.read",),
}
"""Rights that roles of an older club get."""


def up(_migrator: SchemaMigrator, db: Database) -> None:
    """Make the new tables and give the roles their new rights."""
    for statement in DDL.strip().rstrip(";").split(";\n"):
        db.execute_sql(statement)
    for role, rights in NEW_RIGHTS.items():
        for right in rights:
            db.execute_sql(
                "INSERT OR IGNORE INTO role_right (role, permission) SELECT ?, ?"
                " WHERE EXISTS (SELECT 1 FROM role_right WHERE role = ?)",
                (role, right, role),
            )
