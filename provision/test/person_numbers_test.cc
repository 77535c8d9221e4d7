// SPDX-License-Identifier: Apache-2.0
#include "bouclier/provision/person_numbers.h"

#include <gtest/gtest.h>

#include "bouclier/kernels/pseudonym.h"

namespace bouclier::provision {
namespace {

SecretBytes KeyOf(char letter) {
  return kernels::DeriveProjectKey(SecretBytes::CopyOf(AsBytes(std::string(32, letter))), kernels::ProjectSalt{}, "p");
}

std::string TextOf(const SecretBytes& key, uint32_t person) {
  kernels::Pseudonym made;
  kernels::Pseudonymiser(key).Compute(kernels::PseudonymClass::kPerson, std::span(&person, 1), std::span(&made, 1));
  return kernels::PseudonymText(made);
}

TEST(PersonNumbers, AreThoseThePseudonymsWereMadeOf) {
  const SecretBytes key = KeyOf('a');
  std::vector<std::string> texts;
  const std::vector<uint32_t> persons = {9999, 0, 4095, 4096, 12};
  for (const uint32_t person : persons) texts.push_back(TextOf(key, person));
  EXPECT_EQ(PersonNumbersOf(key, 10000, texts).value(), persons);
  EXPECT_TRUE(PersonNumbersOf(key, 10000, {}).value().empty());
}

TEST(PersonNumbers, WhoIsNoneOfTheBaseIsNotGuessed) {
  const SecretBytes key = KeyOf('a');
  const std::vector<std::string> beyond = {TextOf(key, 3), TextOf(key, 10000)};
  EXPECT_EQ(PersonNumbersOf(key, 10000, beyond).error().code, ErrorCode::kCorruption);
  const std::vector<std::string> other = {TextOf(KeyOf('b'), 3)};
  EXPECT_EQ(PersonNumbersOf(key, 10000, other).error().code, ErrorCode::kCorruption);
  const std::vector<std::string> no_pseudonym = {"P1"};
  EXPECT_EQ(PersonNumbersOf(key, 10000, no_pseudonym).error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace bouclier::provision
