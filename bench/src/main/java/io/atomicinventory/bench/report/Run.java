package io.atomicinventory.bench.report;

import java.util.Map;

/**
 * What every report begins with.
 *
 * @param command as it can be given again, without passwords
 */
public record Run(String command, Map<String, String> machine) {

    public Markdown page(String title) {
        return new Markdown()
                .heading(1, title)
                .paragraph("`" + command + "`")
                .heading(2, "Machine")
                .facts(machine);
    }
}
