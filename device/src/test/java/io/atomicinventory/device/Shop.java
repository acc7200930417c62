package io.atomicinventory.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.device.client.AtomicInventoryClient;
import io.atomicinventory.device.client.ClientSettings;
import io.atomicinventory.device.client.SaleLine;
import io.atomicinventory.device.queue.OfflineSaleQueue;
import io.atomicinventory.device.queue.QueueSettings;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.TcpProxy;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.TestServer;
import io.atomicinventory.server.testing.Tokens;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/** Tills of one store, a wire that can be cut, and the real server behind it. */
public final class Shop implements AutoCloseable {
    /** A slow machine is not a slow server. */
    static final TillSettings PATIENT = TillSettings.defaults()
            .withSellDeadline(Duration.ofSeconds(20))
            .withDownFor(Duration.ZERO)
            .withChecks(Duration.ZERO, Duration.ZERO)
            .withRefreshPause(Duration.ZERO);

    private final OpenServer server;
    private final TcpProxy wire;
    private final List<Till> tills = new ArrayList<>();
    final List<TillEvent> events = Collections.synchronizedList(new ArrayList<>());

    public Shop(OpenServer server) throws IOException {
        this.server = server;
        this.wire = new TcpProxy(URI.create(server.url()).getPort());
    }

    /** That synchronises when a test says so. */
    public Till till(Path file) {
        return till(file, PATIENT, Clock.systemUTC(), TillBuilder::withoutAutoSync);
    }

    /** With a token of its own. */
    Till till(Path file, String token) {
        return till(file, token, PATIENT, Clock.systemUTC(), TillBuilder::withoutAutoSync);
    }

    Till till(Path file, TillSettings settings, Clock clock, UnaryOperator<TillBuilder> more) {
        return till(file, TestServer.TOKEN, settings, clock, more);
    }

    private Till till(Path file, String token, TillSettings settings, Clock clock, UnaryOperator<TillBuilder> more) {
        OfflineSaleQueue queue = OfflineSaleQueue.open(file, QueueSettings.defaults(), clock);
        AtomicInventoryClient client = new AtomicInventoryClient(
                URI.create("http://127.0.0.1:" + wire.port()),
                Cafe.CEBU,
                token,
                ClientSettings.defaults().withMaxAttempts(2),
                clock);
        Till till = more.apply(Till.of(queue, client, "till-1")
                        .settings(settings)
                        .clock(clock)
                        .listener(events::add))
                .open();
        tills.add(till);
        return till;
    }

    /** Of anybody's server with the café in it; it synchronises when a test says so. */
    public static Till till(Path file, String url, TillSettings settings) {
        return builder(file, url, settings).withoutAutoSync().open();
    }

    static TillBuilder builder(Path file, String url, TillSettings settings) {
        Clock clock = Clock.systemUTC();
        return Till.of(
                        OfflineSaleQueue.open(file, QueueSettings.defaults(), clock),
                        new AtomicInventoryClient(
                                URI.create(url), Cafe.CEBU, TestServer.TOKEN, ClientSettings.defaults(), clock),
                        "till")
                .settings(settings);
    }

    /** A token that may sell, and may not void. */
    String cashier() {
        return Tokens.secret(server.http(), "counter", "cashier", Cafe.CEBU);
    }

    TcpProxy wire() {
        return wire;
    }

    public void unplug() {
        wire.refuse(true);
        wire.cut();
    }

    public void plugIn() {
        wire.refuse(false);
    }

    public static List<SaleLine> croffles(int quantity) {
        return List.of(SaleLine.of(Cafe.CROFFLE, quantity));
    }

    static List<SaleLine> coffees(int quantity) {
        return List.of(SaleLine.of(Cafe.COFFEE, quantity));
    }

    int croissants() {
        return server.cafe().quantity(Cafe.CEBU, "croissant").intValueExact();
    }

    Http.Answer post(String path, String json) {
        Http.Answer answer = server.http().post("/api/v1/stores/" + Cafe.CEBU + path, json);
        assertThat(answer.status()).as(answer.toString()).isBetween(200, 299);
        return answer;
    }

    @Override
    public void close() throws IOException {
        tills.forEach(Till::close);
        wire.close();
    }
}
