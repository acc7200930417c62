package io.atomicinventory.engine.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The wire between an engine and its database: it can be cut, and it can swallow or hold back what is on it. What
 * is said to it holds for the connections of that moment; later ones are whole again, unless it {@link #refuse}s.
 */
public final class TcpProxy implements AutoCloseable {
    private static final int LONGEST_WAIT_SECONDS = 30;

    private final ServerSocket listener;
    private final int target;
    private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
    private volatile boolean refusing;

    public TcpProxy(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** New connections are cut at once. */
    public void refuse(boolean refuse) {
        refusing = refuse;
    }

    /** Both directions, abruptly. */
    public void cut() {
        wires.forEach(Wire::cut);
    }

    /** The next request reaches the server and both directions are cut behind it. */
    public void cutBehindTheNextRequest() {
        all(Mode.CUT_BEHIND_REQUEST);
    }

    /** The next request is carried out, and instead of its answer comes the end of the connection. */
    public void swallowTheNextAnswer() {
        all(Mode.SWALLOW_ANSWER);
    }

    /** From now on answers vanish, and the connection stays as if nothing had happened. */
    public void swallowAllAnswersInSilence() {
        all(Mode.SILENCE);
    }

    /** The next request stays on the wire, and the client loses its connection. */
    public Held holdTheNextRequest() {
        all(Mode.HOLD_REQUEST);
        return new Held(Set.copyOf(wires));
    }

    /** Requests that left their client and have not arrived. */
    public static final class Held {
        private final Set<Wire> wires;

        private Held(Set<Wire> wires) {
            this.wires = wires;
        }

        /** Returns when the server has answered; nobody hears it. */
        public void deliver() {
            wires.forEach(Wire::deliver);
        }

        /** The server notices that the client is gone. */
        public void lose() {
            wires.forEach(Wire::cut);
        }
    }

    @Override
    public void close() throws IOException {
        refusing = true;
        listener.close();
        cut();
    }

    private void all(Mode mode) {
        wires.forEach(wire -> wire.mode = mode);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (refusing) {
                    abort(client);
                } else {
                    Wire wire = new Wire(client, new Socket(InetAddress.getLoopbackAddress(), target));
                    wires.add(wire);
                    wire.start(wires::remove);
                }
            } catch (IOException e) {
                // the listener was closed, or the database does not listen: the client sees it too
            }
        }
    }

    /** With a reset, as when a cable is pulled, not with a farewell. */
    private static void abort(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // it is gone, which is what was wanted
        }
    }

    private enum Mode {
        WHOLE,
        CUT_BEHIND_REQUEST,
        SWALLOW_ANSWER,
        SILENCE,
        HOLD_REQUEST
    }

    private static final class Wire {
        private final Socket client;
        private final Socket server;
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();
        private final CountDownLatch answered = new CountDownLatch(1);
        private volatile Mode mode = Mode.WHOLE;

        Wire(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void start(Consumer<Wire> whenOver) {
            Thread.ofVirtual().start(() -> {
                pump(client, this::request);
                if (mode != Mode.HOLD_REQUEST) {
                    cut();
                }
            });
            Thread.ofVirtual().start(() -> {
                pump(server, this::answer);
                cut();
                whenOver.accept(this);
            });
        }

        private void request(byte[] bytes) throws IOException {
            if (mode == Mode.HOLD_REQUEST) {
                synchronized (held) {
                    held.writeBytes(bytes);
                }
                abort(client);
                return;
            }
            server.getOutputStream().write(bytes);
            if (mode == Mode.CUT_BEHIND_REQUEST) {
                cut();
            }
        }

        private void answer(byte[] bytes) throws IOException {
            switch (mode) {
                case WHOLE -> client.getOutputStream().write(bytes);
                case SILENCE -> {}
                case SWALLOW_ANSWER, CUT_BEHIND_REQUEST -> cut();
                case HOLD_REQUEST -> answered.countDown();
            }
        }

        void deliver() {
            try {
                synchronized (held) {
                    if (held.size() == 0) {
                        return; // another connection of the pool, on which nothing was said
                    }
                    server.getOutputStream().write(held.toByteArray());
                }
                if (!answered.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError("the server did not answer to what was delivered late");
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                cut();
            }
        }

        void cut() {
            abort(client);
            abort(server);
        }

        private static void pump(Socket from, Carrier carrier) {
            byte[] buffer = new byte[65_536];
            try {
                InputStream in = from.getInputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    carrier.carry(Arrays.copyOf(buffer, read));
                }
            } catch (IOException e) {
                // cut
            }
        }

        @FunctionalInterface
        private interface Carrier {
            void carry(byte[] bytes) throws IOException;
        }
    }
}
