package io.movieinfo.registry.server.app.api;

import io.movieinfo.registry.protocol.JsonObject;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.journal.JournalEntry;
import io.movieinfo.registry.server.journal.JournalFollower;
import io.movieinfo.registry.server.journal.JournalNews;
import io.movieinfo.registry.server.journal.Note;

/**
 * Tells a stream what happens, and why. The id of each event is its entry's number.
 */
final class JournalEvents implements JournalFollower {

	private final EventStream stream;

	// confined to the journal's thread
	private boolean begun;

	JournalEvents(EventStream stream) {
		this.stream = stream;
	}

	@Override
	public void next(JournalNews news, Runnable done) {
		EventText text = new EventText();
		long before = news.entries().isEmpty() ? news.seen() : news.entries().get(0).number() - 1;
		boolean first = !this.begun;
		this.begun = true;
		if (first) {
			text.event(before, "ready", JsonObject.write((json) -> json.writeNumberProperty("number", before)));
		}
		if (news.missed()) {
			text.event(before, "missed", JsonObject.write((json) -> {
				json.writeNumberProperty("number", before);
				json.writeStringProperty("text", "What happened before this is not kept any more");
			}));
		}
		for (JournalEntry entry : news.entries()) {
			text.event(entry.number(), entry.note().kind().wireName(), json(entry));
		}
		if (!first && news.entries().isEmpty()) {
			text.sign(news.seen());
		}
		this.stream.send(text.toBytes(), done);
	}

	private static byte[] json(JournalEntry entry) {
		Note note = entry.note();
		return JsonObject.write((json) -> {
			json.writeNumberProperty("number", entry.number());
			json.writeStringProperty("at", entry.at().toString());
			json.writeStringProperty("kind", note.kind().wireName());
			ServiceKey service = note.service();
			if (service != null) {
				json.writeStringProperty("namespace", service.namespace());
				json.writeStringProperty("service", service.name());
			}
			if (note.instance() != null) {
				json.writeStringProperty("instance", note.instance());
			}
			if (note.by() != null) {
				json.writeStringProperty("by", note.by());
			}
			if (note.reason() != null) {
				json.writeStringProperty("reason", note.reason());
			}
			json.writeStringProperty("text", note.text());
		});
	}

}
