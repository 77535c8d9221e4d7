// SPDX-License-Identifier: Apache-2.0
// Errors of Arrow and Parquet become ours at this edge; our own, carried through Arrow by a reader of sealed files,
// come out as they went in.
#pragma once

#include <arrow/status.h>

#include "bouclier/base/result.h"

namespace bouclier::vault {

arrow::Status ToArrow(Error error);
Error TranslateArrow(const arrow::Status& status, const char* doing);

}  // namespace bouclier::vault

#define BOUCLIER_ARROW(expression, doing)                                                        \
  do {                                                                                           \
    const arrow::Status bouclier_status = (expression);                                          \
    if (!bouclier_status.ok()) return ::bouclier::vault::TranslateArrow(bouclier_status, doing); \
  } while (false)
