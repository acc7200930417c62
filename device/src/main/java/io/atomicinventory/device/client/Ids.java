package io.atomicinventory.device.client;

import java.util.regex.Pattern;

/** What the contract calls an id. */
public final class Ids {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");

    private Ids() {}

    /**
     * Before it is kept: a sale with an id that the server cannot take would wait for ever.
     *
     * @throws IllegalArgumentException where it is none
     */
    public static void require(String name, String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    name + ": must be 1 to 128 of A-Z a-z 0-9 . _ : - and begin with a letter or digit");
        }
    }
}
