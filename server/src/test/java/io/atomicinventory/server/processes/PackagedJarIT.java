package io.atomicinventory.server.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The jar says what it is made of, and that is what it is made of. */
class PackagedJarIT {
    private static final String LIBRARIES = "BOOT-INF/lib/";
    private static final String SBOM = "META-INF/sbom/application.cdx.json";
    private static final String LICENCES = "META-INF/THIRD-PARTY.txt";

    private static JarFile jar;

    @BeforeAll
    static void open() throws IOException {
        jar = new JarFile(ServerProcess.jar().toFile());
    }

    @AfterAll
    static void close() throws IOException {
        jar.close();
    }

    private static String text(String entry) throws IOException {
        try (var content = jar.getInputStream(jar.getJarEntry(entry))) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Without the one that is put there by the packaging, not by a dependency. */
    private static Set<String> libraries() {
        return jar.stream()
                .map(entry -> entry.getName())
                .filter(name -> name.startsWith(LIBRARIES) && name.endsWith(".jar"))
                .map(name -> name.substring(LIBRARIES.length()))
                .filter(name -> !name.startsWith("spring-boot-jarmode-tools-"))
                .collect(Collectors.toSet());
    }

    @Test
    void theSbomNamesEveryLibraryOfTheJarWithItsVersion() throws IOException {
        JsonNode sbom = Http.JSON.readTree(text(SBOM));
        assertThat(sbom.path("bomFormat").asString()).isEqualTo("CycloneDX");
        assertThat(sbom.path("metadata").path("component").path("name").asString())
                .isEqualTo("server");

        Set<String> components = sbom.path("components")
                .valueStream()
                .map(component -> component.path("name").asString() + "-"
                        + component.path("version").asString() + ".jar")
                .collect(Collectors.toSet());
        assertThat(libraries())
                .anyMatch(name -> name.matches("postgresql-[0-9.]+\\.jar"))
                .anyMatch(name -> name.matches("spring-webmvc-[0-9.]+\\.jar"));
        assertThat(components).containsAll(libraries());
        assertThat(jar.getManifest().getMainAttributes().getValue("Sbom-Location"))
                .isEqualTo(SBOM);
    }

    @Test
    void theListOfLicencesHasEveryLibraryOfTheJar() throws IOException {
        Set<String> listed = text(LICENCES)
                .lines()
                // (licence) Name (group:artifact:version - address)
                .filter(line -> line.contains(" - "))
                .map(line -> line.substring(line.lastIndexOf('(') + 1, line.lastIndexOf(" - ")))
                .map(coordinates -> coordinates.split(":", -1))
                .map(coordinates -> coordinates[1] + "-" + coordinates[2] + ".jar")
                .collect(Collectors.toSet());
        assertThat(listed).containsAll(libraries());
    }
}
