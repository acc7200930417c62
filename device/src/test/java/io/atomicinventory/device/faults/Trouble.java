package io.atomicinventory.device.faults;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** One fault at one moment. */
public record Trouble(Fault fault, Moment moment) {
    /** All that can be: a connection cannot be made twice. */
    private static Stream<Trouble> at(Moment moment) {
        return Arrays.stream(Fault.values())
                .filter(fault -> moment != Moment.CONNECT || fault != Fault.DUPLICATE)
                .map(fault -> new Trouble(fault, moment));
    }

    static List<Trouble> plain() {
        return Arrays.stream(Moment.values())
                .filter(moment -> moment != Moment.HANDSHAKE)
                .flatMap(Trouble::at)
                .toList();
    }

    static List<Trouble> tls() {
        return Stream.of(Moment.CONNECT, Moment.HANDSHAKE).flatMap(Trouble::at).toList();
    }

    @Override
    public String toString() {
        return fault + " " + moment;
    }
}
