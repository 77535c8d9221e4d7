// SPDX-License-Identifier: Apache-2.0
// The metadata database as rooms see it: named tables of ordered binary keys and values, moved together by one
// transaction. A room owns its tables (their names begin with the room's name) and reads no other room's.
// Implementations are thread-safe; a transaction belongs to one thread. The conformance suite is
// tests/conformance/state_store_suite.h.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bouclier/base/bytes.h"
#include "bouclier/base/result.h"

namespace bouclier::ports {

// What Scan's visitor says.
enum class ScanNext { kGoOn, kStop };
using ScanVisitor = std::function<Result<ScanNext>(ByteView key, ByteView value)>;

class StateReader {
 public:
  virtual ~StateReader() = default;
  // **Errors:** corruption (the stored row is damaged), unavailable. Absent: nullopt.
  virtual Result<std::optional<Bytes>> Get(std::string_view table, ByteView key) = 0;
  // Keys that begin with `prefix` and are > `after` (empty: from the first), in byte order.
  virtual Result<void> Scan(std::string_view table, ByteView prefix, ByteView after, const ScanVisitor& visit) = 0;
};

class StateTransaction : public StateReader {
 public:
  virtual Result<void> Put(std::string_view table, ByteView key, ByteView value) = 0;
  virtual Result<void> Delete(std::string_view table, ByteView key) = 0;
  // Durable when it returns ok. After an error nothing of it is visible, unless retry is kUnknownOutcome.
  virtual Result<void> Commit() = 0;  // a transaction destroyed without it is rolled back
};

class StateStore {
 public:
  virtual ~StateStore() = default;
  // One writer at a time: waits for it. **Errors:** deadline, corruption, exhausted (disk full), unavailable.
  virtual Result<std::unique_ptr<StateTransaction>> Begin() = 0;
  // A consistent view of one moment, beside any writer.
  virtual Result<std::unique_ptr<StateReader>> Read() = 0;
};

}  // namespace bouclier::ports
