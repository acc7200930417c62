package io.atomicinventory.server.signin;

import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.access.AccessService;
import io.atomicinventory.engine.access.Person;
import io.atomicinventory.engine.access.Role;
import io.atomicinventory.engine.access.StoreScope;
import io.atomicinventory.server.problem.ProblemType;
import io.atomicinventory.server.security.Identity;
import io.atomicinventory.server.security.KnownTokens;
import io.atomicinventory.server.security.Passwords;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The first sign-in, which the bootstrap token opens: it makes the first administrator. */
@PageController
class SetUpController {
    private static final String WRONG = "This is not the administrator's token, or it was revoked.";

    private final AccessService access;
    private final KnownTokens tokens;
    private final Passwords passwords;
    private final SignInDelays delays;
    private final Sessions sessions;
    private final PageAudit audit;

    SetUpController(
            AccessService access,
            KnownTokens tokens,
            Passwords passwords,
            SignInDelays delays,
            Sessions sessions,
            PageAudit audit) {
        this.access = access;
        this.tokens = tokens;
        this.passwords = passwords;
        this.delays = delays;
        this.sessions = sessions;
        this.audit = audit;
    }

    @GetMapping(Pages.SET_UP)
    String show() {
        return access.hasPeople() ? "redirect:" + Pages.SIGN_IN : "set-up";
    }

    @PostMapping(Pages.SET_UP)
    String setUp(
            @RequestParam(defaultValue = "") String token,
            @RequestParam(defaultValue = "") String personId,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String password,
            @RequestParam(defaultValue = "") String passwordAgain,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        if (access.hasPeople()) {
            return "redirect:" + Pages.SIGN_IN + "?taken";
        }
        String id = PasswordProvider.normal(personId);
        model.addAttribute("personId", id);
        model.addAttribute("name", name);
        List<String> errors = errors(id, name, new NewPassword(password, passwordAgain));
        if (!errors.isEmpty()) {
            return again(response, model, ProblemType.MALFORMED_REQUEST, errors);
        }
        Duration wait = delays.attempt(Person.RESERVED, request.getRemoteAddr());
        if (!wait.isZero()) {
            TooManyAttempts many = new TooManyAttempts(wait);
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(many.seconds()));
            return refuse(request, response, model, ProblemType.TOO_MANY_REQUESTS, many.inWords());
        }
        if (!isBootstrap(token.strip(), request)) {
            return refuse(request, response, model, ProblemType.UNAUTHENTICATED, WRONG);
        }
        delays.succeeded(Person.RESERVED, request.getRemoteAddr());
        Person person = new Person(id, name, Role.ADMIN, StoreScope.ALL, true);
        if (!access.addFirstPerson(person, passwords.hash(password), Person.RESERVED)) {
            return "redirect:" + Pages.SIGN_IN + "?taken";
        }
        sessions.begin(access.person(id).orElseThrow(), request, response);
        access.signedIn(id);
        audit.done(request, new Identity(id, person.role(), person.stores()));
        return "redirect:" + Pages.HOME;
    }

    private boolean isBootstrap(String token, HttpServletRequest request) {
        try {
            return tokens.isBootstrap(token);
        } catch (RuntimeException e) {
            delays.cameToNothing(Person.RESERVED, request.getRemoteAddr());
            throw e;
        }
    }

    private static List<String> errors(String id, String name, NewPassword password) {
        List<String> errors = new ArrayList<>();
        if (!Person.isId(id)) {
            errors.add("The sign-in name must be " + Person.ID_RULE + ".");
        }
        if (!Identifiers.isName(name)) {
            errors.add("The name must be 1 to 200 characters.");
        }
        errors.addAll(password.errors());
        return errors;
    }

    private String refuse(
            HttpServletRequest request, HttpServletResponse response, Model model, ProblemType type, String error) {
        audit.refused(request, PasswordProvider.account(request.getParameter("personId")), type.status(), type.slug());
        return again(response, model, type, List.of(error));
    }

    private static String again(HttpServletResponse response, Model model, ProblemType type, List<String> errors) {
        response.setStatus(type.status());
        model.addAttribute("errors", errors);
        return "set-up";
    }
}
