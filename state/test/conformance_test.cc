// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>

#include "bouclier/state/memory_state_store.h"
#include "bouclier/state/sqlite_state_store.h"
#include "tests/conformance/state_store_suite.h"

namespace bouclier::conformance {
namespace {

// The folder outlives its store and is removed with it.
class SqliteInFolder final : public ports::StateStore {
 public:
  static std::unique_ptr<ports::StateStore> Make() {
    char pattern[] = "/tmp/bouclier-state-XXXXXX";
    if (mkdtemp(pattern) == nullptr) return nullptr;
    auto store = state::SqliteStateStore::Create(std::filesystem::path(pattern) / "hub.sqlite");
    if (!store.ok()) return nullptr;
    return std::unique_ptr<ports::StateStore>(new SqliteInFolder(pattern, std::move(store).value()));
  }
  ~SqliteInFolder() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  Result<std::unique_ptr<ports::StateTransaction>> Begin() override { return store_->Begin(); }
  Result<std::unique_ptr<ports::StateReader>> Read() override { return store_->Read(); }

 private:
  SqliteInFolder(std::filesystem::path folder, std::unique_ptr<state::SqliteStateStore> store)
      : folder_(std::move(folder)), store_(std::move(store)) {}
  std::filesystem::path folder_;
  std::unique_ptr<state::SqliteStateStore> store_;
};

INSTANTIATE_TEST_SUITE_P(
    Stores, StateStoreSuite,
    ::testing::Values(StateStoreFactory{"Memory", [] { return std::make_unique<state::MemoryStateStore>(); }},
                      StateStoreFactory{"Sqlite", SqliteInFolder::Make}),
    [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace bouclier::conformance
