// SPDX-License-Identifier: Apache-2.0
// One table of an extract: the rows that pass, put in order, written and sealed; in several passes over ranges of what
// orders them when they do not fit the memory. The files are the same however many passes there are.
// docs/formats/extract.md.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bouclier/provision/extract.h"
#include "bouclier/provision/extract_manifest.h"
#include "bouclier/vault/prepared_object.h"
#include "given_rows.h"
#include "row_choice.h"

namespace bouclier::provision {

constexpr size_t kExtractFileRows = 1 << 18;  // a file; four row groups

struct TableJob {
  const PermittedView& view;
  const RowChoice& choice;
  const CompiledTable& table;
  const std::vector<GivenColumn>& columns;
  const kernels::Pseudonymiser& pseudonymiser;
  uint64_t seed = 0;  // secret: orders rows of one pseudonym
  uint64_t row_memory = 0;
  size_t threads = 1;
  ports::StateStore& state;
  ports::ObjectStore& store;
  vault::DatasetKeysPtr project;
  std::string name;  // of its files in the dataset, which get a number more
  // From any thread: the persons of rows that pass, ascending, some twice; its error ends the extract.
  std::function<Result<void>(const std::vector<uint32_t>&)> tell_persons;
  std::function<Result<void>(uint64_t rows)> go_on;  // from any thread: so many rows more were read
};

struct TableMade {
  std::vector<vault::TableFile> files;
  std::vector<ExtractFile> extract_files;
  std::vector<vault::PreparedObject> objects;
};

// **Errors:** those of the view, the store and the two functions; exhausted: more memory than was given.
Result<TableMade> MakeTable(const TableJob& job);

}  // namespace bouclier::provision
