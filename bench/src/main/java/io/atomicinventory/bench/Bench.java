package io.atomicinventory.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures the engine beside the ways in which it could have been written.",
        subcommands = {
            MatrixCommand.class,
            GrowthCommand.class,
            HttpCommand.class,
            QueueCommand.class,
            TillCommand.class
        })
public final class Bench {
    private Bench() {}

    /** Ends with 0 if the run counts, 1 if it is void or failed, 2 if the options are wrong. */
    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new Bench());
        if (arguments.length == 0) {
            line.usage(System.out);
            System.exit(CommandLine.ExitCode.USAGE);
        }
        System.exit(line.execute(arguments));
    }
}
