package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.internal.figures.StoreFigures;
import io.atomicinventory.engine.monitor.DeductionFigures;
import io.atomicinventory.engine.monitor.DeductionFigures.Period;
import io.atomicinventory.engine.monitor.Finding;
import io.atomicinventory.engine.monitor.HealthStatus;
import java.sql.SQLException;
import java.util.List;

/** Of the sales of the last hour, how many were deducted. */
final class SuccessRateCheck implements HealthCheck {
    private static final int HEALTHY_PERCENT = 95;
    private static final int WARNING_PERCENT = 80;

    @Override
    public String name() {
        return "success-rate";
    }

    @Override
    public Finding find(String storeId, Transaction transaction) throws SQLException {
        StoreFigures all = FiguresStorage.read(
                storeId, HealthStorage.known(storeId, transaction).orElseThrow(), transaction);
        DeductionFigures hour = all.of(Period.LAST_HOUR);
        long failures = hour.refused() + hour.failed();
        long others = failures - hour.shortages() - hour.systemFailures();
        HealthStatus status = status(hour.deducted(), failures);
        String todo = status == HealthStatus.HEALTHY ? "" : todo(hour, others);
        return Finding.of(
                        name(),
                        status,
                        status == HealthStatus.HEALTHY ? 0 : failures,
                        List.copyOf(hour.reasons().keySet()).stream()
                                .limit(EXAMPLES)
                                .toList(),
                        message(hour, failures, others, todo),
                        todo)
                .with("successPercent", hour.successPercent())
                .with("deducted", hour.deducted())
                .with("queued", hour.queued())
                .with("shortages", hour.shortages())
                .with("systemFailures", hour.systemFailures())
                .with("otherRefusals", others);
    }

    private static HealthStatus status(long deducted, long failures) {
        long all = deducted + failures;
        if (deducted * 100 >= all * HEALTHY_PERCENT) {
            return HealthStatus.HEALTHY;
        }
        return deducted * 100 >= all * WARNING_PERCENT ? HealthStatus.WARNING : HealthStatus.CRITICAL;
    }

    private static String message(DeductionFigures hour, long failures, long others, String todo) {
        long all = hour.deducted() + failures;
        if (all == 0) {
            return "No sale in the last hour.";
        }
        String text =
                hour.successPercent().toPlainString() + " % of the " + all + " sales of the last hour were deducted.";
        return failures == 0
                ? text
                : text + " " + hour.shortages() + " lacked stock, " + hour.systemFailures()
                        + " failed in the system, and " + others + " were refused for other reasons."
                        + (todo.isEmpty() ? "" : " " + todo);
    }

    /** About what there is most of. */
    private static String todo(DeductionFigures hour, long others) {
        if (hour.shortages() >= hour.systemFailures() && hour.shortages() >= others) {
            return "Most lacked stock: receive or count what is short, or let the store queue such sales.";
        }
        if (hour.systemFailures() >= others) {
            return "Most failed in the system: see whether the database answers and how busy it is; the tills send the"
                    + " same sales again.";
        }
        return "Most were refused for what is wrong in the menu or in the till: mend what the reasons name.";
    }
}
