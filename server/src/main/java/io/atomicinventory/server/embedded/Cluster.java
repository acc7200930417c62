package io.atomicinventory.server.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Creates the cluster, and sees to it that nobody enters it without a password. */
final class Cluster {

    static final String SUPERUSER = "postgres";

    private static final String ACCESS = """
            # Written by Atomic Inventory at each start; changes are lost.
            host all all %s/32 scram-sha-256
            """.formatted(Ports.ADDRESS);

    private final DataFolder folder;
    private final Binaries binaries;

    Cluster(DataFolder folder, Binaries binaries) {
        this.folder = folder;
        this.binaries = binaries;
    }

    /** Makes sure that there is a cluster and that we know its superuser's password. No PostgreSQL may run on it. */
    Secret prepare() throws IOException, InterruptedException {
        deleteUnfinished();
        Optional<Secret> known = Secret.read(folder.passwordFile());
        if (Files.exists(folder.cluster().resolve("PG_VERSION"))) {
            return known.isPresent() ? known.get() : replacePassword();
        }
        if (Files.exists(folder.cluster()) && !isEmpty(folder.cluster())) {
            throw new EmbeddedDatabaseException(
                    "%s holds files, but no PostgreSQL cluster. Put the cluster back from a backup, or move the files away to start with an empty database."
                            .formatted(folder.cluster()));
        }
        Secret secret = known.orElseGet(Secret::random);
        secret.save(folder.passwordFile());
        create();
        return secret;
    }

    /** Rewritten before each start, so that a line somebody has added opens the door at no time. */
    static void allowOnlyPasswords(Path cluster) throws IOException {
        Durable.replace(cluster.resolve("pg_hba.conf"), ACCESS);
    }

    /**
     * Under another name, which it loses only when it is complete and on disk, superuser's password included. So a
     * crash at any moment leaves no cluster or a whole one, and a creation that has outlived its server cannot write
     * into the cluster of the next.
     */
    private void create() throws IOException, InterruptedException {
        Path unfinished = folder.unfinishedCluster();
        List<String> arguments = List.of(
                "--pgdata=" + unfinished,
                "--username=" + SUPERUSER,
                "--auth=scram-sha-256",
                "--pwfile=" + folder.passwordFile(),
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--data-checksums",
                "--no-instructions");
        binaries.run("", "initdb", arguments.toArray(String[]::new));
        Durable.move(unfinished, folder.cluster());
    }

    /** Who has lost the file has not lost the data: the owner of the files may set a new password without the old. */
    private Secret replacePassword() throws IOException, InterruptedException {
        Secret secret = Secret.random();
        String statement = "ALTER ROLE %s PASSWORD '%s';%n".formatted(SUPERUSER, secret.verifier());
        binaries.run(statement, "postgres", "--single", "-D", folder.cluster().toString(), "-j", "postgres");
        secret.save(folder.passwordFile());
        return secret;
    }

    private void deleteUnfinished() throws IOException {
        try (Stream<Path> all = Files.list(folder.root())) {
            all.filter(folder::isUnfinishedCluster).toList().forEach(Durable::discard);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.findAny().isEmpty();
        }
    }
}
