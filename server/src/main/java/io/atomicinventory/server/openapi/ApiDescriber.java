package io.atomicinventory.server.openapi;

import io.swagger.v3.core.util.Yaml31;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.stereotype.Component;

/**
 * Puts the words of {@code openapi/api.yaml} to the operations and parameters that the controllers have. An operation
 * without words stays in the document, bare: a body that is read strictly has no type that could describe it. They are
 * read when somebody first asks for the document, which is then kept, so that a start does not wait for it.
 */
@Component
class ApiDescriber implements OpenApiCustomizer {
    private static final String WORDS = "/openapi/api.yaml";

    @Override
    public void customise(OpenAPI document) {
        OpenAPI words = words();
        document.info(words.getInfo()).security(words.getSecurity()).tags(words.getTags());
        document.paths(inOrder(document.getPaths(), words.getPaths()));
        document.getPaths()
                .forEach((path, item) -> describe(item, words.getPaths().get(path)));
        // In place of the types that were found in the controllers.
        document.components(words.getComponents());
    }

    private static OpenAPI words() {
        try (InputStream yaml = Objects.requireNonNull(ApiDescriber.class.getResourceAsStream(WORDS), WORDS)) {
            return Yaml31.mapper().readValue(yaml, OpenAPI.class);
        } catch (IOException e) {
            throw new UncheckedIOException(WORDS, e);
        }
    }

    private static Paths inOrder(Paths found, Paths words) {
        Paths paths = new Paths();
        words.keySet().stream().filter(found::containsKey).forEach(path -> paths.put(path, found.get(path)));
        found.forEach(paths::putIfAbsent);
        return paths;
    }

    private static void describe(PathItem item, @Nullable PathItem words) {
        item.readOperationsMap().forEach((method, operation) -> {
            Operation found = words == null ? null : words.readOperationsMap().get(method);
            describe(operation, found == null ? new Operation() : found);
        });
    }

    private static void describe(Operation operation, Operation words) {
        operation.operationId(words.getOperationId());
        operation.tags(words.getTags());
        operation.summary(words.getSummary());
        operation.description(words.getDescription());
        operation.requestBody(words.getRequestBody());
        operation.responses(words.getResponses());
        if (operation.getParameters() != null && words.getParameters() != null) {
            operation.getParameters().replaceAll(parameter -> described(parameter, words.getParameters()));
        }
    }

    private static Parameter described(Parameter found, List<Parameter> words) {
        return words.stream()
                .filter(text ->
                        Objects.equals(text.getName(), found.getName()) && Objects.equals(text.getIn(), found.getIn()))
                .findFirst()
                .orElse(found);
    }
}
