package io.atomicinventory.server.observation;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/** Reads what the address and the key say, once it is known which call it is. Bodies say the rest. */
class ContextInterceptor implements HandlerInterceptor {
    private static final String KEY_HEADER = "Idempotency-Key";

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables) {
            RequestContext.store(request, (String) variables.get(RequestContext.STORE_ID));
            RequestContext.transaction(request, (String) variables.get(RequestContext.TRANSACTION_ID));
        }
        RequestContext.key(request.getHeader(KEY_HEADER));
        return true;
    }
}
