package io.atomicinventory.device.queue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What SQLite says of the disk, for whoever stands at the till. */
final class DiskFailure {
    /** What a commit fails with before it is one. */
    private static final Set<Integer> NOTHING_WRITTEN = Set.of(
            SQLiteErrorCode.SQLITE_FULL.code,
            SQLiteErrorCode.SQLITE_BUSY.code,
            SQLiteErrorCode.SQLITE_LOCKED.code,
            SQLiteErrorCode.SQLITE_READONLY.code);

    private DiskFailure() {}

    /** Of a commit: it is certain that it was none. */
    static boolean isNothingWritten(SQLException e) {
        return NOTHING_WRITTEN.contains(codeOf(e));
    }

    static boolean isDamage(Exception e) {
        return e instanceof SQLException sql
                && (codeOf(sql) == SQLiteErrorCode.SQLITE_CORRUPT.code
                        || codeOf(sql) == SQLiteErrorCode.SQLITE_NOTADB.code);
    }

    /** Without what an extended code adds. */
    private static int codeOf(SQLException e) {
        int code = e instanceof SQLiteException sqlite ? sqlite.getResultCode().code : e.getErrorCode();
        return code & 0xff;
    }

    static QueueUnavailableException unavailable(Path file, Exception e) {
        String what = "The till's file " + file + " cannot be used";
        if (!(e instanceof SQLException sql)) {
            return new QueueUnavailableException(
                    what + ": does its folder exist, and may the till write there? " + e, e);
        }
        int code = codeOf(sql);
        if (code == SQLiteErrorCode.SQLITE_FULL.code) {
            return new QueueUnavailableException(
                    "The till's file " + file
                            + " cannot grow: the disk is full, or the file is as large as it may be. Nothing"
                            + " is lost; free some space, or let the till send what it has kept.",
                    e);
        }
        if (code == SQLiteErrorCode.SQLITE_READONLY.code || code == SQLiteErrorCode.SQLITE_CANTOPEN.code) {
            return new QueueUnavailableException(
                    what
                            + ": it, or its folder, cannot be written. Nothing is lost; give the till the right to write there.",
                    e);
        }
        if (code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code) {
            return new QueueUnavailableException(what + ": another program holds it. Nothing is lost; try again.", e);
        }
        if (isDamage(sql)) {
            return new QueueUnavailableException(
                    what + ": it is damaged. Start the till again: it keeps the file aside and says where.", e);
        }
        return new QueueUnavailableException(
                what + ": the disk does not answer as it should (" + e.getMessage() + ").", e);
    }
}
