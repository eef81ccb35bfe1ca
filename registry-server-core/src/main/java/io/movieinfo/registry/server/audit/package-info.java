/**
 * What operators have done, kept on disk. Start from
 * {@link io.movieinfo.registry.server.audit.AuditEntry}.
 */
@NullMarked
package io.movieinfo.registry.server.audit;

import org.jspecify.annotations.NullMarked;
