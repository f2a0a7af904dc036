#include "supervisor/rates.h"

namespace sluiced::supervisor {

void Rates::sample(MonotonicTime now, std::uint64_t judged, std::uint64_t not_valid) {
  const Sample newest{now, judged, not_valid};
  recent_.push_back(newest);
  while (recent_.size() > 2 && now - recent_[1].at >= speed_window) recent_.pop_front();
  if (coarse_.empty() || now - coarse_.back().at >= speed_window) coarse_.push_back(newest);
  while (coarse_.size() > 2 && now - coarse_[1].at >= share_window) coarse_.pop_front();
}

double Rates::per_second() const {
  if (recent_.size() < 2) return 0;
  const Sample& first = recent_.front();
  const Sample& last = recent_.back();
  const auto ms = (last.at - first.at).count();
  return ms <= 0 ? 0 : static_cast<double>(last.judged - first.judged) * 1000.0 / static_cast<double>(ms);
}

std::optional<double> Rates::not_valid_share() const {
  if (recent_.empty()) return std::nullopt;
  const Sample& first = coarse_.front();
  const Sample& last = recent_.back();
  if (last.judged == first.judged) return std::nullopt;
  return static_cast<double>(last.not_valid - first.not_valid) / static_cast<double>(last.judged - first.judged);
}

}  // namespace sluiced::supervisor
