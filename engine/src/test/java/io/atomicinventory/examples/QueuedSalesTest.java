package io.atomicinventory.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.queue.QueueDecision;
import io.atomicinventory.engine.queue.QueueOutcome;
import io.atomicinventory.engine.queue.QueueReason;
import io.atomicinventory.engine.queue.QueueRequest;
import io.atomicinventory.engine.queue.SyncReport;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The example works, and is what the page shows. */
class QueuedSalesTest {
    private static final Path SOURCE = Path.of("src/test/java/io/atomicinventory/examples/QueuedSales.java");
    private static final Path PAGE = Path.of("../docs/embedding.md");

    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    @Test
    void I2_whatFitsIsSynchronisedAndAPersonSettlesTheOthers() {
        String approved = queued("approved", 101);
        String rejected = queued("rejected", 102);
        QueuedSales sales = new QueuedSales(OPEN.engine(), Cafe.CEBU, "till-1", Cafe.ANA, Actor.of("maria"));

        Instant now = Instant.now();
        SyncReport report = sales.settle("fits", List.of(new SaleItem(Cafe.CROFFLE, 2)), now, now, approved, rejected);

        assertThat(report).isEqualTo(new SyncReport(1, 2, 0));
        assertThat(decision(approved)).isEqualTo(QueueDecision.APPROVED);
        assertThat(decision(rejected)).isEqualTo(QueueDecision.REJECTED);
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cream")).isEqualByComparingTo("-3");
    }

    /** But for the space: a page has lines of its own length. */
    @Test
    void thePageShowsTheExampleAsItIsRun() throws IOException {
        String source = Files.readString(SOURCE);
        String shown = source.substring(
                source.indexOf("// shown from here") + "// shown from here".length(),
                source.indexOf("// shown to here"));
        assertThat(code(Files.readString(PAGE))).contains("```java" + code(shown) + "```");
    }

    private static String code(String text) {
        return text.replaceAll("\\s+", "");
    }

    private static String queued(String transactionId, int croffles) {
        QueueOutcome outcome = OPEN.engine()
                .queue()
                .queueTransaction(new QueueRequest(
                        Cafe.CEBU,
                        transactionId,
                        "till-1",
                        List.of(new SaleItem(Cafe.CROFFLE, croffles)),
                        QueueReason.OFFLINE,
                        Cafe.ANA,
                        null,
                        null));
        return ((QueueOutcome.Accepted) outcome).entry().queueId();
    }

    private static QueueDecision decision(String queueId) {
        return OPEN.engine().queue().find(Cafe.CEBU, queueId).orElseThrow().decision();
    }
}
