package io.atomicinventory.server.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One process per data folder. The operating system gives the lock back however the process ends. */
final class FolderLock implements AutoCloseable {

    /**
     * Folders held by this JVM. Asked before the file is opened, because on POSIX closing any channel on a file drops
     * all locks that the process has on it.
     */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    /** The locked byte is far behind the text, so that on Windows, too, others can read who holds the lock. */
    private static final long LOCKED_BYTE = 1L << 30;

    private final DataFolder folder;
    private final FileChannel channel;

    private FolderLock(DataFolder folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    static FolderLock take(DataFolder folder) {
        String us = Long.toString(ProcessHandle.current().pid());
        if (!HELD_HERE.add(folder.root())) {
            throw alreadyRunning(folder, us);
        }
        boolean taken = false;
        try {
            FileChannel channel = FileChannel.open(
                    folder.lockFile(),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    Durable.mode(Durable.PRIVATE_FILE));
            if (channel.tryLock(LOCKED_BYTE, 1, false) == null) {
                String holder = Files.readString(folder.lockFile()).strip();
                channel.close();
                throw alreadyRunning(folder, holder.isEmpty() ? "unknown" : holder);
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(us.getBytes(StandardCharsets.US_ASCII)), 0);
            taken = true;
            return new FolderLock(folder, channel);
        } catch (OverlappingFileLockException e) {
            // This JVM holds it under another path. The channel stays open on purpose: see HELD_HERE.
            throw alreadyRunning(folder, us);
        } catch (IOException e) {
            throw new EmbeddedDatabaseException(
                    "%s cannot be locked. The data folder must be on a file system with locks."
                            .formatted(folder.lockFile()),
                    e);
        } finally {
            if (!taken) {
                HELD_HERE.remove(folder.root());
            }
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new EmbeddedDatabaseException("%s cannot be closed.".formatted(folder.lockFile()), e);
        } finally {
            HELD_HERE.remove(folder.root());
        }
    }

    private static EmbeddedDatabaseException alreadyRunning(DataFolder folder, String holder) {
        return new EmbeddedDatabaseException(
                "Another Atomic Inventory is already running on %s (process %s). Stop it, or start this one elsewhere or with INVENTORY_DATA_DIR=<another folder>."
                        .formatted(folder.root(), holder));
    }
}
