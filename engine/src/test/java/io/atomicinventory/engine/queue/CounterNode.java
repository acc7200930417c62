package io.atomicinventory.engine.queue;

import io.atomicinventory.engine.AtomicInventory;
import java.io.IOException;
import javax.sql.DataSource;

/** A node that does one {@link CounterCommand} after the other. Not thread-safe. */
interface CounterNode extends AutoCloseable {
    String answer(String command) throws Exception;

    /** A new node takes its place, which remembers nothing. */
    void restart() throws IOException;

    @Override
    void close();

    /** In this process. */
    static CounterNode here(DataSource pool) {
        return new CounterNode() {
            private AtomicInventory engine = AtomicInventory.on(pool).open();

            @Override
            public String answer(String command) throws Exception {
                return CounterCommand.answer(new Counter(engine), command);
            }

            @Override
            public void restart() {
                close();
                engine = AtomicInventory.on(pool).open();
            }

            @Override
            public void close() {
                engine.close();
            }

            @Override
            public String toString() {
                return "here";
            }
        };
    }
}
