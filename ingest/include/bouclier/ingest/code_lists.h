// SPDX-License-Identifier: Apache-2.0
// Code lists that the steward loaded, as ingest asks them: is this a code of that column? What has no list with data is
// not checked: unknown is never the same as not loaded. Immutable once made; thread-safe.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bouclier/catalog/catalogue.h"

namespace bouclier::ingest {

class CodeLists {
 public:
  virtual ~CodeLists() = default;
  virtual bool Has(std::string_view table, std::string_view column) const = 0;
  virtual bool Contains(std::string_view table, std::string_view column, std::string_view code) const = 0;
};

// The lists that columns of the catalogue link to. Codes of integer columns are compared as numbers: 007 is 7.
class LoadedCodes final : public CodeLists {
 public:
  LoadedCodes(const catalog::Catalogue& catalogue, const catalog::LoadedSchema& schema);  // both are copied from

  bool empty() const { return columns_.empty(); }
  bool Has(std::string_view table, std::string_view column) const override;
  bool Contains(std::string_view table, std::string_view column, std::string_view code) const override;

 private:
  // shared_ptr: many columns link to one list.
  struct Codes {
    std::shared_ptr<const std::vector<std::string>> sorted;
    bool as_numbers = false;
  };
  const Codes* Find(std::string_view table, std::string_view column) const;

  std::map<std::string, std::map<std::string, Codes, std::less<>>, std::less<>> columns_;  // by table, column
};

}  // namespace bouclier::ingest
