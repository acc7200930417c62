package io.atomicinventory.server.security;

import io.atomicinventory.server.limits.RateLimits;
import io.atomicinventory.server.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Whoever has no valid token is limited by his address. Whoever has one is not: tills behind one address do not suffer
 * from a stranger among them.
 */
@Component
class Strangers {
    private final RateLimits limits;
    private final ProblemWriter problems;

    Strangers(RateLimits limits, ProblemWriter problems) {
        this.limits = limits;
        this.problems = problems;
    }

    /** Whether one who has nothing to show yet may make us work to find out. */
    boolean mayTry(HttpServletRequest request, HttpServletResponse response) throws IOException {
        return letPass(limits.untilRoom(request.getRemoteAddr()), request, response);
    }

    /** @return false where the request was answered: there were too many */
    boolean letPass(HttpServletRequest request, HttpServletResponse response) throws IOException {
        return letPass(limits.address(request.getRemoteAddr()), request, response);
    }

    private boolean letPass(Optional<Duration> wait, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (wait.isPresent()) {
            problems.tooManyRequests(
                    request,
                    response,
                    wait.get(),
                    List.of("Too many requests without a valid token from this address: this one did nothing"));
        }
        return wait.isEmpty();
    }
}
