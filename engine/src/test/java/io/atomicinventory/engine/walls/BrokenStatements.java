package io.atomicinventory.engine.walls;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * A data source under the engine that gives each of its statements one mistake, on their way to the database and with
 * all that is bound to them. The conditions on {@code stores} stay: everybody may read the directory, so there is no
 * wall to try.
 */
final class BrokenStatements {
    private static final Pattern CONDITION = Pattern.compile("((?:\\w+\\.)?store_id) = (\\?|ANY \\(\\?\\))");
    /** The store of the rows that an INSERT writes. */
    private static final Pattern INSERTED = Pattern.compile("SELECT \\?, (?=[a-z]\\.)");

    private final DataSource real;
    private final Mistake mistake;
    private final Set<String> broken = ConcurrentHashMap.newKeySet();

    BrokenStatements(DataSource real, Mistake mistake) {
        this.real = real;
        this.mistake = mistake;
    }

    enum Mistake {
        NONE {
            @Override
            String in(String statement) {
                return statement;
            }
        },
        /** All conditions on the store are true for every row. */
        FORGETS_THE_STORE {
            @Override
            String in(String statement) {
                return CONDITION.matcher(statement).replaceAll("($1 = $2 OR true)");
            }
        },
        /** Another store's id in every place, whatever was bound. */
        NAMES_ANOTHER_STORE {
            @Override
            String in(String statement) {
                String read =
                        CONDITION.matcher(statement).replaceAll("($1 = $2) IS NOT NULL AND $1 = '" + THEIRS + "'");
                return INSERTED.matcher(read).replaceAll("SELECT coalesce(left(?::text, 0), '') || '" + THEIRS + "', ");
            }
        };

        abstract String in(String statement);
    }

    static final String OURS = "ours";
    static final String THEIRS = "theirs";

    /** The statements that went out with a mistake. */
    Set<String> broken() {
        return broken;
    }

    DataSource dataSource() {
        return wrap(DataSource.class, real);
    }

    private String mistaken(String pipeline) {
        StringBuilder all = new StringBuilder();
        for (String statement : pipeline.split(";\n", -1)) {
            String mistaken = statement.contains("FROM stores") ? statement : mistake.in(statement);
            if (!mistaken.equals(statement)) {
                broken.add(statement);
            }
            all.append(all.isEmpty() ? "" : ";\n").append(mistaken);
        }
        return all.toString();
    }

    private <T> T wrap(Class<T> type, Object target) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().equals("prepareStatement")) {
                arguments[0] = mistaken((String) arguments[0]);
            }
            try {
                Object result = method.invoke(target, arguments);
                return result instanceof Connection connection ? wrap(Connection.class, connection) : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
