package io.atomicinventory.device.faults;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Which fault comes when. Asked by many threads. */
public interface Weather {
    /** @return null for none */
    @Nullable
    Fault at(Moment moment);

    /** At each moment each fault that can be there, with this chance. */
    static Weather random(double chance, Random random) {
        List<Trouble> all = Trouble.plain();
        return moment -> {
            synchronized (random) {
                return all.stream()
                        .filter(trouble -> trouble.moment() == moment && random.nextDouble() < chance)
                        .map(Trouble::fault)
                        .findFirst()
                        .orElse(null);
            }
        };
    }

    /** Fine, but for one trouble at a time. */
    final class Armed implements Weather {
        private final AtomicReference<@Nullable Trouble> next = new AtomicReference<>();

        void arm(Trouble trouble) {
            next.set(trouble);
        }

        void disarm() {
            next.set(null);
        }

        @Override
        public @Nullable Fault at(Moment moment) {
            Trouble trouble = next.get();
            return trouble != null && trouble.moment() == moment && next.compareAndSet(trouble, null)
                    ? trouble.fault()
                    : null;
        }
    }
}
