package io.atomicinventory.device.queue;

import java.util.List;

/** The file's tables. A step that was released never changes; {@code user_version} says how many a file has had. */
final class Schema {
    private static final List<String> FIRST = List.of(
            """
            CREATE TABLE entry (
                seq INTEGER PRIMARY KEY AUTOINCREMENT,
                kind TEXT NOT NULL CHECK (kind IN ('sale', 'void')),
                transaction_id TEXT NOT NULL,
                idempotency_key TEXT NOT NULL UNIQUE,
                lines TEXT NOT NULL,
                reason TEXT,
                occurred_at INTEGER NOT NULL,
                skew_ms INTEGER,
                state TEXT NOT NULL
                    CHECK (state IN ('kept', 'stuck', 'waiting', 'done', 'refused', 'approved', 'rejected')),
                is_promised INTEGER NOT NULL CHECK (is_promised IN (0, 1)),
                holder TEXT,
                held_until INTEGER,
                attempts INTEGER NOT NULL DEFAULT 0,
                queue_id TEXT,
                next_check_at INTEGER NOT NULL DEFAULT 0,
                problem TEXT,
                answer TEXT,
                settled_at INTEGER,
                CHECK ((state = 'waiting') <= (queue_id IS NOT NULL)),
                UNIQUE (transaction_id, kind)
            ) STRICT""",
            "CREATE INDEX entry_kept ON entry (seq) WHERE state = 'kept'",
            "CREATE INDEX entry_stuck ON entry (seq) WHERE state = 'stuck'",
            "CREATE INDEX entry_waiting ON entry (next_check_at, seq) WHERE state = 'waiting'",
            "CREATE INDEX entry_settled ON entry (settled_at) WHERE settled_at IS NOT NULL",
            // What the till last heard of menu and stock.
            """
            CREATE TABLE snapshot (
                name TEXT PRIMARY KEY,
                taken_at INTEGER NOT NULL,
                body TEXT NOT NULL
            ) STRICT""");

    static final List<List<String>> STEPS = List.of(FIRST);

    private Schema() {}
}
