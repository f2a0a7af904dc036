// Kafka Streams at work, with a dead-letter topic of its own (KIP-1034): what its processor throws at, and what it cannot
// deserialize. Runs until it is ended.
//
//   StreamsLetters.java BROKER FOLDER
import java.util.Properties;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.kstream.Consumed;

class StreamsLetters {
  public static void main(String[] arguments) throws Exception {
    var settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "counting");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[0]);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, arguments[1]);
    settings.put(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, "clicks-dlq");
    settings.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, LogAndContinueExceptionHandler.class);
    settings.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, LogAndContinueProcessingExceptionHandler.class);
    settings.put("auto.offset.reset", "earliest");

    Deserializer<String> text = (topic, bytes) -> {
      if (bytes[bytes.length - 1] != '}') throw new IllegalArgumentException("cut off");
      return new String(bytes);
    };
    var builder = new StreamsBuilder();
    builder.stream("clicks", Consumed.with(Serdes.String(), Serdes.serdeFrom(new StringSerializer(), text))).foreach((key, value) -> {
      if (!key.startsWith("ok-")) throw new IllegalStateException("no page for " + key);
    });
    try (var streams = new KafkaStreams(builder.build(), settings)) {
      streams.start();
      Thread.currentThread().join();
    }
  }
}
