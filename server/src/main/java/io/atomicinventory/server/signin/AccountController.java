package io.atomicinventory.server.signin;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.access.AccessService;
import io.atomicinventory.engine.access.Person;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import io.atomicinventory.server.security.Access;
import io.atomicinventory.server.security.AccessEnded;
import io.atomicinventory.server.security.Identity;
import io.atomicinventory.server.security.KnownTokens;
import io.atomicinventory.server.security.Passwords;
import io.atomicinventory.server.security.Permission;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpHeaders;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** One's own password; and for an administrator the end of the bootstrap token, once it is not needed any more. */
@PageController
class AccountController {
    private final AccessService access;
    private final Passwords passwords;
    private final SignInDelays delays;
    private final Sessions sessions;
    private final KnownTokens tokens;
    private final PageAudit audit;
    private final ApplicationEventPublisher events;

    AccountController(
            AccessService access,
            Passwords passwords,
            SignInDelays delays,
            Sessions sessions,
            KnownTokens tokens,
            PageAudit audit,
            ApplicationEventPublisher events) {
        this.access = access;
        this.passwords = passwords;
        this.delays = delays;
        this.sessions = sessions;
        this.tokens = tokens;
        this.audit = audit;
        this.events = events;
    }

    @GetMapping(Pages.ACCOUNT)
    String show(Principal principal, HttpServletRequest request, Model model) {
        model.addAttribute("me", principal.getName());
        if ("changed".equals(request.getQueryString())) {
            model.addAttribute("notice", "Your password is changed. All your other sessions have ended.");
        }
        return "account";
    }

    @PostMapping(Pages.ACCOUNT)
    String changePassword(
            @RequestParam(defaultValue = "") String currentPassword,
            @RequestParam(defaultValue = "") String password,
            @RequestParam(defaultValue = "") String passwordAgain,
            Principal principal,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        Identity identity = Access.of(principal);
        String me = identity.name();
        model.addAttribute("me", me);
        List<String> errors = new NewPassword(password, passwordAgain).errors();
        if (!errors.isEmpty()) {
            return again(response, model, ProblemType.MALFORMED_REQUEST, errors);
        }
        // Whoever finds an open session must not find out its password with it.
        Duration wait = delays.attempt(me, request.getRemoteAddr());
        if (!wait.isZero()) {
            TooManyAttempts many = new TooManyAttempts(wait);
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(many.seconds()));
            return refuse(request, response, model, ProblemType.TOO_MANY_REQUESTS, many.inWords());
        }
        if (!isRight(me, currentPassword, request)) {
            return refuse(request, response, model, ProblemType.UNAUTHENTICATED, "The current password is wrong.");
        }
        String hash = passwords.hash(password);
        access.changePassword(me, hash);
        events.publishEvent(new AccessEnded(me));
        // Somebody else may have set another in the meantime: then this session ends as all others do.
        access.person(me)
                .filter(kept -> kept.passwordHash().equals(hash))
                .ifPresent(kept -> sessions.begin(kept, request, response));
        audit.done(request, identity);
        return "redirect:" + Pages.ACCOUNT + "?changed";
    }

    @PostMapping(Pages.BOOTSTRAP_TOKEN)
    String revokeBootstrapToken(Principal principal, HttpServletRequest request) {
        Identity identity = Access.of(principal);
        Access.require(identity, Permission.ADMINISTER);
        String tokenId = tokens.bootstrapId();
        tokens.revoke(tokenId);
        events.publishEvent(AccessEnded.ofToken(tokenId));
        audit.done(request, identity);
        return "redirect:" + Pages.HOME;
    }

    private boolean isRight(String me, String password, HttpServletRequest request) {
        try {
            boolean isRight = passwords.matches(
                    password, access.person(me).map(Person.Kept::passwordHash).orElse(null));
            if (isRight) {
                delays.succeeded(me, request.getRemoteAddr());
            }
            return isRight;
        } catch (ProblemException | DatabaseUnavailableException e) {
            delays.cameToNothing(me, request.getRemoteAddr());
            throw e;
        }
    }

    private String refuse(
            HttpServletRequest request, HttpServletResponse response, Model model, ProblemType type, String error) {
        audit.refused(request, type.status(), type.slug());
        return again(response, model, type, List.of(error));
    }

    private static String again(HttpServletResponse response, Model model, ProblemType type, List<String> errors) {
        response.setStatus(type.status());
        model.addAttribute("errors", errors);
        return "account";
    }
}
