package io.atomicinventory.server.embedded;

import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL below a folder, for this process alone. What it has acknowledged survives the death of PostgreSQL, of
 * this JVM and of the machine. Thread-safe.
 *
 * <p>If PostgreSQL ends while this is open, it is started again on the same port; connections break meanwhile. If the
 * JVM ends without {@link #close()}, PostgreSQL runs on until the next start on the folder stops it.
 */
public final class EmbeddedDatabase implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);

    private final DataFolder folder;
    private final FolderLock lock;
    private final Supervisor supervisor;
    private final Secret owner;
    private final Secret service;
    private boolean closed;

    private EmbeddedDatabase(DataFolder folder, FolderLock lock, Supervisor supervisor, Secret owner, Secret service) {
        this.folder = folder;
        this.lock = lock;
        this.supervisor = supervisor;
        this.owner = owner;
        this.service = service;
    }

    /**
     * Starts PostgreSQL, and creates the folder and all in it if they are absent. Returns when PostgreSQL accepts
     * connections, which after a crash can take minutes.
     *
     * @throws EmbeddedDatabaseException if it cannot start; the message says what to do
     */
    public static EmbeddedDatabase start(Path dataFolder) {
        DataFolder folder = DataFolder.open(dataFolder);
        FolderLock lock = FolderLock.take(folder);
        boolean started = false;
        try {
            EmbeddedDatabase database = start(folder, lock);
            started = true;
            return database;
        } catch (IOException e) {
            throw new EmbeddedDatabaseException(
                    "The embedded PostgreSQL cannot work in %s: %s. Look at the disk's space and the folder's rights."
                            .formatted(folder.root(), e),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedDatabaseException("Interrupted while the embedded PostgreSQL was starting.", e);
        } finally {
            if (!started) {
                lock.close();
            }
        }
    }

    private static EmbeddedDatabase start(DataFolder folder, FolderLock lock) throws IOException, InterruptedException {
        ServerLog log = ServerLog.open(folder.log());
        Binaries binaries = Binaries.unpack(folder, log);
        Launcher launcher = new Launcher(folder, log, binaries);
        launcher.clearLeftover();
        binaries.deleteOthers();
        Secret superuser = new Cluster(folder, binaries).prepare();
        Secret owner = superuser.derive(OwnerSetup.OWNER);
        Secret service = superuser.derive(OwnerSetup.SERVICE);
        Supervisor supervisor = Supervisor.start(launcher);
        boolean ready = false;
        try {
            OwnerSetup.run(folder, supervisor.port(), superuser, owner, service);
            ready = true;
        } finally {
            if (!ready) {
                supervisor.close();
            }
        }
        LOG.info("Embedded PostgreSQL runs on port {}, with its data in {}", supervisor.port(), folder.root());
        return new EmbeddedDatabase(folder, lock, supervisor, owner, service);
    }

    /** The same for the life of this object. Connect with {@code requireAuth=scram-sha-256}. */
    public String jdbcUrl() {
        return "jdbc:postgresql://%s:%d/%s".formatted(Ports.ADDRESS, supervisor.port(), OwnerSetup.DATABASE);
    }

    /** Owns the database and may create roles, but is no superuser. */
    public String ownerUser() {
        return OwnerSetup.OWNER;
    }

    /** Changes only with the password file of the data folder. */
    public String ownerPassword() {
        return owner.text();
    }

    /** Owns nothing, and may do nothing until the owner lets it. */
    public String serviceUser() {
        return OwnerSetup.SERVICE;
    }

    /** Changes only with the password file of the data folder. */
    public String servicePassword() {
        return service.text();
    }

    public Path dataFolder() {
        return folder.root();
    }

    /** Ends all sessions and PostgreSQL, and returns when it has ended. Close the connection pool first. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            supervisor.close();
        } finally {
            lock.close();
        }
    }
}
