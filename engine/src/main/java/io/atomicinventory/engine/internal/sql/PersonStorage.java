package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.access.Person;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** People who sign in. Thread-safe. */
public final class PersonStorage {
    private static final String COLUMNS = """
            person_id, name, role, stores, is_active, password_hash, password_changed_at, created_by, created_at,
            last_sign_in_at""";
    private static final String ADD = """
            INSERT INTO access_people (person_id, name, role, stores, is_active, password_hash, created_by)
            VALUES (?, ?, ?, string_to_array(?, ','), ?, ?, ?)
            ON CONFLICT (person_id) DO NOTHING""";
    /** Two who are first at once wait for each other here. */
    private static final String LOCK = "LOCK TABLE access_people IN SHARE ROW EXCLUSIVE MODE";

    static final String ANY = "SELECT FROM access_people LIMIT 1";
    private static final String CHANGE = """
            UPDATE access_people
            SET name = ?, role = ?, stores = string_to_array(?, ','), is_active = ?
            WHERE person_id = ?""";
    private static final String CHANGE_PASSWORD = """
            UPDATE access_people SET password_hash = ?, password_changed_at = clock_timestamp() WHERE person_id = ?""";
    private static final String SIGNED_IN =
            "UPDATE access_people SET last_sign_in_at = clock_timestamp() WHERE person_id = ?";
    static final String FIND = "SELECT " + COLUMNS + " FROM access_people WHERE person_id = ?";
    static final String LIST =
            "SELECT " + COLUMNS + " FROM access_people WHERE person_id > ? ORDER BY person_id LIMIT ?";

    private final Database database;

    public PersonStorage(Database database) {
        this.database = database;
    }

    public boolean add(Person person, String passwordHash, String createdBy) {
        return database.transact(Set.of(), transaction -> insert(transaction, person, passwordHash, createdBy));
    }

    public boolean addFirst(Person person, String passwordHash, String createdBy) {
        return database.transact(Set.of(), transaction -> {
            transaction.run(new Pipeline().update(LOCK, p -> {}, count -> {}));
            return !any(transaction) && insert(transaction, person, passwordHash, createdBy);
        });
    }

    private static boolean insert(Transaction transaction, Person person, String passwordHash, String createdBy)
            throws SQLException {
        int[] added = new int[1];
        transaction.run(new Pipeline()
                .update(
                        ADD,
                        p -> p.text(person.personId())
                                .text(person.name())
                                .text(person.role().code())
                                .text(AccessColumns.text(person.stores()))
                                .flag(person.isActive())
                                .text(passwordHash)
                                .text(createdBy),
                        count -> added[0] = count));
        return added[0] > 0;
    }

    public boolean change(Person person) {
        return update(
                CHANGE,
                p -> p.text(person.name())
                        .text(person.role().code())
                        .text(AccessColumns.text(person.stores()))
                        .flag(person.isActive())
                        .text(person.personId()));
    }

    public boolean changePassword(String personId, String passwordHash) {
        return update(CHANGE_PASSWORD, p -> p.text(passwordHash).text(personId));
    }

    public void signedIn(String personId) {
        update(SIGNED_IN, p -> p.text(personId));
    }

    private boolean update(String sql, Pipeline.Binder binder) {
        return database.transact(Set.of(), transaction -> {
            int[] changed = new int[1];
            transaction.run(new Pipeline().update(sql, binder, count -> changed[0] = count));
            return changed[0] > 0;
        });
    }

    public boolean any() {
        return database.transact(Set.of(), PersonStorage::any);
    }

    private static boolean any(Transaction transaction) throws SQLException {
        boolean[] any = new boolean[1];
        transaction.run(new Pipeline().query(ANY, p -> {}, row -> any[0] = true));
        return any[0];
    }

    public Optional<Person.Kept> find(String personId) {
        return database.transact(
                Set.of(),
                transaction ->
                        read(transaction, FIND, p -> p.text(personId)).stream().findFirst());
    }

    public Page<Person.Kept> list(@Nullable String after, int limit) {
        return database.transact(Set.of(), transaction -> {
            List<Person.Kept> people = read(
                    transaction, LIST, p -> p.text(after == null ? "" : after).number(limit + 1L));
            return Page.of(people, limit, kept -> kept.person().personId());
        });
    }

    private static List<Person.Kept> read(Transaction transaction, String sql, Pipeline.Binder binder)
            throws SQLException {
        List<Person.Kept> people = new ArrayList<>();
        transaction.run(new Pipeline().query(sql, binder, row -> people.add(read(row))));
        return people;
    }

    private static Person.Kept read(ResultSet row) throws SQLException {
        return new Person.Kept(
                new Person(
                        row.getString("person_id"),
                        row.getString("name"),
                        AccessColumns.role(row),
                        AccessColumns.stores(row),
                        row.getBoolean("is_active")),
                row.getString("password_hash"),
                AccessColumns.time(row, "password_changed_at"),
                row.getString("created_by"),
                AccessColumns.time(row, "created_at"),
                AccessColumns.optionalTime(row, "last_sign_in_at"));
    }
}
