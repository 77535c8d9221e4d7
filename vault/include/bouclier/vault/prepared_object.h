// SPDX-License-Identifier: Apache-2.0
// A sealed object whose body is durable at the host and whose record is not yet committed: the door into Committer.
// Made by SmallObject and UploadSession only. Holds no key in clear.
#pragma once

#include <string>
#include <vector>

#include "bouclier/vault/key_record.h"
#include "bouclier/vault/object_meta.h"

namespace bouclier::vault {

class PreparedObject {
 public:
  PreparedObject(PreparedObject&&) noexcept = default;
  PreparedObject& operator=(PreparedObject&&) noexcept = default;

  const KeyRecord& record() const { return record_; }
  const ObjectMeta& meta() const { return meta_; }  // with sha256
  const std::vector<Digest32>& leaves() const { return leaves_; }
  std::string destination() const { return HostKey(record_.id); }
  uint64_t segments() const { return SegmentCount(record_.padded_length()); }

 private:
  PreparedObject() = default;
  friend class SmallObject;
  friend class UploadSession;
  friend class Committer;
  KeyRecord record_;
  ObjectMeta meta_;
  Bytes sealed_meta_;
  std::vector<Digest32> leaves_;
  Digest32 name_tag_{};
  uint64_t upload_parts_ = 0;  // of its upload record; 0: it has none
};

}  // namespace bouclier::vault
