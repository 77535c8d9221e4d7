// SPDX-License-Identifier: Apache-2.0
// A hub's permits on a real ledger in a temporary folder and a database in memory. Test support.
#pragma once

#include "bouclier/crypto/hash.h"
#include "bouclier/provision/permit_book.h"
#include "bouclier/state/memory_state_store.h"
#include "ledger/test/ledger_fixture.h"
#include "memory/database_owner.h"
#include "permit_rows.h"
#include "permit_vectors.h"

namespace bouclier::provision::test {

inline TimePoint Noon(const char* day) { return ParseTime(std::string(day) + "T12:00:00.000Z").value(); }

class Hub : public bouclier::test::DatabaseOwner {
 public:
  Hub() : DatabaseOwner(state, {kPermitTable, kPermitStateTable}) {
    char name[] = "/tmp/bouclier-permits-XXXXXX";
    folder_ = mkdtemp(name);
    clock.now = Noon("2026-01-20");
    trail = ledger::Ledger::Create({folder_ / "log", folder_ / "writer", "hub.example/ledger"}, signer_, clock,
                                   RealFileSystem())
                .value();
    book = std::make_unique<PermitBook>(state, *trail, [this](uint64_t number, uint64_t) { return Actor(number); });
  }
  ~Hub() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  // 1 is the permit officer, 2 the controller.
  Result<policy::Actor> Actor(uint64_t number) const {
    if (number < 1 || number > 2) return Error(ErrorCode::kNotFound, "no such actor");
    policy::Actor actor;
    actor.number = number;
    actor.key = number == 1 ? officer.public_key() : controller.public_key();
    actor.grants = {{number == 1 ? policy::Role::kPermitOfficer : policy::Role::kController, {}}};
    return actor;
  }
  SignedPermit Signed(const policy::Permit& permit) const {
    const std::string text = AddSignature(SignDraft(permit, {1, 2}, officer), {2, 2}, controller).value();
    return SignedPermit::Verify(text, [this](uint64_t number, uint64_t) { return Actor(number); }).value();
  }
  Result<vault::Committed> Issue(const policy::Permit& permit) {
    vault::Committer committer(state, *trail, *trail);
    return book->Issue(committer, Signed(permit), {1, 2, clock.now});
  }
  Result<vault::Committed> Change(policy::LifeChange change, const std::string& id = "asthma-2026") {
    vault::Committer committer(state, *trail, *trail);
    return book->Change(committer, {id, change, "incident", 1});
  }
  // Version 2 of the small permit, one day shorter.
  policy::Permit Next() {
    policy::Permit next = SmallPermit();
    next.version = 2;
    next.end -= std::chrono::days(1);
    next.predecessor = Hex(crypto::Sha256::Of(AsBytes(book->Read(next.id).value().text())));
    return next;
  }

  state::MemoryStateStore state;
  ledger::HandClock clock;
  std::unique_ptr<ledger::Ledger> trail;
  std::unique_ptr<PermitBook> book;
  crypto::PrivateKey officer = crypto::PrivateKey::Generate(SignatureAlgorithm::kEcdsaP384Sha384);
  crypto::PrivateKey controller = crypto::PrivateKey::Generate(SignatureAlgorithm::kEcdsaP384Sha384);

 private:
  std::filesystem::path folder_;
  ledger::SoftwareSigner signer_{7};
};

// The reader without its checks against the ledger: signatures are verified, rows are believed. A negative control.
inline Result<std::pair<policy::Permit, policy::PermitLife>> ReadBelievingRows(Hub& hub, const std::string& id) {
  BOUCLIER_TRY(const auto reader, hub.state.Read());
  BOUCLIER_TRY(const uint64_t newest, NewestText(*reader, id));
  if (newest == 0) return policy::NoSuchPermit();
  BOUCLIER_TRY(const std::optional<PermitText> text, ReadText(*reader, id, newest));
  BOUCLIER_TRY(const SignedPermit verified,
               SignedPermit::Verify(text->text, [&](uint64_t number, uint64_t) { return hub.Actor(number); }));
  BOUCLIER_TRY(const std::optional<PermitState> row, ReadState(*reader, id));
  policy::PermitLife life;
  if (row) life.standing = row->standing;
  return std::pair(verified.permit(), life);
}

}  // namespace bouclier::provision::test
