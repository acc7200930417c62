package io.atomicinventory.server.dashboard.live;

import io.atomicinventory.server.security.Identity;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One open page. What it has not been told yet is remembered by name, each once: a page that reads slowly costs no more
 * than one that reads fast. Thread-safe.
 */
final class LiveStream {
    /** So that proxies and browsers keep the connection, and a page that is gone is noticed. */
    private static final long HEARTBEAT_SECONDS = 15;

    private static final String BEGUN = "begun";
    /** The session is over, or not what it was: the page asks again who it is for. */
    private static final String ENDED = "ended";

    private final String storeId;
    private final Identity identity;
    private final HttpSession session;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition hasNews = lock.newCondition();
    private final Set<String> news = new LinkedHashSet<>(Set.of(BEGUN));
    private boolean isOver;
    /** The watcher's own. */
    private boolean isNew = true;

    LiveStream(String storeId, Identity identity, HttpSession session) {
        this.storeId = storeId;
        this.identity = identity;
        this.session = session;
    }

    String storeId() {
        return storeId;
    }

    Identity identity() {
        return identity;
    }

    HttpSession session() {
        return session;
    }

    /** Whether the watcher asks this for the first time. Only for its thread. */
    boolean isNew() {
        boolean wasNew = isNew;
        isNew = false;
        return wasNew;
    }

    void tell(String name) {
        lock.lock();
        try {
            news.add(name);
            hasNews.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            isOver = true;
            news.clear();
            news.add(ENDED);
            hasNews.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Closes it without a word: the page comes back by itself. */
    void close() {
        lock.lock();
        try {
            isOver = true;
            news.clear();
            hasNews.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Writes what there is to tell, until it is over. @throws IOException where nobody reads any more */
    void run(OutputStream out) throws IOException {
        boolean goesOn = true;
        while (goesOn) {
            StringBuilder text = new StringBuilder();
            lock.lock();
            try {
                if (news.isEmpty() && !isOver && !hasNews.await(HEARTBEAT_SECONDS, TimeUnit.SECONDS)) {
                    text.append(": still here\n\n");
                }
                for (String name : news) {
                    text.append("event: ").append(name).append("\ndata: \n\n");
                }
                news.clear();
                goesOn = !isOver;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } finally {
                lock.unlock();
            }
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }
}
