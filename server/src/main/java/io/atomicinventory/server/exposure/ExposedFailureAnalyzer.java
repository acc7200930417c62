package io.atomicinventory.server.exposure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** What to set, instead of a stack trace. */
class ExposedFailureAnalyzer extends AbstractFailureAnalyzer<ExposedException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ExposedException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.remedy(), cause);
    }
}
