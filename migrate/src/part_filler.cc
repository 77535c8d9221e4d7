// SPDX-License-Identifier: Apache-2.0
#include "part_filler.h"

#include <algorithm>

namespace bouclier::migrate {

Result<void> PartFiller::Take(ByteView plaintext) {
  while (!plaintext.empty()) {
    const std::optional<vault::PartRange> range = session_.NextPart();
    if (!range) return Error(ErrorCode::kInternal, "fill part: more bytes than the upload has");
    gathered_.reserve(range->length);  // grown once: no copy is left behind
    const size_t take = std::min<uint64_t>(plaintext.size(), range->length - gathered_.size());
    Append(gathered_, plaintext.first(take));
    plaintext = plaintext.subspan(take);
    if (gathered_.size() == range->length) BOUCLIER_TRY_VOID(SealGathered());
  }
  return {};
}

Result<void> PartFiller::SealGathered() {
  auto sealed = session_.SealPart(gathered_);
  done_ += gathered_.size();
  Wipe(gathered_);
  gathered_.clear();
  return sealed.ok() ? send_(*sealed, done_) : Result<void>(std::move(sealed).error());
}

Result<void> PartFiller::Finish() {
  while (const std::optional<vault::PartRange> range = session_.NextPart()) {
    if (range->length != gathered_.size())
      return Error(ErrorCode::kPrecondition, "fill part: fewer bytes than the upload has");
    BOUCLIER_TRY_VOID(SealGathered());
  }
  return {};
}

}  // namespace bouclier::migrate
