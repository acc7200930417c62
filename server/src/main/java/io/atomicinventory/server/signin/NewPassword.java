package io.atomicinventory.server.signin;

import io.atomicinventory.server.security.Passwords;
import java.util.ArrayList;
import java.util.List;

/** A password that somebody chooses, typed twice because it is not seen. */
record NewPassword(String text, String again) {
    List<String> errors() {
        List<String> errors = new ArrayList<>();
        if (!Passwords.isPassword(text)) {
            errors.add("The password must be " + Passwords.RULE + ".");
        }
        if (!text.equals(again)) {
            errors.add("The two passwords are not the same.");
        }
        return errors;
    }

    @Override
    public String toString() {
        return "a password"; // nobody's business, least of all a log's
    }
}
