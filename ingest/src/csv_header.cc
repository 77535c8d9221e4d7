// SPDX-License-Identifier: Apache-2.0
#include "csv_header.h"

#include <algorithm>
#include <array>

#include "csv_row_scan.h"
#include "text_check.h"

namespace bouclier::ingest {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

struct Magic {
  std::string_view bytes;
  std::string_view what;
  std::string_view hint;
};
constexpr std::string_view kAsCsv = "deliver the table as CSV in UTF-8";
constexpr std::string_view kUnpacked = "deliver the file unpacked, as CSV in UTF-8";
constexpr std::array<Magic, 9> kMagics = {{
    {"\0\0\0\0\0\0\0\0\0\0\0\0\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92\x08\0\x09\xc7\x31\x8c\x18\x1f\x10\x11"sv,
     "a SAS table (sas7bdat)", "export the table from SAS as CSV in UTF-8"},
    {"\x1f\x8b"sv, "gzip data", kUnpacked},
    {"PK\x03\x04"sv, "a zip archive (or a spreadsheet)", kUnpacked},
    {"PAR1"sv, "Parquet", kAsCsv},
    {"\x28\xb5\x2f\xfd"sv, "zstd data", kUnpacked},
    {"\xfd\x37\x7a\x58\x5a\0"sv, "xz data", kUnpacked},
    {"BZh9"sv, "bzip2 data", kUnpacked},
    {"\xff\xfe"sv, "UTF-16 text", kAsCsv},
    {"\xfe\xff"sv, "UTF-16 text", kAsCsv},
}};

Error Unsupported(std::string_view what, std::string_view hint) {
  return Error(ErrorCode::kUnsupported, "read csv file: it is " + std::string(what), std::string(hint),
               Retry::kAfterFix);
}

Error BadHeader(const std::string& why) {
  return Error(ErrorCode::kInvalidArgument, "read csv file: " + why, "the first line must name the columns",
               Retry::kAfterFix);
}

Result<void> CheckIsText(std::string_view bytes) {
  for (const Magic& magic : kMagics) {
    if (bytes.starts_with(magic.bytes)) return Unsupported(magic.what, magic.hint);
  }
  const auto control = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
  };
  if (std::any_of(bytes.begin(), bytes.end(), control)) return Unsupported("binary data, or UTF-16 text", kAsCsv);
  if (CheckText(bytes).reason != RowReason::kNone) {
    return Unsupported("in another encoding than UTF-8", "deliver the table as CSV in UTF-8");
  }
  return {};
}

// The candidate that occurs most often outside quotes; the first of the list among equals.
char FindSeparator(std::string_view line) {
  constexpr std::string_view kCandidates = ";\t|,";
  std::array<size_t, kCandidates.size()> counts{};
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    const size_t which = quoted ? std::string_view::npos : kCandidates.find(c);
    if (which != std::string_view::npos) ++counts[which];
  }
  return kCandidates[static_cast<size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
}

std::string Trimmed(std::string_view name) {
  const size_t begin = name.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return std::string(name.substr(begin, name.find_last_not_of(' ') - begin + 1));
}

}  // namespace

Result<CsvHeader> ReadCsvHeader(std::string_view bytes) {
  CsvHeader header{';', bytes.starts_with(kByteOrderMark), {}};
  if (header.byte_order_mark) bytes.remove_prefix(kByteOrderMark.size());
  BOUCLIER_TRY_VOID(CheckIsText(bytes));
  if (bytes.size() > kLongestHeader) return BadHeader("its first line is longer than 1 MiB");
  header.separator = FindSeparator(bytes);
  CsvRowScan scan({kLongestHeader, 2 * kLongestHeader, 0}, header.separator);
  scan.Begin();
  scan.Take(AsBytes(bytes).data(), bytes.size());
  if (scan.inner_lines() != 0 || scan.done()) return BadHeader("a column's name holds a line end");
  scan.EndOfFile();
  if (scan.reason() != RowReason::kNone) return BadHeader("quotes of its first line do not match");
  if (scan.cells() > kMostColumns) return BadHeader("it has more than 4,096 columns");
  for (uint32_t cell = 0; cell < scan.cells(); ++cell) {
    const uint32_t begin = scan.bounds()[cell] + 1;
    header.names.push_back(Trimmed(std::string_view(scan.text()).substr(begin, scan.bounds()[cell + 1] - begin)));
    if (header.names.back().empty()) return BadHeader("a column has no name");
  }
  return header;
}

}  // namespace bouclier::ingest
