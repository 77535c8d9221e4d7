// SPDX-License-Identifier: Apache-2.0
// The words of a submission. Untrusted: people write them, and they leave with the result.
#include <algorithm>

#include "bouclier/airlock/submission.h"
#include "bouclier/crypto/json.h"
#include "bouclier/policy/permit.h"
#include "utf8_points.h"

namespace bouclier::airlock {
namespace {

using crypto::Json;

// `option`: with which it was given.
Result<void> CheckWords(std::string_view words, const std::string& what, const std::string& option, size_t limit) {
  const auto refuse = [&](const std::string& why) -> Error {
    return Error(ErrorCode::kInvalidArgument, "check submission: " + what + " " + why)
        .Because(Refusal::kTextForm, option);
  };
  if (words.empty()) return refuse("is empty");
  if (words.size() > limit) return refuse("is longer than " + std::to_string(limit) + " bytes");
  if (!crypto::IsUtf8(words)) return refuse("is not UTF-8");
  for (const char32_t point : PointsOf(words))
    if (IsIn(kUnseen, point))
      return Error(ErrorCode::kInvalidArgument, "check submission: " + what + " holds a character that is not seen",
                   "write it anew: nothing may be in it that a reviewer does not see")
          .Because(Refusal::kTextUnseen, option);
  return {};
}

}  // namespace

std::string ToText(const SubmissionId& id) { return id.project + "/" + std::to_string(id.number); }

Result<SubmissionId> ParseSubmissionId(std::string_view text) {
  const Error bad(ErrorCode::kInvalidArgument, "parse submission: it is no submission's name",
                  "a project and a number: asthma-2026/3");
  const size_t slash = text.rfind('/');
  if (slash == std::string_view::npos) return bad;
  const bool named = policy::IsPermitName(text.substr(0, slash));
  const std::string_view digits = text.substr(slash + 1);
  const bool number = !digits.empty() && digits.size() <= 9 && digits.front() != '0' &&
                      std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
  if (!named || !number) return bad;
  return SubmissionId{std::string(text.substr(0, slash)), std::stoull(std::string(digits))};
}

Result<void> CheckSubmissionText(const SubmissionText& text) {
  BOUCLIER_TRY_VOID(CheckWords(text.title, "its title", "--title", kTitleBytes));
  if (text.labels.empty() || text.labels.size() > kLabels)
    return Error(ErrorCode::kInvalidArgument,
                 "check submission: it needs a label for each column, at most " + std::to_string(kLabels))
        .Because(Refusal::kLabels, std::to_string(text.labels.size()));
  for (size_t i = 0; i < text.labels.size(); ++i)
    BOUCLIER_TRY_VOID(
        CheckWords(text.labels[i], "label " + std::to_string(i + 1), "--label " + std::to_string(i + 1), kLabelBytes));
  return {};
}

Result<void> CheckComment(std::string_view words) { return CheckWords(words, "a comment", "--comment", kCommentBytes); }

std::string WriteSubmissionText(const SubmissionText& text) {
  Json::Array labels(text.labels.begin(), text.labels.end());
  return Json(Json::Object{{"labels", std::move(labels)}, {"title", text.title}}).Canonical();
}

Result<SubmissionText> ParseSubmissionText(std::string_view text) {
  const Error bad(ErrorCode::kCorruption, "read submission: its text is malformed");
  const auto json = Json::ParseCanonical(text);
  if (!json.ok() || !json->OnlyMembers({"labels", "title"}).ok()) return bad;
  const auto title = json->GetString("title");
  const Json* labels = json->Find("labels");
  if (!title.ok() || labels == nullptr || labels->if_array() == nullptr) return bad;
  SubmissionText out;
  out.title = *title;
  for (const Json& label : *labels->if_array()) {
    if (label.if_string() == nullptr) return bad;
    out.labels.push_back(*label.if_string());
  }
  if (!CheckSubmissionText(out).ok()) return bad;
  return out;
}

}  // namespace bouclier::airlock
