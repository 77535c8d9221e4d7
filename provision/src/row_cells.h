// SPDX-License-Identifier: Apache-2.0
// Rows of an extract in memory: cells after their step, identities still as ordinals. docs/formats/extract.md.
// One object a thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <arrow/type_fwd.h>

#include "bouclier/provision/given_columns.h"

namespace bouclier::provision {

constexpr uint32_t kNoText = UINT32_MAX;

// Each text once, by number in the order of their first use.
class TextPool {
 public:
  uint32_t Intern(std::string_view text, uint64_t hash);
  std::string_view Text(uint32_t number) const {
    const uint64_t begin = number == 0 ? 0 : ends_[number - 1];
    return std::string_view(bytes_).substr(begin, ends_[number] - begin);
  }
  uint64_t Hash(uint32_t number) const { return hashes_[number]; }
  uint32_t size() const { return static_cast<uint32_t>(ends_.size()); }
  uint64_t memory() const { return bytes_.capacity() + ends_.capacity() * 16 + slots_.capacity() * 4; }

 private:
  void Grow();
  std::string bytes_;
  std::vector<uint64_t> ends_, hashes_;
  std::vector<uint32_t> slots_;  // number + 1; 0: free
};

enum class Width : uint8_t { kNone, kOne, kFour, kEight, kText };
Width WidthOf(const GivenColumn& column);
uint64_t BytesARow(const std::vector<GivenColumn>& columns);  // in a RowStore, with what orders it

// The cells of the chosen rows of one batch, column by column.
struct BatchCells {
  struct Column {
    std::vector<int64_t> numbers;  // of all widths but text
    std::vector<std::string_view> texts;
    std::vector<uint64_t> hashes;  // of the texts
    std::vector<uint8_t> valid;
  };
  std::vector<Column> columns;
  std::vector<uint64_t> hash;  // of each row, by all its cells
  size_t rows = 0;
};

// Takes cells out of batches. `seed` is secret: the order it makes of rows tells nothing of ordinals.
class CellReader {
 public:
  CellReader(const std::vector<GivenColumn>& columns, uint64_t seed) : columns_(columns), seed_(seed) {}
  // Valid until the next call, and while the batch lives.
  const BatchCells& Take(const arrow::RecordBatch& batch, std::span<const int32_t> rows);

 private:
  void TakeColumn(size_t index, const arrow::Array& array, std::span<const int32_t> rows);
  void TakeTexts(size_t index, const arrow::Array& array, std::span<const int32_t> rows);

  const std::vector<GivenColumn>& columns_;
  uint64_t seed_;
  BatchCells cells_;
};

class RowStore {
 public:
  explicit RowStore(const std::vector<GivenColumn>& columns);

  struct Column {
    Width width = Width::kNone;
    std::vector<uint8_t> one;
    std::vector<int32_t> four;
    std::vector<int64_t> eight;
    std::vector<uint32_t> codes;  // kNoText: null
    std::vector<uint8_t> valid;   // of all widths but text
    TextPool texts;
  };

  void Append(const BatchCells& cells, size_t row, uint64_t prefix);
  void Append(const RowStore& other, size_t row);
  void Shrink();

  size_t rows() const { return prefixes_.size(); }
  uint64_t prefix(size_t row) const { return prefixes_[row]; }
  uint64_t hash(size_t row) const { return hashes_[row]; }
  const Column& column(size_t index) const { return columns_[index]; }
  uint64_t memory() const;

 private:
  std::vector<Column> columns_;
  std::vector<uint64_t> prefixes_, hashes_;
};

}  // namespace bouclier::provision
