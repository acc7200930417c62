package io.atomicinventory.device;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One synchronisation at a time for a file, of all processes. It ends with its process, however that ends. */
final class SyncLock implements AutoCloseable {
    /** Of this process: to open the lock's file once more and close it would end the lock that is held. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;

    private SyncLock(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** @return null where somebody else has it */
    static @Nullable SyncLock tryAcquire(Path file) throws IOException {
        Path path = file.resolveSibling(file.getFileName() + ".sync");
        if (!HELD_HERE.add(path)) {
            return null;
        }
        SyncLock lock = null;
        FileChannel channel = null;
        try {
            channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            @Nullable FileLock held = channel.tryLock();
            lock = held == null ? null : new SyncLock(path, channel);
            return lock;
        } finally {
            if (lock == null) {
                if (channel != null) {
                    channel.close();
                }
                HELD_HERE.remove(path);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD_HERE.remove(path);
        }
    }
}
