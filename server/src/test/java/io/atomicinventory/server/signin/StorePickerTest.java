package io.atomicinventory.server.signin;

import static io.atomicinventory.server.testing.Visitor.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.People;
import io.atomicinventory.server.testing.Visitor;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** People choose among their stores, and see where something waits for them. */
class StorePickerTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final Pattern STORE = Pattern.compile("class=\"cover\" href=\"" + HOME + "/([^\"/]+)\"");
    private static final Pattern MORE = Pattern.compile("href=\"" + HOME + "(\\?after=[^\"]+)\"");

    private static Visitor signedIn(String personId, String role, String stores) {
        People.add(SERVER.http(), personId, role, stores);
        Visitor visitor = new Visitor(SERVER.url());
        visitor.signIn(personId, People.PASSWORD);
        return visitor;
    }

    private static String home(Visitor visitor, String query) {
        Http.Answer answer = visitor.get(HOME + query);
        assertThat(answer.status()).isEqualTo(200);
        return answer.response().body();
    }

    private static List<String> stores(String page) {
        List<String> found = new ArrayList<>();
        Matcher matcher = STORE.matcher(page);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static void queue(String store, String transactionId) {
        assertThat(SERVER.http()
                        .post("/api/v1/stores/" + store + "/queue", """
                        {"transactionId": "%s", "deviceId": "till-1", "reason": "offline",
                         "items": [{"productId": "americano", "quantity": 1}]}""".formatted(transactionId))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void I3_onlyTheirOwnStoresAreShown_withWhatWaitsThere() {
        SERVER.cafe().store("davao");
        SERVER.cafe().store("manila");
        queue("cebu", "a");
        queue("davao", "b");
        queue("davao", "c");
        queue("manila", "d");
        String both = home(signedIn("picker-two", "cashier", "[\"davao\", \"cebu\"]"), "");
        assertThat(stores(both)).containsExactly("cebu", "davao");
        assertThat(both)
                .contains("1 sale waits", "2 sales wait", HOME + "/davao/queue", "Store davao")
                .doesNotContain("manila", "Nothing waits");

        SERVER.cafe().store("iloilo");
        String one = home(signedIn("picker-one", "manager", "[\"iloilo\"]"), "");
        assertThat(stores(one)).containsExactly("iloilo");
        assertThat(one).contains("Nothing waits").doesNotContain("sale waits", "class=\"pager\"");
        assertThat(home(signedIn("picker-none", "manager", "[\"not-yet\"]"), ""))
                .contains("None of your stores is there yet", "Ask an administrator");
    }

    @Test
    void manyStoresComeInPages() {
        List<String> all = new ArrayList<>();
        for (int i = 10; i < 60; i++) {
            SERVER.cafe().store("many-" + i);
            all.add("many-" + i);
        }
        Visitor visitor = signedIn("picker-many", "manager", "[\"" + String.join("\", \"", all) + "\"]");
        List<String> seen = new ArrayList<>();
        String page = home(visitor, "");
        assertThat(page).doesNotContain("First stores");
        seen.addAll(stores(page));
        Matcher more = MORE.matcher(page);
        while (more.find()) {
            page = home(visitor, more.group(1));
            assertThat(page).contains("First stores");
            seen.addAll(stores(page));
            more = MORE.matcher(page);
        }
        assertThat(seen).isEqualTo(all);
    }
}
