package io.atomicinventory.engine.testing;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A data source at whose edge things go wrong. It counts the round trips to the database (each execution of a
 * statement and each commit), and does something before or after one of them, once. To be put below a pool.
 */
public final class FaultyDataSource {
    private final DataSource real;
    private final AtomicInteger roundTrips = new AtomicInteger();
    private final AtomicReference<@Nullable Plan> plan = new AtomicReference<>();

    public FaultyDataSource(DataSource real) {
        this.real = real;
    }

    /** What happens to the session whose round trip it is. */
    @FunctionalInterface
    public interface Fault {
        void strike(Connection connection) throws Exception;
    }

    public enum When {
        BEFORE,
        AFTER
    }

    private static final int COMMIT = -1;

    /** @param roundTrip counted from 1 at the last {@link #reset}, or {@link #COMMIT} for the next commit */
    private record Plan(When when, int roundTrip, Fault fault) {}

    public DataSource dataSource() {
        return wrap(DataSource.class, real);
    }

    /** Counts from zero again, and nothing is going to happen. */
    public void reset() {
        plan.set(null);
        roundTrips.set(0);
    }

    public void at(When when, int roundTrip, Fault fault) {
        plan.set(new Plan(when, roundTrip, fault));
    }

    public void atCommit(When when, Fault fault) {
        at(when, COMMIT, fault);
    }

    /** Whether what was planned last is still to come. */
    public boolean isPending() {
        return plan.get() != null;
    }

    public int roundTrips() {
        return roundTrips.get();
    }

    @SuppressWarnings("ReferenceEquality") // a proxy equals itself and nothing else: the pool asks
    private <T> T wrap(Class<T> type, Object target) {
        InvocationHandler handler = (proxy, method, arguments) -> switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> wrapped(invoke(target, method, arguments));
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private @Nullable Object wrapped(@Nullable Object result) {
        return switch (result) {
            case Connection connection -> wrap(Connection.class, connection);
            case PreparedStatement statement -> wrap(PreparedStatement.class, statement);
            case Statement statement -> wrap(Statement.class, statement);
            case null -> null;
            default -> result;
        };
    }

    private @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        boolean isCommit = method.getName().equals("commit");
        if (!isCommit && !method.getName().startsWith("execute")) {
            return call(target, method, arguments);
        }
        Connection connection = target instanceof Statement statement ? statement.getConnection() : (Connection) target;
        int number = roundTrips.incrementAndGet();
        strike(When.BEFORE, number, isCommit, connection);
        Object result = call(target, method, arguments);
        strike(When.AFTER, number, isCommit, connection);
        return result;
    }

    private void strike(When when, int number, boolean isCommit, Connection connection) throws Exception {
        Plan next = plan.get();
        if (next != null
                && next.when() == when
                && next.roundTrip() == (next.roundTrip() == COMMIT && isCommit ? COMMIT : number)
                && plan.compareAndSet(next, null)) {
            next.fault().strike(connection);
        }
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
