package io.atomicinventory.server.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atomicinventory.server.security.KnownTokens;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.People;
import io.atomicinventory.server.testing.TestServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * The pages in a real browser. Where there is none, this is skipped; with {@code BROWSER_REQUIRED} in the environment, as
 * in continuous integration, it fails.
 */
class BrowserTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.empty();

    /** A folder for pictures of the pages; unset for none. */
    private static final String PICTURES = System.getProperty("pictures", "");

    private static ChromeDriver open() {
        File driver = new File("/usr/bin/chromedriver");
        assumeTrue(driver.canExecute() || System.getenv("BROWSER_REQUIRED") != null, "no chromium here");
        ChromeOptions options = new ChromeOptions();
        // Continuous integration often runs as root, where the sandbox does not start.
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.INFO); // below are hints on style
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriver browser = new ChromeDriver(
                new ChromeDriverService.Builder().usingDriverExecutable(driver).build(), options);
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 360, "height", 800, "deviceScaleFactor", 1, "mobile", true));
        return browser;
    }

    private static void type(ChromeDriver browser, String field, String text) {
        browser.findElement(By.id(field)).sendKeys(text);
    }

    private static void send(ChromeDriver browser) {
        browser.findElement(By.cssSelector("main form button")).click();
    }

    private static void requireNothingKeptAndNothingRefused(ChromeDriver browser) {
        assertThat(browser.executeScript("return localStorage.length + sessionStorage.length"))
                .isEqualTo(0L);
        assertThat(browser.executeScript("return document.cookie")).isEqualTo("");
        List<String> said = browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::toString)
                .toList();
        assertThat(said).isEmpty();
    }

    private static void picture(ChromeDriver browser, String name) throws IOException {
        if (!PICTURES.isEmpty()) {
            Files.write(Path.of(PICTURES, name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
        }
    }

    @Test
    void setUpHomeSignOutAndSignInWorkWithoutAWordFromTheConsole() throws IOException {
        SERVER.clear();
        SERVER.bean("knownTokens", KnownTokens.class).revoke("unknown");
        Forgetting.failures(SERVER);
        ChromeDriver browser = open();
        try {
            browser.get(SERVER.url() + "/inventory/atomic-dashboard");
            assertThat(browser.getCurrentUrl()).endsWith("/set-up");
            // The style sheet was taken: the policy does not refuse our own.
            assertThat(browser.findElement(By.cssSelector("main button"))
                            .getSize()
                            .getHeight())
                    .isGreaterThanOrEqualTo(44);
            requireFitsAPhone(browser);
            picture(browser, "set-up");
            type(browser, "token", TestServer.TOKEN);
            type(browser, "personId", "ana");
            type(browser, "name", "Ana Santos");
            type(browser, "password", People.PASSWORD);
            type(browser, "passwordAgain", People.PASSWORD);
            send(browser);
            assertThat(browser.getCurrentUrl()).endsWith("/inventory/atomic-dashboard");
            assertThat(browser.getPageSource()).contains("Welcome, Ana Santos", "There are no stores yet");
            requireFitsAPhone(browser);
            picture(browser, "home-empty");
            requireNothingKeptAndNothingRefused(browser);

            SERVER.cafe().store("cebu");
            browser.navigate().refresh();
            picture(browser, "home");
            browser.findElement(By.cssSelector("header form button")).click();
            assertThat(browser.getCurrentUrl()).endsWith("/sign-in?out");
            picture(browser, "sign-in");
            type(browser, "personId", "ana");
            type(browser, "password", People.PASSWORD);
            send(browser);
            assertThat(browser.getPageSource()).contains("Welcome, Ana Santos");
            browser.get(SERVER.url() + "/account");
            requireFitsAPhone(browser);
            picture(browser, "account");
            requireNothingKeptAndNothingRefused(browser);
            inTheDark(browser);
        } finally {
            browser.quit();
        }
    }

    private static void requireFitsAPhone(ChromeDriver browser) {
        assertThat(browser.executeScript("return document.documentElement.scrollWidth <= window.innerWidth"))
                .isEqualTo(true);
    }

    private static void inTheDark(ChromeDriver browser) throws IOException {
        Object light = ground(browser);
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
        assertThat(ground(browser)).isNotEqualTo(light);
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 1200, "height", 800, "deviceScaleFactor", 1, "mobile", false));
        browser.get(SERVER.url() + "/inventory/atomic-dashboard");
        picture(browser, "home-dark-wide");
    }

    private static Object ground(ChromeDriver browser) {
        return Objects.requireNonNull(browser.executeScript("return getComputedStyle(document.body).backgroundColor"));
    }
}
