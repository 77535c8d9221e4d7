// SPDX-License-Identifier: Apache-2.0
// The keys of a dataset are opened by the tokens, or they are none.
// expect: DatasetKeys::DatasetKeys\(\).* is private
#include "bouclier/vault/dataset_keys.h"

using namespace bouclier;

Result<vault::DatasetKeysPtr> Use(ports::StateReader& reader, ports::KeyWrapper& wrapper, DatasetId dataset) {
#ifdef BOUCLIER_BAD
  vault::DatasetKeys no_tokens_asked;
#endif
  return vault::DatasetKeys::Open(reader, wrapper, dataset);
}
