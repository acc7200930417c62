package io.atomicinventory.device.queue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/**
 * The SQLite file of a till: one connection, one transaction at a time. What is committed is on the disk, and in the
 * file that is at this path: a file or folder that somebody took away is found out. Thread-safe.
 */
final class QueueFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QueueFile.class);
    private static final DateTimeFormatter SUFFIX =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final List<String> PARTS = List.of("", "-wal", "-shm");

    private final Path path;
    private final Connection connection;
    private final @Nullable Object identity;
    private final ReentrantLock turn = new ReentrantLock(true);

    private QueueFile(Path path, Connection connection) throws IOException {
        this.path = path;
        this.connection = connection;
        this.identity = identity(path);
    }

    /** Statements in one transaction. */
    interface Work<T extends @Nullable Object> {
        T in(Connection connection) throws SQLException;
    }

    /**
     * @throws CorruptQueueException where it is damaged; it is somewhere else now
     * @throws QueueUnavailableException where it cannot be used
     */
    static QueueFile open(Path path, QueueSettings settings, Clock clock) {
        Path file = path.toAbsolutePath().normalize();
        Connection connection = null;
        try {
            boolean isNew = create(file);
            connection = config(settings).createConnection("jdbc:sqlite:" + file);
            requireWhole(connection);
            upgrade(file, connection);
            limit(connection, settings.maxFileBytes());
            if (isNew) {
                syncFolder(file);
            }
            return new QueueFile(file, connection);
        } catch (SQLException | IOException e) {
            close(connection);
            if (DiskFailure.isDamage(e)) {
                throw new CorruptQueueException(file, moveAside(file, clock), String.valueOf(e.getMessage()));
            }
            throw DiskFailure.unavailable(file, e);
        } catch (QueueException e) {
            close(connection);
            throw e;
        }
    }

    /** For its owner alone. */
    private static boolean create(Path file) throws IOException {
        if (Files.exists(file)) {
            return false;
        }
        boolean isPosix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] rights = isPosix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try {
            Files.createFile(file, rights);
        } catch (FileAlreadyExistsException e) {
            LOG.debug("Another process was quicker to make {}", file, e);
        }
        return true;
    }

    private static SQLiteConfig config(QueueSettings settings) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) settings.busyTimeout().toMillis());
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        // Only a Mac knows it: there fsync alone leaves data in the disk's cache.
        config.setPragma(SQLiteConfig.Pragma.FULL_SYNC, "true");
        return config;
    }

    private static void requireWhole(Connection connection) throws SQLException {
        String found = text(connection, "PRAGMA quick_check(1)");
        if (!"ok".equals(found)) {
            throw new SQLException(found, "", SQLiteErrorCode.SQLITE_CORRUPT.code);
        }
    }

    private static void upgrade(Path file, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // Two processes may open a new file at once.
            statement.execute("BEGIN IMMEDIATE");
            int version = Integer.parseInt(text(connection, "PRAGMA user_version"));
            if (version > Schema.STEPS.size()) {
                throw new QueueUnavailableException(
                        "The till's file " + file + " was written by a newer version of the till"
                                + " (its version is " + version + ", this till knows " + Schema.STEPS.size()
                                + "). Start that version; nothing was changed.");
            }
            for (List<String> step : Schema.STEPS.subList(version, Schema.STEPS.size())) {
                for (String sql : step) {
                    statement.execute(sql);
                }
            }
            statement.execute("PRAGMA user_version = " + Schema.STEPS.size());
            statement.execute("COMMIT");
        }
    }

    /** With a reserve: what was kept has to be settled, also in a file that takes nothing more. */
    private static void limit(Connection connection, long maxFileBytes) throws SQLException {
        long pageSize = Long.parseLong(text(connection, "PRAGMA page_size"));
        text(connection, "PRAGMA max_page_count = " + (maxFileBytes + maxFileBytes / 4) / pageSize);
    }

    /** Without what is free inside the file. */
    static long usedBytes(Connection connection) throws SQLException {
        long pages = Long.parseLong(text(connection, "PRAGMA page_count"))
                - Long.parseLong(text(connection, "PRAGMA freelist_count"));
        return pages * Long.parseLong(text(connection, "PRAGMA page_size"));
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }

    /** A new file's name has to be on the disk too. */
    private static void syncFolder(Path file) {
        try (FileChannel folder = FileChannel.open(Objects.requireNonNull(file.getParent()), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException e) {
            // Windows opens no folders, and needs none of it.
            LOG.debug("The folder of {} was not synchronised", file, e);
        }
    }

    private static Path moveAside(Path file, Clock clock) {
        String suffix = ".corrupt-" + SUFFIX.format(clock.instant());
        Path aside = beside(file, suffix);
        for (int n = 2; Files.exists(aside); n++) {
            aside = beside(file, suffix + "-" + n);
        }
        try {
            List<String> there = PARTS.stream()
                    .filter(part -> Files.exists(beside(file, part)))
                    .toList();
            // All of them first: a till that is ended in the middle must not come back to one without the other.
            for (String part : there) {
                keepAlso(beside(file, part), beside(aside, part));
            }
            syncFolder(file);
            for (String part : there) {
                Files.delete(beside(file, part));
            }
        } catch (IOException e) {
            throw new QueueUnavailableException(
                    "The till's file " + file
                            + " is damaged, and could not be kept aside: move it away by hand, and keep" + " it.",
                    e);
        }
        return aside;
    }

    /** Under another name, which takes no room; where the disk has no second names, as a copy. */
    private static void keepAlso(Path part, Path aside) throws IOException {
        try {
            Files.createLink(aside, part);
        } catch (UnsupportedOperationException | IOException e) {
            LOG.debug("{} is copied, since its disk has no links", part, e);
            try {
                Files.copy(part, aside, StandardCopyOption.COPY_ATTRIBUTES);
                try (FileChannel copy = FileChannel.open(aside, StandardOpenOption.WRITE)) {
                    copy.force(true);
                }
            } catch (IOException full) {
                Files.deleteIfExists(aside);
                throw full;
            }
        }
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /**
     * All of it, or nothing of it.
     *
     * @throws QueueUncertainException where it is not known which of the two
     */
    <T extends @Nullable Object> T inTransaction(Work<T> work) {
        return locked("BEGIN IMMEDIATE", work, this::commit);
    }

    <T extends @Nullable Object> T read(Work<T> work) {
        return locked("BEGIN", work, () -> execute("COMMIT"));
    }

    private interface End {
        void end() throws SQLException;
    }

    private <T extends @Nullable Object> T locked(String begin, Work<T> work, End end) {
        turn.lock();
        try {
            requireThere();
            execute(begin);
            try {
                T result = work.in(connection);
                end.end();
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                rollBack();
                throw e;
            }
        } catch (SQLException e) {
            throw DiskFailure.unavailable(path, e);
        } finally {
            turn.unlock();
        }
    }

    private void commit() throws SQLException {
        try {
            execute("COMMIT");
        } catch (SQLException e) {
            if (DiskFailure.isNothingWritten(e)) {
                throw e;
            }
            throw new QueueUncertainException(DiskFailure.unavailable(path, e));
        }
        try {
            // Before and after: SQLite would go on writing into a file that has no name any more.
            requireThere();
        } catch (QueueUnavailableException e) {
            throw new QueueUncertainException(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void rollBack() {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            // SQLite has done so by itself after some errors.
            LOG.debug("Nothing to roll back", e);
        }
    }

    private void requireThere() {
        try {
            if (!Objects.equals(identity, identity(path))) {
                throw new QueueUnavailableException(
                        "The till's file " + path
                                + " was replaced while the till was running. Put the first one back, and start the till again.");
            }
        } catch (IOException e) {
            throw new QueueUnavailableException(
                    "The till's file " + path
                            + " is gone: its disk or folder was taken away. Nothing can be kept until it is"
                            + " back; then start the till again.",
                    e);
        }
    }

    private static @Nullable Object identity(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        turn.lock();
        try {
            close(connection);
        } finally {
            turn.unlock();
        }
    }

    private static void close(@Nullable Connection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.warn("The till's file could not be closed; what is committed is safe", e);
            }
        }
    }
}
