// SPDX-License-Identifier: Apache-2.0
// Whether a key or a measure says something of health, an outcome or death: then a group in which all have the same is
// not let out. docs/formats/disclosure.md.
#pragma once

#include "bouclier/kernels/disclosure_rules.h"
#include "bouclier/workspace/output_query.h"

namespace bouclier::app {

kernels::Matter MatterOfKey(const workspace::OutputColumn& key);
kernels::Matter MatterOfMeasure(const workspace::OutputMeasure& measure);

}  // namespace bouclier::app
