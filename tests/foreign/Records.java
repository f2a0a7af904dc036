// Writes and reads records with Kafka's own client, byte for byte: what scripts/foreign-letters holds sluiced against.
//
//   Records.java BROKER create TOPIC/PARTITIONS[/SETTING=VALUE]…
//   Records.java BROKER produce                    standard input: TOPIC, key, header NAME=VALUE and value a line, tabs between
//   Records.java BROKER read COUNT SECONDS TOPIC…  all committed records, a line of JSON each, bytes in base64; waits up to SECONDS
//                                                  until there are COUNT of them
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

class Records {
  public static void main(String[] arguments) throws Exception {
    if (arguments[1].equals("create")) {
      create(arguments[0], Arrays.asList(arguments).subList(2, arguments.length));
    } else if (arguments[1].equals("produce")) {
      produce(arguments[0]);
    } else {
      read(arguments[0], Integer.parseInt(arguments[2]), Duration.ofSeconds(Integer.parseInt(arguments[3])),
          Arrays.asList(arguments).subList(4, arguments.length));
    }
  }

  static byte[] bytes(String text) { return text.getBytes(StandardCharsets.UTF_8); }

  static void create(String broker, List<String> topics) throws Exception {
    List<NewTopic> wanted = new ArrayList<>();
    for (String topic : topics) {
      String[] parts = topic.split("/");
      var one = new NewTopic(parts[0], Integer.parseInt(parts[1]), (short) 1);
      if (parts.length > 2) one.configs(Map.of(parts[2].split("=")[0], parts[2].split("=")[1]));
      wanted.add(one);
    }
    try (var admin = Admin.create(Map.of("bootstrap.servers", broker))) {
      admin.createTopics(wanted).all().get();
    }
  }

  static void produce(String broker) throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", broker);
    try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        var lines = new Scanner(System.in, StandardCharsets.UTF_8)) {
      while (lines.hasNextLine()) {
        String[] parts = lines.nextLine().split("\t");
        var record = new ProducerRecord<>(parts[0], bytes(parts[1]), bytes(parts[3]));
        String[] header = parts[2].split("=", 2);
        record.headers().add(header[0], bytes(header[1]));
        producer.send(record).get();
      }
    }
  }

  static void read(String broker, int count, Duration wait, List<String> topics) {
    Map<String, Object> settings = Map.of("bootstrap.servers", broker, "isolation.level", "read_committed");
    try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (String topic : topics) {
        consumer.partitionsFor(topic).forEach(one -> partitions.add(new TopicPartition(topic, one.partition())));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long deadline = System.nanoTime() + wait.toNanos();
      int found = 0;
      while (found < count ? System.nanoTime() < deadline : !atEnd(consumer, partitions)) {
        for (var record : consumer.poll(Duration.ofMillis(200))) {
          System.out.println(line(record));
          ++found;
        }
      }
    }
  }

  static boolean atEnd(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    return consumer.endOffsets(partitions).entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  static String base64(byte[] bytes) { return bytes == null ? "null" : '"' + Base64.getEncoder().encodeToString(bytes) + '"'; }

  static String line(ConsumerRecord<byte[], byte[]> record) {
    String headers = StreamSupport.stream(record.headers().spliterator(), false)
                         .map(header -> "[" + base64(bytes(header.key())) + "," + base64(header.value()) + "]")
                         .collect(Collectors.joining(","));
    return String.format("{\"topic\":\"%s\",\"partition\":%d,\"offset\":%d,\"timestamp\":%d,\"key\":%s,\"value\":%s,\"headers\":[%s]}",
        record.topic(), record.partition(), record.offset(), record.timestamp(), base64(record.key()), base64(record.value()), headers);
  }
}
