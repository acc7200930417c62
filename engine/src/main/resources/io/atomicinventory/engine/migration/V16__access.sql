-- Who may do what where. Chain-wide and small: a person or a token may act in several stores, so there is no store in
-- their keys. A null list of stores is all of them, also those to come.
CREATE DOMAIN access_role AS text CHECK (VALUE IN ('cashier', 'manager', 'admin', 'auditor', 'device'));
CREATE DOMAIN access_stores AS text[] COLLATE "C"
    CHECK (cardinality(VALUE) BETWEEN 1 AND 1000 AND array_position(VALUE, NULL) IS NULL);

CREATE TABLE access_people (
    person_id           text COLLATE "C" PRIMARY KEY
        CHECK (person_id ~ '^[a-z0-9][a-z0-9._-]{0,63}$' AND person_id <> 'admin'),
    name                inventory_name NOT NULL,
    role                access_role    NOT NULL,
    stores              access_stores,
    is_active           boolean        NOT NULL DEFAULT true,
    password_hash       text           NOT NULL,
    password_changed_at timestamptz    NOT NULL DEFAULT clock_timestamp(),
    created_by          text           NOT NULL,
    created_at          timestamptz    NOT NULL DEFAULT clock_timestamp(),
    last_sign_in_at     timestamptz,
    CHECK (role <> 'device'),
    CHECK (role <> 'admin' OR stores IS NULL)
);
GRANT SELECT, INSERT, UPDATE ON access_people TO atomic_inventory_app;

-- A token's id stands in the books for ever, so a revoked one stays. The secret itself is nowhere.
CREATE TABLE access_tokens (
    token_id     inventory_id PRIMARY KEY,
    token_hash   bytea        NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    role         access_role  NOT NULL,
    stores       access_stores,
    created_by   text         NOT NULL,
    created_at   timestamptz  NOT NULL DEFAULT clock_timestamp(),
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz,
    CHECK (role <> 'admin' OR stores IS NULL),
    CHECK (role <> 'device' OR cardinality(stores) = 1 IS TRUE)
);
GRANT SELECT, INSERT, UPDATE (last_used_at, revoked_at) ON access_tokens TO atomic_inventory_app;

-- What was revoked stays revoked, whoever asks.
CREATE FUNCTION refuse_revival() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    RAISE EXCEPTION 'token % was revoked', OLD.token_id USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER revoked_for_ever BEFORE UPDATE ON access_tokens FOR EACH ROW
    WHEN (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)
    EXECUTE FUNCTION refuse_revival();

-- What was done and tried, by whom and from where. Append-only for the application. What is about no single store
-- stands under '-', which no store can be called. Ids rise with time, and the newest are read first.
CREATE DOMAIN audit_word AS text CHECK (char_length(VALUE) <= 200);
CREATE DOMAIN audit_subject AS text CHECK (char_length(VALUE) <= 500);

CREATE TABLE access_audit (
    store_id    text COLLATE "C" NOT NULL,
    event_id    text COLLATE "C" NOT NULL,
    occurred_at timestamptz      NOT NULL,
    who         audit_word       NOT NULL,
    role        audit_word       NOT NULL,
    address     audit_word       NOT NULL,
    operation   audit_word       NOT NULL,
    subject     audit_subject    NOT NULL,
    status      integer          NOT NULL,
    result      audit_word       NOT NULL,
    times       integer          NOT NULL CHECK (times > 0),
    PRIMARY KEY (store_id, event_id)
);
-- An auditor of the whole chain reads across stores, and nobody else does. It begins with the time and not with the id,
-- so that on a young table it does not look as good as the key to whoever asks for one store.
CREATE INDEX audit_by_time ON access_audit (occurred_at, event_id);
-- Few are refused, and these are asked for most: by whoever audits, and by each look at a store's health.
CREATE INDEX audit_refused ON access_audit (store_id, event_id) WHERE status >= 400;

ALTER TABLE access_audit ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_store ON access_audit USING (store_id = ANY ((SELECT inventory_stores())::text[]));
GRANT SELECT, INSERT ON access_audit TO atomic_inventory_app;
