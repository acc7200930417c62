package io.atomicinventory.device.queue;

import java.nio.file.Path;

/** The file was damaged, and is kept aside, whole as it is; opened again, the till begins with a new one. */
public final class CorruptQueueException extends QueueException {
    private final Path keptAside;

    CorruptQueueException(Path file, Path keptAside, String damage) {
        super("The till's file " + file + " is damaged (" + damage + "). It is kept as " + keptAside
                + ": sales that were not sent yet may be in it. Keep that file, tell whoever looks after the till, and start"
                + " the till again: it begins with a new file.");
        this.keptAside = keptAside;
    }

    /** Where it is now; what SQLite had written beside it is there too. */
    public Path keptAside() {
        return keptAside;
    }
}
