/** What is left of a run: Markdown, plots, and the targets. */
@NullMarked
package io.atomicinventory.bench.report;

import org.jspecify.annotations.NullMarked;
