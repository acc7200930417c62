package io.atomicinventory.server.queue;

import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.engine.queue.QueuePreview;
import java.util.List;

/** What each choice would do, on the wire. */
record QueuePreviewView(QueueEntryView entry, List<Choice> choices) {

    record Choice(
            String choice,
            boolean possible,
            List<String> problems,
            List<QueuePreview.Row> rows,
            List<String> noLongerFit) {

        static Choice of(QueuePreview.Choice choice) {
            return new Choice(
                    choice.name(),
                    choice.isPossible(),
                    choice.problems().stream().map(Problem::text).toList(),
                    choice.rows(),
                    choice.noLongerFit());
        }
    }

    static QueuePreviewView of(QueuePreview preview) {
        return new QueuePreviewView(
                QueueEntryView.of(preview.entry()),
                preview.choices().stream().map(Choice::of).toList());
    }
}
