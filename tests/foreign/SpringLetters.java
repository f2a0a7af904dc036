// Spring Kafka at work, in the two ways in which it writes dead letters: orders through a DefaultErrorHandler with a
// DeadLetterPublishingRecoverer, refunds through @RetryableTopic. Runs until it is ended.
//
//   SpringLetters.java BROKER
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.annotation.EnableKafkaRetryTopic;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.util.backoff.FixedBackOff;

@Configuration(proxyBeanMethods = false)
@EnableKafka
@EnableKafkaRetryTopic
public class SpringLetters {
  static String broker;

  public static void main(String[] arguments) throws Exception {
    broker = arguments[0];
    try (var context = new AnnotationConfigApplicationContext(SpringLetters.class)) {
      Thread.currentThread().join();
    }
  }

  @KafkaListener(topics = "orders", groupId = "billing")
  public void bill(ConsumerRecord<String, String> record) {
    work(record);
  }

  @RetryableTopic(attempts = "2", numPartitions = "3", replicationFactor = "1")
  @KafkaListener(topics = "refunds", groupId = "refunding", containerFactory = "plain")
  public void refund(ConsumerRecord<String, String> record) {
    work(record);
  }

  static void work(ConsumerRecord<String, String> record) {
    if (!record.key().startsWith("ok-")) throw new IllegalStateException("no customer for " + record.key());
  }

  @Bean
  public KafkaAdmin admin() {
    return new KafkaAdmin(Map.of("bootstrap.servers", broker));
  }

  @Bean
  public TaskScheduler scheduler() {
    return new ThreadPoolTaskScheduler();
  }

  @Bean
  public KafkaTemplate<String, String> kafkaTemplate() {
    return new KafkaTemplate<>(
        new DefaultKafkaProducerFactory<>(Map.of("bootstrap.servers", broker), new StringSerializer(), new StringSerializer()));
  }

  @Bean
  public ConcurrentKafkaListenerContainerFactory<String, String> plain() {
    var factory = new ConcurrentKafkaListenerContainerFactory<String, String>();
    factory.setConsumerFactory(new DefaultKafkaConsumerFactory<>(
        Map.of("bootstrap.servers", broker, "auto.offset.reset", "earliest"), new StringDeserializer(), new StringDeserializer()));
    return factory;
  }

  @Bean
  public ConcurrentKafkaListenerContainerFactory<String, String> kafkaListenerContainerFactory(KafkaTemplate<String, String> template) {
    var factory = plain();
    factory.getContainerProperties().setDeliveryAttemptHeader(true);
    factory.setCommonErrorHandler(new DefaultErrorHandler(new DeadLetterPublishingRecoverer(template), new FixedBackOff(0, 1)));
    return factory;
  }
}
