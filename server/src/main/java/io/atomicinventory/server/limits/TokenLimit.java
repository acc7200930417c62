package io.atomicinventory.server.limits;

import io.atomicinventory.server.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.OncePerRequestFilter;

/** Whoever has a token is limited by it, wherever he calls from. Before his body is read. */
class TokenLimit extends OncePerRequestFilter {
    private final RateLimits limits;
    private final ProblemWriter problems;

    TokenLimit(RateLimits limits, ProblemWriter problems) {
        this.limits = limits;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Principal principal = request.getUserPrincipal();
        Optional<Duration> wait = principal == null ? Optional.empty() : limits.token(principal.getName());
        if (wait.isPresent()) {
            problems.tooManyRequests(
                    request, response, wait.get(), List.of("Too many requests with this token: this one did nothing"));
            return;
        }
        chain.doFilter(request, response);
    }

    @Configuration(proxyBeanMethods = false)
    static class BehindSecurity {
        @Bean
        FilterRegistrationBean<TokenLimit> tokenLimit(RateLimits limits, ProblemWriter problems) {
            FilterRegistrationBean<TokenLimit> filter = new FilterRegistrationBean<>(new TokenLimit(limits, problems));
            filter.setOrder(SecurityFilterProperties.DEFAULT_FILTER_ORDER + 1);
            return filter;
        }
    }
}
