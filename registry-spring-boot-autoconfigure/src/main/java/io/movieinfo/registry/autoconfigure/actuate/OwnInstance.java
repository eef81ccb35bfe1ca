package io.movieinfo.registry.autoconfigure.actuate;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import io.movieinfo.registry.client.registration.Registration;
import io.movieinfo.registry.client.registration.Registration.State;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.Limits;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;

/**
 * What the application can say of itself at run time: its weight, that it is out of
 * service, and that it is draining. These are its own statements, part of what it
 * registers, so they hold in later sessions as well, and until it stops; operators'
 * overrides are another matter, and go before. Thread-safe.
 */
final class OwnInstance {

	private static final String LIMIT_EXPECTED = "a duration from 0s to %ds, such as 5s"
		.formatted(Limits.MAX_DRAIN_MILLIS / 1000);

	private final Supplier<List<Registration>> registrations;

	private final int configuredWeight;

	private final Duration drainLimit;

	/**
	 * Creates it.
	 * @param registrations what the application is registered as, normally one
	 * @param configuredWeight the weight that it starts with
	 * @param drainLimit how long a drain waits, unless said otherwise
	 */
	OwnInstance(Supplier<List<Registration>> registrations, int configuredWeight, Duration drainLimit) {
		this.registrations = registrations;
		this.configuredWeight = configuredWeight;
		this.drainLimit = drainLimit;
	}

	/**
	 * Carries out an action. Never blocks, but for a drain, which waits for its limit and
	 * half a second at most.
	 * @param name {@code weight}, {@code out-of-service} or {@code drain}
	 * @param weight the new weight, for that action
	 * @param limit how long a drain waits, if not as long as it is configured to
	 * @throws InvalidFieldException if a value is not what it must be
	 * @throws NothingRegisteredException if there is nothing that could be changed
	 */
	void act(String name, @Nullable String weight, @Nullable String limit) {
		switch (Action.named(name)) {
			case WEIGHT -> setWeight(weight);
			case OUT_OF_SERVICE -> update((content) -> content.toBuilder().enabled(false).build());
			case DRAIN -> drain(limit);
		}
	}

	/**
	 * Takes an action back. Never blocks.
	 * @throws InvalidFieldException if there is no such action
	 * @throws NothingRegisteredException if there is nothing that could be changed
	 */
	void undo(String name) {
		switch (Action.named(name)) {
			case WEIGHT -> update((content) -> content.toBuilder().weight(this.configuredWeight).build());
			case OUT_OF_SERVICE -> update((content) -> content.toBuilder().enabled(true).build());
			case DRAIN -> each(Registration::endDrain);
		}
	}

	private void setWeight(@Nullable String text) {
		int weight = weight(text);
		update((content) -> content.toBuilder().weight(weight).build());
	}

	private void drain(@Nullable String text) {
		Duration limit = (text != null) ? limit(text) : this.drainLimit;
		each((registration) -> registration.drain(limit));
	}

	/**
	 * Changes what was said last, one change after the other, so that none gets lost.
	 */
	private synchronized void update(UnaryOperator<InstanceContent> change) {
		each((registration) -> registration.update(change.apply(registration.content())));
	}

	private void each(Consumer<Registration> action) {
		List<Registration> all = this.registrations.get();
		List<Registration> kept = all.stream().filter(OwnInstance::isKept).toList();
		if (kept.isEmpty()) {
			throw new NothingRegisteredException(all);
		}
		kept.forEach(action);
	}

	private static boolean isKept(Registration registration) {
		return registration.state() == State.REGISTERING || registration.state() == State.REGISTERED;
	}

	private static int weight(@Nullable String text) {
		String expected = "%d to %d, where %d is normal".formatted(Limits.MIN_WEIGHT, Limits.MAX_WEIGHT,
				Limits.DEFAULT_WEIGHT);
		try {
			int weight = (text != null) ? Integer.parseInt(text.trim()) : 0;
			if (weight >= Limits.MIN_WEIGHT && weight <= Limits.MAX_WEIGHT) {
				return weight;
			}
		}
		catch (NumberFormatException ex) {
			// answered below
		}
		throw new InvalidFieldException("weight", text, expected);
	}

	private static Duration limit(String text) {
		try {
			Duration limit = DurationStyle.detectAndParse(text.trim());
			if (!limit.isNegative() && limit.compareTo(Duration.ofMillis(Limits.MAX_DRAIN_MILLIS)) <= 0) {
				return limit;
			}
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			// answered below
		}
		throw new InvalidFieldException("limit", text, LIMIT_EXPECTED);
	}

	/**
	 * What can be done.
	 */
	private enum Action {

		WEIGHT, OUT_OF_SERVICE, DRAIN;

		static Action named(String name) {
			for (Action action : values()) {
				if (RegistryDescriptor.lowerCase(action).equals(name)) {
					return action;
				}
			}
			throw new InvalidFieldException("action", name, "one of "
					+ Arrays.stream(values()).map(RegistryDescriptor::lowerCase).collect(Collectors.joining(", ")));
		}

	}

}
