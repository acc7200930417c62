package io.atomicinventory.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * User and system time of the postmaster and all its children, from Linux's /proc. Children that have ended are counted
 * by their parent.
 */
final class DatabaseCpu {
    /** Linux counts in hundredths of a second for every program, whatever the kernel's own clock. */
    private static final long NANOS_OF_A_TICK = 10_000_000;

    /** Fields after the name, which is in parentheses and may have spaces. */
    private static final int PARENT = 1;

    private static final int UTIME = 11;
    private static final int STIME = 12;
    private static final int CHILDREN_UTIME = 13;
    private static final int CHILDREN_STIME = 14;

    private DatabaseCpu() {}

    /** @return empty where it cannot be known: another machine, or another system */
    static OptionalLong nanos(OptionalLong postmaster) {
        if (postmaster.isEmpty() || !Files.isDirectory(Path.of("/proc/self"))) {
            return OptionalLong.empty();
        }
        String parent = Long.toString(postmaster.getAsLong());
        long ticks = 0;
        for (List<String> fields : processes()) {
            boolean isPostmaster = fields.getFirst().equals(parent);
            if (isPostmaster || fields.get(1 + PARENT).equals(parent)) {
                ticks += ticks(fields, UTIME) + ticks(fields, STIME);
            }
            if (isPostmaster) {
                ticks += ticks(fields, CHILDREN_UTIME) + ticks(fields, CHILDREN_STIME);
            }
        }
        return OptionalLong.of(ticks * NANOS_OF_A_TICK);
    }

    private static long ticks(List<String> fields, int field) {
        return Long.parseLong(fields.get(1 + field));
    }

    /** Of each process its id, and then the fields from its state on. */
    private static List<List<String>> processes() {
        String[] names = Path.of("/proc").toFile().list((folder, name) -> name.matches("[0-9]+"));
        return Arrays.stream(names == null ? new String[0] : names)
                .map(DatabaseCpu::stat)
                .filter(fields -> fields.size() > 1 + CHILDREN_STIME)
                .toList();
    }

    private static List<String> stat(String pid) {
        try {
            String stat = Files.readString(Path.of("/proc", pid, "stat"));
            String rest = stat.substring(stat.lastIndexOf(')') + 1).strip();
            return Arrays.asList((pid + " " + rest).split(" "));
        } catch (IOException e) {
            return List.of(); // it has just ended
        }
    }
}
