package io.atomicinventory.server.dashboard.queue;

import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.catalog.Store;
import io.atomicinventory.engine.queue.QueueFilter;
import io.atomicinventory.server.dashboard.StorePage;
import io.atomicinventory.server.dashboard.Tab;
import io.atomicinventory.server.request.Paths;
import io.atomicinventory.server.security.Access;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** The queue, and one entry of it. */
@StorePage
class QueuePage {
    static final String PATH = StorePage.PATH + "/queue";

    private static final List<String> FILTERS =
            Arrays.stream(QueueFilter.values()).map(QueueFilter::code).toList();

    private final QueueDesk desk;

    QueuePage(QueueDesk desk) {
        this.desk = desk;
    }

    @GetMapping(PATH)
    @Allowed(Permission.SEE)
    String show(
            @RequestParam(defaultValue = "open") String filter,
            @RequestParam(required = false) @Nullable String after,
            @ModelAttribute("store") Store store,
            Model model) {
        desk.list(store, filter(filter), after(after), model);
        model.addAttribute("tab", Tab.QUEUE);
        return "dashboard/queue";
    }

    @GetMapping(PATH + "/list")
    @Allowed(Permission.SEE)
    String list(
            @RequestParam(defaultValue = "open") String filter,
            @RequestParam(required = false) @Nullable String after,
            @ModelAttribute("store") Store store,
            Model model) {
        desk.list(store, filter(filter), after(after), model);
        return "dashboard/queue-list :: list";
    }

    @GetMapping(PATH + "/entries/{queueId}")
    @Allowed(Permission.SEE)
    String entry(
            @PathVariable String queueId,
            @RequestHeader(name = "HX-Request", required = false) @Nullable String isPart,
            @ModelAttribute("store") Store store,
            Principal principal,
            Model model) {
        desk.entry(store, queueId, isPreviewed(principal), model);
        return isPart == null ? desk.page(store, model) : "dashboard/queue-entry :: entry";
    }

    /** What the choices would do now, or how it was decided meanwhile. */
    @GetMapping(PATH + "/entries/{queueId}/effect")
    @Allowed(Permission.SEE)
    String effect(
            @PathVariable String queueId, @ModelAttribute("store") Store store, Principal principal, Model model) {
        desk.entry(store, queueId, isPreviewed(principal), model);
        return "dashboard/queue-entry :: now";
    }

    /** A script sends the beginning as an empty text. */
    private static @Nullable String after(@Nullable String after) {
        return after == null || after.isEmpty() ? null : Paths.after(after);
    }

    static boolean isPreviewed(Principal principal) {
        return Permission.REVIEW.isOf(Access.of(principal).role());
    }

    static QueueFilter filter(String code) {
        if (!FILTERS.contains(code)) {
            throw new InvalidRequestException("filter: must be one of " + String.join(", ", FILTERS));
        }
        return QueueFilter.ofCode(code);
    }
}
