// SPDX-License-Identifier: Apache-2.0
// Json values: members by kind, canonical text (RFC 8785) and text for people. Pure. The parser is in json_parse.cc.
#include "bouclier/crypto/json.h"

#include <algorithm>
#include <charconv>

#include "utf8.h"

namespace bouclier::crypto {
namespace {

constexpr int64_t kLargest = (int64_t{1} << 53) - 1;

Error Missing(std::string_view key) {
  return Error(ErrorCode::kInvalidArgument, "read JSON: no member " + std::string(key));
}
Error WrongKind(std::string_view key, const char* kind) {
  return Error(ErrorCode::kInvalidArgument, "read JSON: member " + std::string(key) + " is not " + kind);
}

void AppendString(std::string& out, std::string_view text) {
  BOUCLIER_CHECK(IsUtf8(text));
  static constexpr char kHex[] = "0123456789abcdef";
  out.push_back('"');
  for (char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<uint8_t>(c) < 0x20) {
          out += "\\u00";
          out.push_back(kHex[c >> 4]);
          out.push_back(kHex[c & 15]);
        } else {
          out.push_back(c);
        }
    }
  }
  out.push_back('"');
}

// The map orders members by bytes; both texts order them by UTF-16 code units.
std::vector<const Json::Object::value_type*> InOrder(const Json::Object& object) {
  std::vector<const Json::Object::value_type*> members;
  members.reserve(object.size());
  for (const auto& member : object) members.push_back(&member);
  std::sort(members.begin(), members.end(), [](auto* a, auto* b) { return LessInUtf16(a->first, b->first); });
  return members;
}

enum class Layout { kCanonical, kPretty };

class Writer {
 public:
  explicit Writer(Layout layout) : layout_(layout) {}

  void Value(const Json& value) {
    if (value.is_null()) {
      out_ += "null";
    } else if (const bool* boolean = value.if_bool()) {
      out_ += *boolean ? "true" : "false";
    } else if (const int64_t* integer = value.if_int()) {
      char digits[24];
      out_.append(digits, std::to_chars(digits, digits + sizeof(digits), *integer).ptr);
    } else if (const std::string* text = value.if_string()) {
      AppendString(out_, *text);
    } else if (const Json::Array* array = value.if_array()) {
      List('[', ']', *array, [this](const Json& item) { Value(item); });
    } else {
      List('{', '}', InOrder(*value.if_object()), [this](const auto* member) {
        AppendString(out_, member->first);
        out_ += layout_ == Layout::kPretty ? ": " : ":";
        Value(member->second);
      });
    }
  }

  std::string Take() { return std::move(out_); }

 private:
  template <typename Items, typename WriteItem>
  void List(char open, char close, const Items& items, WriteItem write_item) {
    out_.push_back(open);
    ++depth_;
    bool first = true;
    for (const auto& item : items) {
      if (!first) out_.push_back(',');
      first = false;
      NewLine();
      write_item(item);
    }
    --depth_;
    if (!first) NewLine();
    out_.push_back(close);
  }

  void NewLine() {
    if (layout_ == Layout::kCanonical) return;
    out_.push_back('\n');
    out_.append(2 * depth_, ' ');
  }

  const Layout layout_;
  std::string out_;
  size_t depth_ = 0;
};

std::string Write(const Json& value, Layout layout) {
  Writer writer(layout);
  writer.Value(value);
  return writer.Take();
}

}  // namespace

Json::Json() = default;
Json::Json(std::nullptr_t) {}
Json::Json(bool value) : value_(value) {}
Json::Json(int value) : value_(int64_t{value}) {}
Json::Json(const char* value) : value_(std::string(value)) {}
Json::Json(std::string value) : value_(std::move(value)) {}
Json::Json(std::string_view value) : value_(std::string(value)) {}
Json::Json(Array value) : value_(std::move(value)) {}
Json::Json(Object value) : value_(std::move(value)) {}
Json::Json(const Json&) = default;
Json::Json(Json&&) noexcept = default;
// The source may be a part of this value, which would die before it is read: so it is taken out first.
Json& Json::operator=(const Json& other) { return *this = Json(other); }
Json& Json::operator=(Json&& other) noexcept {
  Json taken(std::move(other));
  value_.swap(taken.value_);
  return *this;
}
Json::~Json() = default;
bool Json::operator==(const Json&) const = default;

Json::Json(int64_t value) : value_(value) { BOUCLIER_CHECK(value >= -kLargest && value <= kLargest); }

Json::Json(uint64_t value) : value_(static_cast<int64_t>(value)) {
  BOUCLIER_CHECK(value <= static_cast<uint64_t>(kLargest));
}

const Json* Json::Find(std::string_view key) const {
  const Object* object = if_object();
  if (object == nullptr) return nullptr;
  const auto found = object->find(key);
  return found == object->end() ? nullptr : &found->second;
}

bool Json::Says(std::string_view key, std::string_view text) const {
  const Json* member = Find(key);
  return member != nullptr && member->if_string() != nullptr && *member->if_string() == text;
}

Result<Json> Json::Get(std::string_view key) const {
  const Json* member = Find(key);
  if (member == nullptr) return Missing(key);
  return *member;
}

Result<std::string> Json::GetString(std::string_view key) const {
  const Json* member = Find(key);
  if (member == nullptr) return Missing(key);
  if (const std::string* text = member->if_string()) return *text;
  return WrongKind(key, "a string");
}

Result<int64_t> Json::GetInt(std::string_view key) const {
  const Json* member = Find(key);
  if (member == nullptr) return Missing(key);
  if (const int64_t* integer = member->if_int()) return *integer;
  return WrongKind(key, "an integer");
}

Result<uint64_t> Json::GetCount(std::string_view key) const {
  BOUCLIER_TRY(const int64_t integer, GetInt(key));
  if (integer < 0) return WrongKind(key, "a count (it is negative)");
  return static_cast<uint64_t>(integer);
}

Result<bool> Json::GetBool(std::string_view key) const {
  const Json* member = Find(key);
  if (member == nullptr) return Missing(key);
  if (const bool* boolean = member->if_bool()) return *boolean;
  return WrongKind(key, "true or false");
}

Result<void> Json::OnlyMembers(std::initializer_list<std::string_view> known) const {
  const Object* object = if_object();
  if (object == nullptr) return Error(ErrorCode::kInvalidArgument, "read JSON: not an object");
  for (const auto& [key, value] : *object) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    return Error(ErrorCode::kInvalidArgument, "read JSON: a member is not known").WithContext(Json(key).Canonical());
  }
  return {};
}

std::string Json::Canonical() const { return Write(*this, Layout::kCanonical); }
std::string Json::Pretty() const { return Write(*this, Layout::kPretty); }

}  // namespace bouclier::crypto
