// SPDX-License-Identifier: Apache-2.0
#include "bouclier/airlock/release_memory.h"

#include <set>

#include "bouclier/base/check.h"
#include "bouclier/crypto/hash.h"

namespace bouclier::airlock {
namespace {

constexpr uint8_t kVersion = 1;

void AppendText(Bytes& out, std::string_view text) { AppendSized(out, AsBytes(text)); }

Error Malformed(const char* why) {
  return Error(ErrorCode::kCorruption, std::string("read remembered output: ") + why);
}

Result<void> ReadVersion(ByteReader& in) {
  BOUCLIER_TRY(const uint8_t version, in.U8());
  if (version != kVersion) return Error(ErrorCode::kUnsupported, "read remembered output: another version");
  return {};
}

// A count of things that take `least` bytes each: one that promises more than there is reserves nothing.
Result<uint32_t> Count(ByteReader& in, size_t least) {
  BOUCLIER_TRY(const uint32_t count, in.Le32());
  if (count > in.left() / least) return Malformed("fewer things than it says");
  return count;
}

Result<std::string> Text(ByteReader& in) {
  BOUCLIER_TRY(const ByteView bytes, in.Sized());
  return std::string(AsText(bytes));
}

Result<kernels::OutputTable> Table(ByteReader& in) {
  kernels::OutputTable table;
  BOUCLIER_TRY(const uint32_t dimensions, Count(in, 8));
  for (uint32_t i = 0; i < dimensions; ++i) {
    kernels::Dimension& dimension = table.dimensions.emplace_back();
    BOUCLIER_TRY(dimension.name, Text(in));
    BOUCLIER_TRY(const uint32_t values, Count(in, 4));
    for (uint32_t j = 0; j < values; ++j) {
      BOUCLIER_TRY(std::string value, Text(in));
      dimension.values.push_back(std::move(value));
    }
  }
  BOUCLIER_TRY(const uint32_t cells, Count(in, size_t{4} * dimensions + 1));
  std::set<std::vector<uint32_t>> seen;
  for (uint32_t i = 0; i < cells; ++i) {
    std::vector<uint32_t> place;
    for (const kernels::Dimension& dimension : table.dimensions) {
      BOUCLIER_TRY(const uint32_t at, in.Le32());
      if (at >= dimension.values.size()) return Malformed("a cell is outside its table");
      place.push_back(at);
    }
    if (!seen.insert(place).second) return Malformed("a cell stands there twice");
    table.cells.push_back(std::move(place));
  }
  return table;
}

}  // namespace

RememberedPrints PrintsOf(const Remembered& output) {
  RememberedPrints out{output.release, output.project, output.table, output.hidden, {}, {}};
  const std::vector<kernels::ComparedGroup> groups = kernels::GroupsOf(output.table, output.hidden);
  for (const Layer& layer : output.layers)
    out.layers.push_back({layer.name, kernels::SignaturesOf(output.table, output.hidden, groups, layer.cells)});
  out.persons = crypto::Sha256::Of(EncodePersons(output));
  return out;
}

Bytes EncodePrints(const RememberedPrints& prints) {
  kernels::CheckTable(prints.table);
  Bytes out;
  out.push_back(kVersion);
  AppendLe64(out, prints.release);
  AppendText(out, prints.project);
  Append(out, prints.persons);
  AppendLe32(out, static_cast<uint32_t>(prints.table.dimensions.size()));
  for (const kernels::Dimension& dimension : prints.table.dimensions) {
    AppendText(out, dimension.name);
    AppendLe32(out, static_cast<uint32_t>(dimension.values.size()));
    for (const std::string& value : dimension.values) AppendText(out, value);
  }
  AppendLe32(out, static_cast<uint32_t>(prints.table.cells.size()));
  for (const std::vector<uint32_t>& cell : prints.table.cells)
    for (const uint32_t place : cell) AppendLe32(out, place);
  BOUCLIER_CHECK(prints.hidden.size() == prints.table.cells.size());
  for (const bool hidden : prints.hidden) out.push_back(hidden ? 1 : 0);
  AppendLe32(out, static_cast<uint32_t>(prints.layers.size()));
  for (const RememberedPrints::OfLayer& layer : prints.layers) {
    AppendText(out, layer.name);
    AppendLe32(out, static_cast<uint32_t>(layer.groups.size()));
    for (const kernels::GroupSignature& group : layer.groups) AppendSized(out, group.Encode());
  }
  return out;
}

Result<RememberedPrints> DecodePrints(ByteView encoded) {
  ByteReader in(encoded);
  BOUCLIER_TRY_VOID(ReadVersion(in));
  RememberedPrints out;
  BOUCLIER_TRY(out.release, in.Le64());
  BOUCLIER_TRY(out.project, Text(in));
  BOUCLIER_TRY(out.persons, in.Array<32>());
  BOUCLIER_TRY(out.table, Table(in));
  for (size_t i = 0; i < out.table.cells.size(); ++i) {
    BOUCLIER_TRY(const uint8_t hidden, in.U8());
    if (hidden > 1) return Malformed("a cell is neither shown nor hidden");
    out.hidden.push_back(hidden == 1);
  }
  BOUCLIER_TRY(const uint32_t layers, Count(in, 8));
  if (layers == 0) return Malformed("it has no persons");
  for (uint32_t i = 0; i < layers; ++i) {
    RememberedPrints::OfLayer& layer = out.layers.emplace_back();
    BOUCLIER_TRY(layer.name, Text(in));
    BOUCLIER_TRY(const uint32_t groups, Count(in, 4));
    if (i > 0 && groups != out.layers[0].groups.size()) return Malformed("its layers have unlike groups");
    layer.groups.reserve(groups);
    for (uint32_t j = 0; j < groups; ++j) {
      BOUCLIER_TRY(const ByteView one, in.Sized());
      BOUCLIER_TRY(kernels::GroupSignature signature, kernels::GroupSignature::Decode(one));
      layer.groups.push_back(std::move(signature));
    }
  }
  BOUCLIER_TRY_VOID(in.End());
  return out;
}

Bytes EncodePersons(const Remembered& output) {
  Bytes out;
  out.push_back(kVersion);
  AppendLe32(out, static_cast<uint32_t>(output.layers.size()));
  AppendLe32(out, static_cast<uint32_t>(output.table.cells.size()));
  for (const Layer& layer : output.layers) {
    BOUCLIER_CHECK(layer.cells.size() == output.table.cells.size());
    for (const kernels::PersonSet& persons : layer.cells) AppendSized(out, persons.Encode());
  }
  return out;
}

Result<CellPersons> DecodePersons(ByteView encoded) {
  ByteReader in(encoded);
  BOUCLIER_TRY_VOID(ReadVersion(in));
  BOUCLIER_TRY(const uint32_t layers, in.Le32());
  BOUCLIER_TRY(const uint32_t cells, in.Le32());
  if (layers == 0) return Malformed("it has no persons");
  // Without cells all layers are alike: there is one.
  if (uint64_t{layers} * cells > in.left() / 4 || (cells == 0 && layers > 1))
    return Malformed("fewer things than it says");
  CellPersons out(layers);
  for (std::vector<kernels::PersonSet>& layer : out) {
    for (uint32_t cell = 0; cell < cells; ++cell) {
      BOUCLIER_TRY(const ByteView set, in.Sized());
      BOUCLIER_TRY(kernels::PersonSet persons, kernels::PersonSet::Decode(set));
      layer.push_back(std::move(persons));
    }
  }
  BOUCLIER_TRY_VOID(in.End());
  return out;
}

}  // namespace bouclier::airlock
