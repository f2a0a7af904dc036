// Dead letters of other systems: the names of their headers, read into the same Letter. Internal to letters/.
//
// Spring Kafka (DeadLetterPublishingRecoverer), Kafka Connect (KIP-298), Kafka Streams (KIP-1034), share groups (KIP-1191), SmallRye
// Reactive Messaging, Karafka.
#pragma once

#include <span>

#include "letters/letter.h"

namespace sluiced::letters {

/// Profile::none where no system's headers are there.
Letter read_foreign(std::span<const HeaderView> headers);

}  // namespace sluiced::letters
