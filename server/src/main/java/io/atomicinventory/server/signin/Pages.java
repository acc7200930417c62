package io.atomicinventory.server.signin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Component;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

/** The pages' addresses and, where no controller is reached, their writer. */
@Component
class Pages {
    static final String SIGN_IN = "/sign-in";
    static final String SIGN_OUT = "/sign-out";
    static final String SET_UP = "/set-up";
    static final String ACCOUNT = "/account";
    static final String BOOTSTRAP_TOKEN = "/account/bootstrap-token";
    static final String HOME = "/inventory/atomic-dashboard";
    static final String ASSETS = "/assets/**";
    static final String[] ALL = {SIGN_IN, SIGN_OUT, SET_UP, ACCOUNT, ACCOUNT + "/**", "/inventory/**", ASSETS};

    /** What a script gets where it asked for a part and there is trouble, and where it puts it. */
    static final String PART = "trouble-part";

    static final Map<String, String> PART_HEADERS = Map.of("HX-Retarget", "#messages", "HX-Reswap", "innerHTML");

    private final ITemplateEngine templates;

    Pages(ITemplateEngine templates) {
        this.templates = templates;
    }

    /** Whether a script of ours asks for a part of a page: it shows what it gets where it belongs, and follows no redirect. */
    static boolean isPart(HttpServletRequest request) {
        return "true".equals(request.getHeader("HX-Request"));
    }

    /** The form again, with what was wrong. */
    void form(HttpServletRequest request, HttpServletResponse response, int status, String error) throws IOException {
        Map<String, Object> model = new HashMap<>();
        model.put("errors", List.of(error));
        if (request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token) {
            model.put("_csrf", token);
        }
        write(response, status, "sign-in", model);
    }

    /** A page that only tells. */
    void trouble(HttpServletResponse response, int status, String heading, String text) throws IOException {
        write(response, status, "trouble", Map.of("heading", heading, "text", text));
    }

    /** For the place of a page where it tells what went wrong. */
    void part(HttpServletResponse response, int status, String text) throws IOException {
        PART_HEADERS.forEach(response::setHeader);
        write(response, status, PART, Map.of("errors", List.of(text)));
    }

    private void write(HttpServletResponse response, int status, String template, Map<String, Object> model)
            throws IOException {
        byte[] page =
                templates.process(template, new Context(Locale.ROOT, model)).getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setContentLength(page.length);
        response.getOutputStream().write(page);
    }
}
