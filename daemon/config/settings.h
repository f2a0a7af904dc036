// The sections of the file that are not topics: kafka, http, control, log, supervision, limits.
#pragma once

#include "config/config.h"
#include "config/section.h"

namespace sluiced::config {

void read_kafka(Section section, KafkaSettings& kafka);
void read_http(Section section, HttpSettings& http);
void read_control(Section section, ControlSettings& control);
void read_supervision(Section section, SupervisionSettings& supervision);
void read_log(Section section, LogSettings& log);
void read_limits(Section section, Config& config);
/// Into every topic that the configuration has by now.
void read_references(const Section& file, Config& config);

}  // namespace sluiced::config
