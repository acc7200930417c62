package io.atomicinventory.server.imports;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.AtomicInventory;
import java.io.InputStream;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Imports a file: all of it, or nothing. */
@Component
public class Imports {
    private final AtomicInventory engine;

    Imports(AtomicInventory engine) {
        this.engine = engine;
    }

    /** What can be imported. */
    public enum Kind {
        MENU,
        STOCK,
        MAPPINGS;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param input CSV in UTF-8 with a header; read once, row by row */
    public ImportReport run(Kind kind, InputStream input, Actor actor) {
        return switch (kind) {
            case MENU -> {
                MenuSource menu = new MenuSource(input);
                yield ImportReport.of(menu, engine.catalog().importProducts(menu, actor));
            }
            case STOCK -> {
                StockSource stock = new StockSource(input);
                yield ImportReport.of(stock, engine.stock().importItems(stock, actor));
            }
            case MAPPINGS -> {
                MappingSource mappings = new MappingSource(input);
                yield ImportReport.of(mappings, engine.catalog().importMappings(mappings));
            }
        };
    }
}
