// SPDX-License-Identifier: Apache-2.0
// One import, from the body of a file to the commit. One thread.
#pragma once

#include "bouclier/migrate/import.h"
#include "bouclier/vault/upload.h"
#include "retry.h"

namespace bouclier::migrate {

class ImportJob {
 public:
  ImportJob(const ImportParts& parts, const ImportRequest& request, const vault::C4ghFile& file,
            const ImportOptions& options, const JobControl& control);
  Result<ImportReport> Run(const vault::C4ghSource& body);

 private:
  Result<vault::PreparedObject> BringSmall(const vault::C4ghSource& body);
  Result<vault::PreparedObject> BringLarge(const vault::C4ghSource& body);
  Result<std::unique_ptr<vault::UploadSession>> BeginUpload();
  Result<vault::PreparedObject> Upload(const vault::C4ghSource& body);
  Result<ImportReport> Commit(vault::PreparedObject prepared);
  // Which object's upload is under way is durable before it begins, so that it can be let go of after a kill.
  Result<void> NoteUnderWay();
  Result<void> LetGoOfUpload();
  Result<void> CheckDigest(const vault::PlaintextDigest& digest) const;
  vault::ObjectMeta Meta() const;
  void Show(uint64_t bytes) const;

  const ImportParts& parts_;
  const ImportRequest& request_;
  const vault::C4ghFile& file_;
  const ImportOptions& options_;
  const JobControl& control_;
  const Halt halt_;
  const Retrier retrier_;
  vault::UploadTarget target_;
  vault::UploadRequest upload_;
};

}  // namespace bouclier::migrate
