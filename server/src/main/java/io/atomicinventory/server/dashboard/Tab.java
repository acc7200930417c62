package io.atomicinventory.server.dashboard;

import io.atomicinventory.engine.access.Role;
import io.atomicinventory.server.security.Permission;
import java.util.Arrays;
import java.util.List;

/** The tabs of a store's pages, in their order. */
public enum Tab {
    OVERVIEW("overview", "Overview", Permission.REVIEW),
    HEALTH("health", "Health Checks", Permission.REVIEW),
    QUEUE("queue", "Queue Management", Permission.SEE),
    METRICS("metrics", "Metrics", Permission.REVIEW),
    STOCK("stock", "Stock", Permission.SEE),
    GAPS("gaps", "Menu gaps", Permission.REVIEW);

    private final String path;
    private final String title;
    private final Permission permission;

    Tab(String path, String title, Permission permission) {
        this.path = path;
        this.title = title;
        this.permission = permission;
    }

    public String path() {
        return path;
    }

    public String title() {
        return title;
    }

    static List<Tab> of(Role role) {
        return Arrays.stream(values()).filter(tab -> tab.permission.isOf(role)).toList();
    }
}
