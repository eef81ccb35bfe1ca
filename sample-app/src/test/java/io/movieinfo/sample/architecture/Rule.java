package io.movieinfo.sample.architecture;

import com.tngtech.archunit.lang.ArchRule;

/**
 * A rule, and who breaks it on purpose.
 *
 * @param name what it says, in short
 * @param rule the rule
 * @param breaker the simple name of the class among the broken ones that it must complain
 * of
 */
public record Rule(String name, ArchRule rule, String breaker) {

	@Override
	public String toString() {
		return this.name;
	}

}
