package io.atomicinventory.device;

import io.atomicinventory.device.client.AtomicInventoryClient;
import io.atomicinventory.device.client.Ids;
import io.atomicinventory.device.queue.OfflineSaleQueue;
import java.time.Clock;
import java.util.function.Consumer;

/** Sets what may be set of a till. */
public final class TillBuilder {
    private final OfflineSaleQueue queue;
    private final AtomicInventoryClient client;
    private final String deviceId;
    private TillSettings settings = TillSettings.defaults();
    private Clock clock = Clock.systemUTC();
    private Consumer<TillEvent> listener = event -> {};
    private boolean syncsByItself = true;

    TillBuilder(OfflineSaleQueue queue, AtomicInventoryClient client, String deviceId) {
        Ids.require("deviceId", deviceId);
        this.queue = queue;
        this.client = client;
        this.deviceId = deviceId;
    }

    public TillBuilder settings(TillSettings with) {
        this.settings = with;
        return this;
    }

    /** The device's, however wrong; the same as the client's. */
    public TillBuilder clock(Clock device) {
        this.clock = device;
        return this;
    }

    /** Hears what happens in the background, on the till's threads; it should return soon. */
    public TillBuilder listener(Consumer<TillEvent> hears) {
        this.listener = hears;
        return this;
    }

    /** Only {@link Till#syncNow()} synchronises. */
    public TillBuilder withoutAutoSync() {
        this.syncsByItself = false;
        return this;
    }

    /** Both the queue and the client are the till's from now on, and closed with it. */
    public Till open() {
        return Till.make(queue, client, deviceId, settings, clock, listener, syncsByItself);
    }
}
