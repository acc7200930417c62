/** A real browser for the tests of the pages: Chromium, driven by Playwright, and a window for each person. */
@NullMarked
package io.atomicinventory.server.browser;

import org.jspecify.annotations.NullMarked;
