package io.atomicinventory.server.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.access.AccessService;
import io.atomicinventory.engine.access.Person;
import io.atomicinventory.server.security.AccessEnded;
import java.time.Duration;
import java.util.Optional;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** What people may do now: the database's word, believed for a second, and on this node not beyond a change. Thread-safe. */
@Component
class KnownPeople {
    private static final Duration BELIEVED = Duration.ofSeconds(1);
    private static final int MOST = 100_000;

    private final AccessService access;
    private final Cache<String, Optional<Person.Kept>> fresh =
            Caffeine.newBuilder().expireAfterWrite(BELIEVED).maximumSize(MOST).build();

    KnownPeople(AccessService access) {
        this.access = access;
    }

    /** @throws DatabaseUnavailableException where the database does not answer */
    Optional<Person.Kept> find(String personId) {
        return fresh.get(personId, access::person);
    }

    void remember(Person.Kept kept) {
        fresh.put(kept.person().personId(), Optional.of(kept));
    }

    /** Before all who ask what is believed now. */
    @EventListener
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void forget(AccessEnded ended) {
        fresh.invalidate(ended.name());
    }
}
