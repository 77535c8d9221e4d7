// SPDX-License-Identifier: Apache-2.0
#include "keyed_order.h"

#include <algorithm>

#include "bouclier/crypto/hash.h"

namespace bouclier::ingest {

std::vector<uint32_t> KeyedOrder::Sorted(const vault::IdentifierTable& texts, std::vector<uint32_t> numbers) const {
  std::vector<std::pair<Digest32, uint32_t>> order;
  order.reserve(numbers.size());
  Bytes message;
  for (const uint32_t number : numbers) {
    message.assign(1, identity_);
    Append(message, AsBytes(texts.Text(number)));
    order.emplace_back(crypto::HmacSha256(key_, message), number);
  }
  std::sort(order.begin(), order.end());
  for (size_t i = 0; i < order.size(); ++i) numbers[i] = order[i].second;
  return numbers;
}

}  // namespace bouclier::ingest
