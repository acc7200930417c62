package io.atomicinventory.server.exposure;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Map;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * What browsers are told, on every answer. A valve and no filter, because Tomcat refuses much before any filter runs.
 * It sets them first; whoever knows better for his answer sets them again.
 */
class SecurityHeaders extends ValveBase {
    private static final Map<String, String> ALWAYS = Map.of(
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "Cache-Control", "no-store");

    private static final String CSP = "Content-Security-Policy";
    private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";
    /** Its own scripts and styles, the document, and the pictures that its stylesheet has inside. */
    private static final String SWAGGER_UI = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    private static final String SWAGGER_PATH = "/swagger-ui/";
    private static final String ONE_YEAR = "max-age=31536000";

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        set(request, response);
        getNext().invoke(request, response);
    }

    static void set(Request request, Response response) {
        ALWAYS.forEach(response::setHeader);
        // As it was sent: whoever writes it in another way is not answered with the page.
        String path = request.getRequestURI();
        boolean isSwagger = path != null && path.startsWith(SWAGGER_PATH) && !path.contains("..");
        response.setHeader(CSP, isSwagger ? SWAGGER_UI : NOTHING);
        if (request.isSecure()) {
            response.setHeader("Strict-Transport-Security", ONE_YEAR);
        }
    }
}
