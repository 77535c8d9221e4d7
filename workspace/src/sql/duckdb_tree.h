// SPDX-License-Identifier: Apache-2.0
// Writes a statement that DuckDB parsed down as a Tree, by DuckDB's own serializer. Included by the units of
// duckdb_state.h only.
#pragma once

#include <duckdb.hpp>
#include <duckdb/common/serializer/serializer.hpp>

#include "duckdb_errors.h"
#include "parsed_query.h"

namespace bouclier::workspace {

class TreeWriter final : public duckdb::Serializer {
 public:
  static constexpr size_t kDeepest = 300;
  static constexpr size_t kMostParts = 100'000;

  TreeWriter() {
    options.serialize_enum_as_string = true;
    options.serialize_default_values = false;
    // For an older DuckDB it would leave out what that one does not know.
    options.serialization_compatibility = duckdb::SerializationCompatibility::Latest();
    root_.kind = Tree::Kind::kObject;
    open_.push_back(&root_);
  }
  Tree Take() && { return std::move(root_); }

 private:
  // A value goes where the open object or list waits for it. Pointers stay valid: only the innermost container grows.
  Tree& Put(Tree::Kind kind) {
    if (++parts_ > kMostParts) throw TooLarge();
    Tree& outer = *open_.back();
    Tree value;
    value.kind = kind;
    if (outer.kind == Tree::Kind::kList) return outer.items.emplace_back(std::move(value));
    outer.members.push_back({tag_, std::move(value)});
    return outer.members.back().value;
  }
  void Scalar(std::string text) { Put(Tree::Kind::kScalar).scalar = std::move(text); }
  void Open(Tree::Kind kind) {
    if (open_.size() > kDeepest) throw TooLarge();
    open_.push_back(&Put(kind));
  }

  void OnPropertyBegin(const duckdb::field_id_t /*id*/, const char* tag) override { tag_ = tag; }
  void OnPropertyEnd() override {}
  void OnOptionalPropertyBegin(const duckdb::field_id_t /*id*/, const char* tag, bool /*present*/) override {
    tag_ = tag;
  }
  void OnOptionalPropertyEnd(bool /*present*/) override {}
  void OnObjectBegin() override { Open(Tree::Kind::kObject); }
  void OnObjectEnd() override { open_.pop_back(); }
  void OnListBegin(duckdb::idx_t /*count*/) override { Open(Tree::Kind::kList); }
  void OnListEnd() override { open_.pop_back(); }
  void OnNullableBegin(bool present) override {
    if (!present) WriteNull();
  }
  void OnNullableEnd() override {}

  void WriteNull() override { Put(Tree::Kind::kNull); }
  void WriteValue(char value) override { Scalar(std::string(1, value)); }
  void WriteValue(bool value) override { Scalar(value ? "true" : "false"); }
  void WriteValue(uint8_t value) override { Scalar(std::to_string(value)); }
  void WriteValue(int8_t value) override { Scalar(std::to_string(value)); }
  void WriteValue(uint16_t value) override { Scalar(std::to_string(value)); }
  void WriteValue(int16_t value) override { Scalar(std::to_string(value)); }
  void WriteValue(uint32_t value) override { Scalar(std::to_string(value)); }
  void WriteValue(int32_t value) override { Scalar(std::to_string(value)); }
  void WriteValue(uint64_t value) override { Scalar(std::to_string(value)); }
  void WriteValue(int64_t value) override { Scalar(std::to_string(value)); }
  void WriteValue(duckdb::hugeint_t value) override { Scalar(value.ToString()); }
  void WriteValue(duckdb::uhugeint_t value) override { Scalar(value.ToString()); }
  void WriteValue(float value) override { Scalar(std::to_string(value)); }
  void WriteValue(double value) override { Scalar(std::to_string(value)); }
  void WriteValue(const duckdb::string_t value) override { Scalar(value.GetString()); }
  void WriteValue(const std::string& value) override { Scalar(value); }
  void WriteValue(const char* value) override { Scalar(value); }
  void WriteDataPtr(duckdb::const_data_ptr_t /*data*/, duckdb::idx_t /*size*/) override { Scalar("bytes"); }

  Tree root_;
  std::vector<Tree*> open_;
  std::string tag_;
  size_t parts_ = 0;
};

}  // namespace bouclier::workspace
