package io.atomicinventory.server.problem;

import java.util.List;

/** Ends a request with a refusal. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final ProblemType type;
    private final transient List<String> errors;

    public ProblemException(ProblemType type, String error) {
        this(type, List.of(error));
    }

    public ProblemException(ProblemType type, List<String> errors) {
        super(String.join("; ", errors));
        this.type = type;
        this.errors = List.copyOf(errors);
    }

    public ProblemType type() {
        return type;
    }

    public List<String> errors() {
        return errors;
    }
}
