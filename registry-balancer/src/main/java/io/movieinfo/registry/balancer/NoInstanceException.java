package io.movieinfo.registry.balancer;

import java.util.List;

import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;

/**
 * No instance of a service could be picked. The message says which instances were seen
 * and why none of them will do; it is bounded, however many there are.
 */
public final class NoInstanceException extends RuntimeException {

	private static final int SHOWN = 5;

	private static final int LONGEST_ID = 80;

	private static final int LONGEST_DETAIL = 300;

	private final Reason reason;

	private final transient ServiceKey service;

	private NoInstanceException(Reason reason, ServiceKey service, String message) {
		super(message);
		this.reason = reason;
		this.service = service;
	}

	/**
	 * The registry answered that it knows no such service.
	 */
	public static NoInstanceException serviceUnknown(ServiceKey service) {
		return new NoInstanceException(Reason.SERVICE_UNKNOWN, service,
				("The registry knows no service '%s' in namespace '%s'; "
						+ "check the name, and whether an instance of it has started")
					.formatted(service.name(), service.namespace()));
	}

	/**
	 * The service is known, but none of its instances is routable.
	 * @param listed all its listed instances, possibly none
	 */
	public static NoInstanceException noneRoutable(ServiceKey service, List<ServiceInstance> listed) {
		String message = listed.isEmpty()
				? "Service '%s' is known, but no instance of it is registered".formatted(service)
				: "Service '%s' has no routable instance, of %d registered: %s".formatted(service, listed.size(),
						describe(listed));
		return new NoInstanceException(Reason.NONE_ROUTABLE, service, message);
	}

	/**
	 * The service is known, but none of its instances may be picked.
	 * @param explanation what the balancer sees, and why none of it will do
	 */
	public static NoInstanceException nonePickable(ServiceExplanation explanation) {
		String wanted = explanation.wanted().isEmpty() ? "" : " with " + shorten(explanation.wanted(), LONGEST_DETAIL);
		String message = (explanation.listed() == 0)
				? "Service '%s' is known, but no instance of it is registered".formatted(explanation.service())
				: "Service '%s' has no routable instance%s, of %d registered: %s".formatted(explanation.service(),
						wanted, explanation.listed(), explanation.describe(SHOWN));
		return new NoInstanceException(Reason.NONE_ROUTABLE, explanation.service(), message);
	}

	/**
	 * There are instances that may be picked, but the pick excluded all of them.
	 * @param explanation what the balancer sees
	 */
	public static NoInstanceException noneLeft(ServiceExplanation explanation) {
		return new NoInstanceException(Reason.NONE_LEFT, explanation.service(),
				"Service '%s' has no instance left to try; routable instances, all tried: %d, of %d registered: %s"
					.formatted(explanation.service(), explanation.picked(), explanation.listed(),
							explanation.describe(SHOWN)));
	}

	/**
	 * There are routable instances, but the pick excluded all of them.
	 * @param routable how many there are
	 */
	public static NoInstanceException noneLeft(ServiceKey service, int routable) {
		return new NoInstanceException(Reason.NONE_LEFT, service,
				"Service '%s' has no instance left to try; routable instances, all tried: %d".formatted(service,
						routable));
	}

	/**
	 * Nothing is known of the service, because the registry has not answered yet.
	 * @param detail where the registry was sought and what went wrong
	 */
	public static NoInstanceException registryUnreachable(ServiceKey service, String detail) {
		return new NoInstanceException(Reason.REGISTRY_UNREACHABLE, service,
				"Nothing is known of service '%s' yet, because the registry has not answered: %s".formatted(service,
						shorten(detail, LONGEST_DETAIL)));
	}

	/**
	 * The registry has not answered yet, and of the instances that it once listed none
	 * was routable.
	 * @param listed all instances that it listed then
	 * @param detail where the registry was sought and what went wrong
	 */
	public static NoInstanceException noneRoutableWhenLastHeard(ServiceKey service, List<ServiceInstance> listed,
			String detail) {
		return new NoInstanceException(Reason.REGISTRY_UNREACHABLE, service,
				"Service '%s' had no routable instance, of %d registered, when the registry was last heard: %s. It has not answered since: %s"
					.formatted(service, listed.size(), describe(listed), shorten(detail, LONGEST_DETAIL)));
	}

	public Reason reason() {
		return this.reason;
	}

	public ServiceKey service() {
		return this.service;
	}

	private static String describe(List<ServiceInstance> listed) {
		StringBuilder text = new StringBuilder();
		for (ServiceInstance instance : listed.subList(0, Math.min(SHOWN, listed.size()))) {
			text.append(text.isEmpty() ? "" : ", ")
				.append(shorten(instance.id(), LONGEST_ID))
				.append(" is ")
				.append(ServiceExplanation.whyNotRoutable(instance));
		}
		if (listed.size() > SHOWN) {
			text.append(", and ").append(listed.size() - SHOWN).append(" more");
		}
		return text.toString();
	}

	private static String shorten(String text, int longest) {
		return (text.length() <= longest) ? text : text.substring(0, longest) + "…";
	}

	/**
	 * Why no instance could be picked.
	 */
	public enum Reason {

		/** The registry knows no such service. */
		SERVICE_UNKNOWN,
		/** No instance is registered, or none of them is routable and wanted. */
		NONE_ROUTABLE,
		/** All routable instances were excluded by the {@link PickContext}. */
		NONE_LEFT,
		/** The registry has not answered yet, and nothing that is known will do. */
		REGISTRY_UNREACHABLE

	}

}
