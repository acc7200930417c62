package io.atomicinventory.server.problem;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** What Tomcat refuses by itself, because it cannot even be read as HTTP, would be a page in HTML. */
class ProblemValve extends ErrorReportValve {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemValve.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    @Override
    protected void report(Request request, Response response, @Nullable Throwable thrown) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        ProblemType type = ProblemHandler.ofStatus(status);
        if (status > 500 && type == ProblemType.INTERNAL_ERROR) {
            // An unknown transfer coding or version of HTTP: no bug of ours.
            type = ProblemType.MALFORMED_REQUEST;
        }
        try {
            response.setStatus(type.status());
            response.setContentType(ProblemBody.MEDIA_TYPE);
            // What cannot be read has no address.
            String instance = Objects.requireNonNullElse(request.getRequestURI(), "");
            response.getOutputStream()
                    .write(JSON.writeValueAsBytes(ProblemBody.of(type, instance, List.of(type.title()))));
            response.finishResponse();
        } catch (IOException e) {
            LOG.debug("A refusal could not be sent", e);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OnTomcat {
        @Bean
        WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> problemsOfTomcat() {
            return tomcat -> tomcat.addContextCustomizers(
                    context -> context.getParent().getPipeline().addValve(new ProblemValve()));
        }
    }
}
