package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.access.AccessToken;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tokens of machines. Thread-safe. */
public final class TokenStorage {
    private static final String COLUMNS =
            "token_id, token_hash, role, stores, expires_at, created_by, created_at, last_used_at, revoked_at";
    private static final String ADD = """
            INSERT INTO access_tokens (token_id, token_hash, role, stores, expires_at, created_by)
            VALUES (?, ?, ?, string_to_array(?, ','), ?, ?)
            ON CONFLICT DO NOTHING""";
    static final String BY_HASH = "SELECT " + COLUMNS + " FROM access_tokens WHERE token_hash = ?";
    static final String BY_ID = "SELECT " + COLUMNS + " FROM access_tokens WHERE token_id = ?";
    /** To the minute: a till that sells all day is not written with each of its sales. */
    static final String USED = """
            UPDATE access_tokens SET last_used_at = clock_timestamp()
            WHERE token_hash = ? AND revoked_at IS NULL AND expires_at > clock_timestamp() IS NOT FALSE
              AND last_used_at > clock_timestamp() - interval '1 minute' IS NOT TRUE""";

    static final String REVOKE = """
            UPDATE access_tokens SET revoked_at = clock_timestamp() WHERE token_id = ? AND revoked_at IS NULL""";
    static final String LIST = "SELECT " + COLUMNS + " FROM access_tokens WHERE token_id > ? ORDER BY token_id LIMIT ?";

    private final Database database;

    public TokenStorage(Database database) {
        this.database = database;
    }

    public boolean add(AccessToken token, byte[] hash, String createdBy) {
        return database.transact(Set.of(), transaction -> {
            int[] added = new int[1];
            transaction.run(new Pipeline()
                    .update(
                            ADD,
                            p -> p.text(token.tokenId())
                                    .bytes(hash)
                                    .text(token.role().code())
                                    .text(AccessColumns.text(token.stores()))
                                    .time(token.expiresAt())
                                    .text(createdBy),
                            count -> added[0] = count));
            return added[0] > 0;
        });
    }

    public Optional<AccessToken.Kept> use(byte[] hash) {
        return database.transact(Set.of(), transaction -> {
            List<AccessToken.Kept> tokens = new ArrayList<>(1);
            transaction.run(new Pipeline()
                    .query(BY_HASH, p -> p.bytes(hash), row -> {
                        // The index has found it by bytes; this takes as long for whatever it found.
                        if (MessageDigest.isEqual(row.getBytes("token_hash"), hash)) {
                            tokens.add(read(row));
                        }
                    })
                    .update(USED, p -> p.bytes(hash), count -> {}));
            return tokens.stream().findFirst();
        });
    }

    public Optional<AccessToken.Kept> revoke(String tokenId) {
        return database.transact(Set.of(), transaction -> {
            transaction.run(new Pipeline().update(REVOKE, p -> p.text(tokenId), count -> {}));
            return find(transaction, tokenId);
        });
    }

    public Optional<AccessToken.Kept> find(String tokenId) {
        return database.transact(Set.of(), transaction -> find(transaction, tokenId));
    }

    private static Optional<AccessToken.Kept> find(Transaction transaction, String tokenId) throws SQLException {
        List<AccessToken.Kept> tokens = new ArrayList<>(1);
        transaction.run(new Pipeline().query(BY_ID, p -> p.text(tokenId), row -> tokens.add(read(row))));
        return tokens.stream().findFirst();
    }

    public Page<AccessToken.Kept> list(@Nullable String after, int limit) {
        return database.transact(Set.of(), transaction -> {
            List<AccessToken.Kept> tokens = new ArrayList<>();
            transaction.run(new Pipeline()
                    .query(
                            LIST,
                            p -> p.text(after == null ? "" : after).number(limit + 1L),
                            row -> tokens.add(read(row))));
            return Page.of(tokens, limit, kept -> kept.token().tokenId());
        });
    }

    private static AccessToken.Kept read(ResultSet row) throws SQLException {
        return new AccessToken.Kept(
                new AccessToken(
                        row.getString("token_id"),
                        AccessColumns.role(row),
                        AccessColumns.stores(row),
                        AccessColumns.optionalTime(row, "expires_at")),
                row.getString("created_by"),
                AccessColumns.time(row, "created_at"),
                AccessColumns.optionalTime(row, "last_used_at"),
                AccessColumns.optionalTime(row, "revoked_at"));
    }
}
