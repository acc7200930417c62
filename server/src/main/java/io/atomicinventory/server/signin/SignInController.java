package io.atomicinventory.server.signin;

import io.atomicinventory.engine.access.AccessService;
import io.atomicinventory.server.security.Identity;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The form for signing in; what is sent with it is the filters'. */
@PageController
class SignInController {
    private final AccessService access;

    SignInController(AccessService access) {
        this.access = access;
    }

    @GetMapping(Pages.SIGN_IN)
    String show(HttpServletRequest request, Model model) {
        Authentication signedIn = SecurityContextHolder.getContext().getAuthentication();
        if (signedIn != null && signedIn.getPrincipal() instanceof Identity) {
            return "redirect:" + Pages.HOME;
        }
        if (!access.hasPeople()) {
            return "redirect:" + Pages.SET_UP;
        }
        String why = request.getQueryString();
        if (why != null) {
            model.addAttribute(
                    "notice",
                    switch (why) {
                        case "out" -> "You have signed out.";
                        case "ended" -> "Your session has ended. Sign in again.";
                        case "taken" -> "Somebody else was first: there is an administrator already.";
                        default -> "";
                    });
        }
        return "sign-in";
    }
}
