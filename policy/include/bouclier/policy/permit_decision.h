// SPDX-License-Identifier: Apache-2.0
// The decision on data: may this person read these columns under this permit, now? Pure: no clock, no I/O. That the
// permit was signed, and what the ledger says of its life, is found out before (room provision).
#pragma once

#include <span>
#include <string_view>

#include "bouclier/base/result.h"
#include "bouclier/policy/actor.h"
#include "bouclier/policy/permit.h"

namespace bouclier::policy {

// What the permit's ledger entries say.
enum class Standing : uint8_t { kInForce, kSuspended, kRevoked };
struct PermitLife {
  Standing standing = Standing::kInForce;
  TimePoint issued{};   // time of the entry that issued this version
  TimePoint changed{};  // time of the newest entry of the permit; never earlier than `issued`
};

// The same with today's date.
enum class LifeState : uint8_t { kIssued, kActive, kSuspended, kRevoked, kEnded };
std::string_view LifeStateName(LifeState state);  // issued…
// Revoked stays revoked and ended stays ended, whatever came before: revoked, then ended, then suspended.
LifeState StateAt(const Permit& permit, const PermitLife& life, TimePoint now);

// The changes a permit officer or controller makes. **Errors:** conflict: it is so already; precondition: revoked for
// good, or not suspended.
enum class LifeChange : uint8_t { kSuspend, kResume, kRevoke };
std::string_view LifeChangeName(LifeChange change);  // suspend…
Result<Standing> After(Standing standing, LifeChange change);

struct Asked {
  std::string_view table;
  std::span<const std::string_view> columns;
};

// What a stranger hears, and what one hears who asks for a permit that does not exist.
Error NoSuchPermit();

// **Errors:** not_found: the actor is not named in the permit (the answer of absence); denied, with the true reason:
// the actor's access was revoked, the clock went back, the permit is suspended, revoked, not begun or ended, terms not
// signed, habilitation missing or ended, a table or column not granted.
Result<void> DecidePermit(const Permit& permit, const PermitLife& life, const Actor& actor, const Asked& asked,
                          TimePoint now);
// The same but for table and columns: may this person work under the permit at all?
Result<void> DecideMember(const Permit& permit, const PermitLife& life, const Actor& actor, TimePoint now);

}  // namespace bouclier::policy
