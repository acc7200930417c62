package io.atomicinventory.engine.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.testing.OpenCafe;
import io.atomicinventory.engine.testing.Together;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who there is and where they may act, as it is kept. */
class AccessServiceTest {
    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    private static final StoreScope CEBU = StoreScope.of("cebu");

    private static AccessService access() {
        return OPEN.engine().access();
    }

    private static Person cashier(String personId) {
        return new Person(personId, "Ana", Role.CASHIER, CEBU, true);
    }

    private static Person admin(String personId) {
        return new Person(personId, "Ada", Role.ADMIN, StoreScope.ALL, true);
    }

    private static AccessToken till(String tokenId) {
        return new AccessToken(tokenId, Role.DEVICE, CEBU, null);
    }

    private static byte[] hash(int number) {
        byte[] hash = new byte[AccessService.HASH_BYTES];
        Arrays.fill(hash, (byte) number);
        return hash;
    }

    private static void refused(Runnable request, String error) {
        assertThatThrownBy(request::run)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(error);
    }

    // People

    @Test
    void I3_aPersonIsKeptAsItWasAddedAndIsAddedOnce() {
        Person ana = new Person("ana", "Ana O'Hara", Role.MANAGER, StoreScope.of("talisay", "cebu", "cebu"), true);

        assertThat(access().hasPeople()).isFalse();
        assertThat(access().addPerson(ana, "hash-1", "ada")).isTrue();
        assertThat(access().addPerson(admin("ana"), "hash-2", "eve")).isFalse();

        Person.Kept kept = access().person("ana").orElseThrow();
        assertThat(access().hasPeople()).isTrue();
        assertThat(kept.person()).isEqualTo(ana);
        assertThat(kept.person().stores().storeIds()).containsExactly("cebu", "talisay");
        assertThat(kept.passwordHash()).isEqualTo("hash-1");
        assertThat(kept.createdBy()).isEqualTo("ada");
        assertThat(kept.lastSignInAt()).isNull();
        assertThat(Duration.between(kept.createdAt(), Instant.now())).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void I3_aChangeLeavesThePasswordAndWhoAddedThePerson() {
        access().addPerson(cashier("ana"), "hash", "ada");
        Person.Kept before = access().person("ana").orElseThrow();
        Person changed = new Person("ana", "Ana B", Role.AUDITOR, StoreScope.ALL, false);

        assertThat(access().changePerson(changed)).isTrue();
        assertThat(access().changePerson(cashier("nobody"))).isFalse();

        Person.Kept after = access().person("ana").orElseThrow();
        assertThat(after)
                .isEqualTo(
                        new Person.Kept(changed, "hash", before.passwordChangedAt(), "ada", before.createdAt(), null));
        assertThat(after.person().isActive()).isFalse();
        assertThat(access().person("nobody")).isEmpty();
    }

    @Test
    void I3_aNewPasswordIsLaterThanWhateverWasSignedInWithTheOldOne() {
        access().addPerson(cashier("ana"), "hash", "ada");
        access().addPerson(cashier("ben"), "hash", "ada");
        access().signedIn("ana");
        Person.Kept before = access().person("ana").orElseThrow();

        assertThat(access().changePassword("ana", "new-hash")).isTrue();
        assertThat(access().changePassword("nobody", "new-hash")).isFalse();

        Person.Kept after = access().person("ana").orElseThrow();
        assertThat(after.passwordHash()).isEqualTo("new-hash");
        assertThat(after.lastSignInAt()).isEqualTo(before.lastSignInAt()).isBefore(after.passwordChangedAt());
        Person.Kept other = access().person("ben").orElseThrow();
        assertThat(other.passwordHash()).isEqualTo("hash");
        assertThat(other.lastSignInAt()).isNull();
    }

    @Test
    void I3_ofManyWhoAreFirstAtOnceExactlyOneIs() throws Exception {
        for (int round = 0; round < 5; round++) {
            OPEN.database().execute("TRUNCATE access_people");

            List<Boolean> first = Together.call(
                    16,
                    number -> () -> (number % 2 == 0 ? OPEN.engine() : OPEN.otherNode())
                            .access()
                            .addFirstPerson(admin("ada-" + number), "hash", "admin"));

            assertThat(first).containsOnlyOnce(true);
            assertThat(access().people(null, 100).items())
                    .singleElement()
                    .matches(kept -> kept.person().personId().equals("ada-" + first.indexOf(true)));
        }
    }

    /** Whoever adds somebody by the usual way at that moment is first, or comes after the first: never both alone. */
    @Test
    void I3_whereThereIsSomebodyNobodyIsFirst() {
        access().addPerson(new Person("ana", "Ana", Role.CASHIER, CEBU, false), "hash", "ada");

        assertThat(access().addFirstPerson(admin("ada"), "hash", "admin")).isFalse();
        assertThat(access().person("ada")).isEmpty();
    }

    @Test
    void I3_onlyAnActiveAdminIsFirstSinceNobodyElseCouldLetOthersIn() {
        refused(() -> access().addFirstPerson(cashier("ana"), "hash", "admin"), "role: ");
        Person asleep = new Person("ada", "Ada", Role.ADMIN, StoreScope.ALL, false);
        refused(() -> access().addFirstPerson(asleep, "hash", "admin"), "role: ");
        assertThat(access().hasPeople()).isFalse();
    }

    @Test
    void I3_peopleAndTokensAreListedByIdWithoutGapsOrRepetition() {
        List<String> ids = List.of("a", "a-b", "a.b", "a0", "a_b", "ab", "b");
        for (int i = 0; i < ids.size(); i++) {
            access().addPerson(cashier(ids.get(i)), "hash", "ada");
            access().addToken(till(ids.get(i)), hash(i), "ada");
        }

        for (int limit : List.of(1, 2, 7, 100)) {
            assertThat(all(limit, access()::people))
                    .extracting(kept -> kept.person().personId())
                    .containsExactlyElementsOf(ids);
            assertThat(all(limit, access()::tokens))
                    .extracting(kept -> kept.token().tokenId())
                    .containsExactlyElementsOf(ids);
        }
        refused(() -> access().people(null, 0), "limit: ");
        refused(() -> access().tokens(null, Page.MAX_LIMIT + 1), "limit: ");
    }

    private static <T> List<T> all(int limit, BiFunction<@Nullable String, Integer, Page<T>> read) {
        List<T> all = new ArrayList<>();
        String after = null;
        do {
            Page<T> page = read.apply(after, limit);
            assertThat(page.items()).hasSizeBetween(1, limit);
            all.addAll(page.items());
            after = page.next();
        } while (after != null);
        return all;
    }

    /** These come from a form of sign-in or a path, and PostgreSQL would fail at the first of them. */
    @Test
    void I3_aNameThatNobodyCanHaveIsNobodys() {
        List.of("a\0b", "", "Ana", "a b", "admin", "\ud800", "' OR true --").forEach(AccessServiceTest::isNobodys);
    }

    private static void isNobodys(String name) {
        assertThat(access().person(name)).isEmpty();
        assertThat(access().changePassword(name, "hash")).isFalse();
        access().signedIn(name);
        assertThat(access().token(name)).isEmpty();
        assertThat(access().revokeToken(name)).isEmpty();
        refused(() -> access().people(name, 10), "after: ");
        refused(() -> new Person(name, "Ana", Role.CASHIER, CEBU, true), "personId: ");
    }

    // Roles and stores

    @Test
    void I3_aDeviceBelongsToOneStoreAndAnAdminToAll() {
        refused(() -> new AccessToken("till", Role.DEVICE, StoreScope.ALL, null), "stores: a device");
        refused(() -> new AccessToken("till", Role.DEVICE, StoreScope.of("a", "b"), null), "stores: a device");
        refused(() -> new AccessToken("root", Role.ADMIN, CEBU, null), "stores: an admin");
        refused(() -> new Person("ada", "Ada", Role.ADMIN, CEBU, true), "stores: an admin");
        refused(() -> new Person("till", "Till", Role.DEVICE, CEBU, true), "role: a device");
        for (Role role : List.of(Role.CASHIER, Role.MANAGER, Role.AUDITOR)) {
            assertThat(new Person("p", "P", role, StoreScope.ALL, true).role()).isEqualTo(role);
            assertThat(Role.ofCode(role.code())).contains(role);
        }
        assertThat(Role.ofCode("Admin")).isEmpty();
    }

    @Test
    void I3_aScopeCoversItsStoresOnly() {
        StoreScope two = StoreScope.of("b", "a", "b");

        assertThat(two.storeIds()).containsExactly("a", "b");
        assertThat(two.covers("a")).isTrue();
        assertThat(two.covers("c")).isFalse();
        assertThat(two.covers(StoreScope.of("b"))).isTrue();
        assertThat(two.covers(StoreScope.of("b", "c"))).isFalse();
        assertThat(two.covers(StoreScope.ALL)).isFalse();
        assertThat(StoreScope.ALL.covers("c")).isTrue();
        assertThat(StoreScope.ALL.covers(two)).isTrue();
        refused(() -> StoreScope.of(List.of()), "stores: ");
        refused(() -> StoreScope.of("a,b"), "stores: ");
        refused(() -> new StoreScope(true, List.of("a")), "stores: ");
    }

    // Tokens

    @Test
    void I2_atokensIdAndHashAreUsedOnce() {
        assertThat(access().addToken(till("till-1"), hash(1), "ada")).isTrue();
        assertThat(access().addToken(till("till-1"), hash(2), "eve")).isFalse();
        assertThat(access().addToken(till("till-2"), hash(1), "eve")).isFalse();
        access().revokeToken("till-1");
        assertThat(access().addToken(till("till-1"), hash(3), "eve")).isFalse();

        assertThat(access().tokens(null, 10).items())
                .singleElement()
                .matches(kept -> kept.createdBy().equals("ada") && kept.token().equals(till("till-1")));
        assertThat(access().useToken(hash(2))).isEmpty();
        assertThat(access().useToken(new byte[0])).isEmpty();
        refused(() -> access().addToken(till("short"), new byte[31], "ada"), "hash: ");
    }

    @Test
    void I3_lastUseIsNotedToTheMinuteOnly() {
        access().addToken(till("till-1"), hash(1), "ada");
        access().addToken(till("till-2"), hash(2), "ada");
        assertThat(access().useToken(hash(1)).orElseThrow().lastUsedAt()).isNull();
        Instant first = lastUse();
        access().useToken(hash(1));
        assertThat(lastUse())
                .as("within the minute")
                .isEqualTo(first)
                .isBefore(Instant.now().plusSeconds(60));

        OPEN.database().execute("UPDATE access_tokens SET last_used_at = last_used_at - interval '61 seconds'");
        access().useToken(hash(1));

        assertThat(lastUse()).isAfterOrEqualTo(first);
        assertThat(access().token("till-2").orElseThrow().lastUsedAt()).isNull();
    }

    private static Instant lastUse() {
        return Optional.ofNullable(access().token("till-1").orElseThrow().lastUsedAt())
                .orElseThrow();
    }

    @Test
    void I3_aTokenIsRevokedOnceAndTheFirstTimeStays() throws Exception {
        access().addToken(till("till-1"), hash(1), "ada");
        assertThat(access().token("till-1").orElseThrow().isValid(Instant.now()))
                .isTrue();

        List<Optional<Instant>> times = Together.call(
                8,
                number -> () -> (number % 2 == 0 ? OPEN.engine() : OPEN.otherNode())
                        .access()
                        .revokeToken("till-1")
                        .map(AccessToken.Kept::revokedAt));

        assertThat(times).doesNotContain(Optional.empty()).containsOnly(times.getFirst());
        AccessToken.Kept used = access().useToken(hash(1)).orElseThrow();
        assertThat(used.isValid(Instant.now())).isFalse();
        assertThat(used.revokedAt()).isEqualTo(times.getFirst().orElseThrow());
        assertThat(access().token("till-1").orElseThrow().lastUsedAt())
                .as("who is refused does not use it")
                .isNull();
        assertThat(access().revokeToken("nobody")).isEmpty();
    }

    @Test
    void I3_expiredAndRevokedAreToldApart() {
        Instant end = Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.MICROS);
        access().addToken(new AccessToken("guest", Role.CASHIER, CEBU, end), hash(1), "ada");
        access().addToken(new AccessToken("past", Role.CASHIER, CEBU, Instant.EPOCH), hash(2), "ada");

        AccessToken.Kept guest = access().useToken(hash(1)).orElseThrow();
        assertThat(guest.token().expiresAt()).isEqualTo(end);
        assertThat(guest.isValid(end.minusMillis(1))).isTrue();
        assertThat(guest.isValid(end)).isFalse();
        assertThat(access().token("guest").orElseThrow().lastUsedAt()).isNotNull();
        AccessToken.Kept past = access().useToken(hash(2)).orElseThrow();
        assertThat(past.isValid(Instant.now())).isFalse();
        assertThat(past.revokedAt()).isNull();
        assertThat(access().token("past").orElseThrow().lastUsedAt()).isNull();
        assertThat(access().revokeToken("guest").orElseThrow().isValid(Instant.EPOCH))
                .as("revoked is revoked at any time")
                .isFalse();
        refused(() -> new AccessToken("late", Role.CASHIER, CEBU, Instant.MAX), "expiresAt: ");
    }

    @Test
    void I3_noHashIsInAnyText() {
        access().addPerson(cashier("ana"), "secret-hash", "ada");
        access().addToken(till("till-1"), hash(0x5a), "ada");

        assertThat(access().person("ana").toString() + access().people(null, 10))
                .contains("ana")
                .doesNotContain("secret-hash");
        assertThat(access().token("till-1").toString() + access().tokens(null, 10) + access().useToken(hash(0x5a)))
                .contains("till-1")
                .doesNotContainIgnoringCase("5a5a")
                .doesNotContain("[B@")
                .doesNotContain("90, 90");
    }
}
