// SPDX-License-Identifier: Apache-2.0
// The rows of permits in the metadata database. They prove nothing: what they say is compared with the ledger. Pure but
// for reading and writing.
#pragma once

#include <optional>
#include <string>

#include "bouclier/policy/permit_decision.h"
#include "bouclier/ports/state_store.h"

namespace bouclier::provision {

constexpr std::string_view kPermitTable = "provision.permit";             // id ‖ 0 ‖ version → salt(16) ‖ signed text
constexpr std::string_view kPermitStateTable = "provision.permit_state";  // id → step ‖ version ‖ standing
constexpr size_t kPermitSalt = 16;

struct PermitText {
  Bytes salt;
  std::string text;
  std::string Digest() const;  // SHA-256(salt ‖ text), hex
};

struct PermitState {
  uint64_t step = 0, version = 0;
  policy::Standing standing = policy::Standing::kInForce;
  bool operator==(const PermitState&) const = default;
};

Result<std::optional<PermitText>> ReadText(ports::StateReader& reader, const std::string& id, uint64_t version);
Result<void> WriteText(ports::StateTransaction& transaction, const std::string& id, uint64_t version,
                       const PermitText& text);
// The highest version a row is there for; 0: none.
Result<uint64_t> NewestText(ports::StateReader& reader, const std::string& id);

Result<std::optional<PermitState>> ReadState(ports::StateReader& reader, const std::string& id);
// **Errors:** conflict: the row is not `before` (none: there must be no row).
Result<void> MoveState(ports::StateTransaction& transaction, const std::string& id,
                       const std::optional<PermitState>& before, const PermitState& after);

Error PermitDamaged(const std::string& cause);

}  // namespace bouclier::provision
