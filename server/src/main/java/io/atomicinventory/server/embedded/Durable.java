package io.atomicinventory.server.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files and folders that only we may read, and that are whole or absent after a power cut. */
final class Durable {

    private static final Logger LOG = LoggerFactory.getLogger(Durable.class);

    static final String PRIVATE_FOLDER = "rwx------";
    static final String PRIVATE_FILE = "rw-------";

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private Durable() {}

    /** Creates the folder and its missing parents. Each new name is made durable in the folder that holds it. */
    static void createFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.getParent();
        if (parent != null) {
            createFolder(parent);
        }
        try {
            Files.createDirectory(folder, mode(PRIVATE_FOLDER));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
        if (parent != null) {
            sync(parent);
        }
    }

    /** Replaces the file's text. A reader, and the state after a crash, has the old text or the new one. */
    static void replace(Path file, String text) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        write(next, text.getBytes(StandardCharsets.UTF_8), PRIVATE_FILE);
        move(next, file);
    }

    /** Writes a file that does not exist yet, down to the disk. */
    static void write(Path file, byte[] content, String permissions) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, options, mode(permissions))) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        Path folder = to.getParent();
        if (folder != null) {
            sync(folder);
        }
    }

    static void makePrivate(Path file) throws IOException {
        if (POSIX) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(PRIVATE_FILE));
        }
    }

    /**
     * Deletes a folder with all that is in it; symbolic links are deleted, not followed. What cannot be deleted is left
     * to the next start: a tool that has outlived its killed server may still be writing in there.
     */
    static void discard(Path folder) {
        if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.info("{} is not needed any more, but cannot be deleted now: {}", folder, e.toString());
        }
    }

    /** Makes the names in a folder durable. Windows cannot open a folder, and does not need it. */
    static void sync(Path folder) throws IOException {
        if (POSIX) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    static FileAttribute<?>[] mode(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
