package io.movieinfo.registry.server.app.dashboard;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.movieinfo.registry.server.app.RunningServer;
import io.movieinfo.registry.server.app.Tool;
import org.awaitility.core.ConditionFactory;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.ElementNotInteractableException;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A real headless Chromium, with Debian's driver. Nothing is downloaded: where either is
 * absent, tests are skipped as {@link Tool} says.
 */
final class Browser implements AutoCloseable {

	private static final ObjectMapper JSON = new ObjectMapper();

	private static final String BROWSER = "chromium";

	private static final String DRIVER = "chromedriver";

	private final ChromeDriver driver;

	private Browser(ChromeDriver driver) {
		this.driver = driver;
	}

	static Browser start() {
		Tool.require(BROWSER, DRIVER);
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.PERFORMANCE, Level.ALL);
		logs.enable(LogType.BROWSER, Level.ALL);
		ChromeOptions options = new ChromeOptions();
		options.setBinary(program(BROWSER).toFile());
		options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
				"--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
				"--hide-scrollbars", "--force-color-profile=srgb", "--lang=en", "--window-size=1280,900",
				"--js-flags=--expose-gc", "--enable-precise-memory-info");
		options.setCapability("goog:loggingPrefs", logs);
		ChromeDriverService service = new ChromeDriverService.Builder().usingDriverExecutable(program(DRIVER).toFile())
			.usingAnyFreePort()
			.withSilent(true)
			.build();
		ChromeDriver driver = new ChromeDriver(service, options);
		driver.manage().timeouts().scriptTimeout(Duration.ofMinutes(1));
		return new Browser(driver);
	}

	/**
	 * Opens a page of the dashboard.
	 * @param hash which, as in {@code #/services}; empty for the first
	 */
	Browser open(RunningServer server, String hash) {
		this.driver.get(server.uri("/" + hash).toString());
		return this;
	}

	/**
	 * Runs a script in each page that is loaded from now on, before the page's own.
	 */
	void beforeEachPage(String script) {
		this.driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
	}

	Browser reload() {
		this.driver.navigate().refresh();
		return this;
	}

	String address() {
		return this.driver.getCurrentUrl();
	}

	/**
	 * Waits until an element is there, and returns it.
	 */
	WebElement find(String css) {
		return patiently().until(() -> {
			List<WebElement> found = all(css);
			return found.isEmpty() ? null : found.get(0);
		}, Objects::nonNull);
	}

	List<WebElement> all(String css) {
		return this.driver.findElements(By.cssSelector(css));
	}

	/**
	 * Waits until the text that is seen at a place is as expected.
	 */
	void awaitText(String css, String part) {
		patiently().untilAsserted(() -> assertThat(text(css)).as(css).contains(part));
	}

	/**
	 * Waits until the text that is seen at a place has no such part.
	 */
	void awaitNoText(String css, String part) {
		patiently().untilAsserted(() -> assertThat(text(css)).as(css).doesNotContain(part));
	}

	/**
	 * Returns the text of all that is at a place just now.
	 */
	String text(String css) {
		return String.valueOf(
				script("return [...document.querySelectorAll(arguments[0])].map((e) => e.innerText).join('\\n')", css));
	}

	/**
	 * Clicks what a person would see there, as soon as it is there and nothing is before
	 * it.
	 * @param label the beginning of its text or label
	 */
	Browser click(String css, String label) {
		patiently().alias(label + " at " + css).ignoreExceptionsMatching(Browser::isNotReady).until(() -> {
			for (WebElement each : all(css)) {
				String name = each.getAccessibleName();
				if (each.isDisplayed() && name != null && name.startsWith(label)) {
					each.click();
					return true;
				}
			}
			return false;
		});
		return this;
	}

	/**
	 * Replaces what is in a field, as soon as a person would see it there.
	 */
	Browser fill(String css, String text) {
		patiently().alias(text + " into " + css).ignoreExceptionsMatching(Browser::isNotReady).until(() -> {
			List<WebElement> found = all(css);
			if (found.isEmpty() || !found.get(0).isDisplayed()) {
				return false;
			}
			WebElement field = found.get(0);
			field.sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE);
			field.sendKeys(text);
			return true;
		});
		return this;
	}

	Browser press(CharSequence... keys) {
		this.driver.switchTo().activeElement().sendKeys(keys);
		return this;
	}

	Object script(String script, Object... arguments) {
		return this.driver.executeScript(script, arguments);
	}

	/**
	 * Marks the page, so that {@link #isMarked} tells whether it was loaded anew since.
	 */
	void mark() {
		script("window.marked = true");
	}

	boolean isMarked() {
		return Boolean.TRUE.equals(script("return window.marked === true"));
	}

	/**
	 * Sets how large the page is and which colours it should have.
	 */
	Browser view(int width, int height, boolean dark) {
		this.driver.manage().window().setSize(new Dimension(width, height));
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
		return this;
	}

	void screenshot(Path file) throws IOException {
		Files.createDirectories(Objects.requireNonNull(file.getParent()));
		Files.write(file, this.driver.getScreenshotAs(OutputType.BYTES));
	}

	/**
	 * The bytes that the page's scripts hold, after everything that can go is gone.
	 */
	long usedMemory() {
		this.driver.executeCdpCommand("HeapProfiler.collectGarbage", Map.of());
		return ((Number) Objects
			.requireNonNull(this.driver.executeCdpCommand("Runtime.getHeapUsage", Map.of()).get("usedSize")))
			.longValue();
	}

	/**
	 * Returns where the page has sent requests since this was asked last.
	 */
	List<URI> requests() {
		List<URI> requests = new ArrayList<>();
		for (LogEntry entry : this.driver.manage().logs().get(LogType.PERFORMANCE)) {
			JsonNode message = JSON.readTree(entry.getMessage()).path("message");
			if (message.path("method").asString().equals("Network.requestWillBeSent")) {
				requests.add(URI.create(message.path("params").path("request").path("url").asString()));
			}
		}
		return requests;
	}

	/**
	 * Checks that the page has met no error of its own. That a request was refused or
	 * failed is none.
	 */
	void assertNoErrors() {
		assertThat(this.driver.manage().logs().get(LogType.BROWSER)).extracting(LogEntry::getMessage)
			.allSatisfy((message) -> assertThat(message).contains("Failed to load resource"));
	}

	@Override
	public void close() {
		this.driver.quit();
	}

	/**
	 * A browser and its driver want a lot of a small machine.
	 */
	static ConditionFactory patiently() {
		return await().atMost(Duration.ofSeconds(60));
	}

	/**
	 * Whether the page was just about to change.
	 */
	private static boolean isNotReady(Throwable failure) {
		// one that cannot be clicked because of another is one of the latter
		return failure instanceof StaleElementReferenceException || failure instanceof ElementNotInteractableException;
	}

	private static Path program(String name) {
		String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
		return Stream.of(path.split(Pattern.quote(File.pathSeparator), -1))
			.map((directory) -> Path.of(directory, name))
			.filter(Files::isExecutable)
			.findFirst()
			.orElseThrow();
	}

}
