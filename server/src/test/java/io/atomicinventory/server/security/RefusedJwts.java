package io.atomicinventory.server.security;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Tokens that say they are a manager's of one store, each with one thing wrong; by what is wrong. */
final class RefusedJwts {
    private final IdentityProvider provider;
    private final IdentityProvider stranger;
    private final RSAKey key;
    private final String store;
    private final Map<String, String> tokens = new LinkedHashMap<>();

    /** @param stranger where tokens point to */
    RefusedJwts(IdentityProvider provider, IdentityProvider stranger, RSAKey key, String store) {
        this.provider = provider;
        this.stranger = stranger;
        this.key = key;
        this.store = store;
        forms();
        signatures();
        headers();
        claims();
        subjects();
        scopes();
    }

    Map<String, String> tokens() {
        return tokens;
    }

    /** Valid, unless something is changed. */
    JWTClaimsSet.Builder claimed() {
        return provider.claims("mallory").claim("inventory_role", "manager").claim("inventory_stores", List.of(store));
    }

    private void add(String wrong, JWTClaimsSet.Builder claims) {
        tokens.put(wrong, IdentityProvider.sign(key, claims));
    }

    private void add(String wrong, JWSHeader.Builder header) {
        tokens.put(wrong, IdentityProvider.sign(key, header.build(), claimed()));
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static JWSHeader.Builder rs256(JWK key) {
        return new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID());
    }

    private void forms() {
        String right = IdentityProvider.sign(key, claimed());
        String[] parts = right.split("\\.", -1);
        String claims = claimed().build().toString();
        tokens.put("two dots alone", "..");
        tokens.put("no signature", parts[0] + "." + parts[1] + ".");
        tokens.put("no claims", parts[0] + ".." + parts[2]);
        tokens.put("a fourth part", right + ".x");
        tokens.put("two parts", parts[0] + "." + parts[1]);
        tokens.put(
                "other claims under the same signature",
                parts[0] + "." + encoded(claims.replace("mallory", "root")) + "." + parts[2]);
        tokens.put(
                "a bit of the signature",
                parts[0] + "." + parts[1] + "." + (parts[2].startsWith("A") ? "B" : "A") + parts[2].substring(1));
        tokens.put("no base64", right.replace('.', '!'));
        tokens.put("claims that are no object", signedText("[1]"));
        tokens.put("claims that are nothing", signedText(""));
        tokens.put("claims without an end", signedText("[".repeat(3_000)));
        tokens.put("a header without an end", encoded("{\"alg\":".repeat(700)) + "." + parts[1] + "." + parts[2]);
        tokens.put("nearly as long as a header may be", right + "A".repeat(6_000));
        tokens.put("encrypted", encrypted(right));
    }

    private String signedText(String claims) {
        try {
            JWSObject object = new JWSObject(rs256(key).build(), new Payload(claims));
            object.sign(new RSASSASigner(key));
            return object.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private String encrypted(String inner) {
        try {
            JWEObject object = new JWEObject(
                    new JWEHeader.Builder(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM)
                            .contentType("JWT")
                            .keyID(key.getKeyID())
                            .build(),
                    new Payload(inner));
            object.encrypt(new RSAEncrypter(key));
            return object.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private void signatures() {
        String claims = encoded(claimed().build().toString());
        for (String none : List.of("none", "None", "NONE", "nOnE", "none ", "", "null")) {
            String header = encoded("{\"alg\":\"" + none + "\",\"kid\":\"" + key.getKeyID() + "\"}");
            tokens.put("alg '" + none + "' without a signature", header + "." + claims + ".");
            tokens.put("alg '" + none + "' with a signature", header + "." + claims + "." + encoded("x".repeat(256)));
        }
        tokens.put("no alg", encoded("{\"kid\":\"" + key.getKeyID() + "\"}") + "." + claims + ".");
        byte[] der = publicBytes();
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END PUBLIC KEY-----\n";
        tokens.put("HS256 by the public key's bytes", hs256(der));
        tokens.put("HS256 by the public key's text", hs256(pem.getBytes(StandardCharsets.UTF_8)));
        tokens.put(
                "HS256 by the public key as it is published",
                hs256(key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
        RSAKey other = IdentityProvider.key(key.getKeyID());
        tokens.put("another key of the same name", IdentityProvider.sign(other, claimed()));
        tokens.put(
                "a key that is not published", IdentityProvider.sign(IdentityProvider.key("unpublished"), claimed()));
        tokens.put(
                "a name of no key",
                IdentityProvider.sign(
                        key,
                        new JWSHeader.Builder(JWSAlgorithm.RS256)
                                .keyID("../../dev/null")
                                .build(),
                        claimed()));
        add("an algorithm that is not allowed", new JWSHeader.Builder(JWSAlgorithm.RS512).keyID(key.getKeyID()));
        add("another algorithm that is not allowed", new JWSHeader.Builder(JWSAlgorithm.PS256).keyID(key.getKeyID()));
    }

    private byte[] publicBytes() {
        try {
            return key.toRSAPublicKey().getEncoded();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private String hs256(byte[] secret) {
        OctetSequenceKey mac =
                new OctetSequenceKey.Builder(secret).keyID(key.getKeyID()).build();
        return IdentityProvider.sign(
                mac,
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(),
                claimed());
    }

    private void headers() {
        add(
                "an extension that must be known",
                rs256(key).criticalParams(Set.of("exp-in")).customParam("exp-in", 1));
        add(
                "an extension that the library knows",
                rs256(key).criticalParams(Set.of("b64")).base64URLEncodePayload(true));
        for (String type : List.of("logout+jwt", "secevent+jwt", "dpop+jwt", "JOSE")) {
            add("type " + type, rs256(key).type(new JOSEObjectType(type)));
        }
        RSAKey own = IdentityProvider.key("own");
        stranger.publish(own);
        URI there = URI.create(stranger.url() + "/keys");
        tokens.put("jku", IdentityProvider.sign(own, rs256(own).jwkURL(there).build(), claimed()));
        tokens.put(
                "x5u", IdentityProvider.sign(own, rs256(own).x509CertURL(there).build(), claimed()));
        tokens.put(
                "jwk",
                IdentityProvider.sign(own, rs256(own).jwk(own.toPublicJWK()).build(), claimed()));
        tokens.put(
                "jwk with a known name",
                IdentityProvider.sign(
                        own, rs256(key).jwk(own.toPublicJWK()).jwkURL(there).build(), claimed()));
        tokens.put(
                "x5c",
                IdentityProvider.sign(
                        own,
                        rs256(own)
                                .x509CertChain(List.of(com.nimbusds.jose.util.Base64.encode("x")))
                                .x509CertSHA256Thumbprint(Base64URL.encode("x"))
                                .build(),
                        claimed()));
    }

    private void claims() {
        Instant now = Instant.now();
        add("no issuer", claimed().issuer(null));
        add("another issuer", claimed().issuer(stranger.url()));
        add("the issuer with a slash", claimed().issuer(provider.url() + "/"));
        add("no audience", claimed().audience((String) null));
        add("an empty audience", claimed().audience(List.of()));
        add("another audience", claimed().audience("other"));
        add("an audience that begins alike", claimed().audience(IdentityProvider.AUDIENCE + "-2"));
        add("other audiences", claimed().audience(List.of("other", "another")));
        add("no end", claimed().expirationTime(null));
        add(
                "expired",
                claimed().issueTime(Date.from(now.minusSeconds(600))).expirationTime(Date.from(now.minusSeconds(61))));
        add("not valid yet", claimed().notBeforeTime(Date.from(now.plusSeconds(120))));
        add("no begin", claimed().issueTime(null));
        add("no begin, and nearly over", claimed().issueTime(null).expirationTime(Date.from(now.plusSeconds(50))));
        add("a begin to come", claimed().issueTime(Date.from(now.plusSeconds(120))));
        add("too long a life", claimed().expirationTime(Date.from(now.plusSeconds(3_700))));
        add("an end before its begin", claimed().expirationTime(Date.from(now.minusSeconds(5))));
        add("times that are text", claimed().claim("exp", "tomorrow"));
    }

    private void subjects() {
        for (String subject : List.of("", " ", "\u00a0", "a\nb", "a\u0000b", "\u007f", "x".repeat(197))) {
            add(
                    "subject '" + subject.length() + " " + encoded(subject) + "'",
                    claimed().subject(subject));
        }
        add("no subject", claimed().subject(null));
    }

    private void scopes() {
        add("no role", claimed().claim("inventory_role", null));
        for (Object role : List.of("", "owner", "Manager", "manager ", 1, List.of("manager"), Map.of("a", "manager"))) {
            add(
                    "role " + role + " " + role.getClass().getSimpleName(),
                    claimed().claim("inventory_role", role));
        }
        add("no stores", claimed().claim("inventory_stores", null));
        for (Object stores : List.of(
                store,
                "",
                "**",
                List.of(),
                List.of(""),
                List.of(store, ""),
                List.of(store, "*"),
                List.of(store, "a b"),
                List.of(store, "../x"),
                List.of(store, 7),
                List.of(List.of(store)),
                List.of("x".repeat(129)),
                Map.of("0", store),
                true,
                IntStream.range(0, 1_001).mapToObj(i -> "s").toList())) {
            add("stores " + tokens.size(), claimed().claim("inventory_stores", stores));
        }
        add(
                "a device of two stores",
                claimed().claim("inventory_role", "device").claim("inventory_stores", List.of(store, "b")));
        add(
                "a device of all stores",
                claimed().claim("inventory_role", "device").claim("inventory_stores", "*"));
        add("a device of none", claimed().claim("inventory_role", "device").claim("inventory_stores", null));
        add("an admin of one store", claimed().claim("inventory_role", "admin"));
    }
}
