// One answer to a Prometheus server: values in, the text format out. Made anew for each answer, by one thread; it keeps no metric
// between answers, so that what is shown is what it was given and nothing older.
//
//   Exposition page;
//   page.counter("sluiced_records_total", "Records judged.", {{"topic", "orders"}, {"verdict", "valid"}}, 17);
//   return page.text();
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace sluiced::metrics {

/// Name and value, in the order they are printed in. Values may hold anything: they are escaped.
using Labels = std::vector<std::pair<std::string, std::string>>;

/// Families stand in the order in which they are first named, samples in the order they are given. Naming a family again adds a sample
/// and keeps its first help text. Bugs of the caller throw std::logic_error: a name given as two types, a help text with a line break or
/// a backslash (the library prints it as it is).
class Exposition {
 public:
  Exposition();
  ~Exposition();
  Exposition(const Exposition&) = delete;
  Exposition& operator=(const Exposition&) = delete;

  /// Whole numbers are printed exactly up to 2^53.
  void counter(const std::string& name, const std::string& help, const Labels& labels, double value);
  void gauge(const std::string& name, const std::string& help, const Labels& labels, double value);
  /// `bounds`: upper bounds, rising; `counts`: per bucket and not cumulative, one more than bounds for what is over the last.
  void histogram(const std::string& name, const std::string& help, const Labels& labels, std::span<const double> bounds,
                 std::span<const std::uint64_t> counts, double sum);

  std::string text() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sluiced::metrics
