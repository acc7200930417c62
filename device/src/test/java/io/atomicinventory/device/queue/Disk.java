package io.atomicinventory.device.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A small disk of its own, in memory, that can really be full, read-only and pulled out. Only root of a Linux may make
 * one: elsewhere the test is skipped with the reason, unless {@code DISKS_REQUIRED} is set.
 */
public final class Disk implements AutoCloseable {
    private final Path folder;

    private Disk(Path folder) {
        this.folder = folder;
    }

    /** @param folder becomes the disk's */
    public static Disk mount(Path folder, int mib) {
        String problem = run("mount", "-t", "tmpfs", "-o", "size=" + mib + "m", "tmpfs", folder.toString());
        boolean isRequired = System.getenv("DISKS_REQUIRED") != null;
        assumeTrue(problem.isEmpty() || isRequired, "a disk of its own needs root on Linux: " + problem);
        assertThat(problem).isEmpty();
        return new Disk(folder);
    }

    public Path file() {
        return folder.resolve("till.db");
    }

    /** Of something else. */
    public void fillUpTo(int freeBytes) {
        try (FileChannel ballast = FileChannel.open(ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = ByteBuffer.allocate(4_096);
            while (Files.getFileStore(folder).getUsableSpace() > freeBytes) {
                ballast.write(bytes.rewind());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void tidyUp() {
        try {
            Files.delete(ballast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    public void readOnly(boolean isReadOnly) {
        assertThat(run("mount", "-o", "remount," + (isReadOnly ? "ro" : "rw"), folder.toString()))
                .isEmpty();
    }

    /** While it is used. */
    @Override
    public void close() {
        assertThat(run("umount", "--lazy", folder.toString())).isEmpty();
    }

    /** @return what went wrong; empty for nothing */
    private static String run(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? "" : output.isBlank() ? "it failed" : output.strip();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
