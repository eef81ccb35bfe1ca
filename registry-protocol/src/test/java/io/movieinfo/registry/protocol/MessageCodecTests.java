package io.movieinfo.registry.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class MessageCodecTests {

	static Stream<String> clientMessages() {
		return GoldenMessages.client().keySet().stream();
	}

	static Stream<String> serverMessages() {
		return GoldenMessages.server().keySet().stream();
	}

	@ParameterizedTest
	@MethodSource("clientMessages")
	void clientMessageIsPinnedByItsGoldenFile(String name) {
		ClientMessage message = Objects.requireNonNull(GoldenMessages.client().get(name));
		byte[] golden = GoldenMessages.bytes("client", name);
		assertThat(text(MessageCodec.encode(message))).isEqualTo(text(golden));
		assertThat(MessageCodec.decodeClient(golden, "default")).isEqualTo(message);
	}

	@ParameterizedTest
	@MethodSource("serverMessages")
	void serverMessageIsPinnedByItsGoldenFile(String name) {
		ServerMessage message = Objects.requireNonNull(GoldenMessages.server().get(name));
		byte[] golden = GoldenMessages.bytes("server", name);
		assertThat(text(MessageCodec.encode(message))).isEqualTo(text(golden));
		assertThat(MessageCodec.decodeServer(golden)).isEqualTo(message);
	}

	@Test
	void everyKindOfMessageHasAGoldenFile() {
		assertThat(GoldenMessages.client().values()).extracting(Object::getClass)
			.containsAll(messagesOf(ClientMessage.class));
		assertThat(GoldenMessages.server().values()).extracting(Object::getClass)
			.containsAll(messagesOf(ServerMessage.class));
	}

	@Test
	void unknownFieldsOfANewerVersionAreIgnored() {
		ClientMessage message = MessageCodec.decodeClient(bytes("""
				{"type":"unwatch","seq":9,"watch":7,"why":{"since":["tomorrow"]}}"""), "default");
		assertThat(message).isEqualTo(new ClientMessage.Unwatch(9, 7));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{"seq":1}                                             | type            | absent      | a text
					{"type":7,"seq":1}                                    | type            | 7           | a text
					{"type":"unwatch","seq":1}                            | watch           | absent      | a whole number
					{"type":"unwatch","seq":1,"watch":"7"}                | watch           | '7'         | a whole number
					{"type":"unwatch","seq":1,"watch":1.5}                | watch           | 1.5         | a whole number
					{"type":"unwatch","seq":1,"watch":-1}                 | watch           | -1          | from 0 up
					{"type":"watch","seq":1,"service":"a_b"}              | service         | 'a_b'       | a-z, 0-9
					{"type":"watch","seq":1,"service":"a","cursor":"x"}   | cursor          | 'x'         | a cursor
					{"type":"watch","seq":1,"service":"a","cursor":"x.-1"}| cursor          | 'x.-1'      | a cursor
					{"type":"watch","seq":1,"service":"a","namespace":""} | namespace       | ''          | a-z, 0-9
					{"type":"ack","watch":7}                              | cursor          | absent      | a text
					{"type":"ack","watch":7,"cursor":"x"}                 | cursor          | 'x'         | a cursor
					{"type":"ack","cursor":"x7Kp2.42"}                    | watch           | absent      | a whole number
					{"type":"drain","seq":1,"name":"a","id":"1","start_id":"s"} | limit     | absent      | from 0 to 300000
					{"type":"drain","seq":1,"name":"a","id":"1","start_id":"s","limit":-1} | limit | -1   | from 0 to 300000
					{"type":"drain","seq":1,"name":"a","id":"1","start_id":"s","limit":300001} | limit | 300001 | from 0 to 300000
					{"type":"drain","seq":1,"name":"a","id":"1","start_id":"","limit":5} | start_id | '' | printable ASCII
					{"type":"drain","seq":1,"name":"a b","id":"1","start_id":"s","limit":5} | name | 'a b' | a-z, 0-9
					{"type":"hello","seq":1,"version":0,"application":"a","process":"p"} | version | 0     | from 1 to
					{"type":"heartbeat","seq":1,"health":{}}              | health          | {}          | a list
					{"type":"heartbeat","seq":1,"health":[7]}             | health[0]       | 7           | an object
					{"type":"heartbeat","seq":1,"health":[{"name":"a","id":"1","health":"fine"}]} | health | 'fine' | 'healthy', 'unhealthy', 'unknown'
					{"type":"heartbeat","seq":1,"health":[{"name":"a","id":"1","health":"unhealthy","cause":"lease"}]} | cause | 'lease' | 'reported' or 'not-ready'
					{"type":"register","seq":1,"start_id":"","instance":{"name":"a","address":"h","port":1}}  | start_id | '' | printable ASCII
					{"type":"register","seq":1,"start_id":"s"}            | instance        | absent      | an object
					{"type":"register","seq":1,"start_id":"s","instance":{"name":"a","address":"h","port":0}} | instance.port | 0 | 1 to 65535
					{"type":"register","seq":1,"start_id":"s","instance":{"name":"a","address":"h","port":70000}} | instance.port | 70000 | 1 to 65535
					{"type":"register","seq":1,"start_id":"s","instance":{"name":"a","address":"0.0.0.0","port":1}} | instance.address | '0.0.0.0' | that others can connect to
					{"type":"register","seq":1,"start_id":"s","instance":{"name":"a","address":"h","port":1,"weight":1001}} | instance.weight | 1001 | 1 to 1000
					{"type":"register","seq":1,"start_id":"s","instance":{"name":"a","address":"h","port":1,"tags":[1]}} | instance.tags[0] | 1 | a text
					{"type":"register","seq":1,"start_id":"s","instance":{"name":"a","address":"h","port":1,"meta":{"k":1}}} | instance.meta.k | 1 | a text
					{"type":"register","seq":1,"start_id":"s","instance":{"name":"a","address":"h","port":1,"secure":"yes"}} | instance.secure | 'yes' | true or false
					""")
	void refusedFieldNamesFieldValueAndExpectation(String json, String field, String value, String expected) {
		MalformedMessageException refused = refused(json);
		assertThat(refused.problem().code()).isEqualTo(Problem.INVALID_FIELD);
		assertThat(refused.problem().field()).isEqualTo(field);
		assertThat(refused.problem().value()).isEqualTo(value);
		assertThat(refused.problem().expected()).contains(expected);
		assertThat(refused.problem().message()).contains(field, value, expected);
	}

	@Test
	void contentWithoutNamespaceIsInTheSessions() {
		ClientMessage message = MessageCodec.decodeClient(bytes("""
				{"type":"register","seq":2,"start_id":"s","instance":{"name":"a","address":"h","port":1}}"""),
				"staging");
		assertThat(message).isInstanceOfSatisfying(ClientMessage.Register.class,
				(register) -> assertThat(register.content().namespace()).isEqualTo("staging"));
	}

	@Test
	void refusedMessageCarriesItsNumberIfItCanBeRead() {
		assertThat(refused("{\"type\":\"unwatch\",\"seq\":9}").seq()).isEqualTo(9);
		assertThat(refused("{\"type\":\"unwatch\",\"seq\":\"9\"}").seq()).isNull();
		assertThat(refused("{\"type\":\"unwatch\",\"seq\":\"9\"}").problem().field()).isEqualTo("seq");
	}

	@Test
	void drainBeyondTheLimitIsNoMessage() {
		assertThatExceptionOfType(InvalidFieldException.class)
			.isThrownBy(() -> new ClientMessage.Drain(1, null, "a", "1", "s", Limits.MAX_DRAIN_MILLIS + 1))
			.withMessageContaining("limit is 300001");
	}

	@Test
	void unknownTypeIsNamed() {
		MalformedMessageException refused = refused("{\"type\":\"subscribe\",\"seq\":3}");
		assertThat(refused.problem().code()).isEqualTo(Problem.UNKNOWN_TYPE);
		assertThat(refused.problem().field()).isEqualTo("type");
		assertThat(refused.problem().value()).isEqualTo("'subscribe'");
		assertThat(refused.seq()).isEqualTo(3);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			``
			[]
			nothing
			{"type":"unwatch"
			{"type":"unwatch"} {}
			{"type":"unwatch","type":"watch"}
			{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}}}}}}}}}
			""")
	void brokenJsonIsRefused(String json) {
		assertThat(refused(json).problem().code()).isEqualTo(Problem.MALFORMED_JSON);
	}

	@Test
	void frameEncodedOnceServesEveryWatch() {
		ServerMessage.Delta delta = (ServerMessage.Delta) Objects.requireNonNull(GoldenMessages.server().get("delta"));
		List<byte[]> instances = delta.instances().stream().map(InstanceCodec::encode).toList();
		WatchFrame frame = MessageCodec.encodeDelta(delta.service(), delta.base(), delta.cursor(), instances,
				delta.removed());
		for (long watch : new long[] { 7, 123456 }) {
			assertThat(MessageCodec.decodeServer(frame.addressedTo(watch).array())).isEqualTo(new ServerMessage.Delta(
					watch, delta.service(), delta.base(), delta.cursor(), delta.instances(), delta.removed()));
		}
	}

	private static List<Class<?>> messagesOf(Class<?> kind) {
		Class<?>[] kinds = kind.getPermittedSubclasses();
		return (kinds != null) ? Stream.of(kinds).flatMap((each) -> messagesOf(each).stream()).toList() : List.of(kind);
	}

	private static MalformedMessageException refused(String json) {
		return catchThrowableOfType(MalformedMessageException.class,
				() -> MessageCodec.decodeClient(bytes(json), "default"));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

}
