#include "metrics/exposition.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <limits>
#include <stdexcept>
#include <unordered_map>

namespace sluiced::metrics {

struct Exposition::Impl {
  std::vector<prometheus::MetricFamily> families;
  std::unordered_map<std::string, std::size_t> places;

  prometheus::ClientMetric& sample(const std::string& name, const std::string& help, prometheus::MetricType type,
                                   const Labels& labels) {
    if (help.find_first_of("\n\\") != std::string::npos)
      throw std::logic_error("metric " + name + ": its help text would need escapes");
    const auto [place, is_new] = places.try_emplace(name, families.size());
    if (is_new) families.push_back({name, help, type, {}});
    prometheus::MetricFamily& family = families[place->second];
    if (family.type != type) throw std::logic_error("metric " + name + " is given as two types");
    prometheus::ClientMetric& made = family.metric.emplace_back();
    made.label.reserve(labels.size());
    for (const auto& [key, value] : labels) made.label.push_back({key, value});
    return made;
  }
};

Exposition::Exposition() : impl_(std::make_unique<Impl>()) {}
Exposition::~Exposition() = default;

void Exposition::counter(const std::string& name, const std::string& help, const Labels& labels, double value) {
  impl_->sample(name, help, prometheus::MetricType::Counter, labels).counter.value = value;
}

void Exposition::gauge(const std::string& name, const std::string& help, const Labels& labels, double value) {
  impl_->sample(name, help, prometheus::MetricType::Gauge, labels).gauge.value = value;
}

void Exposition::histogram(const std::string& name, const std::string& help, const Labels& labels, std::span<const double> bounds,
                           std::span<const std::uint64_t> counts, double sum) {
  if (counts.size() != bounds.size() + 1)
    throw std::logic_error("histogram " + name + ": one count a bound and one over the last");
  auto& made = impl_->sample(name, help, prometheus::MetricType::Histogram, labels).histogram;
  std::uint64_t so_far = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    so_far += counts[i];
    made.bucket.push_back({so_far, i < bounds.size() ? bounds[i] : std::numeric_limits<double>::infinity()});
  }
  made.sample_count = so_far;
  made.sample_sum = sum;
}

std::string Exposition::text() const { return prometheus::TextSerializer().Serialize(impl_->families); }

}  // namespace sluiced::metrics
