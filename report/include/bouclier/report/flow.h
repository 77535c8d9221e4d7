// SPDX-License-Identifier: Apache-2.0
// A picture of a way through stages, from top to bottom, narrow enough for a phone. Pure; the same flow gives the same
// bytes everywhere.
#pragma once

#include <string>
#include <vector>

namespace bouclier::report {

struct FlowStage {
  std::string title;
  std::vector<std::string> lines;  // at most kMostFlowLines are drawn, then how many more
  std::string arrow;               // what is done on the way to the next stage; not drawn for the last one
};
constexpr size_t kMostFlowLines = 6;

struct Flow {
  std::string title;  // said, not drawn
  std::vector<FlowStage> stages;
};

// No script, no style sheet, nothing from elsewhere; texts are escaped, and all of it is also said in words (desc).
std::string FlowSvg(const Flow& flow);

}  // namespace bouclier::report
