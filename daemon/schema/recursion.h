// Where a schema's recursion could explode: the same schema asked about the same value more than once at every level.
#pragma once

#include "schema/program.h"

namespace sluiced::schema {

/// Marks the references whose outcomes are worth keeping: those into a recursion that branches without going to different values.
/// A list or a tree over different members does not: nothing is kept for it.
void mark_explosive_references(Program& program);

}  // namespace sluiced::schema
