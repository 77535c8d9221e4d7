// SPDX-License-Identifier: Apache-2.0
// Multipart uploads of this migration that nothing needs any more: aborted where the host allows it, else counted and
// told.
#pragma once

#include "bouclier/migrate/reports.h"
#include "engine.h"

namespace bouclier::migrate {

// After a run. Uploads of objects that are no units of this migration are somebody else's and left alone.
Result<UploadLeftovers> SweepUploads(const Engine& engine);

}  // namespace bouclier::migrate
