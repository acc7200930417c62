package io.atomicinventory.server.dashboard.live;

import static io.atomicinventory.server.testing.Visitor.HOME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.People;
import io.atomicinventory.server.testing.Visitor;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An open page hears what has changed in its store, and nothing once its person may not see it any more. */
class LiveTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final AtomicInteger LAST = new AtomicInteger();

    /** What a page hears, and when it is over. */
    private record Page(String personId, Visitor visitor, List<String> heard, CompletableFuture<?> over) {
        static Page open(String store) {
            String personId = "live-" + LAST.incrementAndGet();
            People.add(SERVER.http(), personId, "manager", "[\"cebu\"]");
            Visitor visitor = new Visitor(SERVER.url());
            visitor.signIn(personId, People.PASSWORD);
            List<String> heard = new CopyOnWriteArrayList<>();
            CompletableFuture<Stream<String>> stream =
                    visitor.open(HOME + "/" + store + "/live").thenApply(HttpResponse::body);
            CompletableFuture<?> over = stream.thenAcceptAsync(lines -> lines.filter(line -> line.startsWith("event: "))
                    .forEach(line -> heard.add(line.substring("event: ".length()))));
            Page page = new Page(personId, visitor, heard, over);
            page.hears("begun");
            return page;
        }

        void forget() {
            heard.clear();
        }

        void hears(String... names) {
            await().atMost(SOON).untilAsserted(() -> assertThat(heard).contains(names));
        }

        void isOver() {
            await().atMost(SOON).until(over::isDone);
            assertThat(heard).last().isEqualTo("ended");
        }
    }

    @Test
    void whatChangesInThisStoreIsHeard_andNothingOfAnother() throws InterruptedException {
        SERVER.cafe().store("manila");
        SERVER.cafe().stock("manila", "tea", "5");
        Page page = Page.open("cebu");
        Page other = Page.open("cebu");
        // A new page asks for everything once: something may have changed since it was made.
        page.hears("queue", "stock", "menu");
        other.hears("queue", "stock", "menu");
        page.forget();
        other.forget();
        SERVER.cafe().receive("manila", "tea", "1", "live-manila");
        Thread.sleep(2500);
        assertThat(page.heard()).isEmpty();
        SERVER.http().post("/api/v1/stores/cebu/queue", """
                        {"transactionId": "live-1", "deviceId": "till-1", "reason": "offline",
                         "items": [{"productId": "caramel-croffle", "quantity": 1}]}""");
        page.hears("queue");
        assertThat(page.heard()).doesNotContain("stock");
        SERVER.http().post("/api/v1/stores/cebu/queue/sync", "{}");
        page.hears("queue", "stock");
        other.hears("queue", "stock");
        SERVER.cafe().map("cebu", "Sugar", "g", "cup", "1");
        page.hears("menu");
        page.visitor().signOut();
        page.isOver();
        assertThat(other.over()).isNotDone();
    }

    @Test
    void whoIsSwitchedOffHearsThatItIsOver() {
        Page page = Page.open("cebu");
        People.change(SERVER.http(), page.personId(), "manager", "[\"cebu\"]", false);
        page.isOver();
    }

    @Test
    void whoLosesTheStoreHearsThatItIsOver() {
        Page page = Page.open("cebu");
        People.change(SERVER.http(), page.personId(), "manager", "[\"manila\"]", true);
        page.isOver();
    }
}
