package io.atomicinventory.server.testing;

import io.atomicinventory.engine.testing.TestDatabase;
import io.atomicinventory.server.ServerApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole server inside this JVM, on a database of the tests' PostgreSQL and a free port. */
public final class TestServer implements AutoCloseable {
    public static final String TOKEN = "test-token-with-enough-length";

    private final ConfigurableApplicationContext context;
    private final String url;

    private TestServer(ConfigurableApplicationContext context) {
        this.context = context;
        int port = Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer())
                .getPort();
        this.url = "http://127.0.0.1:" + port;
    }

    public static TestServer start(TestDatabase database, String... moreProperties) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("server.port", "0");
        properties.put("inventory.database.url", database.jdbcUrl());
        properties.put("inventory.database.user", TestDatabase.OWNER);
        properties.put("inventory.database.password", TestDatabase.PASSWORD);
        properties.put("inventory.admin.token", TOKEN);
        properties.put("inventory.data.dir", emptyFolder());
        // What waits is synchronised when a test says so.
        properties.put("inventory.queue.sync-interval", "0");
        // Tests send what they send as fast as they can.
        properties.put("inventory.limits.token", "0");
        properties.put("inventory.limits.address", "0");
        for (String property : moreProperties) {
            String[] parts = property.split("=", 2);
            properties.put(parts[0], parts[1]);
        }
        String[] arguments = properties.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
        return new TestServer(SpringApplication.run(ServerApplication.class, arguments));
    }

    private static String emptyFolder() {
        try {
            return Files.createTempDirectory("atomic-inventory-server").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return url;
    }

    /** A client with the administrator's token. */
    public Http http() {
        return Http.of(url, TOKEN);
    }

    /** For tests that compare the server with what it says of itself. */
    public <T> T bean(String name, Class<T> type) {
        return context.getBean(name, type);
    }

    @Override
    public void close() {
        context.close();
    }
}
