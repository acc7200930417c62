package io.atomicinventory.server.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.OpenServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A menu as cafés have them: one ingredient in several units, half pieces, stray case and spaces, add-ons, packaging
 * and choices. Every product is sold in every store, and every stock row is what a plain sum over the file says.
 */
class RealMenuTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.empty();

    @BeforeEach
    void clear() {
        SERVER.clear();
    }

    @AfterEach
    void booksAreRight() {
        SERVER.requireRightBooks();
    }

    @Test
    void I1_everyProductOfAMenuSellsInEveryStore_andEveryStockRowIsWhatAPlainSumSays() throws IOException {
        try (InputStream menu =
                Objects.requireNonNull(RealMenuTest.class.getResourceAsStream("/menus/waffle-house.csv"))) {
            MenuTrial.Figures figures = new MenuTrial(SERVER.http(), menu.readAllBytes()).run();
            assertThat(figures.products()).isEqualTo(30);
            assertThat(figures.lines()).isEqualTo(100);
            assertThat(figures.sold()).isEqualTo(28);
            assertThat(figures.skipped()).isEqualTo(2);
            assertThat(figures.duplicateMappings()).isPositive();
            assertThat(figures.stockRows()).isPositive();
        }
    }

    /** {@code mvn test -pl server -am -Dtest=RealMenuTest -Dreal.menu=FILE -Dsurefire.failIfNoSpecifiedTests=false} */
    @Test
    @EnabledIfSystemProperty(named = "real.menu", matches = ".+")
    void I1_everyProductOfAMenuThatIsNamedSellsInEveryStore() throws IOException {
        byte[] menu = Files.readAllBytes(Path.of(System.getProperty("real.menu")));
        System.out.println(new MenuTrial(SERVER.http(), menu).run());
    }
}
