// SPDX-License-Identifier: Apache-2.0
// The words of a submission: what is accepted has one text, passes the checks, and names of submissions read back.
#include <cstdint>

#include "bouclier/airlock/said_numbers.h"
#include "bouclier/airlock/submission.h"
#include "bouclier/base/bytes.h"
#include "bouclier/base/check.h"
#include "bouclier/crypto/json.h"

using namespace bouclier;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = AsText({data, size});
  if (const auto words = airlock::ParseSubmissionText(text); words.ok()) {
    BOUCLIER_CHECK(airlock::CheckSubmissionText(*words).ok());
    BOUCLIER_CHECK(airlock::WriteSubmissionText(*words) == text);
  }
  if (const auto id = airlock::ParseSubmissionId(text); id.ok()) BOUCLIER_CHECK(airlock::ToText(*id) == text);
  const std::string words(text);
  if (airlock::CheckComment(words).ok()) {
    BOUCLIER_CHECK(crypto::IsUtf8(words) && words.find('\n') == std::string::npos);
    const bool short_enough = words.size() <= airlock::kTitleBytes;
    BOUCLIER_CHECK(airlock::CheckSubmissionText({words, {"a"}}).ok() == short_enough);
    // Without a query no digit leaves; with the words themselves as one, all they say in digits does.
    const bool digits = words.find_first_of("0123456789") != std::string::npos;
    const std::span<const std::string_view> nothing;
    BOUCLIER_CHECK(!digits || !airlock::CheckSaidNumbers({words, {"a"}}, nothing).ok());
  }
  return 0;
}
