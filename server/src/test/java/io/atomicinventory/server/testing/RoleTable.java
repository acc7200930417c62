package io.atomicinventory.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.access.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The table in {@code docs/roles.md}. */
public final class RoleTable {
    private static final Path PAGE = Path.of("../docs/roles.md");
    private static final List<String> ROLES =
            Arrays.stream(Role.values()).map(Role::code).toList();

    private RoleTable() {}

    /** Operation, and the roles that may do it. */
    public static Map<String, List<String>> read() {
        Map<String, List<String>> table = new TreeMap<>();
        for (String line : lines()) {
            List<String> cells =
                    Stream.of(line.split("\\|", -1)).map(String::strip).toList();
            if (cells.size() == 5 + ROLES.size() && cells.get(2).startsWith("`")) {
                List<String> may = new ArrayList<>();
                for (int i = 0; i < ROLES.size(); i++) {
                    assertThat(cells.get(4 + i)).as(line).isIn("yes", "");
                    if (cells.get(4 + i).equals("yes")) {
                        may.add(ROLES.get(i));
                    }
                }
                table.put(cells.get(2).replace("`", ""), may);
            }
        }
        return table;
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
