package io.atomicinventory.server.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An identity provider as others see it: its description, its public keys, and the tokens that it signs. */
final class IdentityProvider implements AutoCloseable {
    static final String AUDIENCE = "atomic-inventory";

    private final HttpServer server;
    private final String url;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile String described;
    private volatile String keys = "{\"keys\": []}";
    private volatile int status = 200;

    IdentityProvider(JWK... published) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        url = "http://127.0.0.1:" + server.getAddress().getPort();
        described = "{\"issuer\": \"" + url + "\", \"jwks_uri\": \"" + url + "/keys\"}";
        server.createContext("/", this::answer);
        server.start();
        publish(published);
    }

    static RSAKey key(String kid) {
        try {
            return new RSAKeyGenerator(2048).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    String url() {
        return url;
    }

    /** The settings that believe it. */
    String[] settings() {
        return new String[] {"inventory.jwt.issuer=" + url, "inventory.jwt.audience=" + AUDIENCE};
    }

    void publish(JWK... published) {
        keys = new JWKSet(List.of(published)).toString(true);
    }

    void publishText(String text) {
        keys = text;
    }

    void describe(String text) {
        described = text;
    }

    void answerWith(int newStatus) {
        status = newStatus;
    }

    /** Which of its addresses were asked for, oldest first. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** Of a cashier of no store yet, valid for ten minutes. */
    JWTClaimsSet.Builder claims(String subject) {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(url)
                .audience(AUDIENCE)
                .subject(subject)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(600)))
                .claim("inventory_role", "cashier");
    }

    static String sign(JWK key, JWTClaimsSet.Builder claims) {
        JWSAlgorithm algorithm = key instanceof ECKey ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256;
        return sign(key, new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), claims);
    }

    static String sign(JWK key, JWSHeader header, JWTClaimsSet.Builder claims) {
        try {
            SignedJWT token = new SignedJWT(header, claims.build());
            token.sign(new DefaultJWSSignerFactory().createJWSSigner(key, header.getAlgorithm()));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            asked.add(path);
            boolean isKeys = path.equals("/keys");
            boolean isKnown = isKeys || path.equals("/.well-known/openid-configuration");
            byte[] body = (isKeys ? keys : described).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(isKnown ? status : 404, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
