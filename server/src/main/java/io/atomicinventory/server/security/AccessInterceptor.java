package io.atomicinventory.server.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/** Asks before each call, and before its body is read, whether this caller may do it in this store. */
public class AccessInterceptor implements HandlerInterceptor {
    /** The API, and the pages behind the sign-in that act in stores. */
    static final String[] PATHS = {"/api/**", "/inventory/**"};
    /** On the request: what it asked for, for the audit trail. */
    public static final String PERMISSION = AccessInterceptor.class.getName() + ".permission";

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws HttpRequestMethodNotSupportedException {
        // Which address this is has been decided by whoever chose the handler: it is not read again here.
        if (handler instanceof HandlerMethod method) {
            Permission permission = permission(method);
            if (permission == null) {
                // The framework's own answer to OPTIONS: nothing of ours comes without.
                throw new HttpRequestMethodNotSupportedException(request.getMethod());
            }
            request.setAttribute(PERMISSION, permission);
            Identity identity = Access.of(request.getUserPrincipal());
            String storeId = storeId(request);
            if (storeId != null) {
                Access.requireStore(identity, storeId);
            }
            Access.require(identity, permission);
        }
        return true;
    }

    static @Nullable Permission permission(HandlerMethod method) {
        Allowed allowed = method.getMethodAnnotation(Allowed.class);
        if (allowed == null) {
            allowed = AnnotatedElementUtils.findMergedAnnotation(method.getBeanType(), Allowed.class);
        }
        return allowed == null ? null : allowed.value();
    }

    /** The store that the address names; null where it names none. */
    public static @Nullable String storeId(HttpServletRequest request) {
        return request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables
                ? (String) variables.get("storeId")
                : null;
    }
}
