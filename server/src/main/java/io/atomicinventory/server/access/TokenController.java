package io.atomicinventory.server.access;

import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.access.AccessService;
import io.atomicinventory.engine.access.AccessToken;
import io.atomicinventory.engine.access.Role;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import io.atomicinventory.server.request.Body;
import io.atomicinventory.server.request.Fields;
import io.atomicinventory.server.request.Paths;
import io.atomicinventory.server.security.AccessEnded;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.KnownTokens;
import io.atomicinventory.server.security.Permission;
import io.atomicinventory.server.security.TokenSecret;
import java.net.URI;
import java.security.Principal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Tokens of machines. The secret is shown once, to whoever made it. */
@RestController
@Allowed(Permission.ADMINISTER)
@RequestMapping(path = "/api/v1/tokens", produces = MediaType.APPLICATION_JSON_VALUE)
class TokenController {
    private final AccessService access;
    private final KnownTokens tokens;
    private final Clock clock;
    private final ApplicationEventPublisher events;

    TokenController(AccessService access, KnownTokens tokens, Clock clock, ApplicationEventPublisher events) {
        this.access = access;
        this.tokens = tokens;
        this.clock = clock;
        this.events = events;
    }

    /** @param token the secret; only in the answer to whoever made it */
    record TokenView(
            String tokenId,
            @Nullable String token,
            String role,
            List<String> stores,
            @Nullable Instant expiresAt,
            String createdBy,
            Instant createdAt,
            @Nullable Instant lastUsedAt,
            @Nullable Instant revokedAt) {
        /** For logs, which are not to have the secret. */
        @Override
        public String toString() {
            return "token " + tokenId;
        }

        static TokenView of(AccessToken.Kept kept, @Nullable String secret) {
            AccessToken token = kept.token();
            return new TokenView(
                    token.tokenId(),
                    secret,
                    token.role().code(),
                    Scopes.view(token.stores()),
                    token.expiresAt(),
                    kept.createdBy(),
                    kept.createdAt(),
                    kept.lastUsedAt(),
                    kept.revokedAt());
        }
    }

    @PostMapping
    ResponseEntity<TokenView> make(@RequestBody Body body, Principal principal) {
        Fields fields = body.fields();
        String tokenId = fields.text(
                "tokenId",
                id -> Identifiers.isId(id) && !id.startsWith(KnownTokens.BOOTSTRAP),
                AccessToken.ID_RULE + ", and not beginning with " + KnownTokens.BOOTSTRAP);
        Role role = Scopes.role(fields);
        var stores = Scopes.stores(fields, role);
        Instant expiresAt = fields.optionalTime("expiresAt");
        if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
            fields.wrong("expiresAt", "must be in the future");
        }
        fields.check();
        String secret = TokenSecret.make();
        AccessToken token = new AccessToken(tokenId, role, stores, expiresAt);
        if (!access.addToken(token, TokenSecret.hash(secret), principal.getName())) {
            throw new ProblemException(
                    ProblemType.STATE_CONFLICT,
                    "There is or was a token " + tokenId + ", which stands in the books: choose another id");
        }
        return ResponseEntity.created(URI.create("/api/v1/tokens/" + tokenId))
                .body(TokenView.of(access.token(tokenId).orElseThrow(), secret));
    }

    @GetMapping
    Page<TokenView> list(
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String limit) {
        Page<AccessToken.Kept> page = access.tokens(Paths.after(after), Paths.limit(limit));
        return new Page<>(
                page.items().stream().map(kept -> TokenView.of(kept, null)).toList(), page.next());
    }

    @DeleteMapping("/{tokenId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(@PathVariable String tokenId) {
        Paths.requireIds("tokenId", tokenId);
        if (tokens.revoke(tokenId).isEmpty()) {
            throw Paths.notFound("Unknown token: " + tokenId);
        }
        events.publishEvent(AccessEnded.ofToken(tokenId));
    }
}
