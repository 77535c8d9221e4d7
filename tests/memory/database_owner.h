// SPDX-License-Identifier: Apache-2.0
// What an attacker who owns the database's file can do: write rows, take them away, put back those of another day. Has
// no key. Test support.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "bouclier/ports/state_store.h"

namespace bouclier::test {

class DatabaseOwner {
 public:
  using Rows = std::map<std::pair<std::string, Bytes>, Bytes>;

  // `tables`: those he puts back. The store may be made after this.
  DatabaseOwner(ports::StateStore& store, std::vector<std::string_view> tables)
      : store_(store), tables_(std::move(tables)) {}

  void Put(std::string_view table, ByteView key, ByteView value) {
    auto transaction = store_.Begin().value();
    transaction->Put(table, key, value).value();
    transaction->Commit().value();
  }
  void Delete(std::string_view table, ByteView key) {
    auto transaction = store_.Begin().value();
    transaction->Delete(table, key).value();
    transaction->Commit().value();
  }
  Rows AllRows() {
    Rows rows;
    const auto reader = store_.Read().value();
    for (const std::string_view table : tables_)
      reader
          ->Scan(table, {}, {},
                 [&](ByteView key, ByteView value) -> Result<ports::ScanNext> {
                   rows[{std::string(table), ToBytes(key)}] = ToBytes(value);
                   return ports::ScanNext::kGoOn;
                 })
          .value();
    return rows;
  }
  void PutBack(const Rows& rows) {
    for (const auto& [key, value] : AllRows()) Delete(key.first, key.second);
    for (const auto& [key, value] : rows) Put(key.first, key.second, value);
  }

 private:
  ports::StateStore& store_;
  const std::vector<std::string_view> tables_;
};

}  // namespace bouclier::test
