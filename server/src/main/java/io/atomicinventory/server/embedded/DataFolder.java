package io.atomicinventory.server.embedded;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** Where everything of one embedded database lives. The root is a real path: absolute, without symbolic links. */
record DataFolder(Path root, SystemUser user) {

    /** PostgreSQL's initdb puts its own path between double quotes into a shell's command. */
    private static final Pattern UNSAFE_IN_SHELL = Pattern.compile("[\"$`\\n]");

    private static final String UNFINISHED_CLUSTER = "postgres.new-";

    /** Creates the folder if it is absent, and refuses one that PostgreSQL could not work in as this user. */
    static DataFolder open(Path wanted) {
        try {
            Durable.createFolder(wanted.toAbsolutePath());
            Path root = wanted.toRealPath();
            if (UNSAFE_IN_SHELL.matcher(root.toString()).find()) {
                throw new EmbeddedDatabaseException(
                        "PostgreSQL cannot be created in %s, because of a quote, $, backtick or line break in the name. Start with INVENTORY_DATA_DIR=<another folder>."
                                .formatted(root));
            }
            DataFolder folder = new DataFolder(root, SystemUser.writingIn(root));
            folder.requireOurs();
            return folder;
        } catch (AccessDeniedException e) {
            throw new EmbeddedDatabaseException(
                    "This user (%s) may not write in the data folder %s. Give it to this user (chown), or start with INVENTORY_DATA_DIR=<a folder of yours>."
                            .formatted(System.getProperty("user.name"), wanted.toAbsolutePath()),
                    e);
        } catch (FileSystemException e) {
            throw new EmbeddedDatabaseException(
                    "The data folder %s cannot be used: %s. Start with INVENTORY_DATA_DIR=<another folder>."
                            .formatted(wanted.toAbsolutePath(), e),
                    e);
        } catch (IOException e) {
            throw new EmbeddedDatabaseException("The data folder %s cannot be used.".formatted(wanted), e);
        }
    }

    Path cluster() {
        return root.resolve("postgres");
    }

    /** A new name for a cluster that is being created. None of these has ever been started, so they hold no data. */
    Path unfinishedCluster() {
        return root.resolve(UNFINISHED_CLUSTER + UUID.randomUUID());
    }

    boolean isUnfinishedCluster(Path path) {
        return String.valueOf(path.getFileName()).startsWith(UNFINISHED_CLUSTER);
    }

    Path passwordFile() {
        return root.resolve("postgres-password");
    }

    Path runtime() {
        return root.resolve("postgres-runtime");
    }

    Path lockFile() {
        return root.resolve("server.lock");
    }

    Path log() {
        return root.resolve("postgres.log");
    }

    /**
     * The cluster must be ours. The folder itself may also be root's, when we may write in it: that is how volumes are
     * mounted into containers. But as root we do not work in another user's folder, because PostgreSQL then runs
     * without root's rights and cannot get in.
     */
    private void requireOurs() throws IOException {
        if (!user.owns(root) && !SystemUser.isRoots(root)) {
            throw anotherUser(root);
        }
        for (Path kept : List.of(cluster(), passwordFile(), lockFile())) {
            if (Files.exists(kept, LinkOption.NOFOLLOW_LINKS) && !user.owns(kept)) {
                throw anotherUser(kept);
            }
        }
    }

    private EmbeddedDatabaseException anotherUser(Path path) throws IOException {
        return new EmbeddedDatabaseException(
                "%s belongs to the user %s, but this process runs as %s. Run it as %2$s, give the folder to %3$s (chown -R), or start with INVENTORY_DATA_DIR=<another folder>."
                        .formatted(path, Files.getOwner(path).getName(), user.name()));
    }
}
