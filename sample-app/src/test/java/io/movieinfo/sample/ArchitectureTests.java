package io.movieinfo.sample;

import java.util.List;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.movieinfo.sample.architecture.ArchitectureRules;
import io.movieinfo.sample.architecture.Rule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds all modules to the directions of the design, and proves of each rule that it
 * fails when it is broken.
 */
class ArchitectureTests {

	private static final String BROKEN = "io.movieinfo.sample.architecture.broken";

	private static final JavaClasses product = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		// other modules' tests, which some tests here build on
		.withImportOption((location) -> !location.contains("-tests.jar"))
		.importPackages("io.movieinfo");

	private static final JavaClasses broken = new ClassFileImporter().importPackages(BROKEN);

	@ParameterizedTest
	@MethodSource("rules")
	void productKeepsRule(Rule rule) {
		rule.rule().check(product);
	}

	@ParameterizedTest
	@MethodSource("rulesForBrokenClasses")
	void ruleFailsWhenBroken(Rule rule) {
		List<String> violations = rule.rule().evaluate(broken).getFailureReport().getDetails();
		assertThat(violations).anySatisfy((violation) -> assertThat(violation).contains(rule.breaker()));
	}

	static List<Rule> rules() {
		return ArchitectureRules.of("io.movieinfo.registry", "io.movieinfo.sample");
	}

	static List<Rule> rulesForBrokenClasses() {
		return ArchitectureRules.of(BROKEN, BROKEN + ".sample");
	}

}
