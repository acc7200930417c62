package io.atomicinventory.server.security;

import io.atomicinventory.server.limits.RateLimits;
import io.atomicinventory.server.problem.ProblemType;
import io.atomicinventory.server.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Whoever has no valid token is limited by his address, and costs no look-up beyond that. Whoever has one is not: tills
 * behind one address do not suffer from a stranger among them.
 */
@Component
class Strangers {
    /** On the request: that it was counted. */
    private static final String COUNTED = Strangers.class.getName() + ".counted";

    private final RateLimits limits;
    private final ProblemWriter problems;

    Strangers(RateLimits limits, ProblemWriter problems) {
        this.limits = limits;
        this.problems = problems;
    }

    /** @return false where the request was answered: there were too many */
    boolean letPass(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getAttribute(COUNTED) != null) {
            return true;
        }
        request.setAttribute(COUNTED, true);
        Optional<Duration> wait = limits.address(request.getRemoteAddr());
        if (wait.isPresent()) {
            problems.tooManyRequests(
                    request,
                    response,
                    wait.get(),
                    List.of("Too many requests without a valid token from this address: this one did nothing"));
        }
        return wait.isEmpty();
    }

    void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (letPass(request, response)) {
            problems.write(
                    request,
                    response,
                    ProblemType.UNAUTHENTICATED,
                    List.of("Send Authorization: Bearer TOKEN with a valid token"));
        }
    }
}
