package io.atomicinventory.server.dashboard.queue;

import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.queue.OfflineQueueService;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Queue entries that somebody has chosen, in an order. As text, five hundred of them fit into a form.
 *
 * @param queueIds as the engine makes them: 32 hexadecimal digits
 */
record Selection(List<String> queueIds) {
    private static final Pattern QUEUE_ID = Pattern.compile("q-[0-9a-f]{32}");
    private static final int BYTES = 16;
    private static final int LENGTH = 22;
    private static final Pattern TEXT = Pattern.compile("(?:[A-Za-z0-9_-]{" + LENGTH + "})*");

    Selection {
        if (!queueIds.stream().allMatch(id -> QUEUE_ID.matcher(id).matches())) {
            throw new InvalidRequestException("queueId: is none of the queue's");
        }
        queueIds = queueIds.stream().distinct().toList();
        if (queueIds.size() > OfflineQueueService.MOST_AT_ONCE) {
            throw new InvalidRequestException(
                    "At most " + OfflineQueueService.MOST_AT_ONCE + " sales are decided at once. Choose fewer.");
        }
    }

    static Selection parse(String text) {
        if (!TEXT.matcher(text).matches()) {
            throw new InvalidRequestException("selection: is not what the page has sent");
        }
        List<String> ids = new ArrayList<>();
        try {
            for (int i = 0; i < text.length(); i += LENGTH) {
                byte[] bytes = Base64.getUrlDecoder().decode(text.substring(i, i + LENGTH));
                ids.add("q-" + HexFormat.of().formatHex(bytes, 0, BYTES));
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("selection: is not what the page has sent");
        }
        return new Selection(ids);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (String id : queueIds) {
            byte[] bytes = HexFormat.of().parseHex(id.substring(2));
            text.append(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        }
        return text.toString();
    }

    Selection first(int most) {
        return new Selection(queueIds.subList(0, Math.min(most, queueIds.size())));
    }

    Selection after(int first) {
        return new Selection(queueIds.subList(Math.min(first, queueIds.size()), queueIds.size()));
    }

    boolean isEmpty() {
        return queueIds.isEmpty();
    }
}
