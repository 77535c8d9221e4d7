// SPDX-License-Identifier: Apache-2.0
// F26 Rows and cells of sound and broken CSV; the same rows whatever the pieces and the processor.
#include <gtest/gtest.h>
#include <malloc.h>

#include <random>

#include "csv_header.h"
#include "csv_reading.h"
#include "text_check.h"

namespace bouclier::ingest {
namespace {

using namespace std::string_literals;

// One row from `at` on: moves `at` behind its line end and `line` to the next line.
PlainRow SlowRow(std::string_view text, size_t& at, uint64_t& line, char separator, const CsvSettings& settings) {
  PlainRow row;
  row.line = line;
  row.lines = 1;
  row.offset = at;
  std::string cell;
  const size_t begin = at;
  size_t cell_begin = at;
  bool quoted = false, was_quoted = false, bad_quote = false, too_long = false;
  const auto end_cell = [&] {
    too_long = too_long || at - cell_begin > settings.longest_cell.value;
    row.cells.push_back(cell);
    cell.clear();
    was_quoted = false;
    cell_begin = at + 1;
  };
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (quoted) {
      if (c != '"') {
        row.lines += c == '\r' || (c == '\n' && text[at - 1] != '\r') ? 1 : 0;
        cell += c;
      } else if (text.substr(at + 1).starts_with('"')) {
        cell += c;
        ++at;
      } else {
        quoted = false;
      }
    } else if (c == separator) {
      end_cell();
    } else if (c == '\n' || c == '\r') {
      break;
    } else if (c == '"' && at == cell_begin) {
      quoted = was_quoted = true;
    } else {
      bad_quote = bad_quote || was_quoted;
      was_quoted = false;
      cell += c;
    }
  }
  end_cell();
  row.raw_size = at - begin;
  const bool cut = too_long || row.raw_size > settings.longest_row.value;
  row.raw = text.substr(begin, row.raw_size);
  if (quoted) {
    row.reason = RowReason::kQuoteNotClosed;
  } else if (too_long) {
    row.reason = RowReason::kCellTooLong;
  } else if (cut) {
    row.reason = RowReason::kRowTooLong;
  } else if (bad_quote) {
    row.reason = RowReason::kBadQuote;
  }
  if (row.raw_size > std::min(settings.longest_cell, settings.longest_row).value && (cut || quoted)) {
    row.raw = row.raw.substr(0, settings.kept_of_too_long.value);
  }
  if (text.substr(at).starts_with("\r\n")) ++at;
  ++at;
  line += row.lines;
  return row;
}

void JudgeCells(PlainRow& row, size_t columns) {
  if (row.reason != RowReason::kNone) return row.cells.clear();
  for (uint32_t i = 0; i < row.cells.size() && row.reason == RowReason::kNone; ++i) {
    row.reason = CheckText(row.cells[i]).reason;
    if (row.reason != RowReason::kNone) row.bad_cell = i;
  }
  if (row.reason == RowReason::kNone && row.cells.size() != columns) row.reason = RowReason::kRagged;
}

}  // namespace

PlainFile ReadSlowly(std::string_view text, char separator, const CsvSettings& settings) {
  PlainFile file;
  size_t at = 0;
  uint64_t line = 1;
  const size_t columns = SlowRow(text, at, line, separator, settings).cells.size();
  std::vector<PlainRow> empty;
  while (at < text.size()) {
    PlainRow row = SlowRow(text, at, line, separator, settings);
    JudgeCells(row, columns);
    if (row.raw_size == 0) {
      if (!empty.empty()) row.offset = empty.front().offset;
      empty.push_back(row);
      continue;
    }
    file.rows.insert(file.rows.end(), empty.begin(), empty.end());
    empty.clear();
    file.rows.push_back(row);
  }
  return file;
}

namespace {

CsvSettings Small() {
  CsvSettings settings;
  settings.longest_cell = ByteCount{20};
  settings.longest_row = ByteCount{50};
  settings.kept_of_too_long = ByteCount{30};
  settings.block = ByteCount{64};
  return settings;
}

// Text that is rich in what matters, after a plain header.
std::string RandomText(std::mt19937_64& dice) {
  static const std::vector<std::string> kPlain = {";",  ";",    ";",  "a", "12",         "\n",
                                                  "\n", "\r\n", "\r", " ", "longer text"};
  static const std::vector<std::string> kRich = {"\"",   "\"\"", ";\"",  "\";",  "\xc3\xa9",
                                                 "\xe9", "\0"s,  "\n\n", "\"\n", ";"};
  const size_t rich_in = size_t{1} << dice() % 8;
  std::string text = "a;b;c\n";
  for (size_t left = dice() % 400; left > 0; --left) {
    const auto& words = dice() % rich_in == 0 ? kRich : kPlain;
    text += words[dice() % words.size()];
  }
  return text;
}

TEST(CsvTokenizer, F26_SameRowsWhateverThePiecesTheProcessorAndTheReader) {
  std::mt19937_64 dice(26);
  std::array<int, kRowReasons> seen{};
  for (int round = 0; round < 20'000; ++round) {
    const std::string text = RandomText(dice);
    CsvSettings settings = round % 2 == 0 ? Small() : CsvSettings{};
    const PlainFile slow = ReadSlowly(text, ';', settings);
    const std::vector<size_t> pieces = {1 + dice() % 8, 1 + dice() % 200};
    for (const FindMarks find : {&FindMarksPortable, BestFindMarks()}) {
      settings.find_marks = find;
      for (const auto& sizes : {std::vector<size_t>{}, pieces}) {
        const PlainFile read = ReadInPieces(text, settings, sizes);
        for (size_t i = 0; i < std::min(read.rows.size(), slow.rows.size()); ++i) {
          ASSERT_EQ(read.rows[i], slow.rows[i]) << testing::PrintToString(text);
        }
        ASSERT_EQ(read.rows.size(), slow.rows.size());
      }
    }
    for (const PlainRow& row : slow.rows) ++seen[static_cast<size_t>(row.reason)];
  }
  for (const RowReason reason :
       {RowReason::kNone, RowReason::kQuoteNotClosed, RowReason::kCellTooLong, RowReason::kRowTooLong,
        RowReason::kBadQuote, RowReason::kNulByte, RowReason::kBadEncoding, RowReason::kRagged}) {
    EXPECT_GT(seen[static_cast<size_t>(reason)], 100) << RowReasonName(reason);
  }
}

TEST(CsvTokenizer, MarksOfBothProcessorsAreEqual) {
  if (FindMarksAvx2() == nullptr) GTEST_SKIP() << "this processor has no AVX2";
  std::mt19937_64 dice(1);
  for (int round = 0; round < 2000; ++round) {
    Bytes data(dice() % 300);
    const uint64_t few = 1 + dice() % 255;
    for (uint8_t& byte : data)
      byte = dice() % 4 == 0 ? ";\n\r\"\t\0\x80"[dice() % 7] : static_cast<uint8_t>(1 + dice() % few);
    std::vector<Marks> one(5, Marks{}), two(5, Marks{});
    EXPECT_EQ(FindMarksPortable(data.data(), data.size(), ';', one.data()),
              FindMarksAvx2()(data.data(), data.size(), ';', two.data()));
    for (size_t i = 0; i < one.size(); ++i) {
      EXPECT_EQ(one[i].separator, two[i].separator);
      EXPECT_EQ(one[i].line_end, two[i].line_end);
      EXPECT_EQ(one[i].quote, two[i].quote);
      EXPECT_EQ(one[i].separators, two[i].separators);
    }
  }
}

std::vector<std::string> CellsOf(std::string_view text, size_t row = 0) {
  const PlainFile file = ReadInPieces(text, {}, {});
  EXPECT_EQ(file.error, "");
  return row < file.rows.size() ? file.rows[row].cells : std::vector<std::string>{};
}

using Cells = std::vector<std::string>;

TEST(CsvTokenizer, ReadsTheDialects) {
  EXPECT_EQ(CellsOf("a;b\n1;2\n"), (Cells{"1", "2"}));
  EXPECT_EQ(CellsOf("a,b\n1,2\n"), (Cells{"1", "2"}));
  EXPECT_EQ(CellsOf("a\tb\n1\t2\n"), (Cells{"1", "2"}));
  EXPECT_EQ(CellsOf("a|b\n1|2\n"), (Cells{"1", "2"}));
  EXPECT_EQ(CellsOf("\xef\xbb\xbf"
                    "a;b\r\n1,5;2\r\n"),
            (Cells{"1,5", "2"}));
  EXPECT_EQ(CellsOf("a;b\r1;2\r3;4", 1), (Cells{"3", "4"}));
  EXPECT_EQ(CellsOf("a;b\n\"x;\"\"y\"\"\n\";2\n"), (Cells{"x;\"y\"\n", "2"}));
  EXPECT_EQ(CellsOf("a;b\n5\" nail;\"\"\n"), (Cells{"5\" nail", ""}));
  const PlainFile file = ReadInPieces("\xef\xbb\xbf\"a\"; b \n", {}, {});
  EXPECT_EQ(file.header.names, (Cells{"a", "b"}));
  EXPECT_TRUE(file.header.byte_order_mark);
  EXPECT_TRUE(file.rows.empty());
}

TEST(CsvTokenizer, F26_EmptyLinesCountOnlyBetweenRows) {
  const PlainFile two = ReadInPieces("a;b\n1;2\n\n\r\n3;4\n\n\n", {}, {});
  ASSERT_EQ(two.rows.size(), 4u);
  EXPECT_EQ(two.rows[1].reason, RowReason::kRagged);
  EXPECT_EQ(two.rows[2].line, 4u);
  EXPECT_EQ(two.rows[3].line, 5u);
  const PlainFile one = ReadInPieces("a\n1\n\n3\n", {}, {});
  ASSERT_EQ(one.rows.size(), 3u);
  EXPECT_EQ(one.rows[1].reason, RowReason::kNone);
}

TEST(CsvTokenizer, F26_OtherFormatsAreNamedNotRead) {
  const auto error = [](const std::string& text) { return ReadInPieces(text, {}, {7}).error; };
  EXPECT_NE(error("\x1f\x8b\x08\0\0\n"s).find("gzip"), std::string::npos);
  EXPECT_NE(error("PK\x03\x04\n").find("zip archive"), std::string::npos);
  EXPECT_NE(error("PAR1\x15\x04").find("Parquet"), std::string::npos);
  EXPECT_NE(error("\xff\xfe"
                  "a\0;\0b\0\r\0\n\0"s)
                .find("UTF-16"),
            std::string::npos);
  EXPECT_NE(error("a\0;\0b\0\r\0\n\0"s).find("UTF-16"), std::string::npos);
  EXPECT_NE(
      error("\0\0\0\0\0\0\0\0\0\0\0\0\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92\x08\0\x09\xc7\x31\x8c\x18\x1f\x10\x11"s +
            std::string(200, '\0'))
          .find("sas7bdat"),
      std::string::npos);
  EXPECT_NE(error("pr\xe9nom;b\n").find("encoding"), std::string::npos);
  EXPECT_NE(error("").find("empty"), std::string::npos);
  EXPECT_NE(error("\n1;2\n").find("no name"), std::string::npos);
  EXPECT_NE(error(std::string(3 << 20, 'x')).find("1 MiB"), std::string::npos);
}

// What is kept of each column would take half a gigabyte for a first line of 1 MiB.
TEST(CsvTokenizer, F25_AFirstLineOfTooManyColumnsIsRefused) {
  const auto error = [](size_t columns) {
    std::string line;
    for (size_t i = 0; i < columns; ++i) line += (i == 0 ? "" : ";") + std::to_string(i);
    return ReadInPieces(line + "\n", {}, {}).error;
  };
  EXPECT_EQ(error(kMostColumns), "");
  EXPECT_NE(error(kMostColumns + 1).find("4,096 columns"), std::string::npos);
}

// Counts what it is given and keeps the longest raw row.
struct CountingSink : CsvSink {
  Result<void> Header(const CsvHeader&) override { return {}; }
  Result<void> Rows(const CsvBlock& block) override {
    for (const CsvRow& row : block.rows) {
      ++by_reason[static_cast<size_t>(row.reason)];
      kept = std::max<uint64_t>(kept, row.raw_kept);
      size = std::max(size, row.raw_size);
    }
    return {};
  }
  std::array<int, kRowReasons> by_reason{};
  uint64_t kept = 0, size = 0;
};

// Bytes the process has asked for and not given back; 0 under a sanitizer, which has an allocator of its own.
size_t Allocated() {
  const auto info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

// A row of `times` pieces, then a sound one. Memory must not grow with the row.
CountingSink ReadEndlessRow(const std::string& begin, const std::string& piece, int times, const std::string& end) {
  CountingSink sink;
  auto tokenizer = CsvTokenizer::Make({}).value();
  EXPECT_TRUE(tokenizer.Push(AsBytes("a;b\n" + begin), sink).ok());
  const size_t before = Allocated();
  size_t most = before;
  for (int i = 0; i < times; ++i) {
    EXPECT_TRUE(tokenizer.Push(AsBytes(piece), sink).ok());
    most = std::max(most, Allocated());
  }
  EXPECT_LT(most - before, 40 * kMiB);
  EXPECT_TRUE(tokenizer.Push(AsBytes(end + "\n3;4\n"), sink).ok());
  EXPECT_TRUE(tokenizer.Finish(sink).ok());
  EXPECT_EQ(sink.by_reason[static_cast<size_t>(RowReason::kNone)], 1);
  EXPECT_EQ(sink.kept, 64 * kKiB);
  return sink;
}

TEST(CsvTokenizer, F26_ACellOf100MegabytesIsRefusedAndTheNextRowRead) {
  const std::string piece(1 << 20, 'x');
  for (const std::string quote : {"", "\""}) {
    const CountingSink sink = ReadEndlessRow("1;" + quote, piece, 100, quote);
    EXPECT_EQ(sink.by_reason[static_cast<size_t>(RowReason::kCellTooLong)], 1);
    EXPECT_EQ(sink.size, 100 * kMiB + 2 + 2 * quote.size());
  }
}

TEST(CsvTokenizer, F25_ARowOf100MillionCellsKeepsMemoryBounded) {
  const CountingSink sink = ReadEndlessRow("1;", std::string(1 << 20, ';'), 100, "");
  EXPECT_EQ(sink.by_reason[static_cast<size_t>(RowReason::kRowTooLong)], 1);
}

TEST(CsvTokenizer, F25_MillionsOfEmptyLinesKeepMemoryBounded) {
  CountingSink sink;
  auto tokenizer = CsvTokenizer::Make({}).value();
  ASSERT_TRUE(tokenizer.Push(AsBytes("a;b\n1;2\n"), sink).ok());
  const size_t before = Allocated();
  const std::string piece(1 << 20, '\n');
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(tokenizer.Push(AsBytes(piece), sink).ok());
    EXPECT_LT(Allocated() - before, 40 * kMiB);
  }
  ASSERT_TRUE(tokenizer.Push(AsBytes("3;4"), sink).ok());
  ASSERT_TRUE(tokenizer.Finish(sink).ok());
  EXPECT_LT(Allocated() - before, 40 * kMiB);
  EXPECT_EQ(sink.by_reason[static_cast<size_t>(RowReason::kRagged)], 20 << 20);
  EXPECT_EQ(sink.by_reason[static_cast<size_t>(RowReason::kNone)], 2);
}

TEST(CsvTokenizer, ASinksErrorStopsTheReading) {
  struct Failing : PlainSink {
    Result<void> Rows(const CsvBlock&) override { return Error(ErrorCode::kExhausted, "full"); }
  } sink;
  auto tokenizer = CsvTokenizer::Make({}).value();
  EXPECT_EQ(tokenizer.Push(AsBytes("a;b\n1;2\n"), sink).error().code, ErrorCode::kExhausted);
  EXPECT_EQ(tokenizer.Finish(sink).error().code, ErrorCode::kExhausted);
}

}  // namespace
}  // namespace bouclier::ingest
