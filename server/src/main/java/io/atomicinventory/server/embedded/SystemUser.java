package io.atomicinventory.server.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The user that this process runs as. */
record SystemUser(int uid, String name) {

    private static final int ROOT = 0;
    private static final int UNKNOWN = -1;

    /**
     * In a user namespace of its own a process is "nobody", without any rights of root's, while on the outside its files
     * and signals are ours as before.
     */
    private static final List<String> AS_NOBODY = List.of("unshare", "-U");

    private static final List<String> IS_NOBODY_NAMED = List.of("unshare", "-U", "id", "-un");

    /** Told by whom a file belongs to that we create in the folder. This also proves that we can create one. */
    static SystemUser writingIn(Path folder) throws IOException {
        Path probe = Files.createTempFile(folder, "probe-", null);
        try {
            return new SystemUser(uid(probe), Files.getOwner(probe).getName());
        } finally {
            Files.delete(probe);
        }
    }

    boolean isRoot() {
        return uid == ROOT;
    }

    boolean owns(Path path) throws IOException {
        return uid(path) == uid;
    }

    static boolean isRoots(Path path) throws IOException {
        return uid(path) == ROOT;
    }

    /**
     * What comes before each command of PostgreSQL. It refuses to run as root; and it wants to know its user's name,
     * which in containers there often is none of.
     */
    List<String> commandPrefix() throws IOException, InterruptedException {
        if (!isRoot() && !isNameless()) {
            return List.of();
        }
        if (canBeNobody()) {
            return AS_NOBODY;
        }
        throw new EmbeddedDatabaseException(
                isRoot()
                        ? "PostgreSQL does not run as root, and this system does not let root become nobody with `unshare -U`. Start the server as an ordinary user, or give it a PostgreSQL of yours."
                        : "PostgreSQL does not run as a user without a name, and user id %d has none on this system. Give it one (in a container image: `useradd --uid %1$d inventory`), start the server as another user, or give it a PostgreSQL of yours."
                                .formatted(uid));
    }

    private boolean isNameless() {
        return name.equals(Integer.toString(uid));
    }

    private static boolean canBeNobody() throws InterruptedException {
        try {
            Process process = new ProcessBuilder(IS_NOBODY_NAMED)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            // There is no such program here.
            return false;
        }
    }

    /** On Windows nothing has a uid and every file counts as ours; PostgreSQL checks there by itself. */
    private static int uid(Path path) throws IOException {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? (Integer) Files.getAttribute(path, "unix:uid")
                : UNKNOWN;
    }
}
