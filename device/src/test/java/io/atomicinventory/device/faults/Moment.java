package io.atomicinventory.device.faults;

/** Where on the way of a request, in the order of time. */
public enum Moment {
    CONNECT,
    /** Of TLS: in what the server says first. */
    HANDSHAKE,
    BEFORE_REQUEST,
    IN_REQUEST,
    BEFORE_ANSWER,
    IN_ANSWER
}
