package io.atomicinventory.server.browser;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;

/**
 * What somebody looks at, and how they like it.
 *
 * @param width in CSS pixels
 * @param height in CSS pixels
 */
public record Screen(int width, int height, boolean isPhone, boolean isDark, boolean hasReducedMotion) {
    public static final Screen PHONE = new Screen(360, 800, true, false, false);
    public static final Screen DESKTOP = new Screen(1280, 900, false, false, false);

    public Screen dark() {
        return new Screen(width, height, isPhone, true, hasReducedMotion);
    }

    public Screen reducedMotion() {
        return new Screen(width, height, isPhone, isDark, true);
    }

    NewContextOptions options() {
        return new NewContextOptions()
                .setViewportSize(width, height)
                .setIsMobile(isPhone)
                .setHasTouch(isPhone)
                .setColorScheme(isDark ? ColorScheme.DARK : ColorScheme.LIGHT)
                .setReducedMotion(hasReducedMotion ? ReducedMotion.REDUCE : ReducedMotion.NO_PREFERENCE)
                .setLocale("en-US");
    }
}
