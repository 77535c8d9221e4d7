// SPDX-License-Identifier: Apache-2.0
// The strict JSON parser: nlohmann's SAX interface (iterative, checks UTF-8 and surrogate pairs), and here what it lets
// through: a byte order mark, text behind a NUL, duplicate members, floats, big integers, any depth. The text is
// untrusted.
#include <nlohmann/json.hpp>

#include "bouclier/crypto/json.h"

namespace bouclier::crypto {
namespace {

constexpr size_t kMaximumDepth = 64;
constexpr int64_t kLargest = (int64_t{1} << 53) - 1;

// nlohmann's event handler: its names and signatures are given. A handler that returns false stops the parser.
class Builder {
 public:
  bool null() { return Put(Json()); }
  bool boolean(bool value) { return Put(Json(value)); }
  // Comes only for a text that begins with '-'; so zero is `-0`, which has another canonical form.
  bool number_integer(int64_t value) {
    if (value >= 0 || value < -kLargest) return Refuse("a number is not an integer within ±(2^53 − 1)");
    return Put(Json(value));
  }
  bool number_unsigned(uint64_t value) {
    if (value > static_cast<uint64_t>(kLargest)) return Refuse("a number is not an integer within ±(2^53 − 1)");
    return Put(Json(value));
  }
  bool number_float(double, const std::string&) { return Refuse("a number is not an integer within ±(2^53 − 1)"); }
  bool string(std::string& value) { return Put(Json(std::move(value))); }
  bool binary(nlohmann::json::binary_t&) { return Refuse("not JSON"); }
  bool start_object(size_t) { return Open(Json(Json::Object())); }
  bool end_object() { return Close(); }
  bool start_array(size_t) { return Open(Json(Json::Array())); }
  bool end_array() { return Close(); }
  bool key(std::string& value) {
    if (open_.back().container.if_object()->contains(value)) return Refuse("a member comes twice");
    open_.back().key = std::move(value);
    return true;
  }
  bool parse_error(size_t, const std::string&, const nlohmann::json::exception&) { return Refuse("not JSON"); }

  // The value, when the parser came to the end.
  Result<Json> Take(bool complete) {
    if (!complete || refusal_ != nullptr)
      return Error(ErrorCode::kInvalidArgument,
                   std::string("parse JSON: ") + (refusal_ != nullptr ? refusal_ : "not JSON"));
    return std::move(root_);
  }

 private:
  struct Container {
    Json container;
    std::string key;  // of the member whose value comes next
  };

  bool Refuse(const char* why) {
    if (refusal_ == nullptr) refusal_ = why;
    return false;
  }

  bool Open(Json container) {
    if (open_.size() == kMaximumDepth) return Refuse("it is nested deeper than 64 levels");
    open_.push_back({std::move(container), {}});
    return true;
  }

  bool Close() {
    Json done = std::move(open_.back().container);
    open_.pop_back();
    return Put(std::move(done));
  }

  bool Put(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (Json::Array* array = open_.back().container.if_array()) {
      array->push_back(std::move(value));
    } else {
      open_.back().container.if_object()->emplace(std::move(open_.back().key), std::move(value));
    }
    return true;
  }

  Json root_;
  std::vector<Container> open_;
  const char* refusal_ = nullptr;
};

}  // namespace

Result<Json> Json::Parse(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf"))
    return Error(ErrorCode::kInvalidArgument, "parse JSON: it begins with a byte order mark");
  if (text.find('\0') != std::string_view::npos)
    return Error(ErrorCode::kInvalidArgument, "parse JSON: it holds a NUL");
  Builder builder;
  const bool complete = nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
  return builder.Take(complete);
}

Result<Json> Json::ParseCanonical(std::string_view text) {
  BOUCLIER_TRY(Json value, Parse(text));
  if (value.Canonical() != text)
    return Error(ErrorCode::kInvalidArgument, "parse JSON: not in canonical form (RFC 8785)");
  return value;
}

}  // namespace bouclier::crypto
