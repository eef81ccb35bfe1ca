package io.movieinfo.registry.balancer;

/**
 * Turns numbers and texts into such that look random.
 */
final class Mix {

	private static final long FNV_PRIME = 0x100000001b3L;

	private static final long FNV_OFFSET = 0xcbf29ce484222325L;

	private Mix() {
	}

	/**
	 * The finishing steps of SplitMix64 (Steele, Lea, Flood, 2014): neighbouring numbers
	 * end up far apart, and no two at the same place.
	 */
	static long mix(long number) {
		long mixed = (number ^ (number >>> 30)) * 0xbf58476d1ce4e5b9L;
		mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
		return mixed ^ (mixed >>> 31);
	}

	/**
	 * The same in every process: FNV-1a (Fowler, Noll, Vo) over the characters, mixed.
	 */
	static long mix(CharSequence text) {
		long hash = FNV_OFFSET;
		for (int i = 0; i < text.length(); i++) {
			hash = (hash ^ text.charAt(i)) * FNV_PRIME;
		}
		return mix(hash);
	}

}
