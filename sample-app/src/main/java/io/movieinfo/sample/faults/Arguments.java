package io.movieinfo.sample.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the command line asks for.
 *
 * @param scenarios the scenarios to run, in their own order
 * @param runs how often to run each of them
 * @param list whether only to say which there are
 */
record Arguments(List<Scenario> scenarios, int runs, boolean list) {

	private static final int MOST_RUNS = 1000;

	Arguments {
		scenarios = List.copyOf(scenarios);
	}

	/**
	 * Reads the command line.
	 * @param all the scenarios that there are; a number chooses all variants of it, no
	 * number chooses all
	 * @throws InvalidArgumentException if it cannot be understood
	 */
	static Arguments parse(List<String> arguments, List<Scenario> all) {
		int runs = 1;
		boolean list = false;
		List<String> chosen = new ArrayList<>();
		for (int i = 0; i < arguments.size(); i++) {
			String argument = arguments.get(i);
			switch (argument) {
				case "--list" -> list = true;
				case "--runs" -> {
					i++;
					runs = runs((i < arguments.size()) ? arguments.get(i) : "");
				}
				default -> {
					if (all.stream().noneMatch((scenario) -> isChosen(scenario, argument))) {
						throw unknown(argument, all);
					}
					chosen.add(argument);
				}
			}
		}
		return new Arguments(all.stream()
			.filter((scenario) -> chosen.isEmpty()
					|| chosen.stream().anyMatch((argument) -> isChosen(scenario, argument)))
			.toList(), runs, list);
	}

	private static int runs(String value) {
		if (value.matches("[1-9][0-9]{0,3}") && Integer.parseInt(value) <= MOST_RUNS) {
			return Integer.parseInt(value);
		}
		throw new InvalidArgumentException(
				"--runs is '%s', expected a number from 1 to %d".formatted(value, MOST_RUNS));
	}

	private static boolean isChosen(Scenario scenario, String argument) {
		return scenario.id().equals(argument) || number(scenario).equals(argument);
	}

	private static String number(Scenario scenario) {
		return scenario.id().replaceAll("[^0-9]", "");
	}

	private static InvalidArgumentException unknown(String argument, List<Scenario> all) {
		if (argument.startsWith("-")) {
			return new InvalidArgumentException(
					"there is no option '%s', only --runs N, --list and --help".formatted(argument));
		}
		return new InvalidArgumentException("there is no scenario '%s', only %s".formatted(argument,
				all.stream().map(Scenario::id).collect(Collectors.joining(", "))));
	}

}
