// SPDX-License-Identifier: Apache-2.0
// Where a migration stands, and the certificate that says so: both from the rows, the second held against the manifest.
#pragma once

#include "bouclier/migrate/migration.h"
#include "engine.h"

namespace bouclier::migrate {

Result<StatusReport> MakeStatus(const Engine& engine);
// **Errors:** precondition (units not run yet), internal (rows and manifest disagree).
Result<CertificateDocument> CertifyMigration(const Engine& engine, const CertificateFacts& facts);

}  // namespace bouclier::migrate
