package io.atomicinventory.engine;

import java.util.List;

/** A request that no state of the stock could make valid: a value is missing or out of its bounds. */
public final class InvalidRequestException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private final transient List<String> errors;

    public InvalidRequestException(String error) {
        this(List.of(error));
    }

    public InvalidRequestException(List<String> errors) {
        super(String.join("; ", errors));
        this.errors = List.copyOf(errors);
    }

    /** One text for each field that is wrong, beginning with the field's name. */
    public List<String> errors() {
        return errors;
    }
}
