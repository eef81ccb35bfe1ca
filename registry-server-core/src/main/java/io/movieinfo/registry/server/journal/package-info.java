/**
 * What has happened to which instance, and why, for operators. Start from
 * {@link io.movieinfo.registry.server.journal.JournalEntry}.
 */
@NullMarked
package io.movieinfo.registry.server.journal;

import org.jspecify.annotations.NullMarked;
