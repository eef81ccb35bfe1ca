package io.movieinfo.registry.balancer;

/**
 * How a request to a picked endpoint went, as far as the endpoint is to be judged by it.
 */
public enum Outcome {

	/** It was answered, and the answer is no sign of trouble. */
	SUCCESS,
	/** It was sent, but failed: broken off, timed out, or answered by a server error. */
	FAILURE,
	/** Nothing was sent, because no connection came about. */
	CONNECT_FAILURE,
	/** The caller gave it up; it says nothing of the endpoint. */
	CANCELLED

}
