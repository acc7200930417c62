package io.atomicinventory.server.signin;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Answers people with a page where the filters behind it cannot go on. */
class PageTroubleFilter extends OncePerRequestFilter {
    private final PageRefusals refusals;

    PageTroubleFilter(PageRefusals refusals) {
        this.refusals = refusals;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (RuntimeException | ServletException e) {
            if (response.isCommitted() || !refusals.trouble(request, response, e)) {
                throw e;
            }
        }
    }
}
