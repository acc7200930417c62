package io.atomicinventory.device.faults;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The network between tills and a server. It reads HTTP, so that what goes wrong goes wrong just where it is meant to;
 * with TLS it sees the handshake, and then passes on what it cannot read.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int LATE_MILLIS = 400;
    /** A server that says nothing for so long was asked nothing. */
    private static final int SILENT_MILLIS = 10_000;

    private final ServerSocket listener;
    private final int target;
    private final boolean isTls;
    private final Weather weather;
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final Map<Trouble, Integer> done = new ConcurrentHashMap<>();

    /** All that is on the way. */
    private final ExecutorService carriers = Executors.newVirtualThreadPerTaskExecutor();

    private FaultProxy(int target, boolean isTls, Weather weather) throws IOException {
        this.target = target;
        this.isTls = isTls;
        this.weather = weather;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** @param target the server's port on this machine */
    public static FaultProxy plain(int target, Weather weather) throws IOException {
        return new FaultProxy(target, false, weather);
    }

    static FaultProxy tls(int target, Weather weather) throws IOException {
        return new FaultProxy(target, true, weather);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** How often it has really happened. */
    public int done(Trouble trouble) {
        return done.getOrDefault(trouble, 0);
    }

    public int done() {
        return done.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Ends the tills' connections, so that the next request needs a new one. */
    void hangUp() {
        clients.forEach(FaultProxy::close);
    }

    /** Returns when nothing is on the way any more, also what arrives late or twice. */
    @Override
    public void close() throws IOException {
        listener.close();
        hangUp();
        carriers.close();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                clients.add(client);
                carriers.execute(() -> serve(client));
            } catch (IOException e) {
                // It was closed.
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            @Nullable Fault fault = at(Moment.CONNECT);
            if (fault != null && isOver(fault, client)) {
                return;
            }
            try (Socket server = connect()) {
                Line line = new Line(client, server);
                if (isTls) {
                    line.shakeHands();
                } else {
                    while (line.carryOne()) {
                        // The next one.
                    }
                }
            }
        } catch (IOException e) {
            // One of the two has gone, or was torn off: now the other one notices.
        } finally {
            clients.remove(client);
        }
    }

    private Socket connect() throws IOException {
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        server.setSoTimeout(SILENT_MILLIS);
        return server;
    }

    private @Nullable Fault at(Moment moment) {
        Fault fault = weather.at(moment);
        if (fault != null) {
            done.merge(new Trouble(fault, moment), 1, Integer::sum);
        }
        return fault;
    }

    /** @return whether nothing more comes to the client on this connection */
    private static boolean isOver(Fault fault, Socket client) throws IOException {
        switch (fault) {
            case DROP -> client.getInputStream().transferTo(OutputStream.nullOutputStream());
            case RESET -> reset(client);
            case TRUNCATE -> close(client);
            case DELAY -> {
                pause();
                return false;
            }
            case DUPLICATE -> {
                return false;
            }
        }
        return true;
    }

    private static void pause() {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LATE_MILLIS) * 1_000_000);
    }

    private static byte[] half(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length / 2);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone, which is what was wanted.
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // It is closed already.
        }
        close(socket);
    }

    /** One connection of a till, and the one to the server that belongs to it. */
    private final class Line {
        private final Socket client;
        private final Socket server;
        private final InputStream fromClient;
        private final InputStream fromServer;

        Line(Socket client, Socket server) throws IOException {
            this.client = client;
            this.server = server;
            this.fromClient = new BufferedInputStream(client.getInputStream());
            this.fromServer = new BufferedInputStream(server.getInputStream());
        }

        /** @return whether another one may follow */
        boolean carryOne() throws IOException {
            byte[] request = HttpMessage.read(fromClient);
            if (request == null) {
                return false;
            }
            if (!isSent(request, at(Moment.BEFORE_REQUEST), false) || !isSent(request, at(Moment.IN_REQUEST), true)) {
                return false;
            }
            server.getOutputStream().write(request);
            byte[] answer = HttpMessage.read(fromServer);
            return answer != null
                    && isHeard(answer, at(Moment.BEFORE_ANSWER), false)
                    && isHeard(answer, at(Moment.IN_ANSWER), true);
        }

        /** @param isTorn half of it arrives before */
        private boolean isSent(byte[] request, @Nullable Fault fault, boolean isTorn) throws IOException {
            if (fault == Fault.DUPLICATE) {
                carriers.execute(() -> sendAgain(isTorn ? half(request) : request, isTorn));
            } else if (fault == Fault.DELAY) {
                pause();
            } else if (fault != null) {
                if (isTorn) {
                    server.getOutputStream().write(half(request));
                }
                if (fault == Fault.RESET) {
                    reset(server);
                }
                return !isOver(fault, client);
            }
            return true;
        }

        /** On a connection of its own, as when a network has two ways. */
        private void sendAgain(byte[] bytes, boolean isTorn) {
            try (Socket other = connect()) {
                pause();
                other.getOutputStream().write(bytes);
                if (!isTorn) {
                    HttpMessage.read(new BufferedInputStream(other.getInputStream()));
                }
            } catch (IOException e) {
                // The server is not there: then nothing arrives twice.
            }
        }

        private boolean isHeard(byte[] answer, @Nullable Fault fault, boolean isTorn) throws IOException {
            OutputStream out = client.getOutputStream();
            if (fault == null) {
                if (isTorn) {
                    out.write(answer);
                }
                return true;
            }
            byte[] first = isTorn ? half(answer) : new byte[0];
            out.write(first);
            switch (fault) {
                case DELAY -> {
                    pause();
                    out.write(answer, first.length, isTorn ? answer.length - first.length : 0);
                }
                case DUPLICATE -> out.write(answer);
                case DROP, TRUNCATE, RESET -> {
                    return !isOver(fault, client);
                }
            }
            return true;
        }

        void shakeHands() throws IOException {
            byte[] buffer = new byte[65_536];
            server.getOutputStream().write(buffer, 0, Math.max(0, fromClient.read(buffer)));
            byte[] answer = Arrays.copyOf(buffer, Math.max(0, fromServer.read(buffer)));
            @Nullable Fault fault = at(Moment.HANDSHAKE);
            if (fault == Fault.TRUNCATE || fault == Fault.RESET) {
                client.getOutputStream().write(half(answer));
            }
            if (fault != null && isOver(fault, client)) {
                return;
            }
            client.getOutputStream().write(answer);
            if (fault == Fault.DUPLICATE) {
                client.getOutputStream().write(answer);
            }
            carriers.execute(() -> {
                try {
                    fromServer.transferTo(client.getOutputStream());
                } catch (IOException e) {
                    // One of the two has gone.
                }
                close(client);
            });
            fromClient.transferTo(server.getOutputStream());
        }
    }
}
