#include "gate/settings.h"

namespace sluiced::gate {

std::string_view to_string(Mode mode) {
  switch (mode) {
    case Mode::observe: return "observe";
    case Mode::quarantine: return "quarantine";
    case Mode::forward: return "forward";
  }
  return "";
}

}  // namespace sluiced::gate
