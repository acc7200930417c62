package io.atomicinventory.server.observation;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Begins what a request's log lines carry, and takes it away when the request ends: its thread may serve another one. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class ContextFilter extends OncePerRequestFilter {
    private static final List<String> ALL = List.of(
            RequestContext.REQUEST_ID,
            RequestContext.STORE_ID,
            RequestContext.TRANSACTION_ID,
            RequestContext.IDEMPOTENCY_KEY);

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        MDC.put(
                RequestContext.REQUEST_ID,
                HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
        try {
            chain.doFilter(request, response);
        } finally {
            ALL.forEach(MDC::remove);
        }
    }
}
