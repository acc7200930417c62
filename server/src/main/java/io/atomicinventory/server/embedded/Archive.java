package io.atomicinventory.server.embedded;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs for this machine, as they come in the class path: one compressed tar. */
final class Archive {

    private static final int EXECUTABLE_BITS = 0111;
    private static final String PRIVATE_PROGRAM = Durable.PRIVATE_FOLDER;
    private static final int NAME_DIGITS = 16;

    private final byte[] content;

    private Archive(byte[] content) {
        this.content = content;
    }

    static Archive forThisMachine() throws IOException {
        String system = System.getProperty("os.name", "");
        String machine = System.getProperty("os.arch", "");
        try (InputStream stream = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(family(system), machine)) {
            return new Archive(stream.readAllBytes());
        } catch (IllegalStateException e) {
            throw new EmbeddedDatabaseException(
                    "There is no embedded PostgreSQL for this machine (%s, %s). Give the server a PostgreSQL of yours."
                            .formatted(system, machine),
                    e);
        }
    }

    /** A name that changes with the content, so that a new version is never mixed with the files of an old one. */
    String name() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return "postgres-" + HexFormat.of().formatHex(digest).substring(0, NAME_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** Unpacks into a folder that does not exist yet, down to the disk. */
    void unpack(Path folder) throws IOException {
        Durable.createFolder(folder);
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(content)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException("The archive of PostgreSQL has a name that leads out of it: " + target);
                }
                unpack(tar, entry, target);
            }
        }
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> folders = all.filter(Files::isDirectory).toList();
            for (Path each : folders) {
                Durable.sync(each);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target, Durable.mode(Durable.PRIVATE_FOLDER));
            return;
        }
        Files.createDirectories(Objects.requireNonNull(target.getParent()), Durable.mode(Durable.PRIVATE_FOLDER));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
            boolean program = (entry.getMode() & EXECUTABLE_BITS) != 0;
            Durable.write(target, tar.readAllBytes(), program ? PRIVATE_PROGRAM : Durable.PRIVATE_FILE);
        } else {
            throw new IOException("The archive of PostgreSQL has an entry of an unknown kind: " + entry.getName());
        }
    }

    private static String family(String system) {
        String lower = system.toLowerCase(Locale.ROOT);
        if (lower.startsWith("mac")) {
            return "Darwin";
        }
        return lower.startsWith("windows") ? "Windows" : "Linux";
    }
}
