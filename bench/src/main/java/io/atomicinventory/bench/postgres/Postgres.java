package io.atomicinventory.bench.postgres;

import java.util.OptionalLong;

/**
 * The PostgreSQL that is measured.
 *
 * @param url of the database that others are made from, without the database's name in {@link #urlOf}
 * @param admin may make databases; CHECKPOINT needs a superuser or a member of pg_checkpoint
 * @param owner owns the tables and migrates, and may take the application's role
 * @param postmaster the process id, for its CPU time; empty where it is not on this machine
 */
public record Postgres(String url, Login admin, Login owner, OptionalLong postmaster, Runnable stop)
        implements AutoCloseable {

    /** What somebody logs in with. */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return user;
        }
    }

    /** The same server and parameters, another database. */
    public String urlOf(String database) {
        int slash = url.indexOf('/', url.indexOf("//") + 2);
        int parameters = url.indexOf('?');
        String server = slash < 0 ? url + "/" : url.substring(0, slash + 1);
        return server + database + (parameters < 0 ? "" : url.substring(parameters));
    }

    @Override
    public void close() {
        stop.run();
    }
}
