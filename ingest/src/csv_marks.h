// SPDX-License-Identifier: Apache-2.0
// Finds separators, line ends and quotes in plain bytes, 64 bytes a step: the part of the tokenizer that has a version
// for AVX2. Which version runs is chosen once, by what the processor can do. Pure; thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>

namespace bouclier::ingest {

// Bit i is byte i of the 64.
struct Marks {
  uint64_t separator;
  uint64_t line_end;  // LF and CR
  uint64_t quote;
  uint64_t separators;  // how many: counted where the processor has an instruction for it
};

// Whether a byte stood there that a row of plain text has not: NUL or beyond ASCII.
enum class Odd { kNo, kYes };

// Marks of `size` bytes, one entry each 64, the last one padded with no marks. `out` has room for (size + 63) / 64.
using FindMarks = Odd (*)(const uint8_t* data, size_t size, uint8_t separator, Marks* out);

Odd FindMarksPortable(const uint8_t* data, size_t size, uint8_t separator, Marks* out);
// Null when this processor has no AVX2.
FindMarks FindMarksAvx2();
FindMarks BestFindMarks();

}  // namespace bouclier::ingest
