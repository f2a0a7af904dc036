#include "gate/loop_control.h"

namespace sluiced::gate {

void LoopControl::post(LoopMail mail) {
  {
    const std::lock_guard lock(mutex_);
    mail_.push_back(std::move(mail));
    has_mail_ = true;
  }
  loop_.signal();
}

std::vector<LoopAnswer> LoopControl::take_answers() {
  const std::lock_guard lock(mutex_);
  return std::exchange(answers_, {});
}

std::vector<LoopMail> LoopControl::take_mail() {
  const std::lock_guard lock(mutex_);
  has_mail_ = false;
  return std::exchange(mail_, {});
}

void LoopControl::answer(std::uint64_t ticket, bool done, std::string text) {
  if (ticket == 0) return;
  {
    const std::lock_guard lock(mutex_);
    answers_.push_back({.ticket = ticket, .done = done, .text = std::move(text)});
  }
  outside_.signal();
}

}  // namespace sluiced::gate
