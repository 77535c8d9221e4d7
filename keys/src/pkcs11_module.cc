// SPDX-License-Identifier: Apache-2.0
#include "pkcs11_module.h"

#include <dlfcn.h>

#include <fmt/format.h>

namespace bouclier::keys {
namespace {

// Fixed-width fields padded with blanks.
template <size_t N>
std::string Trim(const unsigned char (&field)[N]) {
  std::string text(reinterpret_cast<const char*>(field), N);
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

PinState PinOf(CK_FLAGS flags) {
  if (flags & CKF_USER_PIN_LOCKED) return PinState::kLocked;
  if (flags & CKF_USER_PIN_FINAL_TRY) return PinState::kFinalTry;
  if (flags & CKF_USER_PIN_COUNT_LOW) return PinState::kLow;
  return PinState::kGood;
}

const char* WarningOf(PinState state) {
  switch (state) {
    case PinState::kLow:
      return "wrong PIN; the token warns that few tries are left";
    case PinState::kFinalTry:
      return "wrong PIN; the token warns that one try is left";
    case PinState::kLocked:
      return "the PIN is locked";
    case PinState::kGood:
      break;
  }
  return "wrong PIN; the token gives no warning";
}

struct Slot {
  CK_SLOT_ID id;
  TokenInfo info;
};

Result<Slot> ReadSlot(const Pkcs11Module::State& module, CK_SLOT_ID id) {
  CK_TOKEN_INFO raw{};
  const CK_RV code = module.call->C_GetTokenInfo(id, &raw);
  if (code != CKR_OK) return Translate(code, "read token");
  return Slot{id, {Trim(raw.label), Trim(raw.serialNumber), Trim(raw.model), PinOf(raw.flags)}};
}

Result<std::vector<Slot>> ReadSlots(const Pkcs11Module::State& module) {
  CK_ULONG count = 0;
  CK_RV code = module.call->C_GetSlotList(CK_TRUE, nullptr, &count);
  std::vector<CK_SLOT_ID> ids(count);
  if (code == CKR_OK) code = module.call->C_GetSlotList(CK_TRUE, ids.data(), &count);
  if (code != CKR_OK) return Translate(code, "list tokens");
  ids.resize(std::min<size_t>(ids.size(), count));
  std::vector<Slot> slots;
  for (const CK_SLOT_ID id : ids) {
    Result<Slot> slot = ReadSlot(module, id);  // a token pulled out meanwhile is no longer listed
    if (slot.ok() && !slot->info.label.empty()) slots.push_back(*std::move(slot));
  }
  return slots;
}

Result<Slot> FindSlot(const Pkcs11Module::State& module, const TokenName& name) {
  BOUCLIER_TRY(const std::vector<Slot> slots, ReadSlots(module));
  std::vector<Slot> found;
  for (const Slot& slot : slots)
    if (slot.info.label == name.label && (name.serial.empty() || slot.info.serial == name.serial))
      found.push_back(slot);
  if (found.empty())
    return Error(ErrorCode::kUnavailable, "open token: no token of this label and serial",
                 "insert the token, or correct its label and serial in the configuration", Retry::kAfterFix)
        .WithContext(name.label);
  if (found.size() > 1)
    return Error(ErrorCode::kConflict,
                 fmt::format("open token: several tokens of this label, serials {} and {}", found[0].info.serial,
                             found[1].info.serial),
                 "name the serial too", Retry::kAfterFix);
  return found[0];
}

Error LoginError(const Pkcs11Module::State& module, CK_SLOT_ID id, CK_RV code) {
  if (code == CKR_USER_ALREADY_LOGGED_IN)
    return Error(ErrorCode::kConflict, "open token: already open in this process", "close it first");
  if (code != CKR_PIN_INCORRECT) return Translate(code, "open token");
  const Result<Slot> now = ReadSlot(module, id);
  return Error(ErrorCode::kUnauthenticated,
               std::string("open token: ") + WarningOf(now.ok() ? now->info.pin : PinState::kGood),
               "check the PIN before another try: the token may lock", Retry::kAfterFix);
}

}  // namespace

Pkcs11Module::State::~State() {
  if (started_here) call->C_Finalize(nullptr);
  if (library != nullptr) dlclose(library);
}

Result<Pkcs11Module> Pkcs11Module::Load(const std::string& path) {
  auto state = std::make_shared<State>();
  state->library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (state->library == nullptr)
    return Error(ErrorCode::kUnavailable, "load PKCS#11 module: not a loadable library",
                 "check the module's path in the configuration", Retry::kAfterFix)
        .WithContext(path);
  const auto list = reinterpret_cast<CK_C_GetFunctionList>(dlsym(state->library, "C_GetFunctionList"));
  if (list == nullptr || list(&state->call) != CKR_OK || state->call == nullptr)
    return Error(ErrorCode::kUnavailable, "load PKCS#11 module: no function list", "is it a PKCS#11 library?");
  CK_C_INITIALIZE_ARGS arguments{};
  arguments.flags = CKF_OS_LOCKING_OK;
  const CK_RV code = state->call->C_Initialize(&arguments);
  state->started_here = code == CKR_OK;
  if (code != CKR_OK && code != CKR_CRYPTOKI_ALREADY_INITIALIZED) return Translate(code, "start PKCS#11 module");
  return Pkcs11Module(std::move(state));
}

Result<std::vector<TokenInfo>> Pkcs11Module::ListTokens() const {
  BOUCLIER_TRY(std::vector<Slot> slots, ReadSlots(*state_));
  std::vector<TokenInfo> tokens;
  for (Slot& slot : slots) tokens.push_back(std::move(slot.info));
  return tokens;
}

Result<std::shared_ptr<Token>> Pkcs11Module::OpenToken(const TokenName& name, const SecretBytes& pin) const {
  BOUCLIER_TRY(const Slot slot, FindSlot(*state_, name));
  auto token = std::make_unique<Token::State>();
  token->name = {slot.info.label, slot.info.serial};
  const MutexLock lock(token->mutex);
  CK_RV code =
      state_->call->C_OpenSession(slot.id, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &token->session);
  if (code != CKR_OK) return Translate(code, "open token");
  token->module = state_;  // from here the destructor closes the session
  const ByteView text = pin.Reveal(SecretAccess{});
  code = state_->call->C_Login(token->session, CKU_USER, const_cast<unsigned char*>(text.data()), text.size());
  if (code != CKR_OK) return LoginError(*state_, slot.id, code);
  return std::make_shared<Token>(std::move(token));
}

}  // namespace bouclier::keys
