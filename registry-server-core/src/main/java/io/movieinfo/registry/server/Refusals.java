package io.movieinfo.registry.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.server.lease.Leases;
import io.movieinfo.registry.server.lease.Phase;
import io.movieinfo.registry.server.probe.Finding;
import io.movieinfo.registry.server.store.StoredInstance;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether refusals prove anything. A broken sidecar or firewall refuses
 * everything, and so another instance that is certainly alive is asked as well: one with
 * an open session, that has just beaten, and whose port was reached before. If there is
 * such an instance, a refusal is proof only if one of those asked connects. If there is
 * none, a refusal is proof unless many refuse together. Confined to the writer's thread.
 */
final class Refusals {

	private static final long TOGETHER_NANOS = TimeUnit.SECONDS.toNanos(2);

	private static final int MOST_WITNESSES = 3;

	private static final int MOST_CANDIDATES = 64;

	private final Probes probes;

	private final WorkingState state;

	private final Leases leases;

	private final Holders holders;

	private final LongSupplier ticker;

	private final Consumer<Target> refused;

	private final Deque<Refusal> recent = new ArrayDeque<>();

	private List<Claim> waiting = new ArrayList<>();

	private boolean asking;

	private boolean foreseeing;

	private int rotation;

	/**
	 * Creates an empty set.
	 * @param refused is told when one of those that are alive refuses
	 */
	Refusals(Probes probes, WorkingState state, Leases leases, Holders holders, LongSupplier ticker,
			Consumer<Target> refused) {
		this.probes = probes;
		this.state = state;
		this.leases = leases;
		this.holders = holders;
		this.ticker = ticker;
		this.refused = refused;
	}

	/**
	 * Asks those that are alive already while an instance is probed itself: if it
	 * refuses, nobody has to wait for them. One question of this kind is asked at a time.
	 * @return the question, or {@code null} if none is asked
	 */
	@Nullable Round foresee(Target target) {
		List<Target> witnesses = this.foreseeing ? List.of() : witnesses(Set.of(target.place()));
		if (witnesses.isEmpty()) {
			return null;
		}
		this.foreseeing = true;
		Round round = new Round(new ArrayList<>(), witnesses.size(), () -> this.foreseeing = false);
		round.ask(witnesses);
		return round;
	}

	/**
	 * Asks whether an instance that has refused is dead.
	 * @param doubted whether that was denied before: from then on only somebody else who
	 * connects can prove it
	 * @param foreseen what was asked when it was probed, or {@code null}
	 * @param verdict is told
	 */
	void judge(Target target, boolean doubted, @Nullable Round foreseen, Consumer<Boolean> verdict) {
		long now = this.ticker.getAsLong();
		forgetOld(now);
		this.recent.add(new Refusal(target.key(), now));
		Claim claim = new Claim(target, doubted, verdict);
		if (foreseen != null && foreseen.answers(claim)) {
			return;
		}
		this.waiting.add(claim);
		if (!this.asking) {
			ask();
		}
	}

	private void ask() {
		List<Claim> claims = this.waiting;
		this.waiting = new ArrayList<>();
		this.asking = true;
		List<Target> witnesses = witnesses(
				claims.stream().map((claim) -> claim.target.place()).collect(Collectors.toSet()));
		if (witnesses.isEmpty()) {
			boolean together = together();
			this.asking = false;
			decide(claims, (claim) -> !together && !claim.doubted);
			return;
		}
		new Round(claims, witnesses.size(), () -> this.asking = false).ask(witnesses);
	}

	private void decide(List<Claim> claims, Predicate<Claim> proof) {
		claims.forEach((claim) -> claim.verdict.accept(proof.test(claim)));
		if (!this.waiting.isEmpty() && !this.asking) {
			ask();
		}
	}

	private boolean together() {
		forgetOld(this.ticker.getAsLong());
		Set<InstanceKey> keys = new HashSet<>();
		this.recent.forEach((refusal) -> keys.add(refusal.key));
		return keys.size() >= 2 && keys.size() * 2 > this.leases.size();
	}

	private void forgetOld(long now) {
		while (!this.recent.isEmpty() && now - this.recent.getFirst().at > TOGETHER_NANOS) {
			this.recent.removeFirst();
		}
	}

	/**
	 * Chooses whom to ask.
	 * @param places where nobody is to be asked
	 */
	private List<Target> witnesses(Set<Target.Place> places) {
		List<Target> candidates = new ArrayList<>();
		for (InstanceKey key : this.holders.heldByOpenSessions()) {
			StoredInstance held = this.state.get(key);
			if (held != null && held.reached() && this.leases.phase(key) == Phase.ALIVE
					&& !places.contains(Target.of(held).place())) {
				candidates.add(Target.of(held));
			}
			if (candidates.size() == MOST_CANDIDATES) {
				break;
			}
		}
		List<Target> witnesses = new ArrayList<>();
		for (int i = 0; i < Math.min(MOST_WITNESSES, candidates.size()); i++) {
			witnesses.add(candidates.get((this.rotation + i) % candidates.size()));
		}
		this.rotation = (this.rotation + 1) % MOST_CANDIDATES;
		return witnesses;
	}

	private record Refusal(InstanceKey key, long at) {

	}

	private record Claim(Target target, boolean doubted, Consumer<Boolean> verdict) {

	}

	/**
	 * One question to some of those that are alive.
	 */
	final class Round {

		private final List<Claim> claims;

		private final Runnable over;

		private int open;

		private boolean decided;

		private boolean proof;

		private Round(List<Claim> claims, int open, Runnable over) {
			this.claims = claims;
			this.open = open;
			this.over = over;
		}

		private void ask(List<Target> witnesses) {
			witnesses.forEach((witness) -> Refusals.this.probes.probe(witness, (finding) -> {
				if (finding == Finding.REFUSED) {
					Refusals.this.refused.accept(witness);
				}
				answered(finding);
			}));
		}

		private void answered(Finding finding) {
			this.open--;
			if (!this.decided && (finding == Finding.CONNECTED || this.open == 0)) {
				this.decided = true;
				this.proof = finding == Finding.CONNECTED;
				this.over.run();
				decide(this.claims, (claim) -> this.proof);
			}
		}

		/**
		 * Whether this answers a claim, now or later. It does not if nobody connected: by
		 * now somebody may.
		 */
		private boolean answers(Claim claim) {
			if (!this.decided) {
				return this.claims.add(claim);
			}
			if (this.proof) {
				claim.verdict.accept(true);
			}
			return this.proof;
		}

	}

}
