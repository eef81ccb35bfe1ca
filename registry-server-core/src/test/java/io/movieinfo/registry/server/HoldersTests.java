package io.movieinfo.registry.server;

import io.movieinfo.registry.protocol.InstanceKey;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who holds what.
 */
class HoldersTests {

	private static final InstanceKey A = RegistryFixture.key("a");

	private static final InstanceKey B = RegistryFixture.key("b");

	private final Holders holders = new Holders();

	private final Holder session = Holder.session("movie-service", "p1", "10.0.0.1:5000");

	@Test
	void nobodyHoldsWhatHasGivenNoSignOfLife() {
		assertThat(this.holders.last(A)).isNull();
		assertThat(this.holders.heldBy(this.session)).isEmpty();
	}

	@Test
	void sessionHoldsWhatItHasRenewedLast() {
		this.holders.seen(A, this.session, 1);
		this.holders.seen(B, this.session, 2);
		this.holders.seen(A, this.session, 3);
		assertThat(this.holders.heldBy(this.session)).containsExactlyInAnyOrder(A, B);
		assertThat(this.holders.last(A)).satisfies((sign) -> {
			assertThat(sign.holder()).isSameAs(this.session);
			assertThat(sign.at()).isEqualTo(3);
		});
	}

	@Test
	void whoeverRenewsTakesOver() {
		Holder newer = Holder.session("movie-service", "p1", "10.0.0.1:5001");
		Holder request = Holder.request("curl", "10.0.0.1");
		this.holders.seen(A, this.session, 1);
		this.holders.seen(B, this.session, 1);
		this.holders.seen(A, newer, 2);
		this.holders.seen(B, request, 2);
		assertThat(this.holders.heldBy(this.session)).isEmpty();
		assertThat(this.holders.heldBy(newer)).containsExactly(A);
		assertThat(this.holders.heldBy(request)).isEmpty();
		assertThat(this.holders.last(B)).satisfies((sign) -> assertThat(sign.holder()).isSameAs(request));
	}

	@Test
	void nobodyHoldsWhatIsGone() {
		this.holders.seen(A, this.session, 1);
		this.holders.remove(A);
		this.holders.remove(B);
		assertThat(this.holders.last(A)).isNull();
		assertThat(this.holders.heldBy(this.session)).isEmpty();
	}

}
